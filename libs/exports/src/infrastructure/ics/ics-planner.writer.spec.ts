import fc from 'fast-check';
import { parseICS, type VEvent } from 'node-ical';
import type { CalendarOptions } from '../../domain/calendar-options';
import type {
  ActivityDocument,
  PlannerDocument,
  SectionDocument,
  SeriesDocument,
} from '../../domain/planner-document';
import { IcsPlannerWriter } from './ics-planner.writer';

const ZONE = 'Europe/Vienna';
const WEEKLY = {
  ...{ pattern: 'weekly' as const, interval: 1, daysOfWeek: null, endDate: null, occurrences: null },
  ...{ rrule: 'FREQ=WEEKLY', fromCompletion: false },
};

function activity(more: Partial<ActivityDocument> = {}): ActivityDocument {
  return {
    ...{
      uid: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03',
      place: { section: 0, activity: 0 },
      title: 'An activity',
    },
    ...{
      description: null,
      type: 'task',
      status: 'pending',
      priority: 'medium',
      completedAt: null,
      tags: [],
    },
    ...{ dueDate: '2026-03-02T09:00:00.000Z', startDate: null, endDate: null, assignees: [], checklist: [] },
    ...{ blockedBy: [], reminders: [], metadata: {}, location: null, recurrence: null, series: null },
    ...{ suggestions: [], commentsCount: 0, comments: () => listed([]) },
    ...more,
  };
}

function series(more: Partial<SeriesDocument> = {}): SeriesDocument {
  return {
    ...{ index: 0, originalStart: '2026-03-02T09:00:00.000Z', start: '2026-03-02T09:00:00.000Z' },
    ...{ timeZone: ZONE, number: 1, continued: false, next: null, exceptions: [] },
    ...more,
  };
}

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

function documentOf(activities: readonly ActivityDocument[]): PlannerDocument {
  const section: SectionDocument = {
    ...{ index: 0, title: 'A section', description: null, type: 'tasks' },
    settings: { collapsed: false, color: null, icon: null },
    ...{ activitiesCount: activities.length, completedCount: 0, activities: () => listed(activities) },
  };
  return {
    ...{ title: 'A planner', description: null, color: null, icon: null, coverImage: null, tags: [] },
    settings: {
      ...{ isPublic: false, allowCollaboration: true, autoArchive: false, reminderEnabled: true },
      ...{ defaultView: 'list', colorScheme: 'default', timezone: ZONE },
    },
    ...{ archivedAt: null, timeZone: ZONE, ownerName: 'Ada' },
    summary: {
      ...{ sections: 1, activities: activities.length, completionRate: 0, overdue: 0, earliest: null },
      ...{ latest: null, takenAt: '2026-01-25T15:30:00.000Z' },
      byStatus: { pending: activities.length, 'in-progress': 0, completed: 0, cancelled: 0 },
    },
    sections: () => listed([section]),
  };
}

async function write(
  activities: readonly ActivityDocument[],
  options: Partial<CalendarOptions> = {},
  head: Partial<PlannerDocument> = {},
) {
  const all: CalendarOptions = { includeCompleted: true, component: 'vevent', range: null, ...options };
  const signal = new AbortController().signal;
  const { content } = new IcsPlannerWriter().write({ ...documentOf(activities), ...head }, all, signal, () =>
    Promise.resolve(),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** By another program than the one that wrote it. */
function events(ics: string): VEvent[] {
  return Object.values(parseICS(ics)).filter((one): one is VEvent => one?.type === 'VEVENT');
}

function changesOf(event: VEvent | undefined): Pick<VEvent, 'summary' | 'start'>[] {
  return Object.values(event?.recurrences ?? {}) as VEvent[];
}

/** The text of a property, by RFC 5545 (sections 3.1 and 3.3.11). */
function read(ics: string, name: string): string | undefined {
  const lines = ics.replaceAll('\r\n ', '').split('\r\n');
  const value = lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1);
  return value?.replaceAll(/\\([\\;,nN])/g, (_all, mark: string) => (/n/i.test(mark) ? '\n' : mark));
}

/** What a TEXT can say: control characters cannot be in it. */
const sayable = (text: string) =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '');

