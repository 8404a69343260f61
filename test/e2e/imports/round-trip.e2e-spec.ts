import fc from 'fast-check';
import {
  canonicalJson,
  PLANNER_FORMAT,
  PLANNER_FORMAT_VERSION,
  plannerFile,
  type PlannerFile,
} from '@almanac/exports';
import { recurrenceOf } from '@almanac/planning';
import { createTestApp, type TestApp } from '@almanac/testing';
import { person, type Person } from '../planning/support';
import { fetched } from '../exports/support';
import { sendFile } from './support';

jest.setTimeout(240_000);

type Activity = PlannerFile['sections'][number]['activities'][number];

/** Text that planning keeps as it is: nothing blank around it, no half characters. */
const words = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .map((text) => text.replaceAll('\0', '').trim())
    .filter((text) => text !== '' && text.isWellFormed() && [...text].length <= maxLength);
/** Of many lines, by any of the ways in which lines end. */
const lines = (maxLength: number) =>
  fc
    .tuple(
      fc.array(words(maxLength), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('\n', '\r\n', '\n\n\t', '\r'),
    )
    .map(([all, end]) => all.join(end));
const instant = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2150-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const zones = fc.constantFrom('Europe/Vienna', 'America/New_York', 'Asia/Tokyo', 'UTC');
const color = fc.nat({ max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const tags = fc.uniqueArray(words(20), { maxLength: 3 });

const figures = fc.record(
  {
    estimatedDuration: fc.nat({ max: 1000 }),
    actualDuration: fc.nat({ max: 10_000_000 }),
    focusTime: fc.nat({ max: 1000 }),
    difficulty: fc.integer({ min: 1, max: 5 }),
    energyLevel: fc.integer({ min: 1, max: 5 }),
    pomodoroSessions: fc.nat({ max: 100 }),
    progress: fc.nat({ max: 100 }),
  },
  { requiredKeys: [] },
);
const degrees = (max: number) => fc.double({ min: -max, max, noNaN: true });
const location = fc
  .record(
    {
      name: words(30),
      address: words(60),
      coordinates: fc.record({ latitude: degrees(90), longitude: degrees(180) }),
    },
    { requiredKeys: [] },
  )
  .filter((place) => Object.keys(place).length > 0);

/** What an occurrence has of its own. */
const own = fc.record(
  {
    title: words(20),
    description: maybe(lines(40)),
    type: fc.constantFrom('task' as const, 'event' as const, 'note' as const),
    priority: fc.constantFrom('low' as const, 'urgent' as const),
    tags,
    metadata: figures,
    location: maybe(location),
    dueDate: maybe(instant),
  },
  { requiredKeys: ['title'] },
);

const series = fc
  .record({
    start: instant,
    zone: zones,
    rrule: fc.constantFrom(
      'FREQ=DAILY',
      'FREQ=WEEKLY;COUNT=12',
      'FREQ=MONTHLY;BYDAY=2TU',
      'FREQ=DAILY;INTERVAL=3;COUNT=40',
    ),
    fromCompletion: fc.boolean(),
    number: fc.integer({ min: 1, max: 9 }),
    skipped: fc.uniqueArray(instant, { maxLength: 3 }),
    changed: fc.tuple(own, own),
  })
  .map(({ start, zone, rrule, fromCompletion, number, skipped, changed: [content, base] }) => ({
    recurrence: recurrenceOf({ rrule, fromCompletion }, zone),
    series: {
      ...{ index: 0, originalStart: start, start, timeZone: zone, number, continued: false, next: null },
      exceptions: [...skipped].sort().map((originalStart, place) => ({
        originalStart,
        ...(place % 2 === 0 ? { skipped: true, content: {}, base: {} } : { skipped: false, content, base }),
      })),
    },
  }));

const reminder = fc.oneof(
  fc.record({
    type: fc.constantFrom('email', 'push', 'sms', 'in-app'),
    time: instant,
    offset: fc.constant(null),
    sentAt: maybe(instant),
  }),
  fc.record({
    ...{ type: fc.constantFrom('email', 'push', 'sms', 'in-app'), time: fc.constant(null) },
    ...{ offset: fc.nat({ max: 100_000 }), sentAt: maybe(instant) },
  }),
);

const activity: fc.Arbitrary<Activity> = fc
  .record({
    title: words(40),
    description: maybe(lines(200)),
    type: fc.constantFrom('task', 'event', 'note', 'goal'),
    status: fc.constantFrom('pending', 'in-progress', 'completed', 'cancelled'),
    priority: fc.constantFrom('low', 'medium', 'high', 'urgent'),
    dates: fc.uniqueArray(instant, { minLength: 3, maxLength: 3 }).map((all) => [...all].sort()),
    hasDates: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    completedAt: instant,
    tags,
    assigned: fc.boolean(),
    checklist: fc.array(fc.record({ text: words(30), completed: fc.boolean() }), { maxLength: 3 }),
    reminders: fc.array(reminder, { maxLength: 3 }),
    metadata: figures,
    location: maybe(location),
    suggestions: fc.array(
      fc.record({
        suggestion: words(30),
        confidence: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
        accepted: maybe(fc.boolean()),
      }),
      { maxLength: 2 },
    ),
    comments: fc.array(fc.record({ author: maybe(fc.constant({ owner: true as const })), text: lines(50) }), {
      maxLength: 3,
    }),
    repeats: fc.option(series, { nil: null, freq: 3 }),
  })
  .map(({ dates, hasDates, assigned, repeats, completedAt, ...rest }): Activity => ({
    ...rest,
    startDate: hasDates[0] ? (dates[0] ?? null) : null,
    endDate: hasDates[1] ? (dates[1] ?? null) : null,
    dueDate: hasDates[2] ? (dates[2] ?? null) : null,
    completedAt: rest.status === 'completed' ? completedAt : null,
    assignees: assigned ? [{ owner: true }] : [],
    blockedBy: [],
    recurrence: repeats?.recurrence ?? null,
    series: repeats?.series ?? null,
  }));

/** The second is the occurrence that the completion of the first has made. */
function goesOn(first: Activity, second: Activity, place: { section: number; activity: number }): void {
  const [from, to] = [first.series, second.series];
  if (!from || !to) return;
  // By any order of times: a series may begin anew.
  second.recurrence = first.recurrence;
  const { index, start, timeZone, number } = from;
  second.series = { ...to, index, start, timeZone, number: number + 1 };
  if (to.originalStart === from.originalStart) second.series.originalStart = '2151-01-01T00:00:00.000Z';
  first.series = { ...from, continued: true, next: place, exceptions: [] };
}

const file: fc.Arbitrary<PlannerFile> = fc
  .record({
    planner: fc.record({
      ...{ title: words(60), description: maybe(lines(200)), color: maybe(color), icon: maybe(words(10)) },
      ...{
        coverImage: maybe(fc.constant('https://example.com/a%20b.png?c=d&e=f')),
        tags,
        archivedAt: maybe(instant),
      },
      settings: fc.record({
        ...{ isPublic: fc.boolean(), allowCollaboration: fc.boolean(), autoArchive: fc.boolean() },
        ...{
          reminderEnabled: fc.boolean(),
          defaultView: words(10),
          colorScheme: words(10),
          timezone: maybe(zones),
        },
      }),
    }),
    sections: fc.array(
      fc.record({
        ...{
          title: words(40),
          description: maybe(words(50)),
          type: fc.constantFrom('tasks', 'notes', 'goals'),
        },
        settings: fc.record({ collapsed: fc.boolean(), color: maybe(color), icon: maybe(words(10)) }),
        activities: fc.array(activity, { maxLength: 5 }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ planner, sections }) => {
    let index = 0;
    let before: { section: number; activity: number } | undefined;
    let going: { one: Activity; section: number } | undefined;
    // Series are counted as they are met, and what waits for something waits for what is before it.
    sections.forEach((section, at) =>
      section.activities.forEach((one, place) => {
        if (one.series && going?.section === at && place % 3 !== 0)
          goesOn(going.one, one, { section: at, activity: place });
        else if (one.series) one.series.index = index++;
        if (one.series) going = { one, section: at };
        if (before && place % 2 === 1) one.blockedBy = [before];
        before = { section: at, activity: place };
      }),
    );
    return {
      format: PLANNER_FORMAT,
      formatVersion: PLANNER_FORMAT_VERSION,
      planner,
      sections,
    } satisfies PlannerFile;
  });

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
  ada = await person(app, { displayName: 'Ada' });
});
afterAll(() => app.close());

it('any planner comes back from its file, and its export is the same byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(file, async (planner) => {
      let text = '';
      for await (const piece of canonicalJson(plannerFile.parse(planner))) text += piece;
      const answer = await sendFile(ada, '/import/json?strict=true', text, { type: 'application/json' });
      expect([answer.status, answer.body.data?.problems ?? answer.body.error?.details]).toEqual([201, []]);
      const { id } = answer.body.data.planner;
      expect(await fetched(app, await ada.send('POST', '/export/json', { plannerId: id }))).toBe(text);
      await app.database.query('UPDATE planners SET deleted_at = now() WHERE id = $1', [id]);
    }),
    { numRuns: 25 },
  );
});
