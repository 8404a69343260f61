import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, person, share, type Person } from './support';

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
    await anna.must('POST', `/activities/${made.id}/reminders`, { type: 'in-app', offset: 30 });
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
    expect(next.reminders).toMatchObject([{ type: 'in-app', offset: 30, sent: false }]);
    expect(next.series).toMatchObject({ id: made.series.id, number: 2, originalStart: next.startDate });
    const after = await anna.must('GET', `/planners/${planner.id}`);
    expect(after.activitiesCount - before.activitiesCount).toBe(1);
    expect(after.completedCount - before.completedCount).toBe(1);
    const { history } = await anna.must('GET', `/planners/${planner.id}/history?limit=10`);
    const told = history.filter(({ resourceId }: { resourceId: string }) => resourceId === next.id);
    expect(told.map(({ action }: { action: string }) => action)).toContain('activity.created');
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

describe('occurrences', () => {
  const list = async (id: string, from = '2026-03-01', to = '2026-05-01') =>
    (await anna.must('GET', `/activities/${id}/occurrences?from=${from}&to=${to}`)).occurrences;
  const starts = (all: { start: string }[]) => all.map(({ start }) => start.slice(0, 10));
  const at = (id: string, day: string, hour = '07') =>
    `/activities/${id}/occurrences/${day}T${hour}:00:00.000Z`;

  test('are what was made, and what the rule still brings', async () => {
    const made = await make({ startDate: '2026-03-27T08:00:00Z', endDate: '2026-03-27T09:00:00Z' });
    await complete(made.id);
    const all = await list(made.id);
    expect(starts(all)).toEqual([
      '2026-03-27',
      '2026-04-03',
      '2026-04-10',
      '2026-04-17',
      '2026-04-24',
      '2026-05-01',
    ]);
    expect(all[0]).toMatchObject({
      status: 'completed',
      activityId: made.id,
      end: '2026-03-27T09:00:00.000Z',
    });
    expect(all[1]).toMatchObject({ status: 'pending', start: '2026-04-03T07:00:00.000Z' });
    expect(all[1].activityId).toBeDefined();
    expect(all[2]).toEqual({
      start: '2026-04-10T07:00:00.000Z',
      end: '2026-04-10T08:00:00.000Z',
      originalStart: '2026-04-10T07:00:00.000Z',
      status: 'pending',
    });
    expect(await list(all[1].activityId)).toEqual(all);
    const single = await anna.activity(section.id, { dueDate: '2026-03-05T10:00:00Z' });
    expect(await list(single.id)).toMatchObject([{ activityId: single.id }]);
  });

  test.each([
    ['?from=2026-01-01&to=2037-01-01', 'to'],
    ['?from=2026-01-01&to=2025-01-01', 'to'],
    ['?from=nonsense', 'from'],
    ['?surprise=1', 'surprise'],
  ])('%s is refused', async (query, field) => {
    const made = await make();
    const answer = await anna.get(`/activities/${made.id}/occurrences${query}`);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [field]]);
  });

  test('more than a thousand are refused, quickly, also far away', async () => {
    const made = await make({ recurrence: { rrule: 'FREQ=SECONDLY' } });
    const far = await anna.get(`/activities/${made.id}/occurrences?from=2120-01-01&to=2129-01-01`);
    expect(fieldsOf(far)).toEqual(['to']);
    expect(await list(made.id, '2120-01-01T00:00:00Z', '2120-01-01T00:01:00Z')).toHaveLength(61);
  });

  test('one is moved, changed and skipped by itself; the series stays as it is', async () => {
    const made = await make();
    const moved = await anna.must('PATCH', at(made.id, '2026-04-10'), {
      start: '2026-04-11T10:00:00Z',
      title: 'Later',
    });
    expect(moved).toMatchObject({
      start: '2026-04-11T10:00:00.000Z',
      originalStart: '2026-04-10T07:00:00.000Z',
    });
    await anna.must('DELETE', at(made.id, '2026-04-03'));
    expect(starts(await list(made.id))).toEqual([
      '2026-03-27',
      '2026-04-11',
      '2026-04-17',
      '2026-04-24',
      '2026-05-01',
    ]);
    expect(codeOf(await anna.send('DELETE', at(made.id, '2026-04-03')))).toBe('NOT_FOUND');
    const special = await nextOf(await complete(made.id));
    expect(special).toMatchObject({ title: 'Later', dueDate: '2026-04-11T10:00:00.000Z' });
    const after = await nextOf(await complete(special.id));
    expect(after).toMatchObject({ title: made.title, dueDate: '2026-04-17T07:00:00.000Z' });
  });

  test('the one that is an activity is changed as that, and the next does not inherit it', async () => {
    const made = await make();
    const body = { title: 'Only now', dueDate: '2026-03-28T12:00:00Z' };
    await anna.must('PATCH', at(made.id, '2026-03-27', '08'), body);
    expect(await anna.must('GET', `/activities/${made.id}`)).toMatchObject({
      title: 'Only now',
      series: { id: made.series.id },
    });
    const next = await nextOf(await complete(made.id));
    expect(next).toMatchObject({ title: made.title, dueDate: '2026-04-03T07:00:00.000Z' });
  });

  test('skipping the one that is an activity cancels it and makes the next', async () => {
    const made = await make();
    await anna.must('DELETE', at(made.id, '2026-03-27', '08'));
    const skipped = await anna.must('GET', `/activities/${made.id}`);
    expect(skipped.status).toBe('cancelled');
    expect(await nextOf(skipped)).toMatchObject({ status: 'pending', dueDate: '2026-04-03T07:00:00.000Z' });
    expect(codeOf(await anna.send('DELETE', at(made.id, '2026-03-27', '08')))).toBe('CONFLICT');
    await complete(made.id);
    expect(await activitiesOf(made.series.id)).toHaveLength(2);
  });

  test('from one on the series is changed, or ended', async () => {
    const made = await make({ recurrence: { ...weekly, occurrences: 5 } });
    const split = await anna.must('PATCH', at(made.id, '2026-04-10'), {
      scope: 'following',
      title: 'From now on',
      recurrence: { interval: 2 },
    });
    const rest = await anna.must('GET', `/activities/${split.activityId}`);
    expect(rest).toMatchObject({
      title: 'From now on',
      recurrence: { rrule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=3' },
    });
    expect(starts(await list(made.id))).toEqual(['2026-03-27', '2026-04-03']);
    expect(starts(await list(rest.id, '2026-03-01', '2026-12-01'))).toEqual([
      '2026-04-10',
      '2026-04-24',
      '2026-05-08',
    ]);
    await anna.must('DELETE', `${at(rest.id, '2026-04-24')}?scope=following`);
    expect(starts(await list(rest.id))).toEqual(['2026-04-10']);
    await anna.must('DELETE', `${at(rest.id, '2026-04-10')}?scope=following`);
    expect((await anna.get(`/activities/${rest.id}`)).status).toBe(404);
  });

  test('what never occurs is not found, and what is past is not changed from there on', async () => {
    const made = await make();
    expect(codeOf(await anna.send('PATCH', at(made.id, '2026-04-11'), { title: 'x' }))).toBe('NOT_FOUND');
    expect(fieldsOf(await anna.send('PATCH', `/activities/${made.id}/occurrences/soon`, {}))).toEqual([
      'originalStart',
    ]);
    expect(fieldsOf(await anna.send('PATCH', at(made.id, '2026-04-10'), { recurrence: weekly }))).toEqual([
      'recurrence',
    ]);
    await complete(made.id);
    const past = await anna.send('PATCH', at(made.id, '2026-03-27', '08'), {
      scope: 'following',
      title: 'x',
    });
    expect(codeOf(past)).toBe('CONFLICT');
  });

  test('are seen by whoever sees the planner, and changed by whoever may write in it', async () => {
    const made = await make();
    for (const [role, reads, writes] of [
      ['viewer', 200, 403],
      ['editor', 200, 200],
      [undefined, 403, 403],
    ] as const) {
      const other = await person(app);
      if (role) await share(app, planner.id, other.id, role);
      expect((await other.get(`/activities/${made.id}/occurrences`)).status).toBe(reads);
      const day = role === 'editor' ? '2026-04-03' : '2026-04-10';
      expect((await other.send('PATCH', at(made.id, day), { title: 'x' })).status).toBe(writes);
      expect((await other.send('DELETE', at(made.id, day))).status).toBe(writes);
    }
  });

  test('many hands at once leave one series', async () => {
    const made = await make();
    const own = at(made.id, '2026-03-27', '08');
    await Promise.all([
      ...Array.from({ length: 5 }, () =>
        anna.send('PATCH', `/activities/${made.id}`, { status: 'completed' }),
      ),
      ...Array.from({ length: 5 }, () => anna.send('DELETE', own)),
      ...Array.from({ length: 5 }, (_, n) =>
        anna.send('PATCH', at(made.id, '2026-04-10'), { title: `${n}` }),
      ),
    ]);
    expect(await activitiesOf(made.series.id)).toHaveLength(2);
    expect(starts(await list(made.id))).toEqual([
      '2026-03-27',
      '2026-04-03',
      '2026-04-10',
      '2026-04-17',
      '2026-04-24',
      '2026-05-01',
    ]);
  });
});

describe('views of days', () => {
  test('show what recurs then, as it is then', async () => {
    const eve = await person(app);
    const { id: sectionId } = await eve.section((await eve.planner()).id);
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString();
    const made = await eve.activity(sectionId, { dueDate: day(-1), recurrence: { pattern: 'daily' } });
    const tomorrow = `/activities/${made.id}/occurrences/${day(2).slice(0, 10)}${made.dueDate.slice(10)}`;
    await eve.must('PATCH', tomorrow, { title: 'Another' });
    const { activities } = await eve.must('GET', '/views/upcoming?days=3');
    expect(activities).toMatchObject([
      { id: made.id, title: made.title, occurrence: { status: 'pending' } },
      { id: made.id, title: 'Another', dueDate: `${day(2).slice(0, 10)}${made.dueDate.slice(10)}` },
      { id: made.id, title: made.title, series: made.series },
    ]);
    expect((await eve.must('GET', '/views/today')).activities).toHaveLength(1);
    await eve.must('PATCH', `/activities/${made.id}`, { status: 'cancelled' });
    expect((await eve.must('GET', '/views/upcoming')).activities).toEqual([]);
  });
});
