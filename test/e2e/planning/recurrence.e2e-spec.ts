import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { fieldsOf, person, type Person } from './support';

let app: TestApp;
let anna: Person;
let section: TestAnswer['body'];
let planner: TestAnswer['body'];

beforeAll(async () => {
  app = await createTestApp();
  anna = await person(app);
  planner = await anna.planner({ settings: { timezone: 'Europe/Vienna', allowCollaboration: true } });
  section = await anna.section(planner.id);
});

afterAll(() => app.close());

const weekly = { pattern: 'weekly', interval: 1 };
const make = (body: object = {}) =>
  anna.activity(section.id, {
    title: 'Water the plants',
    dueDate: '2026-03-27T08:00:00Z',
    recurrence: weekly,
    ...body,
  });
const patch = (id: string, body: object) => anna.must('PATCH', `/activities/${id}`, body);
const complete = (id: string) => patch(id, { status: 'completed' });
const activitiesOf = async (seriesId: string) =>
  (await anna.must('GET', `/sections/${section.id}/activities?limit=100`)).activities.filter(
    (one: TestAnswer['body']) => one.series?.id === seriesId,
  );
const nextOf = async (completed: TestAnswer['body']) =>
  anna.must('GET', `/activities/${completed.series.nextActivityId}`);

describe('what recurs', () => {
  test('comes in either form and goes out in both', async () => {
    const simple = await make({
      recurrence: { pattern: 'weekly', interval: 2, daysOfWeek: [5, 1], occurrences: 4 },
    });
    expect(simple.recurrence).toEqual({
      pattern: 'weekly',
      interval: 2,
      daysOfWeek: [1, 5],
      endDate: null,
      occurrences: 4,
      rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=4',
      fromCompletion: false,
    });
    const { id, ...place } = simple.series;
    expect(place).toEqual({
      originalStart: simple.dueDate,
      start: simple.dueDate,
      timeZone: 'Europe/Vienna',
      number: 1,
      nextActivityId: null,
    });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await anna.must('GET', `/activities/${simple.id}`)).toEqual(simple);
    const ruled = await make({ recurrence: { rrule: 'FREQ=MONTHLY;BYDAY=-1FR' } });
    expect(ruled.recurrence).toMatchObject({
      pattern: null,
      interval: null,
      rrule: 'FREQ=MONTHLY;BYDAY=-1FR',
    });
    expect((await anna.activity(section.id)).recurrence).toBeNull();
  });

  test('is changed by PATCH and PUT, and ends by null', async () => {
    const made = await make();
    const twice = await patch(made.id, { recurrence: { interval: 2 } });
    expect(twice.recurrence.rrule).toBe('FREQ=WEEKLY;INTERVAL=2');
    const { version, ...put } = twice;
    const back = { title: put.title, dueDate: put.dueDate, recurrence: put.recurrence, version };
    const same = await anna.must('PUT', `/activities/${made.id}`, back);
    expect(same.series).toEqual(twice.series);
    const history = await anna.must('GET', `/planners/${planner.id}/history?limit=1`);
    expect(history.history[0].changes.map(({ field }: { field: string }) => field)).toContain(
      'recurrence.interval',
    );
    expect(await patch(made.id, { recurrence: null })).toMatchObject({ recurrence: null, series: null });
  });

  test('is undone with its series, which begins anew where it comes back', async () => {
    const undoing = async (id: string, body: object) => {
      const answer = await anna.send('PATCH', `/activities/${id}`, body);
      await anna.must('POST', `/operations/${answer.headers.get('x-operation-id')}/undo`);
      return anna.must('GET', `/activities/${id}`);
    };
    const plain = await make({ recurrence: null });
    expect(await undoing(plain.id, { recurrence: weekly })).toMatchObject({ recurrence: null, series: null });
    const made = await make();
    const back = await undoing(made.id, { recurrence: null });
    expect(back).toMatchObject({ recurrence: made.recurrence, series: { start: made.dueDate, number: 1 } });
    const later = await undoing(made.id, { dueDate: '2026-05-01T08:00:00Z' });
    expect(later.series).toMatchObject({ start: made.dueDate, originalStart: made.dueDate });
    expect((await nextOf(await complete(made.id))).dueDate).toBe('2026-04-03T07:00:00.000Z');
  });

  test('is not undone where it has no date to begin at any more', async () => {
    const made = await make();
    const cleared = await anna.send('PATCH', `/activities/${made.id}`, { recurrence: null });
    await patch(made.id, { dueDate: null });
    const undo = `/operations/${cleared.headers.get('x-operation-id')}/undo`;
    expect((await anna.send('POST', undo)).status).toBe(409);
  });

  test('is made of a line of natural language', async () => {
    const body = { text: 'Dentist tomorrow 3pm every 6 months', sectionId: section.id };
    const { activity } = await anna.must('POST', '/activities/quick-add', body);
    expect(activity.recurrence).toMatchObject({
      pattern: 'monthly',
      interval: 6,
      rrule: 'FREQ=MONTHLY;INTERVAL=6',
    });
  });

  test.each<[object, string]>([
    [{ dueDate: null }, 'recurrence'],
    [{ recurrence: { interval: 2 } }, 'recurrence.pattern'],
    [{ recurrence: { pattern: 'hourly' } }, 'recurrence.pattern'],
    [{ recurrence: { pattern: 'weekly', daysOfWeek: [7] } }, 'recurrence.daysOfWeek'],
    [{ recurrence: { pattern: 'weekly', endDate: '2020-01-01' } }, 'recurrence.endDate'],
    [{ recurrence: { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' } }, 'recurrence.rrule'],
    [{ recurrence: { rrule: 'FREQ=DAILY;BYHOUR=25' } }, 'recurrence.rrule'],
    [{ recurrence: { rrule: 'DTSTART:20260101T000000Z' } }, 'recurrence.rrule'],
    [{ recurrence: { ...weekly, surprise: 1 } }, 'recurrence.surprise'],
  ])('%j is refused at %s', async (body, field) => {
    const sent = { title: 'x', dueDate: '2026-03-27T08:00:00Z', recurrence: weekly, ...body };
    const answer = await anna.send('POST', `/sections/${section.id}/activities`, sent);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [field]]);
  });
});

