import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';

/**
 * The person who calls and their session.
 * @throws DomainError UNAUTHORIZED where it is not a session that calls
 */
export function sessionOf(ctx: RequestContext): { userId: Id; sessionId: Id } {
  const { principal } = ctx;
  if (principal?.sessionId === undefined)
    throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in as a person to use this');
  return { userId: principal.userId, sessionId: principal.sessionId };
}
