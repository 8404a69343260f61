import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import type { Principal, RequestContext } from '@almanac/platform';

/**
 * Who is calling.
 * @throws DomainError UNAUTHORIZED where nobody is signed in; guards see to that before.
 */
export function callerOf(context: RequestContext): Principal {
  if (context.principal) return context.principal;
  throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in to use this');
}
