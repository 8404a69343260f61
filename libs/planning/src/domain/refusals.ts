import type { ErrorCode } from '@almanac/contracts';
import { DomainError, validationError, type FieldProblem } from '@almanac/kernel';

/** The things that can be missing. */
export type Thing = 'planner' | 'section' | 'activity';

/** What can be missing inside of them, or beside them. */
export type Part =
  'checklist item' | 'attachment' | 'assignee' | 'comment' | 'reminder' | 'filter' | 'occurrence' | 'plan';

const names: Record<Thing | Part, string> = {
  planner: 'Planner',
  section: 'Section',
  activity: 'Activity',
  'checklist item': 'Checklist item',
  attachment: 'Attachment',
  assignee: 'Assignee',
  comment: 'Comment',
  reminder: 'Reminder',
  filter: 'Filter',
  occurrence: 'Occurrence',
  plan: 'Plan',
};

/** 404: there is no such thing, or it was deleted. */
export function notFound(thing: Thing | Part): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('NOT_FOUND', `${names[thing]} not found`);
}

/** 422 for input that is well-formed and yet contradicts itself or what is there. */
export function refused(...problems: FieldProblem[]): DomainError<ErrorCode> {
  return validationError(...problems);
}

/**
 * Holds a write to the version that its author has seen.
 * @throws DomainError PRECONDITION_FAILED when somebody else was first.
 */
export function requireVersion(
  current: number,
  expected: { header?: readonly number[] | undefined; body?: number | undefined },
): void {
  const header = expected.header === undefined || expected.header.includes(current);
  const body = expected.body === undefined || expected.body === current;
  if (header && body) return;
  throw new DomainError<ErrorCode>('PRECONDITION_FAILED', 'It was changed since you read it', {
    currentVersion: current,
  });
}

/** 403: what somebody said is theirs to change. */
export function notAuthor(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('FORBIDDEN', 'Only its author may change this');
}