describe('completing', () => {
  test('makes the next at the same wall-clock time, open and with nothing ticked', async () => {
    const made = await make({
      startDate: '2026-03-27T07:30:00Z',
      endDate: '2026-03-27T08:30:00Z',
      tags: ['home'],
      priority: 'high',
      assignees: [anna.id],
      checklist: [{ text: 'Fill the can', completed: true }],
      metadata: { estimatedDuration: 20, actualDuration: 25 },
    });
    const offsets = [30, 5, 60, 10, 45, 15, 20, 50];
    for (const offset of offsets)
      await anna.must('POST', `/activities/${made.id}/reminders`, { type: 'in-app', offset });
    await anna.must('POST', `/activities/${made.id}/comments`, { text: 'Done soon' });
    const before = await anna.must('GET', `/planners/${planner.id}`);
    const done = await complete(made.id);
    const next = await nextOf(done);
    expect(next).toMatchObject({
      title: made.title,
      status: 'pending',
      completedAt: null,
      startDate: '2026-04-03T06:30:00.000Z',
      dueDate: '2026-04-03T07:00:00.000Z',
      endDate: '2026-04-03T07:30:00.000Z',
      tags: ['home'],
      priority: 'high',
      assignees: [anna.id],
      comments: 0,
      metadata: { estimatedDuration: 20 },
      recurrence: made.recurrence,
      sectionId: made.sectionId,
    });
    expect(next.checklist).toEqual([{ ...made.checklist[0], completed: false }]);
    expect(next.reminders).toMatchObject(offsets.map((offset) => ({ type: 'in-app', offset, sent: false })));
    expect(next.series).toMatchObject({ id: made.series.id, number: 2, originalStart: next.startDate });
    const after = await anna.must('GET', `/planners/${planner.id}`);
    expect(after.activitiesCount - before.activitiesCount).toBe(1);
    expect(after.completedCount - before.completedCount).toBe(1);
    const { history } = await anna.must('GET', `/planners/${planner.id}/history?limit=10`);
    const told = history.filter(({ resourceId }: { resourceId: string }) => resourceId === next.id);
    expect(told.map(({ action }: { action: string }) => action)).toContain('activity.created');
  });

  test('is not where it begins: nothing would come after it', async () => {
    const body = { title: 'Done', dueDate: '2026-03-27T08:00:00Z', recurrence: weekly, status: 'completed' };
    const answer = await anna.send('POST', `/sections/${section.id}/activities`, body);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, ['status']]);
  });

  test('makes one next, however often and at how many places at once', async () => {
    const made = await make();
    const tries = Array.from({ length: 20 }, () =>
      anna.send('PATCH', `/activities/${made.id}`, { status: 'completed' }),
    );
    const batch = anna.send('POST', '/activities/batch', {
      operations: [{ op: 'update', id: made.id, data: { status: 'completed' } }],
    });
    const answers = await Promise.all([...tries, batch]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await patch(made.id, { status: 'pending' });
    const again = await complete(made.id);
    expect(await activitiesOf(made.series.id)).toHaveLength(2);
    expect((await nextOf(again)).series.number).toBe(2);
  });

  test('ends with COUNT and with the end date', async () => {
    for (const end of [{ occurrences: 2 }, { endDate: '2026-04-04' }]) {
      const first = await complete((await make({ recurrence: { ...weekly, ...end } })).id);
      const second = await complete(first.series.nextActivityId);
      expect(second.series).toMatchObject({ number: 2, nextActivityId: null });
      expect(await activitiesOf(first.series.id)).toHaveLength(2);
    }
  });

  test('counts from the completion where it is asked to', async () => {
    const made = await make({ recurrence: { pattern: 'daily', interval: 3, fromCompletion: true } });
    const next = await nextOf(await complete(made.id));
    const day = new Date(Date.now() + 3 * 86_400_000).toLocaleDateString('sv', { timeZone: 'Europe/Vienna' });
    const shown = new Date(next.dueDate).toLocaleString('sv', { timeZone: 'Europe/Vienna' });
    expect(shown).toBe(`${day} 09:00:00`);
  });

  test('counts from an early completion without coming upon what it was', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toLocaleDateString('sv', {
      timeZone: 'Europe/Vienna',
    });
    const dueDate = `${tomorrow}T10:00:00.000Z`;
    const made = await make({ dueDate, recurrence: { pattern: 'daily', fromCompletion: true } });
    const next = await nextOf(await complete(made.id));
    expect(next.dueDate > made.dueDate).toBe(true);
    expect((await nextOf(await complete(next.id))).status).toBe('pending');
  });

  test('goes on from where it was moved to, and counts on', async () => {
    const made = await make({ recurrence: { ...weekly, occurrences: 3 } });
    const second = await nextOf(await complete(made.id));
    const moved = await patch(second.id, { dueDate: '2026-05-05T10:00:00Z' });
    expect(moved.series.number).toBe(2);
    const third = await nextOf(await complete(second.id));
    expect(third).toMatchObject({ dueDate: '2026-05-12T10:00:00.000Z', series: { number: 3 } });
    expect((await complete(third.id)).series.nextActivityId).toBeNull();
  });

  test('cancelling makes none', async () => {
    const made = await make();
    expect((await patch(made.id, { status: 'cancelled' })).series.nextActivityId).toBeNull();
    expect(await activitiesOf(made.series.id)).toHaveLength(1);
  });
});

