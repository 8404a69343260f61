import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

export function emailTaken(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'ALREADY_EXISTS',
    'There is an account with this e-mail address already',
    [{ field: 'newEmail', message: 'newEmail is taken', rule: 'unique' }],
  );
}
