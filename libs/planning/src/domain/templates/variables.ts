import type { FieldProblem } from '@almanac/kernel';
import { refused } from '../refusals';

/**
 * Variables of templates: `{{name}}` in any text. They are filled in literally and once: what a value says is never read
 * again, so a value with braces in it stays as it is. Everything else in braces is plain text.
 */
export const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,49}$/;
const PLACE = /\{\{([A-Za-z][A-Za-z0-9_]{0,49})\}\}/g;
/** More than any template needs; a short text full of variables with long values must not fill the memory. */
const MAX_FILLED = 4_000_000;

/** The names of the variables in all texts of a value, each once, in the order in which they come. */
export function variablesIn(value: unknown): string[] {
  const names = new Set<string>();
  eachText(value, (text) => {
    for (const [, name] of text.matchAll(PLACE)) if (name !== undefined) names.add(name);
  });
  return [...names];
}

/**
 * The value with its variables filled in.
 * @throws DomainError VALIDATION_ERROR naming each variable that has no value, and for texts that get too long.
 */
export function fillIn<T>(value: T, values: ReadonlyMap<string, string>): T {
  const missing = variablesIn(value).filter((name) => !values.has(name));
  if (missing.length > 0) throw refused(...missing.map(missingValue));
  let room = MAX_FILLED;
  eachText(value, (text) => {
    for (const [whole, name] of text.matchAll(PLACE)) room -= (values.get(name ?? '') ?? whole).length;
  });
  if (room < 0) {
    throw refused({ field: 'variables', message: 'variables make the texts too long', rule: 'maxLength' });
  }
  return mapTexts(value, (text) =>
    text.replace(PLACE, (whole, name: string) => values.get(name) ?? whole),
  ) as T;
}

function missingValue(name: string): FieldProblem {
  const field = `variables.${name}`;
  return { field, message: `${field} is needed: the template speaks of it`, rule: 'required' };
}

function eachText(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (Array.isArray(value)) for (const item of value) eachText(item, visit);
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) eachText(item, visit);
}

/** Names of members stay; only what people read is changed. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}