describe('copies of planners', () => {
  test('go on with series of their own, dates and ends shifted', async () => {
    const mine = await anna.planner();
    const { id } = await anna.section(mine.id);
    const dueDate = '2026-03-02T08:00:00Z';
    const made = await anna.activity(id, {
      dueDate,
      recurrence: { ...weekly, endDate: '2026-03-30T08:00:00Z' },
    });
    const next = await nextOf(await complete(made.id));
    const copy = await anna.must('POST', `/planners/${mine.id}/duplicate`, { shiftDays: 7 });
    const { activities } = await anna.must('GET', `/activities?plannerId=${copy.id}`);
    const [first, second] = activities.sort((a: { dueDate: string }, b: { dueDate: string }) =>
      a.dueDate < b.dueDate ? -1 : 1,
    );
    expect(first).toMatchObject({ status: 'completed', recurrence: null, series: null });
    expect(second.series).toMatchObject({ originalStart: '2026-03-16T08:00:00.000Z', number: 2 });
    expect(second.series.id).not.toBe(next.series.id);
    expect(second.recurrence.rrule).toBe('FREQ=WEEKLY;UNTIL=20260406T080000Z');
    expect((await nextOf(await complete(second.id))).dueDate).toBe('2026-03-23T08:00:00.000Z');
  });
});
