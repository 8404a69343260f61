import type { DateTime } from 'luxon';
import type { QuietHours } from './preferences';
import { inZone } from './zoned-time';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** A day has one change of clocks at most; each takes one round more. */
const ROUNDS = 4;

/**
 * When quiet hours that hold at this moment end, by the person's own clock; the moment itself where they do not hold.
 * Over a change of clocks the clock on the wall decides: an hour that comes twice is quiet twice, and where `to` falls
 * into an hour that is left out, they end after it.
 */
export function quietUntil(quiet: QuietHours | null, at: Date, timeZone: string): Date {
  if (!quiet) return at;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const holds = (time: DateTime): boolean => {
    const minute = time.hour * 60 + time.minute;
    return from < to ? from <= minute && minute < to : from <= minute || minute < to;
  };
  const start = inZone(at, timeZone);
  if (!holds(start)) return at;
  let time = start.startOf('minute');
  for (let round = 0; round < ROUNDS && holds(time); round += 1) {
    const left = (to - (time.hour * 60 + time.minute) + DAY_MINUTES) % DAY_MINUTES;
    const next = time.plus(left * MINUTE_MS);
    // Clocks that went forward meanwhile make it too late by as much.
    const early = next.minus(Math.max(0, next.offset - time.offset) * MINUTE_MS);
    time = early > time && !holds(early) ? early : next;
  }
  return time.toJSDate();
}

function minutesOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}
