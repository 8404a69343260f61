import { DateTime } from 'luxon';
import { isTimeZone } from '@almanac/kernel';
import { createTestApp, type TestApp } from '@almanac/testing';
import { fieldsOf, type Person, person, share } from './support';

type Row = { id: string; title: string; position: string; dueDate: string | null };

describe('copies of planners', () => {
  let app: TestApp;
  let ada: Person;
  let original: { id: string };

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
    original = await ada.planner({
      title: 'Original',
      tags: ['t'],
      settings: { isPublic: true, timezone: 'UTC' },
    });
    const [first, second] = [
      await ada.section(original.id, { title: '1' }),
      await ada.section(original.id, { title: '2' }),
    ];
    await ada.activity(second.id, { title: 'b', dueDate: '2026-03-01T10:00:00Z', status: 'completed' });
    const a = await ada.activity(second.id, { title: 'a', metadata: { focusTime: 3 } });
    await ada.must('POST', `/activities/${a.id}/move`, { sectionId: second.id });
    const gone = await ada.activity(first.id, { title: 'gone' });
    await ada.must('DELETE', `/activities/${gone.id}`);
    await ada.must('DELETE', `/sections/${(await ada.section(original.id)).id}`);
  });
  afterAll(() => app.close());

  test('needs no body', async () => {
    expect((await ada.send('POST', `/planners/${original.id}/duplicate`)).status).toBe(201);
  });

  test('a copy has everything, in order, under new ids, with dates moved, and is private', async () => {
    const answer = await ada.send('POST', `/planners/${original.id}/duplicate`, { shiftDays: 31 });
    expect(answer.status).toBe(201);
    const copy = answer.body.data;
    expect(answer.headers.get('location')).toBe(`/api/v1/planners/${copy.id}`);
    expect(copy).toMatchObject({
      title: 'Original (copy)',
      tags: ['t'],
      version: 1,
      sectionsCount: 2,
      activitiesCount: 2,
      completedCount: 1,
      completionRate: 50,
      settings: { isPublic: false, timezone: 'UTC' },
    });
    const { sections } = await ada.must('GET', `/planners/${copy.id}`);
    expect(sections.map((section: Row) => section.title)).toEqual(['1', '2']);
    expect(sections[1].activities.map((x: Row) => [x.title, x.dueDate])).toEqual([
      ['b', '2026-04-01T10:00:00.000Z'],
      ['a', null],
    ]);
    const source = await ada.must('GET', `/planners/${original.id}`);
    expect(sections[1].activities[0].id).not.toBe(source.sections[1].activities[0].id);
    const added = await ada.activity(sections[1].id, { title: 'c' });
    expect(added.position > sections[1].activities[1].position).toBe(true);
  });

  test('dates move by days of the planner’s zone: the wall clock stays over daylight saving', async () => {
    const viennese = await ada.planner({ settings: { timezone: 'Europe/Vienna' } });
    const section = await ada.section(viennese.id);
    await ada.activity(section.id, { dueDate: '2026-03-20T09:00:00Z' });
    const copy = await ada.must('POST', `/planners/${viennese.id}/duplicate`, { shiftDays: 14 });
    const { activities } = await ada.must('GET', `/activities?plannerId=${copy.id}`);
    expect(activities[0].dueDate).toBe('2026-04-03T08:00:00.000Z');
  });

  test.each([
    // PostgreSQL does not know it.
    ...['SystemV/PST8PDT'].filter(isTimeZone),
    ...['America/Los_Angeles', 'America/New_York'],
  ])('dates move by the clocks that the runtime knows of %s', async (timezone) => {
    const planner = await ada.planner({ settings: { timezone } });
    const section = await ada.section(planner.id);
    const local = (days: number) => {
      const due = DateTime.fromISO('2026-03-01T12:00', { zone: timezone }).plus({ days });
      const series = due.plus({ years: 1, hours: 1 });
      return {
        ...{ dueDate: due.toUTC().toISO(), startDate: due.minus({ hours: 2 }).toUTC().toISO() },
        reminder: due.minus({ days: 1 }).toUTC().toISO(),
        ...{ series: series.toUTC().toISO(), endDate: series.plus({ days: 7 }).toUTC().toISO() },
      };
    };
    const { dueDate, startDate, reminder, series, endDate } = local(0);
    const { id } = await ada.activity(section.id, { title: 'once', dueDate, startDate });
    await ada.must('POST', `/activities/${id}/reminders`, { type: 'in-app', time: reminder });
    const recurrence = { pattern: 'weekly', endDate };
    await ada.activity(section.id, { title: 'often', startDate: series, recurrence });
    const copy = await ada.must('POST', `/planners/${planner.id}/duplicate`, { shiftDays: 60 });
    const { sections } = await ada.must('GET', `/planners/${copy.id}`);
    const expected = local(60);
    expect(sections[0].activities).toMatchObject([
      {
        ...{ title: 'once', dueDate: expected.dueDate, startDate: expected.startDate },
        reminders: [{ time: expected.reminder }],
      },
      {
        ...{ title: 'often', startDate: expected.series },
        recurrence: { endDate: expected.endDate },
        series: { originalStart: expected.series },
      },
    ]);
  });

  test('thousands of dates move each by its own clock', async () => {
    const planner = await ada.planner({ settings: { timezone: 'Europe/Vienna' } });
    const { id } = await ada.section(planner.id);
    await app.database.query(
      `INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, position, due_date)
       SELECT gen_random_uuid(), $1, $2, $3, $3, n::text, 'i' || lpad(n::text, 9, '0'),
              '2026-01-01T12:00:00Z'::timestamptz + n * interval '1 hour' FROM generate_series(0, 4999) n`,
      [id, planner.id, ada.id],
    );
    const copy = await ada.must('POST', `/planners/${planner.id}/duplicate`, { shiftDays: 100 });
    const { rows } = await app.database.query<{ title: string; due: Date }>(
      'SELECT title, due_date AS due FROM activities WHERE planner_id = $1',
      [copy.id],
    );
    expect(rows).toHaveLength(5000);
    const zone = 'Europe/Vienna';
    const wrong = rows.filter(({ title, due }) => {
      const before = DateTime.fromISO('2026-01-01T12:00:00Z', { zone }).plus({ hours: Number(title) });
      return before.plus({ days: 100 }).toMillis() !== due.getTime();
    });
    // Of a time that comes twice, libraries take either.
    expect(
      wrong.map(({ due }) => due.toISOString().slice(0, 10)).filter((day) => day !== '2026-10-25'),
    ).toEqual([]);
  });

  test('dates move by UTC where a zone is known no more', async () => {
    const planner = await ada.planner();
    const section = await ada.section(planner.id);
    await ada.activity(section.id, { dueDate: '2026-03-20T09:00:00Z' });
    await app.database.query(
      `UPDATE planners SET settings = jsonb_set(settings::jsonb, '{timezone}', '"Mars/Olympus"') WHERE id = $1`,
      [planner.id],
    );
    const copy = await ada.must('POST', `/planners/${planner.id}/duplicate`, { shiftDays: 14 });
    const { activities } = await ada.must('GET', `/activities?plannerId=${copy.id}`);
    expect(activities[0].dueDate).toBe('2026-04-03T09:00:00.000Z');
  });

  test('reminders stay in their order', async () => {
    const planner = await ada.planner();
    const { id } = await ada.activity((await ada.section(planner.id)).id, {
      dueDate: '2099-03-20T09:00:00Z',
    });
    const offsets = [5, 60, 10, 45, 30, 15, 20, 50];
    for (const offset of offsets)
      await ada.must('POST', `/activities/${id}/reminders`, { type: 'in-app', offset });
    const copy = await ada.must('POST', `/planners/${planner.id}/duplicate`, {});
    const { activities } = await ada.must('GET', `/activities?plannerId=${copy.id}`);
    expect(activities[0].reminders.map(({ offset }: { offset: number }) => offset)).toEqual(offsets);
  });

  test('or without activities, under another title', async () => {
    const body = { title: ' Mine ', includeActivities: false };
    const copy = await ada.must('POST', `/planners/${original.id}/duplicate`, body);
    expect(copy).toMatchObject({ title: 'Mine', sectionsCount: 2, activitiesCount: 0 });
  });

  test('whoever may read may copy, and owns the copy', async () => {
    const viewer = await person(app);
    await share(app, original.id, viewer.id, 'viewer');
    const copy = await viewer.must('POST', `/planners/${original.id}/duplicate`, {});
    expect(copy).toMatchObject({ ownerId: viewer.id, role: 'owner' });
    const { sections, collaborators } = await viewer.must('GET', `/planners/${copy.id}`);
    expect(sections[1].activities[0].userId).toBe(viewer.id);
    expect(collaborators).toEqual([]);
    expect((await ada.get(`/planners/${copy.id}`)).status).toBe(403);
  });

  test('a long title is cut, odd input refused', async () => {
    const long = await ada.planner({ title: '🎉'.repeat(200) });
    const copy = await ada.must('POST', `/planners/${long.id}/duplicate`, {});
    expect([...copy.title]).toHaveLength(200);
    const answer = await ada.send('POST', `/planners/${long.id}/duplicate`, {
      title: '',
      shiftDays: 0.5,
      ownerId: 1,
    });
    expect(fieldsOf(answer).sort()).toEqual(['ownerId', 'shiftDays', 'title']);
  });
});
