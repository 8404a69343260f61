import { IANAZone } from 'luxon';
import { isTimeZone } from './instant';

/** From this instant on (milliseconds since 1970, or minus infinity) the zone's clocks are so far ahead of UTC. */
export interface ZoneOffset {
  from: number;
  seconds: number;
}

const WEEK_MS = 7 * 86_400_000;
/** To find the changes of a zone costs some ten milliseconds; they are the same for a whole year. */
const found = new Map<string, readonly ZoneOffset[]>();
const MAX_FOUND = 1000;

/**
 * How far a zone's clocks were ahead of UTC: for each change since 1970, up to the end of the year of `now`, in
 * order of time. Before 1970 they are taken to have stood as they did then.
 * @param timeZone IANA; one that the runtime does not know, or not any more, counts as UTC
 */
export function zoneOffsets(timeZone: string, now: Date): readonly ZoneOffset[] {
  const end = Date.UTC(now.getUTCFullYear() + 1, 0, 2);
  const key = `${timeZone} ${end}`;
  const known = found.get(key);
  if (known) return known;
  const offsets = search(isTimeZone(timeZone) ? timeZone : 'UTC', end);
  if (found.size >= MAX_FOUND) found.clear();
  found.set(key, offsets);
  return offsets;
}

/** The calendar day (ISO 8601) of an instant. */
export function dayAt(offsets: readonly ZoneOffset[], instant: Date): string {
  const time = instant.getTime();
  const seconds = offsets.findLast(({ from }) => from <= time)?.seconds ?? 0;
  return new Date(time + seconds * 1000).toISOString().slice(0, 10);
}

/** No zone has changed its clocks twice within a week since 1970. */
function search(timeZone: string, end: number): ZoneOffset[] {
  const zone = IANAZone.create(timeZone);
  const secondsAt = (time: number): number => Math.round(zone.offset(time) * 60);
  let seconds = secondsAt(0);
  const offsets = [{ from: -Infinity, seconds }];
  for (let time = WEEK_MS; time - WEEK_MS < end; time += WEEK_MS) {
    const next = secondsAt(time);
    if (next === seconds) continue;
    offsets.push({ from: changeBetween(time - WEEK_MS, time, secondsAt), seconds: next });
    seconds = next;
  }
  return offsets;
}

/** The first whole second of the new offset. */
function changeBetween(before: number, after: number, secondsAt: (time: number) => number): number {
  const old = secondsAt(before);
  let low = before / 1000;
  let high = after / 1000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (secondsAt(middle * 1000) === old) low = middle;
    else high = middle;
  }
  return high * 1000;
}
