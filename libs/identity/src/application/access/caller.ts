import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import type { Principal, RequestContext } from '@almanac/platform';

/**
 * Who is calling.
 * @throws DomainError UNAUTHORIZED where nobody is signed in; guards see to that before.
 */
export function callerOf(ctx: RequestContext): Principal {
  if (ctx.principal) return ctx.principal;
  throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in to use this');
}

/**
 * Holds a write to the version that `If-Match` names.
 * @throws DomainError PRECONDITION_FAILED
 */
export function requireExpected(ctx: RequestContext, version: number): void {
  if (ctx.expectedVersions === undefined || ctx.expectedVersions.includes(version)) return;
  throw new DomainError<ErrorCode>('PRECONDITION_FAILED', 'It was changed since you read it', {
    currentVersion: version,
  });
}
