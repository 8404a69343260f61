import type { DateTime } from 'luxon';
import type { Digest } from './preferences';
import { inZone } from './zoned-time';

/** When the daily digest comes, by the person's own clock. */
const MORNING = 8;

/** When the next digest is due after this moment: at the full hour, or on the person's next morning. */
export function nextDigest(digest: Exclude<Digest, 'immediate'>, after: Date, timeZone: string): Date {
  const time = inZone(after, timeZone);
  if (digest === 'hourly') return time.startOf('hour').plus({ hours: 1 }).toJSDate();
  const today = morningOf(time);
  // A day later by the calendar: days are not all of 24 hours.
  return (today > time ? today : morningOf(time.plus({ days: 1 }))).toJSDate();
}

function morningOf(time: DateTime): DateTime {
  return time.set({ hour: MORNING, minute: 0, second: 0, millisecond: 0 });
}
