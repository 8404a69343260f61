import ICAL from 'ical.js';
import { isInstantText, isTimeZone, parseInstant } from '@almanac/kernel';
import type { Problems } from '../../domain/imports/reading';
import type { CalendarBlock } from './calendar-lines';
import { windowsZones } from './windows-zones';

/** Reads times of a calendar. Its own zones (VTIMEZONE) are known by their names, and never reckoned with. */
export class CalendarTimes {
  private readonly locations = new Map<string, string>();
  private readonly unknown = new Set<string>();

  constructor(
    blocks: readonly CalendarBlock[],
    private readonly problems: Problems,
    /** Of the calendar, by the words of those who write them; for times without one. */
    readonly ownZone: string | undefined,
  ) {
    for (const { kind, lines } of blocks) {
      if (kind !== 'vtimezone') continue;
      const value = (name: string) =>
        lines
          .find((line) => line.toUpperCase().startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim();
      const [id, location] = [value('TZID'), value('X-LIC-LOCATION')];
      if (id !== undefined && location !== undefined) this.locations.set(id, location);
    }
  }

  /** Of a property; undefined where the zone is that of whoever reads. */
  zoneOf(property: ICAL.Property, line: number): string | undefined {
    const value: unknown = property.getFirstValue();
    if (value instanceof ICAL.Time && value.zone === ICAL.Timezone.utcTimezone) return 'UTC';
    const id: unknown = property.getParameter('tzid');
    if (typeof id !== 'string') return this.ownZone;
    const tail = id.split('/').slice(-2).join('/');
    const found = [id, this.locations.get(id), windowsZones.get(id), tail].find(isTimeZone);
    if (found === undefined && !this.unknown.has(id)) {
      this.unknown.add(id);
      this.problems.add(line, `the time zone ${id.slice(0, 50)} is not known; yours is taken`);
    }
    return found ?? this.ownZone;
  }

  /** A text that the API takes: with `Z` where the zone is known, else by the clock of whoever reads. */
  textOf(property: ICAL.Property, line: number, value: unknown = property.getFirstValue()): string | null {
    if (!(value instanceof ICAL.Time)) return null;
    const zone = this.zoneOf(property, line);
    const text = timeText(value);
    if (!isInstantText(text)) {
      this.problems.add(line, `${property.name} is no time that there is`);
      return null;
    }
    return zone === undefined ? text : parseInstant(text, zone).toISOString();
  }
}

/** Whether the time is the one that stands there; a second that is put in (RFC 5545 section 3.3.12) is the next one. */
export function isAsWritten(value: ICAL.Time, written: unknown): boolean {
  if (typeof written !== 'string' || written.slice(17, 19) === '60') return true;
  return written.replace(/Z$/, '') === timeText(value);
}

function timeText(value: ICAL.Time): string {
  return value.isDate ? dayText(value) : `${dayText(value)}T${clockText(value)}`;
}

function dayText({ year, month, day }: ICAL.Time): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function clockText({ hour, minute, second }: ICAL.Time): string {
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
