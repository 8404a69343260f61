import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type FieldProblem } from '@almanac/kernel';

const REFUSAL: ErrorCode = 'VALIDATION_ERROR';

/** What planning refuses of what was read. @throws whatever is no such refusal */
export function problemsOf(error: unknown): FieldProblem[] {
  if (!(error instanceof DomainError) || error.code !== REFUSAL) throw error;
  return Array.isArray(error.details) ? (error.details as FieldProblem[]) : [];
}
