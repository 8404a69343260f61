/**
 * What of the values of an entry is kept. Secrets never; nor what people write, or what tells who they are:
 * the log outlives accounts and cannot be changed. That such a field changed stays to be seen.
 */
const LEFT_OUT = '[left out]';

/** By the name of a field, whatever its case and hyphens. */
const SECRET =
  /pass(word|code|phrase)|secret|token|otp|hash|cookie|authorization|credential|signature|private|backupcode|recovery|^(code|codes|key|keys|pin|jwt|challenge|assertion)$|apikey$/;
const CONTENT = new Set(
  [
    ...[
      'email',
      'displayName',
      'username',
      'phoneNumber',
      'bio',
      'photoURL',
      'photoUrl',
      'address',
      'location',
    ],
    ...[
      'title',
      'description',
      'content',
      'text',
      'body',
      'html',
      'notes',
      'comment',
      'checklist',
      'metadata',
    ],
  ].map(plain),
);
/** Names that only sound like secrets: ids, times and counts of them. */
const HARMLESS = /(ids?|at|count|type|version|expires|prefix)$/;

const DEEPEST = 5;
const LONGEST_TEXT = 500;
const LONGEST_LIST = 200;

/** A value as JSON has it. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };

/** The fields that may be kept, in a form that PostgreSQL stores exactly; null where there are none. */
export function auditedValues(values: object | undefined): Record<string, JsonValue> | null {
  if (values === undefined) return null;
  const kept = keepFields(values, 0);
  return Object.keys(kept).length === 0 ? null : kept;
}

function keepFields(values: object, depth: number): Record<string, JsonValue> {
  const kept: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    if (value === undefined || typeof value === 'function' || name === '__proto__') continue;
    kept[cleanText(name)] = isLeftOut(name, value) ? LEFT_OUT : keepValue(value, depth + 1);
  }
  return kept;
}

/** A flag or nothing says nothing that must be hidden: `emailVerified: true`, `password: null`. */
function isLeftOut(name: string, value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return false;
  const known = plain(name);
  return CONTENT.has(known) || (SECRET.test(known) && !HARMLESS.test(known));
}

function keepValue(value: unknown, depth: number): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== 'object' || ArrayBuffer.isView(value) || depth > DEEPEST) return LEFT_OUT;
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map((item) => keepValue(item, depth + 1));
  return keepFields(value, depth);
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
function cleanText(text: string): string {
  return text.slice(0, LONGEST_TEXT).toWellFormed().replaceAll('\0', '');
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
