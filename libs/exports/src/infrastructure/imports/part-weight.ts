/** How much work a value is for whoever takes it over from a thread, and the bounds of it. */

/** Values in one message: some two milliseconds. */
export const PART_WEIGHT = 4000;
/** Beyond, no list or text of an activity may be kept: what is more need not be handed over to be refused. */
const MAX_ITEMS = 1001;
/** In UTF-16 units. */
export const MAX_TEXT = 100_001;
/** So many units of text are as much work as one more value. */
const TEXT_UNITS = 500;

/** In values. What it looks at is nested no deeper than readers allow. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / TEXT_UNITS;
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 1;
  for (const inside of Object.values(value)) weight += weightOf(inside);
  return weight;
}

/** The same, with so much of each list and text that whoever checks it still sees that it is too long. */
export function trimmed<T extends object>(value: T): T {
  return isTrim(value) ? value : (shortened(value) as T);
}

function isTrim(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= MAX_TEXT;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value) && value.length > MAX_ITEMS) return false;
  return Object.values(value).every(isTrim);
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT).toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(shortened);
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, shortened(inside)]));
}
