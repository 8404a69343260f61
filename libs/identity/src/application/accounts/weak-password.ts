import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { passwordProblems } from '../../domain/password-policy';

/** @throws DomainError WEAK_PASSWORD with every rule that the password breaks. */
export function refuseWeakPassword(password: string, field = 'password'): void {
  const problems = passwordProblems(password, field);
  if (problems.length === 0) return;
  const reasons = problems.map((problem) => problem.message).join('; ');
  throw new DomainError<ErrorCode>('WEAK_PASSWORD', `The password is too weak: ${reasons}`, problems);
}
