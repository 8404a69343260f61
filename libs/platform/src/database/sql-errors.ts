import { DatabaseError } from 'pg';

/** The SQLSTATE of an error that PostgreSQL gave, also where TypeORM wrapped it. */
export function sqlState(error: unknown): string | undefined {
  return databaseError(error)?.code;
}

/** Whether a unique constraint (of this name, if one is given) refused the write. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = databaseError(error);
  return cause?.code === '23505' && (constraint === undefined || cause.constraint === constraint);
}

function databaseError(error: unknown): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error;
  if (error instanceof Error && 'driverError' in error && error.driverError instanceof DatabaseError) {
    return error.driverError;
  }
  return undefined;
}

/** Classes of SQLSTATE that say "not now": connection, resources, shutdown, cancelled by time-out. */
const AWAY_STATE = /^(08|53|57P|57014|25P03)/;
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
const AWAY_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Client was closed|timeout expired|Query read timeout/i;

/** Whether the error means that the database cannot be had right now, so that the answer is 503. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return AWAY_STATE.test(state);
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isDatabaseAway);
  if ('code' in error && typeof error.code === 'string' && AWAY_CODES.has(error.code)) return true;
  if ('driverError' in error && error.driverError !== error) return isDatabaseAway(error.driverError);
  return AWAY_MESSAGE.test(error.message);
}
