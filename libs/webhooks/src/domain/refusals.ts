import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type FieldProblem } from '@almanac/kernel';

export function refused(problem: FieldProblem): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('VALIDATION_ERROR', 'Validation failed', [problem]);
}

/** 409: nothing is sent to a webhook that is switched off. */
export function inactive(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('CONFLICT', 'The webhook is switched off');
}
