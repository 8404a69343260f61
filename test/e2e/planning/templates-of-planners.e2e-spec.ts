import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, person, share, type Person } from './support';
import { eventsOf, make, use } from './template-support';

describe('templates', () => {
  let app: TestApp;
  let ada: Person;
  let bob: Person;

  beforeAll(async () => {
    app = await createTestApp();
    [ada, bob] = [await person(app), await person(app)];
  });
  afterAll(() => app.close());

  describe('are made of planners', () => {
    it('by whoever may read them, with offsets from the earliest date, and make the same again', async () => {
      const planner = await ada.planner({ title: 'Move {{x}}', tags: ['t'], settings: { isPublic: true } });
      const first = await ada.section(planner.id, {
        title: 'One',
        description: 'd',
        settings: { icon: 'i' },
      });
      await ada.section(planner.id, { title: 'Two', type: 'goals' });
      const due = { dueDate: '2026-05-04T10:00:00.000Z' };
      await ada.activity(first.id, {
        title: 'b',
        ...due,
        priority: 'high',
        tags: ['y'],
        estimatedDuration: 5,
      });
      const done = await ada.activity(first.id, {
        title: 'a',
        startDate: '2026-05-01T10:00:00.000Z',
        endDate: '2026-05-01T11:00:00.000Z',
        location: { name: 'Here' },
      });
      await ada.must('PATCH', `/activities/${done.id}`, { status: 'completed' });
      const trashed = await ada.activity(first.id, { title: 'gone', dueDate: '2020-01-01T00:00:00Z' });
      await ada.must('DELETE', `/activities/${trashed.id}`);
      const viewer = await person(app);
      await share(app, planner.id, viewer.id, 'viewer');

      const path = `/planners/${planner.id}/save-as-template`;
      const saved = await viewer.send('POST', path, { name: 'Moving', category: 'home', tags: ['k'] });
      expect(saved.status).toBe(201);
      const template = saved.body.data;
      expect(saved.headers.get('location')).toBe(`/api/v1/templates/${template.id}`);
      expect(template).toMatchObject({
        name: 'Moving',
        category: 'home',
        kind: 'planner',
        ownerId: viewer.id,
        visibility: 'private',
        variables: ['x'],
        body: {
          title: 'Move {{x}}',
          sections: [
            {
              title: 'One',
              activities: [
                { title: 'b', dueOffset: 'P3D', estimatedDuration: 5 },
                { title: 'a', startOffset: 'P0D', durationMinutes: 60 },
              ],
            },
            { title: 'Two', type: 'goals' },
          ],
        },
      });
      expect(JSON.stringify(template)).not.toContain('completed');
      expect(await eventsOf(app, template.id)).toEqual(['template.created']);

      const again = await viewer.must('POST', `/templates/${template.id}/instantiate`, {
        startDate: '2026-05-01T10:00:00.000Z',
      });
      const whole = await viewer.must('GET', `/planners/${again.id}`);
      const original = await ada.must('GET', `/planners/${planner.id}`);
      const comparable = ({ title, description, tags, sections }: typeof whole) => ({
        title,
        description,
        tags,
        sections: sections.map((section: typeof whole) => ({
          title: section.title,
          description: section.description,
          type: section.type,
          settings: section.settings,
          activities: section.activities.map((one: typeof whole) => {
            const { title: name, dueDate, startDate, endDate, priority, location } = one;
            const { progress: _done, ...metadata } = one.metadata;
            return { name, dueDate, startDate, endDate, priority, location, metadata, tags: one.tags };
          }),
        })),
      });
      expect(comparable(whole)).toEqual(comparable(original));
      expect(whole).toMatchObject({ completedCount: 0, settings: { isPublic: false } });
    });

    it('with what recurs, from the occurrence that it has come to', async () => {
      const planner = await ada.planner({ settings: { timezone: 'Europe/Vienna' } });
      const { id: section } = await ada.section(planner.id);
      const dueDate = '2026-05-01T07:00:00.000Z';
      const counted = await ada.activity(section, {
        dueDate,
        recurrence: { pattern: 'weekly', interval: 2, occurrences: 5 },
      });
      await ada.must('PATCH', `/activities/${counted.id}`, { status: 'completed' });
      const end = { rrule: 'FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20260901T070000Z', fromCompletion: true };
      await ada.activity(section, { dueDate: '2026-05-17T07:00:00.000Z', recurrence: end });
      const saved = await ada.must('POST', `/planners/${planner.id}/save-as-template`, { name: 'Again' });
      expect(saved.body.sections[0].activities).toMatchObject([
        { dueOffset: 'P0D', recurrence: { rrule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=4' } },
        {
          dueOffset: 'P2D',
          recurrence: { rrule: 'FREQ=MONTHLY;BYDAY=-1FR', fromCompletion: true, endOffset: 'P109D' },
        },
      ]);
      const made = await ada.must('POST', `/templates/${saved.id}/instantiate`, {
        startDate: '2026-06-01T07:00:00.000Z',
      });
      const [other, ending] = (await ada.must('GET', `/planners/${made.id}`)).sections[0].activities;
      expect(ending.recurrence).toMatchObject({ endDate: '2026-09-18T07:00:00.000Z', fromCompletion: true });
      expect(other).toMatchObject({
        recurrence: { pattern: 'weekly', interval: 2, occurrences: 4 },
        series: {
          number: 1,
          start: '2026-06-01T07:00:00.000Z',
          timeZone: 'Europe/Vienna',
          nextActivityId: null,
        },
      });
      const done = await ada.must('PATCH', `/activities/${other.id}`, { status: 'completed' });
      expect(await ada.must('GET', `/activities/${done.series.nextActivityId}`)).toMatchObject({
        dueDate: '2026-06-15T07:00:00.000Z',
      });
    });

    it.each<[object, string]>([
      [{ dueOffset: 'P1D', recurrence: { rrule: 'FREQ=DAILY;UNTIL=20270101T000000Z' } }, 'recurrence.rrule'],
      [{ dueOffset: 'P1D', recurrence: { rrule: 'FREQ=SOMETIMES' } }, 'recurrence.rrule'],
      [{ dueOffset: 'P1D', recurrence: { interval: 2 } }, 'recurrence.pattern'],
      [{ dueOffset: 'P1D', recurrence: { pattern: 'daily', endDate: '2026-01-01' } }, 'recurrence.endDate'],
      [{ recurrence: { pattern: 'daily' } }, 'recurrence'],
    ])('but keep no %j', async (activity, field) => {
      const body = { sections: [{ title: 'S', activities: [{ title: 'A', ...activity }] }] };
      const answer = await ada.send('POST', '/templates', { name: 'x', kind: 'planner', body });
      expect([answer.status, fieldsOf(answer)]).toEqual([422, [`body.sections[0].activities[0].${field}`]]);
    });

    it('and make nothing that would end before it begins', async () => {
      const recurrence = { pattern: 'daily', endOffset: 'P1D' };
      const activities = [{ title: 'A', dueOffset: 'P2D', recurrence }];
      const { id } = await make(ada, { kind: 'planner', body: { sections: [{ title: 'S', activities }] } });
      const answer = await use(ada, id, { variables: {} });
      expect([answer.status, fieldsOf(answer)]).toEqual([
        422,
        ['body.sections[0].activities[0].recurrence.endDate'],
      ]);
    });

    it('and of plans too, which make plans again', async () => {
      const steps = [
        { id: 'a', title: 'A', duration: 60, assignee: 'Ada', priority: 'high' },
        {
          id: 'b',
          title: 'B',
          duration: 30,
          dependsOn: [{ id: 'a' }],
          fixedStart: '2026-03-05T09:00:00.000Z',
        },
      ];
      const plan = await ada.plan({ title: 'Plan', startsAt: '2026-03-02T09:00:00.000Z', steps });
      const saved = await ada.send('POST', `/plans/${plan.id}/save-as-template`, { name: 'Again' });
      expect(saved.status).toBe(201);
      const { id, kind, body } = saved.body.data;
      expect(kind).toBe('plan');
      expect(body.steps).toMatchObject([{ id: 'a' }, { id: 'b', fixedStartOffset: 'P3D' }]);
      expect(JSON.stringify(body)).not.toContain('Ada');
      const answer = await use(ada, id, {
        startDate: '2026-04-01T09:00:00.000Z',
        variables: {},
        title: 'New',
      });
      expect(answer.status).toBe(201);
      const made = answer.body.data;
      expect(answer.headers.get('location')).toBe(`/api/v1/plans/${made.id}`);
      expect(made.resource).toMatchObject({
        title: 'New',
        startsAt: '2026-04-01T09:00:00.000Z',
        role: 'owner',
      });
      const whole = await ada.must('GET', `/plans/${made.id}`);
      expect(whole).toMatchObject(made.resource);
      expect(whole.steps).toMatchObject([
        { id: 'a', duration: 60, assignee: null, priority: 'high' },
        { id: 'b', dependsOn: [{ id: 'a', type: 'FS', lag: 0 }], fixedStart: '2026-04-04T09:00:00.000Z' },
      ]);
      expect((await ada.must('GET', `/templates/${id}`)).usageCount).toBe(1);
      expect((await bob.send('POST', `/plans/${plan.id}/save-as-template`, { name: 'x' })).status).toBe(403);
      const early = await use(ada, id, { startDate: '1800-01-01', variables: {} });
      expect(early.status).toBe(422);
    });

    it('but not by strangers, and not of what is gone or too much', async () => {
      const planner = await ada.planner();
      const path = `/planners/${planner.id}/save-as-template`;
      expect((await bob.send('POST', path, { name: 'x' })).status).toBe(403);
      expect(fieldsOf(await ada.send('POST', path, { name: '', body: {} }))).toEqual(['name', 'body']);
      await app.database.query('UPDATE planner_stats SET activities_count = 2001 WHERE planner_id = $1', [
        planner.id,
      ]);
      const much = await ada.send('POST', path, { name: 'x' });
      expect([much.status, codeOf(much)]).toEqual([409, 'CONFLICT']);
      await ada.must('DELETE', `/planners/${planner.id}`);
      expect((await ada.send('POST', path, { name: 'x' })).status).toBe(404);
    });
  });
});
