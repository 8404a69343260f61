import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

/** 409: nothing is sent to a webhook that is switched off. */
export function inactive(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('CONFLICT', 'The webhook is switched off');
}
