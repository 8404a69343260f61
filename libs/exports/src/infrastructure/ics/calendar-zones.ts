import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { tzlib_get_ical_block } from 'timezones-ical-library';

/** A time as a calendar writes it: by the wall clock of a zone, or in UTC where `zone` is not there. */
export interface CalendarTime {
  value: ICAL.Time;
  zone?: string;
}

interface KnownZone {
  /** The TZID of the block, which may be another name of the zone. */
  id: string;
  block: string;
  timezone: ICAL.Timezone;
}

const UTC = /^(?:UTC|Zulu|(?:Etc\/)?(?:UTC|UCT|GMT|Universal|Zulu|Greenwich))$/i;

/**
 * Times by the clocks of their zones, with the VTIMEZONE that says what those clocks do (RFC 5545, section 3.6.5). The
 * definitions are those of the IANA database as it holds now; where a time of the past, or an hour that comes twice, is
 * not what they would make of it, it is written in UTC: what a calendar shows is always the right instant.
 */
export class CalendarZones {
  private readonly known = new Map<string, KnownZone | undefined>();
  private readonly used = new Set<string>();
  private fresh: string[] = [];

  /** @param zone IANA */
  at(instant: string, zone: string): CalendarTime {
    const local = this.local(instant, zone);
    if (!local) return utc(instant);
    if (local.zone !== undefined && !this.used.has(local.zone)) {
      this.used.add(local.zone);
      this.fresh.push(this.find(zone)?.block ?? '');
    }
    return local;
  }

  /** The definitions that what was asked since needs, for the first time. */
  takeDefinitions(): string[] {
    const definitions = this.fresh;
    this.fresh = [];
    return definitions;
  }

  private local(instant: string, zone: string): CalendarTime | undefined {
    const found = this.find(zone);
    if (!found) return undefined;
    const { year, month, day, hour, minute, second } = DateTime.fromISO(instant, { zone });
    const value = ICAL.Time.fromData(
      { year, month, day, hour, minute, second, isDate: false },
      found.timezone,
    );
    if (value.toUnixTime() !== Math.floor(Date.parse(instant) / 1000)) return undefined;
    return { value, zone: found.id };
  }

  private find(zone: string): KnownZone | undefined {
    if (!this.known.has(zone)) this.known.set(zone, UTC.test(zone) ? undefined : definitionOf(zone));
    return this.known.get(zone);
  }
}

export function utc(instant: string): CalendarTime {
  return { value: ICAL.Time.fromJSDate(new Date(instant), true) };
}

/** Nothing for zones that the library does not know, such as `+05:30`. */
function definitionOf(zone: string): KnownZone | undefined {
  const answer = tzlib_get_ical_block(zone);
  const [block] = Array.isArray(answer) ? answer : [];
  const id = block === undefined ? undefined : /^TZID:(.+)$/m.exec(block)?.[1]?.trim();
  if (block === undefined || id === undefined) return undefined;
  const component = ICAL.Component.fromString(block);
  return { id, block, timezone: new ICAL.Timezone({ component, tzid: id }) };
}
