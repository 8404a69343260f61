import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import type { Principal, RequestContext } from './request-context';

/**
 * Who is calling.
 * @throws DomainError UNAUTHORIZED where nobody is signed in; guards see to that before.
 */
export function callerOf(context: RequestContext): Principal {
  if (context.principal) return context.principal;
  throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in to use this');
}

/**
 * The person who calls and their session.
 * @throws DomainError UNAUTHORIZED where it is not a session that calls
 */
export function sessionOf({ principal }: RequestContext): { userId: Id; sessionId: Id } {
  if (principal?.sessionId === undefined)
    throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in as a person to use this');
  return { userId: principal.userId, sessionId: principal.sessionId };
}

/** What is personal is for the person alone: a key may be a program's, and an impersonation is an admin's. */
export function seesPersonal({ sessionId, impersonatorId }: Principal): boolean {
  return sessionId !== undefined && impersonatorId === undefined;
}

/**
 * Holds a write to the version that `If-Match` names.
 * @throws DomainError PRECONDITION_FAILED
 */
export function requireExpected({ expectedVersions }: RequestContext, version: number): void {
  if (expectedVersions === undefined || expectedVersions.includes(version)) return;
  throw new DomainError<ErrorCode>('PRECONDITION_FAILED', 'It was changed since you read it', {
    currentVersion: version,
  });
}
