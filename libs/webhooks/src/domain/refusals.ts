import type { ErrorCode } from '@almanac/contracts';
import { conflict, type DomainError } from '@almanac/kernel';

/** 409: nothing is sent to a webhook that is switched off. */
export function inactive(): DomainError<ErrorCode> {
  return conflict('The webhook is switched off');
}
