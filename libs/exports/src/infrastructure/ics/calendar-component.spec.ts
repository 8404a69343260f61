/** What is written in components is what a library for calendars reads there. */
import fc from 'fast-check';
import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import type { ActivityPriority, ActivityStatus } from '../../domain/planner-document';
import { CalendarComponents, plain } from './calendar-component';
import type { CalendarEntry } from './calendar-content';
import { CalendarZones } from './calendar-zones';

const STAMP = '2026-01-25T15:30:00.000Z';

/** Calendars hold years of four digits, and the library writes fewer as they are. */
const instants = fc
  .integer({ min: Date.parse('1000-01-02') / 1000, max: Date.parse('9999-12-30') / 1000 })
  .map(isoOf);
/** Where clocks are moved, and about. */
const near = fc
  .tuple(
    fc.constantFrom(
      '2026-03-29T01:00:00Z',
      '2026-10-25T01:00:00Z',
      '2026-11-01T06:00:00Z',
      '2011-12-30T10:00:00Z',
    ),
    fc.integer({ min: -200_000, max: 200_000 }),
  )
  .map(([at, by]) => isoOf(Date.parse(at) / 1000 + by));
const lately = fc
  .integer({ min: Date.parse('1960-01-01') / 1000, max: Date.parse('2060-01-01') / 1000 })
  .map(isoOf);
const instant = fc.oneof(instants, near, lately);
const dated = fc.option(instant, { nil: null });
const someZone = fc.constantFrom(
  'Europe/Vienna',
  'America/New_York',
  'UTC',
  'Pacific/Apia',
  'Nowhere/At_All',
);
const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc
    .array(
      fc.constantFrom(
        '\\',
        ';',
        ',',
        '\n',
        '\r\n',
        '\r',
        ':',
        '"',
        '😀',
        'ü',
        'x',
        ' ',
        '\u0001',
        'a'.repeat(37),
      ),
    )
    .map((parts) => parts.join('')),
);
const rule = fc.constantFrom(
  'FREQ=WEEKLY;COUNT=8',
  'FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270331T215959Z',
  'FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=28,29;WKST=SU',
  'FREQ=DAILY;INTERVAL=3;BYHOUR=8,20;BYSETPOS=-1,1',
);
const entries: fc.Arbitrary<CalendarEntry> = fc.record({
  uid: fc.uuid(),
  title: words,
  description: fc.option(words, { nil: null }),
  checklist: fc.array(fc.record({ text: words, completed: fc.boolean() }), { maxLength: 3 }),
  status: fc.constantFrom<ActivityStatus>('pending', 'in-progress', 'completed', 'cancelled'),
  priority: fc.constantFrom<ActivityPriority>('low', 'medium', 'high', 'urgent'),
  // Where a list has a backslash before its comma the library, reading, does not see where an entry ends.
  tags: fc.array(
    words.map((word) => word.replaceAll('\\', '')),
    { maxLength: 4 },
  ),
  location: fc.option(
    fc.record(
      {
        name: words,
        address: words,
        coordinates: fc.record({
          latitude: fc.double({ min: -90, max: 90, noNaN: true }),
          longitude: fc.double({ min: -180, max: 180, noNaN: true }),
        }),
      },
      { requiredKeys: [] },
    ),
    { nil: null },
  ),
  metadata: fc.record({ progress: fc.double({ min: 0, max: 100, noNaN: true }) }, { requiredKeys: [] }),
  reminders: fc.array(
    fc.record({
      type: fc.constant('push' as const),
      time: dated,
      offset: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: null }),
      sentAt: fc.option(instant, { nil: null, freq: 1 }),
      mine: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  startDate: dated,
  dueDate: dated,
  endDate: dated,
  completedAt: dated,
  timeZone: someZone,
  repeats: fc.option(fc.record({ rule, without: fc.array(instant, { maxLength: 3 }) }), { nil: null }),
  recurrenceId: dated,
});

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

// The library of definitions says aloud which zones it does not know.
beforeAll(() => jest.spyOn(console, 'error').mockImplementation());
afterAll(() => jest.restoreAllMocks());

const textsOf = (component: ICAL.Component, name: string): unknown[] =>
  component.getFirstProperty(name)?.getValues() ?? [];

describe.each(['vevent', 'vtodo'] as const)('a %s', (kind) => {
  it('is read as it was written, from lines of 75 octets', () => {
    const components = new CalendarComponents(kind, new CalendarZones(), STAMP);
    fc.assert(
      fc.property(entries, (entry) => {
        const written = components.write(entry);
        expect(written.endsWith(`END:${kind.toUpperCase()}\r\n`)).toBe(true);
        for (const line of written.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        const read = ICAL.Component.fromString(written);
        const { title, description, checklist, tags, location, reminders, repeats } = entry;
        expect(textsOf(read, 'uid')).toEqual([`${entry.uid}@almanac`]);
        expect(textsOf(read, 'summary')).toEqual([plain(title)]);
        const list = checklist.map(({ text, completed }) => `[${completed ? 'x' : ' '}] ${text}`).join('\n');
        const told = [description ?? '', list].filter((part) => part !== '').join('\n\n');
        expect(textsOf(read, 'description')).toEqual(told === '' ? [] : [plain(told)]);
        expect(textsOf(read, 'categories')).toEqual(tags.map(plain));
        const place = [location?.name, location?.address].filter((part) => part !== undefined).join(', ');
        expect(textsOf(read, 'location')).toEqual(place === '' ? [] : [plain(place)]);
        const point = location?.coordinates;
        expect(textsOf(read, 'geo')).toEqual(point ? [[point.latitude + 0, point.longitude + 0]] : []);
        expect(read.getAllProperties('exdate')).toHaveLength(repeats?.without.length ?? 0);
        expect(String(read.getFirstPropertyValue('rrule') ?? '')).toBe(
          repeats ? ICAL.Recur.fromString(repeats.rule).toString() : '',
        );
        const open = reminders.filter(({ mine, sentAt, time }) => mine && sentAt === null && time !== null);
        const alarms = read
          .getAllSubcomponents('valarm')
          .map((alarm) => alarm.getFirstPropertyValue('trigger'));
        expect(alarms.filter((trigger) => trigger instanceof ICAL.Time).map((at) => at.toUnixTime())).toEqual(
          open.map(({ time }) => Math.floor(Date.parse(time ?? '') / 1000)),
        );
      }),
      { numRuns: 200 },
    );
  });
});

it('clocks of all zones are told as the library tells them, day by day', () => {
  const ours = new CalendarZones();
  const library = new ZonesByLibrary();
  fc.assert(
    fc.property(anyZone, lately, (name, from) => {
      // Days on end, at odd hours: what is known of one is used for the next.
      for (let day = 0; day < 40; day += 1) {
        const at = isoOf(Date.parse(from) / 1000 + day * 90_061);
        const { value, zone: told } = library.at(at, name);
        expect(ours.at(at, name)).toEqual({
          value: value.toString(),
          ...(told === undefined ? {} : { zone: told }),
        });
      }
    }),
    { numRuns: 150 },
  );
});

interface LibraryTime {
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

class ZonesByLibrary {
  private readonly known = new Map<string, KnownZone | undefined>();

  at(instant: string, zone: string): LibraryTime {
    return this.local(instant, zone) ?? utc(instant);
  }

  private local(instant: string, zone: string): LibraryTime | undefined {
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

function utc(instant: string): LibraryTime {
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
