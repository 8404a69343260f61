import type { ErrorCode } from '@almanac/contracts';
import { DomainError, missingPermissions } from '@almanac/kernel';
import type { Principal } from '@almanac/platform';

/**
 * What somebody with a part of an admin's permissions may not do to an admin: suspend, sign out or change them.
 * @throws DomainError FORBIDDEN
 */
export function refuseAgainstAdmin(caller: Principal, target: { role: string }): void {
  if (target.role !== 'admin' || caller.role === 'admin') return;
  throw new DomainError<ErrorCode>('FORBIDDEN', 'Only an admin may do this to an admin');
}

/**
 * Nobody gives what they do not hold.
 * @throws DomainError FORBIDDEN
 */
export function refuseGivingMore(caller: Principal, granted: readonly string[], message: string): void {
  const required = missingPermissions(caller.permissions, granted);
  if (required.length === 0) return;
  throw new DomainError<ErrorCode>('FORBIDDEN', message, { required });
}
