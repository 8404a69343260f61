import ICAL from 'ical.js';
import { Info, type Zone } from 'luxon';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { SteadyOffsets } from '../steady-offsets';

/** A time as a calendar writes it: by the wall clock of a zone, or in UTC where `zone` is not there. */
export interface CalendarTime {
  /** `2026-07-01T10:00:00` (RFC 7265), with a `Z` behind it where it is UTC. */
  value: string;
  zone?: string;
}

const UTC = /^(?:UTC|Zulu|(?:Etc\/)?(?:UTC|UCT|GMT|Universal|Zulu|Greenwich))$/i;

const UTC_DEFINITION = [
  ...['BEGIN:VTIMEZONE', 'TZID:UTC', 'BEGIN:STANDARD', 'DTSTART:19700101T000000'],
  ...['TZOFFSETFROM:+0000', 'TZOFFSETTO:+0000', 'TZNAME:UTC', 'END:STANDARD', 'END:VTIMEZONE'],
].join('\r\n');

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
    const found = this.find(zone);
    const seconds = Math.floor(Date.parse(instant) / 1000);
    const offset = found?.offsetAt(seconds);
    const value = offset === undefined ? undefined : written(seconds + offset);
    if (!found || value === undefined) return utc(instant);
    if (!this.used.has(found.id)) {
      this.used.add(found.id);
      this.fresh.push(found.block);
    }
    return { value, zone: found.id };
  }

  /** The definitions that what was asked since needs, for the first time. */
  takeDefinitions(): string[] {
    if (this.fresh.length === 0) return [];
    const definitions = this.fresh;
    this.fresh = [];
    return definitions;
  }

  /** For a calendar that has nothing else, as one without any component is none (RFC 5545, section 3.6). */
  definitionOf(zone: string): string {
    return this.find(zone)?.block ?? UTC_DEFINITION;
  }

  private find(zone: string): KnownZone | undefined {
    if (!this.known.has(zone)) this.known.set(zone, UTC.test(zone) ? undefined : KnownZone.of(zone));
    return this.known.get(zone);
  }
}

export function utc(instant: string): CalendarTime {
  return { value: `${written(Math.floor(Date.parse(instant) / 1000)) ?? ''}Z` };
}

/** A zone, and the definition of it that goes with the calendar. */
class KnownZone {
  private readonly offsets = new SteadyOffsets((seconds) => this.looked(seconds));

  private constructor(
    /** The TZID of the block, which may be another name of the zone. */
    readonly id: string,
    readonly block: string,
    private readonly zone: Zone,
    private readonly definition: ICAL.Timezone,
  ) {}

  /** Nothing for zones that the library does not know, such as `+05:30`. */
  static of(name: string): KnownZone | undefined {
    const answer = tzlib_get_ical_block(name);
    const [block] = Array.isArray(answer) ? answer : [];
    const id = block === undefined ? undefined : /^TZID:(.+)$/m.exec(block)?.[1]?.trim();
    if (block === undefined || id === undefined) return undefined;
    const component = ICAL.Component.fromString(block);
    const definition = new ICAL.Timezone({ component, tzid: id });
    return new KnownZone(id, block, Info.normalizeZone(name), definition);
  }

  /**
   * Of its clock, in seconds; nothing where the definition would make another instant of what the clock shows.
   * @param seconds since 1970, UTC
   */
  offsetAt(seconds: number): number | undefined {
    return this.offsets.at(seconds);
  }

  private looked(seconds: number): number | undefined {
    const offset = Math.round(this.zone.offset(seconds * 1000) * 60);
    if (!Number.isFinite(offset)) return undefined;
    const clock = new Date((seconds + offset) * 1000);
    const shown = ICAL.Time.fromData(
      {
        ...{ year: clock.getUTCFullYear(), month: clock.getUTCMonth() + 1, day: clock.getUTCDate() },
        ...{ hour: clock.getUTCHours(), minute: clock.getUTCMinutes(), second: clock.getUTCSeconds() },
        isDate: false,
      },
      this.definition,
    );
    return shown.toUnixTime() === seconds ? offset : undefined;
  }
}

/** Seconds since 1970 by some clock, as it shows them; nothing for years that a calendar cannot write. */
function written(seconds: number): string | undefined {
  const text = new Date(seconds * 1000).toISOString();
  // Before the year 0 and after 9999 there is a sign and six digits.
  if (text.length > 24) return undefined;
  return text.slice(0, 19);
}
