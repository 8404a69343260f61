import { DateTime } from 'luxon';
import { parseInstant } from '@almanac/kernel';
import { refused } from './refusals';

/** What PostgreSQL and a four-digit year can both say. */
const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * An instant as UTC text with milliseconds. What has no offset is read in the caller's time zone.
 * @throws DomainError VALIDATION_ERROR for what lies before year 1 or after year 9999 in UTC.
 */
export function instant(text: string, timeZone: string, field: string): string {
  return instantAt(parseInstant(text, timeZone).getTime(), field);
}

/**
 * The same for milliseconds since 1970.
 * @throws DomainError as `instant`.
 */
export function instantAt(time: number, field: string): string {
  if (time < FIRST || time > LAST) {
    throw refused({ field, message: `${field} must lie between the years 1 and 9999`, rule: 'range' });
  }
  return new Date(time).toISOString();
}

/**
 * The end of a range: an instant is itself; a day means the whole of it, so its end is where the next day
 * begins in the caller's time zone.
 */
export function endOfRange(text: string, timeZone: string, field: string): string {
  const start = instant(text, timeZone, field);
  if (text.includes('T')) return start;
  const next = DateTime.fromISO(start, { zone: timeZone }).plus({ days: 1 }).minus({ milliseconds: 1 });
  return instantAt(next.toMillis(), field);
}
