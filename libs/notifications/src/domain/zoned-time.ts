import { DateTime } from 'luxon';

/** A moment by the clock of a zone (IANA); by UTC where the runtime does not know the zone. */
export function inZone(at: Date, timeZone: string): DateTime {
  const time = DateTime.fromJSDate(at, { zone: timeZone });
  return time.isValid ? time : DateTime.fromJSDate(at, { zone: 'utc' });
}
