import type { FieldProblem } from '@almanac/kernel';

/** NUL, which PostgreSQL cannot store, and surrogates without their other half, which are no characters. */
export function hasForbiddenCharacters(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

export function forbiddenCharacters(field: string): FieldProblem {
  return { field, message: `${field} has characters that are not allowed`, rule: 'characters' };
}
