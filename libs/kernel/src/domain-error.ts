/** One thing that is wrong with the input: the path of the field, a sentence, and the rule that it broke. */
export interface FieldProblem {
  field: string;
  message: string;
  rule: string;
}

/** Facts that a client may act on: a list of field problems, or an object with named facts. */
export type ErrorDetails = readonly FieldProblem[] | Readonly<Record<string, unknown>>;

/**
 * A refusal that the product knows of. It carries a code, never a transport's status: the HTTP filter and
 * the socket gateways translate it. Its message is shown to clients, so it never holds a secret, SQL or a
 * value that was refused.
 */
export class DomainError<Code extends string = string> extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: Code,
    message: string,
    readonly details?: ErrorDetails,
    /** Seconds after which another try makes sense; becomes `Retry-After`. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/**
 * There is no such thing, or there is none any more.
 * @param what as a sentence begins with it: `Planner`, `API key`
 */
export function notFound(what: string): DomainError<'NOT_FOUND'> {
  return new DomainError('NOT_FOUND', `${what} not found`);
}

/** What a caller may not see is FORBIDDEN where it is somebody else's, and NOT_FOUND where there is no such thing. */
export function unseen(what: string, exists: boolean): DomainError<'FORBIDDEN' | 'NOT_FOUND'> {
  return exists ? new DomainError('FORBIDDEN', `${what} of somebody else`) : notFound(what);
}

/** Input that is well-formed and yet wrong: every problem at once, each with the path of its field. */
export function validationError(...problems: readonly FieldProblem[]): DomainError<'VALIDATION_ERROR'> {
  return new DomainError('VALIDATION_ERROR', 'Validation failed', problems);
}

/** The request does not fit what is there now. */
export function conflict(
  message: string,
  details?: Readonly<Record<string, unknown>>,
): DomainError<'CONFLICT'> {
  return new DomainError('CONFLICT', message, details);
}
