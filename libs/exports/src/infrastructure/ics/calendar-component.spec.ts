/** The components of calendars are those that a library for calendars would write, byte for byte. */
import fc from 'fast-check';
import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import type { ActivityPriority, ActivityStatus } from '../../domain/planner-document';
import { CalendarComponents } from './calendar-component';
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
  tags: fc.array(words, { maxLength: 4 }),
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

describe.each(['vevent', 'vtodo'] as const)('a %s', (kind) => {
  it('is what the library writes', () => {
    const zones = new CalendarZones();
    const ours = new CalendarComponents(kind, zones, STAMP);
    const library = new ByLibrary(kind, new ZonesByLibrary(), STAMP);
    fc.assert(
      fc.property(entries, (entry) => {
        expect(ours.write(entry)).toBe(library.write(entry));
      }),
      { numRuns: 100 },
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
          value: value.toICALString(),
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

/** RFC 5545 (section 3.8.1.9): 1 is the highest. */
const priorities: Record<ActivityPriority, number> = { urgent: 1, high: 3, medium: 5, low: 9 };
const eventStatus: Record<ActivityStatus, string> = {
  pending: 'CONFIRMED',
  'in-progress': 'CONFIRMED',
  completed: 'CONFIRMED',
  cancelled: 'CANCELLED',
};
const todoStatus: Record<ActivityStatus, string> = {
  pending: 'NEEDS-ACTION',
  'in-progress': 'IN-PROCESS',
  completed: 'COMPLETED',
  cancelled: 'CANCELLED',
};
/** But for tab and line feed, a TEXT has no control characters (section 3.3.11). */
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F]/g;

// The library folds so many octets into each line and puts a blank before all but the first.
ICAL.foldLength = 74;

/** Writes components; `stamp` is when the calendar was made. */
class ByLibrary {
  constructor(
    private readonly kind: 'vevent' | 'vtodo',
    private readonly zones: ZonesByLibrary,
    private readonly stamp: string,
  ) {}

  /** A component, folded, with its line ends. */
  write(entry: CalendarEntry): string {
    const component = new ICAL.Component(this.kind);
    component.addPropertyWithValue('uid', `${entry.uid}@almanac`);
    component.addPropertyWithValue('dtstamp', utc(this.stamp).value);
    component.addPropertyWithValue('summary', text(entry.title));
    const begin =
      this.kind === 'vevent' ? this.eventTimes(component, entry) : this.todoTimes(component, entry);
    this.repetition(component, entry);
    describeByLibrary(component, entry);
    component.addPropertyWithValue('priority', priorities[entry.priority]);
    const statuses = this.kind === 'vevent' ? eventStatus : todoStatus;
    component.addPropertyWithValue('status', statuses[entry.status]);
    for (const reminder of entry.reminders) {
      const alarm = alarmOf(entry, reminder, begin);
      if (alarm) component.addSubcomponent(alarm);
    }
    return `${component.toString()}\r\n`;
  }

  /** Gives where it begins. */
  private eventTimes(component: ICAL.Component, { startDate, dueDate, endDate, timeZone }: CalendarEntry) {
    const begin = startDate ?? dueDate ?? endDate;
    if (begin === null) return null;
    add(component, 'dtstart', this.zones.at(begin, timeZone));
    // An end is later than its beginning (section 3.6.1).
    if (endDate !== null && seconds(endDate) > seconds(begin))
      add(component, 'dtend', this.zones.at(endDate, timeZone));
    return begin;
  }

  private todoTimes(component: ICAL.Component, entry: CalendarEntry) {
    const { startDate, dueDate, endDate, timeZone, completedAt, metadata, repeats, recurrenceId } = entry;
    const due = dueDate ?? endDate;
    // What repeats is counted from a beginning; a due date is later than that (section 3.8.2.3).
    const counted = repeats !== null || recurrenceId !== null;
    const begin = startDate ?? (counted ? due : null);
    const isLater = due !== null && (begin === null || seconds(due) > seconds(begin));
    const told = {
      begin: isLater || counted || due === null ? begin : null,
      due: isLater || !counted ? due : null,
    };
    this.addAt(component, 'dtstart', told.begin, timeZone);
    this.addAt(component, 'due', told.due, timeZone);
    if (completedAt !== null) add(component, 'completed', utc(completedAt));
    if (metadata.progress !== undefined)
      component.addPropertyWithValue('percent-complete', Math.round(metadata.progress));
    return begin ?? due;
  }

  private addAt(component: ICAL.Component, name: string, instant: string | null, timeZone: string): void {
    if (instant !== null) add(component, name, this.zones.at(instant, timeZone));
  }

  private repetition(component: ICAL.Component, { repeats, recurrenceId, timeZone }: CalendarEntry): void {
    if (recurrenceId !== null) add(component, 'recurrence-id', this.zones.at(recurrenceId, timeZone));
    if (!repeats) return;
    component.addPropertyWithValue('rrule', ICAL.Recur.fromString(repeats.rule));
    for (const without of repeats.without) add(component, 'exdate', this.zones.at(without, timeZone));
  }
}

function describeByLibrary(
  component: ICAL.Component,
  { description, checklist, tags, location }: CalendarEntry,
): void {
  const list = checklist.map((item) => `[${item.completed ? 'x' : ' '}] ${item.text}`).join('\n');
  const told = [description ?? '', list].filter((part) => part !== '').join('\n\n');
  if (told !== '') component.addPropertyWithValue('description', text(told));
  if (tags.length > 0) {
    const categories = new ICAL.Property('categories', component);
    categories.setValues(tags.map(text));
    component.addProperty(categories);
  }
  const place = [location?.name, location?.address].filter((part) => part !== undefined).join(', ');
  if (place !== '') component.addPropertyWithValue('location', text(place));
  if (location?.coordinates) {
    const { latitude, longitude } = location.coordinates;
    component.addPropertyWithValue('geo', [latitude, longitude]);
  }
}

/** What has gone off need not again, and those of others go off for others. */
function alarmOf(
  { title, dueDate }: CalendarEntry,
  { time, offset, sentAt, mine }: CalendarEntry['reminders'][number],
  begin: string | null,
): ICAL.Component | undefined {
  if (sentAt !== null || !mine) return undefined;
  const alarm = new ICAL.Component('valarm');
  alarm.addPropertyWithValue('action', 'DISPLAY');
  alarm.addPropertyWithValue('description', text(title));
  if (time !== null) {
    const trigger = new ICAL.Property('trigger', alarm);
    trigger.resetType('date-time');
    trigger.setValue(utc(time).value);
    alarm.addProperty(trigger);
  } else if (offset !== null && dueDate !== null && begin !== null) {
    // It is counted from the due date; a calendar counts from the beginning.
    const after = seconds(dueDate) - seconds(begin) - offset * 60;
    alarm.addPropertyWithValue('trigger', ICAL.Duration.fromSeconds(after));
  } else return undefined;
  return alarm;
}

function add(component: ICAL.Component, name: string, { value, zone }: LibraryTime): void {
  const property = new ICAL.Property(name, component);
  property.setValue(value);
  if (zone !== undefined) property.setParameter('tzid', zone);
  component.addProperty(property);
}

function text(value: string): string {
  return value.replaceAll(/\r\n?/g, '\n').replaceAll(CONTROLS, '');
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
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
