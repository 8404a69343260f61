import { DateTime } from 'luxon';
import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, type Person, person, share, unshare, walk } from './support';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';
const ZONE = 'Pacific/Auckland';

describe('filters and views', () => {
  let app: TestApp;
  let ada: Person;
  let bob: Person;
  let plannerId: string;
  let sectionId: string;

  beforeAll(async () => {
    app = await createTestApp();
  });
  beforeEach(async () => {
    [ada, bob] = [await person(app), await person(app)];
    plannerId = (await ada.planner()).id;
    sectionId = (await ada.section(plannerId)).id;
  });
  afterAll(() => app.close());

  const titles = ({ activities }: { activities: { title: string }[] }) =>
    activities.map(({ title }) => title);

  const at = (days: number, time: { hour?: number; minute?: number } = {}) =>
    DateTime.now().setZone(ZONE).startOf('day').plus({ days }).set(time).toUTC().toISO();

  describe('who is assigned', () => {
    test('is a filter, by id and as me, within what one may see', async () => {
      await share(app, plannerId, bob.id, 'editor');
      await ada.activity(sectionId, { title: 'bobs', assignees: [bob.id], priority: 'high' });
      await ada.activity(sectionId, { title: 'both', assignees: [ada.id, bob.id] });
      await ada.activity(sectionId, { title: 'nobodys' });
      expect(titles(await bob.must('GET', '/activities?assignee=me')).sort()).toEqual(['bobs', 'both']);
      expect(titles(await bob.must('GET', `/activities?assignee=${ada.id.toUpperCase()}`))).toEqual(['both']);
      expect(titles(await ada.must('GET', `/activities?assignee=${bob.id}&priority=high`))).toEqual(['bobs']);
      for (const place of [`plannerId=${plannerId}`, `sectionId=${sectionId}`]) {
        expect(titles(await ada.must('GET', `/activities?assignee=me&${place}`))).toEqual(['both']);
      }
      const rows = await walk(bob, '/activities?assignee=me&limit=1&sort=title', 'activities');
      expect(rows).toHaveLength(2);
      const stats = await ada.must('GET', `/planners/${plannerId}/stats`);
      expect(
        stats.byAssignee.sort((x: { total: number }, y: { total: number }) => y.total - x.total),
      ).toEqual([
        { userId: bob.id, total: 2, open: 2, completed: 0, overdue: 0 },
        { userId: ada.id, total: 1, open: 1, completed: 0, overdue: 0 },
      ]);
      await unshare(app, plannerId, bob.id);
      expect(titles(await bob.must('GET', '/activities?assignee=me'))).toEqual([]);
      const bad = await ada.get('/activities?assignee=you');
      expect([bad.status, fieldsOf(bad)]).toEqual([422, ['assignee']]);
    });
  });

  describe('saved filters', () => {
    const create = (who: Person, body: object) => who.send('POST', '/filters', body);

    test('are kept, run, changed and deleted', async () => {
      await ada.activity(sectionId, { title: 'b', priority: 'high', dueDate: '2040-01-02' });
      await ada.activity(sectionId, { title: 'a', priority: 'high', dueDate: '2040-01-01' });
      await ada.activity(sectionId, { title: 'c', priority: 'low', status: 'completed' });
      const answer = await create(ada, {
        name: ' High ',
        query: { priority: ['high'], plannerId, overdue: false, status: 'pending' },
        sort: 'title',
        order: 'asc',
      });
      expect([answer.status, answer.headers.get('etag')]).toEqual([201, '"v1"']);
      const filter = answer.body.data;
      expect(filter).toMatchObject({
        name: 'High',
        query: { priority: ['high'], plannerId, overdue: false, status: ['pending'] },
        sort: 'title',
        order: 'asc',
        version: 1,
      });
      const own = `/filters/${filter.id}`;
      expect(await ada.must('GET', own)).toEqual(filter);
      expect((await ada.must('GET', '/filters')).filters).toEqual([filter]);
      expect(titles(await ada.must('GET', `${own}/activities`))).toEqual(['a', 'b']);
      expect(titles(await ada.must('GET', `/activities?filter=${filter.id}`))).toEqual(['a', 'b']);
      expect(titles(await ada.must('GET', `/activities?filter=${filter.id}&order=desc&limit=1`))).toEqual([
        'b',
      ]);
      expect(titles(await ada.must('GET', `${own}/activities?priority=low&status=completed`))).toEqual(['c']);
      expect(await walk(ada, `${own}/activities?limit=1`, 'activities')).toHaveLength(2);
      const patched = await ada.send('PATCH', own, { query: { q: 'c' }, sort: null }, { 'if-match': '"v1"' });
      expect(patched.body.data).toMatchObject({
        name: 'High',
        query: { q: 'c' },
        sort: null,
        order: 'asc',
        version: 2,
      });
      expect((await ada.send('PATCH', own, { name: 'x' }, { 'if-match': '"v1"' })).status).toBe(412);
      expect(await ada.must('PUT', own, { name: 'All' })).toMatchObject({
        query: {},
        order: null,
        version: 3,
      });
      await ada.must('DELETE', own);
      expect((await ada.get(own)).status).toBe(404);
    });

    test('say what the list itself would refuse, and are their owner’s alone', async () => {
      const bad = await create(ada, {
        name: '',
        query: { status: 'done', due_before: 'soon', colour: 'red' },
        sort: 'mood',
      });
      expect([bad.status, fieldsOf(bad).sort()]).toEqual([422, ['name', 'sort']]);
      const query = await create(ada, {
        name: 'x',
        query: { status: 'done', due_before: 'soon', colour: 'red' },
      });
      expect([query.status, fieldsOf(query).sort()]).toEqual([
        422,
        ['query.colour', 'query.due_before', 'query.status'],
      ]);
      // Before the year 1 in UTC.
      const times = await create(ada, { name: 'x', query: { due_after: '0001-01-01T00:00:00+05:00' } });
      expect([times.status, fieldsOf(times)]).toEqual([422, ['query.due_after']]);
      const page = await create(ada, { name: 'x', query: { page: 2, filter: UNKNOWN } });
      expect([page.status, fieldsOf(page)]).toEqual([422, ['query.page', 'query.filter']]);
      const { id } = (await create(ada, { name: 'Mine' })).body.data;
      for (const [method, path, body] of [
        ['GET', `/filters/${id}`, undefined],
        ['GET', `/filters/${id}/activities`, undefined],
        ['GET', `/activities?filter=${id}`, undefined],
        ['PATCH', `/filters/${id}`, { name: 'x' }],
        ['PUT', `/filters/${id}`, { name: 'x' }],
        ['DELETE', `/filters/${id}`, undefined],
      ] as const) {
        expect([method, path, codeOf(await bob.send(method, path, body))]).toEqual([
          method,
          path,
          'FORBIDDEN',
        ]);
      }
      const others = (await create(bob, { name: 'Of Ada', query: { plannerId } })).body.data;
      expect(codeOf(await bob.get(`/filters/${others.id}/activities`))).toBe('FORBIDDEN');
    });

    test('are a hundred at most, also at once', async () => {
      await app.database.query(
        `INSERT INTO saved_filters (id, user_id, name) SELECT gen_random_uuid(), $1, n::text FROM generate_series(1, 98) n`,
        [ada.id],
      );
      const answers = await Promise.all(Array.from({ length: 6 }, () => create(ada, { name: 'x' })));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
      expect(answers.map(codeOf).filter(Boolean)).toEqual(Array(4).fill('MAX_FILTERS_REACHED'));
    });
  });

  describe('quick-add', () => {
    const line = (who: Person, body: object) => who.send('POST', '/activities/quick-add', body);

    test('makes of a line what it says, in the language and time zone of its author', async () => {
      await ada.must('PATCH', '/users/me', { preferences: { timezone: ZONE, language: 'de' } });
      const answer = await line(ada, {
        text: 'Zahnarzt morgen um 15 Uhr für 45m #gesund !high alle 6 Monate',
        sectionId,
      });
      expect([answer.status, answer.headers.get('etag')]).toEqual([201, '"v1"']);
      const { activity, understood } = answer.body.data;
      const start = at(1, { hour: 15 });
      const times = { startDate: start, endDate: at(1, { hour: 15, minute: 45 }), dueDate: null };
      const words = { title: 'Zahnarzt', tags: ['gesund'], priority: 'high', ...times };
      const recurrence = { pattern: 'monthly', interval: 6 };
      expect(understood).toEqual({ ...words, estimatedDuration: 45, recurrence });
      expect(activity).toMatchObject({ ...words, sectionId, metadata: { estimatedDuration: 45 } });
      expect(await ada.must('GET', `/activities/${activity.id}`)).toMatchObject(words);
      const next = await line(ada, { text: 'Brot kaufen' });
      expect(next.body.data.activity).toMatchObject({ title: 'Brot kaufen', sectionId, dueDate: null });
    });

    test('goes to the section that was used last, or to an inbox that is made once', async () => {
      const fresh = await person(app);
      const answers = await Promise.all([1, 2, 3].map((n) => line(fresh, { text: `Thing ${n}` })));
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
      const { planners } = await fresh.must('GET', '/planners');
      expect(planners).toMatchObject([{ title: 'Inbox', sectionsCount: 1, activitiesCount: 3 }]);
      const second = await ada.section(plannerId);
      await ada.activity(second.id);
      expect((await line(ada, { text: 'x' })).body.data.activity.sectionId).toBe(second.id);
    });

    test('is refused where it says nothing, says too much, or may not be written', async () => {
      for (const body of [{ text: '#tag tomorrow' }, { text: ' ' }, { text: 'x'.repeat(501) }, {}]) {
        const answer = await line(ada, { ...body, sectionId });
        expect([answer.status, fieldsOf(answer)]).toEqual([422, ['text']]);
      }
      expect((await line(ada, { text: 'x', sectionId: UNKNOWN })).status).toBe(404);
      expect(codeOf(await line(bob, { text: 'x', sectionId }))).toBe('FORBIDDEN');
      await share(app, plannerId, bob.id, 'viewer');
      expect(codeOf(await line(bob, { text: 'x', sectionId }))).toBe('FORBIDDEN');
      expect((await ada.must('GET', `/planners/${plannerId}`)).activitiesCount).toBe(0);
    });
  });

  describe('views', () => {
    test('go by the day of the person, across planners', async () => {
      await ada.must('PATCH', '/users/me', { preferences: { timezone: ZONE } });
      const there = (await bob.section((await bob.planner()).id)) as { id: string; plannerId: string };
      await share(app, there.plannerId, ada.id, 'viewer');
      const make = (title: string, body: object) => ada.activity(sectionId, { title, ...body });
      await make('yesterday', { dueDate: at(-1, { hour: 23, minute: 59 }) });
      await make('midnight', { dueDate: at(0) });
      await make('late', { dueDate: at(0, { hour: 23, minute: 59 }), status: 'completed' });
      await make('called off', { dueDate: at(0, { hour: 12 }), status: 'cancelled' });
      await make('going on', { startDate: at(-3), endDate: at(3) });
      await make('starts', { startDate: at(0, { hour: 9 }) });
      await make('over', { startDate: at(-3), endDate: at(-1) });
      await bob.activity(there.id, { title: 'of bob', dueDate: at(1) });
      await make('in a week', { dueDate: at(7, { hour: 23, minute: 59 }) });
      await make('in eight days', { dueDate: at(8) });
      const today = await ada.must('GET', '/views/today');
      expect(today).toMatchObject({ timeZone: ZONE, from: at(0), until: at(1), truncated: false });
      expect(titles(today)).toEqual(['going on', 'midnight', 'starts', 'late']);
      expect(titles(await ada.must('GET', '/views/upcoming'))).toEqual(['going on', 'of bob', 'in a week']);
      expect(titles(await ada.must('GET', '/views/upcoming?days=1'))).toEqual(['going on', 'of bob']);
      expect(titles(await ada.must('GET', '/views/upcoming?days=8'))).toContain('in eight days');
      expect(titles(await bob.must('GET', '/views/today'))).not.toContain('midnight');
      const overdue = titles(await ada.must('GET', '/views/overdue'));
      expect(overdue.slice(0, 1)).toEqual(['yesterday']);
      expect(overdue).not.toContain('late');
      const [shown] = today.activities;
      expect(shown).toEqual(await ada.must('GET', `/activities/${shown.id}`));
      for (const path of ['/views/upcoming?days=0', '/views/upcoming?days=91', '/views/today?x=1']) {
        expect((await ada.get(path)).status).toBe(422);
      }
      await ada.must('POST', `/planners/${plannerId}/archive`);
      expect(titles(await ada.must('GET', '/views/today'))).toEqual([]);
    });
  });
});
