import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, type Person, person, share, walk } from './support';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const DAY_MS = 86_400_000;

describe('planners', () => {
  let app: TestApp;
  let ada: Person;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  afterAll(() => app.close());

  describe('making', () => {
    test('a planner with nothing but a title has every default', async () => {
      const answer = await ada.send('POST', '/planners', { title: '  Spring  ' });
      expect(answer.status).toBe(201);
      const planner = answer.body.data;
      expect(answer.headers.get('location')).toBe(`/api/v1/planners/${planner.id}`);
      expect(answer.headers.get('etag')).toBe('"v1"');
      expect(answer.headers.get('x-operation-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.body.message).toBe('Planner created successfully');
      expect(planner).toMatchObject({
        ownerId: ada.id,
        teamId: null,
        title: 'Spring',
        description: null,
        color: null,
        tags: [],
        archived: false,
        archivedAt: null,
        deletedAt: null,
        role: 'owner',
        version: 1,
        sectionsCount: 0,
        activitiesCount: 0,
        completedCount: 0,
        completionRate: 0,
        settings: {
          isPublic: false,
          allowCollaboration: true,
          autoArchive: false,
          reminderEnabled: true,
          timezone: null,
        },
      });
      expect(planner.createdAt).toMatch(ISO);
      expect(planner.lastActivity).toMatch(ISO);
    });

    test('everything that is sent is kept as it is', async () => {
      const body = {
        title: 'A "quoted" title, 100 %_\\ 漢字 🎉 </script>',
        description: '{"createdAt":"2026-01-01T00:00:00+00:00"}\n2026-01-01T00:00:00+00:00',
        color: '#3366ff',
        icon: 'broom',
        coverImage: 'https://example.com/x.jpg',
        tags: ['2026-01-01T00:00:00+00:00', 'a,b'],
        settings: { isPublic: true, timezone: 'Europe/Vienna' },
      };
      const { id } = await ada.planner(body);
      const planner = await ada.must('GET', `/planners/${id}`);
      expect(planner).toMatchObject({ ...body, settings: { ...body.settings, allowCollaboration: true } });
    });

    test('all problems come at once, nested ones with their path', async () => {
      const answer = await ada.send('POST', '/planners', {
        title: '',
        color: 'red',
        tags: ['a', 'a'],
        settings: { isPublic: 'yes', shape: 1 },
        ownerId: UNKNOWN,
        __proto: 1,
      });
      expect(answer.status).toBe(422);
      expect(fieldsOf(answer).sort()).toEqual(
        ['__proto', 'color', 'ownerId', 'settings.isPublic', 'settings.shape', 'tags', 'title'].sort(),
      );
    });

    test.each([['role'], ['ownerId'], ['version'], ['deletedAt'], ['constructor'], ['teamId']])(
      '%s cannot be set',
      async (field) => {
        const answer = await ada.send('POST', '/planners', { title: 'x', [field]: 'owner' });
        expect(answer.status).toBe(422);
        expect(fieldsOf(answer)).toContain(field);
      },
    );
  });

  describe('reading', () => {
    test('the whole planner has sections and activities in order, and collaborators', async () => {
      const friend = await person(app);
      const { id } = await ada.planner();
      await share(app, id, friend.id, 'editor');
      const [first, second] = [
        await ada.section(id, { title: 'one' }),
        await ada.section(id, { title: 'two' }),
      ];
      const activities = [
        await ada.activity(second.id, { title: 'a' }),
        await friend.activity(second.id, { title: 'b' }),
      ];
      const planner = await friend.must('GET', `/planners/${id}`);
      expect(planner.role).toBe('editor');
      expect(planner.sections.map((s: { id: string }) => s.id)).toEqual([first.id, second.id]);
      expect(planner.sections.map((s: { order: number }) => s.order)).toEqual([0, 1]);
      expect(planner.sections[0]).toEqual({ ...first, activities: [] });
      expect(planner.sections[1].activities).toEqual(activities);
      expect(planner.sharing).toEqual({ link: false, public: false, collaborators: 1 });
      expect(planner.collaborators).toEqual([
        { userId: friend.id, role: 'editor', createdAt: expect.stringMatching(ISO) },
      ]);
    });

    test('the ETag grows with nested changes, and If-None-Match saves the body', async () => {
      const { id } = await ada.planner();
      const before = await ada.get(`/planners/${id}`);
      const etag = before.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"v1\.t\d+"$/);
      expect((await ada.get(`/planners/${id}`, { 'if-none-match': etag })).status).toBe(304);
      await ada.section(id);
      const after = await ada.get(`/planners/${id}`, { 'if-none-match': etag });
      expect(after.status).toBe(200);
      expect(after.headers.get('etag')).not.toBe(etag);
    });

    test('what is no UUID is 422, what is unknown 404, what is foreign 403, what is deleted 404', async () => {
      const { id } = await ada.planner();
      const stranger = await person(app);
      expect((await ada.get('/planners/not-a-uuid')).status).toBe(422);
      expect((await ada.get(`/planners/${UNKNOWN}`)).status).toBe(404);
      const foreign = await stranger.get(`/planners/${id}`);
      expect([foreign.status, codeOf(foreign)]).toEqual([403, 'FORBIDDEN']);
      await ada.must('DELETE', `/planners/${id}`);
      expect((await ada.get(`/planners/${id}`)).status).toBe(404);
      expect((await stranger.get(`/planners/${id}`)).status).toBe(404);
    });
  });

  describe('changing', () => {
    test('a merge patch leaves alone what is absent and clears what is null', async () => {
      const { id } = await ada.planner({
        description: 'x',
        color: '#112233',
        tags: ['a'],
        settings: { autoArchive: true },
      });
      const answer = await ada.send('PATCH', `/planners/${id}`, {
        description: null,
        settings: { isPublic: true },
      });
      expect(answer.headers.get('etag')).toBe('"v2"');
      expect(answer.body.data).toMatchObject({
        version: 2,
        description: null,
        color: '#112233',
        tags: ['a'],
        settings: { autoArchive: true, isPublic: true },
      });
      const refused = await ada.send('PATCH', `/planners/${id}`, { title: null });
      expect(refused.status).toBe(422);
    });

    test('a patch that changes nothing is no new version', async () => {
      const { id } = await ada.planner({ title: 'Same' });
      const answer = await ada.send('PATCH', `/planners/${id}`, { title: 'Same' });
      expect([answer.status, answer.body.data.version]).toEqual([200, 1]);
      expect(answer.headers.get('x-operation-id')).toBeNull();
    });

    test('PUT replaces', async () => {
      const { id } = await ada.planner({ description: 'x', tags: ['a'], settings: { isPublic: true } });
      const planner = await ada.must('PUT', `/planners/${id}`, { title: 'New' });
      expect(planner).toMatchObject({
        title: 'New',
        description: null,
        tags: [],
        settings: { isPublic: false },
      });
    });

    test('of two writers with the same version one gets 412, and nothing is lost', async () => {
      const { id } = await ada.planner();
      const headers = { 'if-match': '"v1"' };
      const answers = await Promise.all(
        ['left', 'right'].map((title) => ada.send('PATCH', `/planners/${id}`, { title }, headers)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
      const late = answers.find(({ status }) => status === 412);
      expect(late && codeOf(late)).toBe('PRECONDITION_FAILED');
      expect((await ada.send('PATCH', `/planners/${id}`, { title: 'x', version: 1 })).status).toBe(412);
      expect((await ada.send('DELETE', `/planners/${id}`, undefined, headers)).status).toBe(412);
      const etag = (await ada.get(`/planners/${id}`)).headers.get('etag') ?? '';
      expect((await ada.send('PATCH', `/planners/${id}`, { title: 'y' }, { 'if-match': etag })).status).toBe(
        200,
      );
    });
  });

  describe('archive, trash, history', () => {
    test('archived ones are left out of lists unless they are asked for', async () => {
      const owner = await person(app);
      const [kept, archived] = [
        await owner.planner({ title: 'kept' }),
        await owner.planner({ title: 'old' }),
      ];
      const answer = await owner.send('POST', `/planners/${archived.id}/archive`);
      expect(answer.body.data).toMatchObject({ archived: true, version: 2 });
      const idsOf = async (query: string) =>
        (await owner.must('GET', `/planners${query}`)).planners.map((p: { id: string }) => p.id);
      expect(await idsOf('')).toEqual([kept.id]);
      expect(await idsOf('?archived=true')).toEqual([archived.id]);
      expect(await idsOf('?archived=all')).toEqual([archived.id, kept.id]);
      await owner.must('POST', `/planners/${archived.id}/unarchive`);
      expect(await idsOf('')).toEqual([archived.id, kept.id]);
    });

    test('a deleted planner comes back with all that was in it', async () => {
      const { id } = await ada.planner({ title: 'phoenix' });
      const section = await ada.section(id);
      const activity = await ada.activity(section.id);
      await ada.must('DELETE', `/planners/${id}`);
      expect((await ada.get(`/activities/${activity.id}`)).status).toBe(404);
      expect((await ada.send('POST', `/sections/${section.id}/activities`, { title: 'x' })).status).toBe(404);
      const trash = (await ada.must('GET', '/trash')).items;
      expect(trash[0]).toMatchObject({ type: 'planner', id, title: 'phoenix' });
      expect((await ada.must('POST', `/planners/${id}/restore`)).deletedAt).toBeNull();
      const planner = await ada.must('GET', `/planners/${id}`);
      expect(planner.sections[0].activities[0].id).toBe(activity.id);
      expect((await ada.send('POST', `/planners/${id}/restore`)).status).toBe(200);
    });

    test('after 30 days it is gone', async () => {
      const { id } = await ada.planner();
      await ada.must('DELETE', `/planners/${id}`);
      await app.database.query(`UPDATE planners SET deleted_at = now() - interval '31 days' WHERE id = $1`, [
        id,
      ]);
      expect((await ada.send('POST', `/planners/${id}/restore`)).status).toBe(404);
    });

    test('the history tells who changed what, field by field, newest first', async () => {
      const { id } = await ada.planner({ title: 'before' });
      const editor = await person(app);
      await share(app, id, editor.id, 'editor');
      const patched = await editor.send('PATCH', `/planners/${id}`, { title: 'after', tags: ['x'] });
      const section = await ada.section(id);
      const activity = await ada.activity(section.id, { title: 'work' });
      await ada.must('PATCH', `/activities/${activity.id}`, { status: 'completed' });
      const history = await walk(ada, `/planners/${id}/history?limit=2`, 'history');
      expect(history.map((entry) => entry.action)).toEqual([
        'activity.updated',
        'activity.created',
        'section.created',
        'planner.updated',
        'planner.created',
      ]);
      const [completion, creation, , change] = history;
      expect(change).toMatchObject({
        id: patched.headers.get('x-operation-id'),
        actorId: editor.id,
        resourceVersion: 2,
        changes: [
          { field: 'title', before: 'before', after: 'after' },
          { field: 'tags', before: [], after: ['x'] },
        ],
      });
      expect(creation.changes).toContainEqual({ field: 'title', before: null, after: 'work' });
      expect(completion.changes).toEqual(
        expect.arrayContaining([
          { field: 'status', before: 'pending', after: 'completed' },
          { field: 'metadata.progress', before: null, after: 100 },
        ]),
      );
      const seqs = history.map((entry) => entry.seq);
      expect([...seqs].sort((a, b) => b - a)).toEqual(seqs);
      expect((await ada.must('GET', `/planners/${id}/history?limit=2`)).pagination.total).toBe(5);
    });

    test('figures by status, priority, and day', async () => {
      const { id } = await ada.planner();
      const section = await ada.section(id);
      await ada.activity(section.id, { priority: 'high', dueDate: '2020-01-01' });
      await ada.activity(section.id, { status: 'completed' });
      await ada.activity(section.id, { status: 'cancelled', type: 'note' });
      const stats = await ada.must('GET', `/planners/${id}/stats`);
      expect(stats).toMatchObject({
        total: 3,
        byStatus: { pending: 1, 'in-progress': 0, completed: 1, cancelled: 1 },
        byPriority: { high: 1, medium: 2 },
        byType: { task: 2, note: 1 },
        overdue: 1,
      });
      expect(stats.burnDown).toHaveLength(30);
      expect(stats.burnDown[29]).toEqual({
        date: new Date().toISOString().slice(0, 10),
        open: 1,
        created: 2,
        completed: 1,
      });
    });

    test.each([
      ['Pacific/Kiritimati', 12, 1],
      ['Pacific/Pago_Pago', 5, -1],
      ['UTC', 5, 0],
    ])('figures by the days of %s', async (timezone, hour, later) => {
      const who = await person(app);
      await who.must('PATCH', '/users/me', { preferences: { timezone } });
      const { id } = await who.planner();
      const { id: made } = await who.activity((await who.section(id)).id);
      const day = Math.floor(Date.now() / DAY_MS) * DAY_MS - 3 * DAY_MS;
      await app.database.query(
        `UPDATE activities SET status = 'completed', created_at = $2, completed_at = $2 WHERE id = $1`,
        [made, new Date(day + (hour * DAY_MS) / 24)],
      );
      const { burnDown } = await who.must('GET', `/planners/${id}/stats`);
      const days = burnDown.filter(({ completed }: { completed: number }) => completed > 0);
      const date = new Date(day + later * DAY_MS).toISOString().slice(0, 10);
      expect(days).toMatchObject([{ date, created: 1, completed: 1 }]);
    });
  });
});
