import { parseInstant, validationError } from '@almanac/kernel';
import { DateTime } from 'luxon';

/** What a calendar export holds. Instants are UTC texts. */
export interface CalendarOptions {
  includeCompleted: boolean;
  component: 'vevent' | 'vtodo';
  range: { start: string; end: string } | null;
}

/**
 * The instants of a range; a day at its end means the whole of it.
 * @throws DomainError VALIDATION_ERROR where it ends before it begins
 */
export function rangeOf(
  { start, end }: { start: string; end: string },
  timeZone: string,
): { start: string; end: string } {
  const from = parseInstant(start, timeZone);
  const last = parseInstant(end, timeZone);
  const until = end.includes('T')
    ? last
    : DateTime.fromJSDate(last, { zone: timeZone }).plus({ days: 1 }).minus({ milliseconds: 1 }).toJSDate();
  if (until < from) {
    const field = 'options.dateRange.end';
    const message = `${field} must not be before the start`;
    throw validationError({ field, message, rule: 'dateOrder' });
  }
  return { start: from.toISOString(), end: until.toISOString() };
}