describe('a calendar of a planner', () => {
  it('gives back any text, in lines of 75 octets', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
      fc
        .array(fc.constantFrom('\\', ';', ',', '\n', '\r\n', '"', ':', '😀', 'ﷺ', '\u202e', 'x', ' ', '\\n'))
        .map((parts) => `a${parts.join('')}z`),
    );
    await fc.assert(
      fc.asyncProperty(texts, texts, async (title, description) => {
        const ics = await write([activity({ title: `t${title}t`, description: `d${description}d` })]);
        for (const line of ics.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        const [summary, described] = [sayable(`t${title}t`), sayable(`d${description}d`)];
        expect([read(ics, 'SUMMARY'), read(ics, 'DESCRIPTION')]).toEqual([summary, described]);
      }),
    );
  });

  it('is read alike by another program, which knows no backslashes and separators of lines', async () => {
    const signs = ['a', 'z', ' ', ';', ',', '"', ':', '\n', 'é', 'ß', 'Ж', 'ع', '漢', '😀', '👩‍👩‍👧', '\u202e'];
    const text = fc
      .array(fc.constantFrom(...signs), { maxLength: 120 })
      .map((parts) => `t${parts.join('')}t`);
    await fc.assert(
      fc.asyncProperty(text, text, async (title, description) => {
        const [event] = events(await write([activity({ title, description })]));
        expect([event?.summary, event?.description]).toEqual([title, description]);
      }),
    );
  });

  it('is called as the planner is, whatever that holds', async () => {
    const title = 'Spring, summer; \\ both\r\nEND:VCALENDAR 🌱';
    const ics = await write([], {}, { title, description: title });
    expect([read(ics, 'NAME'), read(ics, 'X-WR-CALNAME'), read(ics, 'DESCRIPTION')]).toEqual(
      Array.from({ length: 3 }, () => sayable(title)),
    );
    expect(ics.match(/^END:VCALENDAR\r$/gm)).toHaveLength(1);
  });

  it('tells times by the clock of the zone, and the zone', async () => {
    const ics = await write([
      activity({ startDate: '2026-07-01T08:00:00.000Z', endDate: '2026-07-01T09:30:00.000Z' }),
    ]);
    expect(ics).toContain('DTSTART;TZID=Europe/Vienna:20260701T100000\r\n');
    expect(ics.indexOf('TZID:Europe/Vienna')).toBeLessThan(ics.indexOf('BEGIN:VEVENT'));
    expect(ics.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
    const [event] = events(ics);
    expect(event?.start.toISOString()).toBe('2026-07-01T08:00:00.000Z');
    expect(event?.end?.toISOString()).toBe('2026-07-01T09:30:00.000Z');
  });

  it('shows the right instant in every zone, also where clocks are moved', async () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const times = fc.integer({
      min: Date.parse('1950-01-01') / 60_000,
      max: Date.parse('2080-01-01') / 60_000,
    });
    await fc.assert(
      fc.asyncProperty(zones, times, async (timeZone, minute) => {
        const startDate = new Date(minute * 60_000).toISOString();
        const ics = await write([activity({ startDate, dueDate: null, series: series({ timeZone }) })]);
        expect(events(ics)[0]?.start.toISOString()).toBe(startDate);
      }),
      { numRuns: 200 },
    );
  });

  it('has a component also where nothing is in it', async () => {
    const empty = await write([]);
    expect(empty.match(/^BEGIN:.*$/gm)?.slice(0, 2)).toEqual(['BEGIN:VCALENDAR', 'BEGIN:VTIMEZONE']);
    expect(empty).toContain('TZID:Europe/Vienna');
    const range = { start: '2020-01-01T00:00:00.000Z', end: '2020-02-01T00:00:00.000Z' };
    const utc = await write([activity()], { range }, { timeZone: 'UTC' });
    expect(utc).toContain('BEGIN:VTIMEZONE\r\nTZID:UTC\r\n');
    expect(utc.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
    expect(parseICS(utc)).toBeDefined();
    expect((await write([activity()])).match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
  });

  it('repeats, with what is left out, what is moved, and what is left of a number', async () => {
    const ics = await write([
      activity({
        ...{ title: 'Moved itself', dueDate: '2026-03-16T12:00:00.000Z' },
        recurrence: { ...WEEKLY, rrule: 'FREQ=WEEKLY;COUNT=10', occurrences: 10 },
        series: series({
          ...{ originalStart: '2026-03-16T09:00:00.000Z', number: 3 },
          exceptions: [
            {
              ...{ originalStart: '2026-03-16T09:00:00.000Z', skipped: false, content: {} },
              base: { title: 'As usual', dueDate: '2026-03-16T09:00:00.000Z' },
            },
            { originalStart: '2026-03-23T09:00:00.000Z', skipped: true, content: {}, base: {} },
            {
              ...{ originalStart: '2026-04-06T08:00:00.000Z', skipped: false, base: {} },
              content: { title: 'Later', dueDate: '2026-04-07T08:00:00.000Z' },
            },
          ],
        }),
      }),
    ]);
    const [event] = events(ics);
    expect(event?.summary).toBe('As usual');
    // Eight are left of ten; daylight saving is kept at the wall clock.
    const starts = event?.rrule?.all().map((date) => date.toISOString()) ?? [];
    expect([starts.length, starts[0], starts[3]]).toEqual([
      8,
      '2026-03-16T09:00:00.000Z',
      '2026-04-06T08:00:00.000Z',
    ]);
    expect(ics).toContain('EXDATE;TZID=Europe/Vienna:20260323T100000\r\n');
    expect(ics).toMatch(/RECURRENCE-ID;TZID=Europe\/Vienna:20260406T100000\r\n/);
    const changed = changesOf(event).map(({ summary, start }) => [summary, start.toISOString()]);
    expect(changed).toContainEqual(['Later', '2026-04-07T08:00:00.000Z']);
    expect(changed).toContainEqual(['Moved itself', '2026-03-16T12:00:00.000Z']);
  });

  it('ends where the series ends, in UTC', async () => {
    const ics = await write([
      activity({
        recurrence: { ...WEEKLY, rrule: 'FREQ=WEEKLY;UNTIL=20260331', endDate: '2026-03-31T21:59:59.000Z' },
        series: series(),
      }),
    ]);
    expect(ics).toContain('RRULE:FREQ=WEEKLY;UNTIL=20260331T215959Z\r\n');
  });

  it('has one event for an occurrence that has made its next', async () => {
    const done = {
      status: 'completed' as const,
      completedAt: '2026-03-02T10:00:00.000Z',
      recurrence: WEEKLY,
    };
    const ics = await write([activity({ ...done, series: series({ continued: true }) })]);
    expect(ics).not.toContain('RRULE:FREQ=WEEKLY');
    expect(await write([activity({ ...done, series: series() })], { includeCompleted: false })).not.toContain(
      'VEVENT',
    );
  });

  it('reminds by alarms: of one’s own, and not again', async () => {
    const offset = { type: 'push' as const, time: null, offset: 90, sentAt: null, mine: true };
    const time = {
      type: 'email' as const,
      time: '2026-03-01T06:00:00.000Z',
      offset: null,
      sentAt: null,
      mine: true,
    };
    const gone = { ...time, sentAt: '2026-03-01T06:00:00.000Z' };
    const reminders = [offset, time, gone, { ...offset, mine: false }];
    const ics = await write([activity({ startDate: '2026-03-02T08:30:00.000Z', reminders })]);
    expect(ics.match(/BEGIN:VALARM/g)).toHaveLength(2);
    // The due date is half an hour after the beginning.
    expect(ics).toContain('TRIGGER:-PT1H\r\n');
    expect(ics).toContain('TRIGGER;VALUE=DATE-TIME:20260301T060000Z\r\n');
  });

  it('has tasks, also without a date, unless a range is asked for', async () => {
    const none = { dueDate: null };
    const tasks = await write(
      [
        activity({ metadata: { progress: 40 }, status: 'in-progress', priority: 'urgent' }),
        activity(none),
        activity({ status: 'completed', completedAt: '2026-03-02T08:00:00.000Z' }),
      ],
      { component: 'vtodo' },
    );
    expect(tasks.match(/BEGIN:VTODO/g)).toHaveLength(3);
    expect(tasks).toContain('DUE;TZID=Europe/Vienna:20260302T100000\r\n');
    expect(tasks).toContain('PERCENT-COMPLETE:40\r\n');
    expect(tasks).toContain('COMPLETED:20260302T080000Z\r\n');
    expect(await write([activity(none)])).not.toContain('VEVENT');
    const range = { start: '2026-03-02T09:00:01.000Z', end: '2026-03-09T00:00:00.000Z' };
    expect(await write([activity(none), activity()], { component: 'vtodo', range })).not.toContain('VTODO');
    const repeats = (more: object) =>
      write([activity({ recurrence: { ...WEEKLY, ...more }, series: series() })], { range });
    expect(await repeats({})).not.toContain('VEVENT');
    expect(await repeats({ rrule: 'FREQ=DAILY' })).toContain('RRULE:FREQ=DAILY');
    expect(await repeats({ rrule: 'FREQ=DAILY;COUNT=1', occurrences: 1 })).not.toContain('VEVENT');
  });
});
