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
    // In a body it means the same.
    await anna.must('DELETE', at(rest.id, '2026-04-10'), { scope: 'following' });
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

  test('stay with the series when one that was completed moves to another planner, and that goes', async () => {
    const made = await make();
    await anna.must('PATCH', at(made.id, '2026-04-17'), { title: 'Own' });
    await complete(made.id);
    const other = await anna.planner();
    const away = await anna.section(other.id);
    await anna.must('POST', `/activities/${made.id}/move`, { sectionId: away.id });
    await app.database.query('DELETE FROM planners WHERE id = $1', [other.id]);
    const { rows } = await app.database.query(
      'SELECT planner_id, content FROM activity_exceptions WHERE series_id = $1',
      [made.series.id],
    );
    expect(rows).toEqual([{ planner_id: planner.id, content: { title: 'Own' } }]);
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
  test('show the first of very much that recurs, whichever series it is of', async () => {
    const eve = await person(app);
    const { id: sectionId } = await eve.section((await eve.planner()).id);
    const dueDate = new Date(Date.now() - 60_000).toISOString();
    const made = await Promise.all(
      [1, 2, 3, 4].map((interval) =>
        eve.activity(sectionId, { dueDate, recurrence: { rrule: `FREQ=MINUTELY;INTERVAL=${interval}` } }),
      ),
    );
    const { activities, truncated, from } = await eve.must('GET', '/views/upcoming?days=90');
    expect([activities.length, truncated]).toEqual([500, true]);
    const times = activities.map((one: TestAnswer['body']) => Date.parse(one.dueDate));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    // In twelve minutes they occur 12, 6, 4 and 3 times.
    expect(times.at(-1) - Date.parse(from)).toBeLessThan((500 / 25) * 12 * 60_000 + 60_000);
    expect(new Set(activities.map(({ id }: { id: string }) => id))).toEqual(
      new Set(made.map(({ id }) => id)),
    );
  });

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

  test('say so where there are more series than are looked at', async () => {
    const eve = await person(app);
    const { id: sectionId } = await eve.section((await eve.planner()).id);
    const dueDate = new Date(Date.now() - 60_000).toISOString();
    const data = { title: 'x', dueDate, recurrence: { pattern: 'yearly' } };
    const series = (count: number) =>
      eve.must('POST', '/activities/batch', {
        operations: Array.from({ length: count }, () => ({ op: 'create', sectionId, data })),
      });
    for (const count of [100, 100, 100, 100, 100, 1]) await series(count);
    expect(await eve.must('GET', '/views/upcoming')).toMatchObject({ activities: [], truncated: true });
  });

  test('show the first of all series together, however dense they are', async () => {
    const eve = await person(app);
    const { id: sectionId } = await eve.section((await eve.planner()).id);
    const midnight = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T00:00:00.000Z`;
    const operations = Array.from({ length: 20 }, (_, n) => ({
      op: 'create',
      sectionId,
      data: { title: `${n}`, startDate: midnight, recurrence: { rrule: 'FREQ=SECONDLY' } },
    }));
    await eve.must('POST', '/activities/batch', { operations });
    const { activities, truncated } = await eve.must('GET', '/views/upcoming');
    const seconds = activities.map(
      ({ startDate }: { startDate: string }) => (Date.parse(startDate) - Date.parse(midnight)) / 1000,
    );
    expect(seconds).toEqual(Array.from({ length: 500 }, (_, n) => Math.floor(n / 20)));
    expect(truncated).toBe(true);
  });
});
