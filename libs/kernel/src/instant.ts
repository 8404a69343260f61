import { DateTime, IANAZone } from 'luxon';

/** ISO 8601 date and time: seconds, fraction and offset may be left out, the time may not. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?$/;
/** A calendar day by itself means its first instant. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const FULL =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d{0,6})?)?(?:Z|([+-])(\d{2}):?(\d{2}))$/;
const MINUTE_MS = 60_000;

/**
 * Milliseconds since 1970 of a full date and time with its offset, the form that programs send; undefined for
 * every other, which luxon reads at forty times the cost. A property test holds both together.
 */
function quickly(value: string): number | undefined {
  const match = FULL.exec(value);
  if (!match) return undefined;
  const part = (index: number) => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const offset = part(9) * 60 + part(10);
  const usual = year >= 100 && hour < 24 && minute < 60 && second < 60 && part(9) < 24 && part(10) < 60;
  if (!usual || month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) {
    return undefined;
  }
  const time = Date.UTC(year, month - 1, day, hour, minute, second, Number((match[7] ?? '').padEnd(3, '0')));
  return time - (match[8] === '-' ? -offset : offset) * MINUTE_MS;
}

/** Whether the value is an ISO 8601 date, or date and time, that exists in the calendar. */
export function isInstantText(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    (quickly(value) !== undefined ||
      ((INSTANT.test(value) || DAY.test(value)) && DateTime.fromISO(value, { zone: 'utc' }).isValid))
  );
}

/**
 * The instant that an ISO 8601 text names, cut to milliseconds. A text with no offset is read in
 * `timeZone` (IANA); a wall-clock time that daylight saving skips moves forward by the gap.
 * @throws RangeError for a text that `isInstantText` refuses.
 */
export function parseInstant(value: string, timeZone = 'UTC'): Date {
  const quick = quickly(value);
  if (quick !== undefined) return new Date(quick);
  const parsed = DateTime.fromISO(value, { zone: isTimeZone(timeZone) ? timeZone : 'UTC' });
  if (!parsed.isValid) throw new RangeError('not a date and time');
  return parsed.toJSDate();
}

/** Names that the runtime was asked about and knows: to ask costs 0.1 ms, as it makes a formatter each time. */
const knownZones = new Set<string>();
/** There are some 600 names; they may be written in upper and lower case. */
const MAX_KNOWN_ZONES = 2000;

/**
 * Abbreviations that ICU takes for time zones beside IANA's names. Most are those of several (CST, IST), everybody else
 * takes them for others than ICU does, and Temporal refuses them.
 */
const ABBREVIATION = /^(A[CEGRS]|B[ES]|C[ANST]|E[AC]|I[ES]|JS|MI|N[ES]|P[LNRS]|SS|VS)T$/i;

/** Whether the value names a time zone that the runtime knows (IANA). */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 64) return false;
  if (knownZones.has(value)) return true;
  if (ABBREVIATION.test(value) || !IANAZone.isValidZone(value)) return false;
  if (knownZones.size < MAX_KNOWN_ZONES) knownZones.add(value);
  return true;
}
