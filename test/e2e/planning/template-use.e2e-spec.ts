import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, person, type Person } from './support';
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

  describe('make planners', () => {
    it('whole, at the wall clock of whoever makes them', async () => {
      await bob.must('PATCH', '/users/me', { preferences: { timezone: 'Europe/Vienna' } });
      const { id } = await make(ada, { visibility: 'public' });
      const answer = await use(bob, id);
      expect(answer.status).toBe(201);
      const { kind, id: plannerId, resource } = answer.body.data;
      expect(kind).toBe('planner');
      expect(answer.headers.get('location')).toBe(`/api/v1/planners/${plannerId}`);
      expect(answer.headers.get('x-operation-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(resource).toMatchObject({
        id: plannerId,
        title: 'Trip to Kyoto',
        description: 'By nobody',
        ownerId: bob.id,
        role: 'owner',
        sectionsCount: 2,
        activitiesCount: 3,
        completedCount: 0,
        settings: { isPublic: false, defaultView: 'board' },
      });
      const whole = await bob.must('GET', `/planners/${plannerId}`);
      expect(whole).toMatchObject(resource);
      const [before, there] = whole.sections;
      expect(before).toMatchObject({ title: 'Before', type: 'tasks', order: 0 });
      expect(there).toMatchObject({
        title: 'There',
        type: 'notes',
        settings: { collapsed: true, icon: null },
      });
      expect(before.activities).toMatchObject([
        {
          title: 'Book Kyoto',
          priority: 'high',
          status: 'pending',
          dueDate: '2026-03-20T08:00:00.000Z',
          metadata: { estimatedDuration: 30 },
          userId: bob.id,
        },
        // Five working days later the clocks have gone forward.
        {
          title: 'Pack',
          dueDate: '2026-04-03T07:00:00.000Z',
          tags: ['x'],
          checklist: [
            { text: 'Socks', completed: false, order: 0 },
            { text: 'Map of Kyoto', completed: false, order: 1 },
          ],
        },
      ]);
      expect(there.activities).toMatchObject([
        { type: 'event', startDate: '2026-03-28T18:00:00.000Z', endDate: '2026-03-28T19:30:00.000Z' },
      ]);
      expect(await eventsOf(app, plannerId)).toEqual(['planner.created']);
      // What is added goes to the end.
      await bob.activity(before.id, { title: 'last' });
      await bob.section(plannerId, { title: 'last' });
      const after = await bob.must('GET', `/planners/${plannerId}`);
      expect(after.sections.map(({ title }: { title: string }) => title)).toEqual([
        'Before',
        'There',
        'last',
      ]);
      expect(after.sections[0].activities[2].title).toBe('last');
      expect((await ada.get(`/planners/${plannerId}`)).status).toBe(403);
    });

    it('with a title of one’s own, and off the weekends if asked', async () => {
      const { id } = await make(ada, {
        body: { sections: [{ title: 's', activities: [{ title: 'a', dueOffset: 'P1D' }] }] },
        name: 'Nameless',
      });
      const request = { startDate: '2026-04-03', variables: {} };
      const plain = (await use(ada, id, request)).body.data;
      expect(plain.resource.title).toBe('Nameless');
      const moved = await use(ada, id, { ...request, title: '{{x}}', skipWeekends: true });
      expect(moved.body.data.resource.title).toBe('{{x}}');
      const whole = await ada.must('GET', `/planners/${moved.body.data.id}`);
      expect(whole.sections[0].activities[0].dueDate).toBe('2026-04-06T00:00:00.000Z');
    });

    it('and count it, once by key', async () => {
      const { id } = await make(ada);
      const body = { startDate: '2026-03-27', variables: { destination: 'Rome' } };
      const path = `/templates/${id}/instantiate`;
      const first = await ada.send('POST', path, body, { 'idempotency-key': 'once' });
      const again = await ada.send('POST', path, body, { 'idempotency-key': 'once' });
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.body.data.id).toBe(first.body.data.id);
      await Promise.all(Array.from({ length: 9 }, () => ada.must('POST', path, body)));
      const template = await ada.get(`/templates/${id}`);
      expect(template.body.data).toMatchObject({ usageCount: 10, version: 1 });
      expect(template.headers.get('etag')).toBe('"v1.t10"');
    });

    it('as many as there is room for, though ten come at once; a refusal leaves nothing', async () => {
      const free = await person(app, { tier: 'free' });
      const { id } = await make(free);
      const answers = await Promise.all(Array.from({ length: 10 }, () => use(free, id)));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([
        ...Array.from({ length: 5 }, () => 201),
        ...Array.from({ length: 5 }, () => 403),
      ]);
      expect(answers.map(codeOf).filter(Boolean)).toEqual(
        Array.from({ length: 5 }, () => 'MAX_PLANNERS_REACHED'),
      );
      expect((await free.must('GET', '/planners')).pagination.total).toBe(5);
      expect((await free.must('GET', `/templates/${id}`)).usageCount).toBe(5);
      const { rows } = await app.database.query(
        'SELECT count(*)::int AS n FROM planners WHERE owner_id = $1',
        [free.id],
      );
      expect(rows).toEqual([{ n: 5 }]);
    });

    it('of two thousand activities too', async () => {
      const activities = Array.from({ length: 2000 }, (_, index) => ({
        title: `a${index}`,
        dueOffset: `P${index}D`,
      }));
      const { id } = await make(ada, { body: { sections: [{ title: 's', activities }] } });
      const { resource } = (await use(ada, id, { variables: {} })).body.data;
      expect(resource).toMatchObject({ sectionsCount: 1, activitiesCount: 2000 });
      const { sections } = await ada.must('GET', `/planners/${resource.id}`);
      const titles = sections[0].activities.map(({ title }: { title: string }) => title);
      expect(titles).toEqual(activities.map(({ title }) => title));
    });

    it.each([
      [{ variables: {} }, ['variables.destination']],
      [{ variables: { destination: 'x', other: 'y' } }, ['variables.other']],
      [{ variables: { destination: 7 } }, ['variables.destination']],
      [{ variables: { destination: 'x'.repeat(195) } }, ['body.title']],
      [{ variables: [] }, ['variables']],
      [{ startDate: '2026-02-30' }, ['startDate']],
      [{ startDate: '9999-12-31' }, ['body.sections[0].activities[1].dueOffset']],
      [{ title: 'x'.repeat(201) }, ['title']],
      [{ other: 1 }, ['other']],
    ])('but not from %j', async (body, fields) => {
      const { id } = await make(ada);
      const answer = await use(ada, id, body);
      expect([answer.status, codeOf(answer)]).toEqual([422, 'VALIDATION_ERROR']);
      expect(fieldsOf(answer)).toEqual(fields);
      expect((await ada.must('GET', `/templates/${id}`)).usageCount).toBe(0);
    });

    it.each([
      ['event', { tasks: [] }],
      ['project', { title: 'x' }],
    ])('and nothing of the kind %s, of which nothing can be made yet', async (kind, body) => {
      const { id } = await make(ada, { kind, body });
      const answer = await use(ada, id, { variables: {} });
      expect([answer.status, codeOf(answer)]).toEqual([409, 'CONFLICT']);
      expect(answer.body.error.message).toContain(kind);
    });
  });
});
