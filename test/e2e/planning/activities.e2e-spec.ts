import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, type Person, person, share, unshare } from './support';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';

describe('activities', () => {
  let app: TestApp;
  let ada: Person;
  let plannerId: string;
  let sectionId: string;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  beforeEach(async () => {
    plannerId = (await ada.planner()).id;
    sectionId = (await ada.section(plannerId)).id;
  });
  afterAll(() => app.close());

  const counts = async () => {
    const { activitiesCount, completedCount, completionRate } = await ada.must(
      'GET',
      `/planners/${plannerId}`,
    );
    return [activitiesCount, completedCount, completionRate];
  };

  describe('making', () => {
    test('a title is enough; it is pending', async () => {
      const answer = await ada.send('POST', `/sections/${sectionId}/activities`, { title: ' Work ' });
      expect(answer.status).toBe(201);
      const activity = answer.body.data;
      expect(answer.headers.get('location')).toBe(`/api/v1/activities/${activity.id}`);
      expect(answer.headers.get('etag')).toBe('"v1"');
      expect(answer.headers.get('x-operation-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(activity).toMatchObject({
        sectionId,
        plannerId,
        userId: ada.id,
        updatedBy: ada.id,
        title: 'Work',
        type: 'task',
        status: 'pending',
        priority: 'medium',
        tags: [],
        checklist: [],
        metadata: {},
        location: null,
        completedAt: null,
        version: 1,
      });
      const read = await ada.get(`/activities/${activity.id}`);
      expect(read.body.data).toEqual(activity);
      expect((await ada.get(`/activities/${activity.id}`, { 'if-none-match': '"v1"' })).status).toBe(304);
    });

    test('everything that is sent is kept, and the event tells the same', async () => {
      const body = {
        title: 'Everything "\\ 🎉',
        description: '# Markdown\n\n2026-01-01T00:00:00+00:00',
        type: 'event',
        priority: 'urgent',
        tags: ['a', '2026-01-01T00:00:00+00:00'],
        metadata: { difficulty: 3, progress: 10 },
        location: { name: 'Here', coordinates: { latitude: 48.2082, longitude: -16.5 } },
      };
      const activity = await ada.activity(sectionId, {
        ...body,
        startDate: '2026-07-01T10:00:00+02:00',
        endDate: '2026-07-01T08:00:00.5Z',
        estimatedDuration: 30,
      });
      expect(activity).toMatchObject({
        ...body,
        startDate: '2026-07-01T08:00:00.000Z',
        endDate: '2026-07-01T08:00:00.500Z',
        metadata: { difficulty: 3, progress: 10, estimatedDuration: 30 },
      });
      const whole = await ada.must('GET', `/planners/${plannerId}`);
      expect(whole.sections[0].activities[0]).toEqual(activity);
      const made = (
        await app.database.query('SELECT payload FROM outbox WHERE resource_id = $1', [activity.id])
      ).rows;
      expect(made).toEqual([{ payload: { activity } }]);
    });

    test('bad input comes back whole', async () => {
      const answer = await ada.send('POST', `/sections/${sectionId}/activities`, {
        title: ' ',
        description: 'x'.repeat(50_001),
        type: 'chore',
        status: 'done',
        dueDate: '2026-02-30',
        tags: Array.from({ length: 51 }, (_, index) => `t${index}`),
        metadata: { progress: 101, difficulty: 0, mood: 1 },
        location: { coordinates: { latitude: 91 } },
        userId: UNKNOWN,
      });
      expect(answer.status).toBe(422);
      expect(fieldsOf(answer).sort()).toEqual(
        [
          'title',
          'description',
          'type',
          'status',
          'dueDate',
          'tags',
          'metadata.progress',
          'metadata.difficulty',
          'metadata.mood',
          'location.coordinates.latitude',
          'location.coordinates.longitude',
          'userId',
        ].sort(),
      );
      const order = { title: 'x', startDate: '2026-01-02', endDate: '2026-01-01' };
      expect(fieldsOf(await ada.send('POST', `/sections/${sectionId}/activities`, order))).toEqual([
        'endDate',
      ]);
      const year = await ada.send('POST', `/sections/${sectionId}/activities`, {
        title: 'x',
        dueDate: '0000-01-01',
      });
      expect(fieldsOf(year)).toEqual(['dueDate']);
    });

    test('a key makes one, however often it is sent', async () => {
      const headers = { 'idempotency-key': 'once-only' };
      const answers = [];
      for (let time = 0; time < 3; time += 1) {
        answers.push(await ada.send('POST', `/sections/${sectionId}/activities`, { title: 'x' }, headers));
      }
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers[2]?.headers.get('idempotent-replayed')).toBe('true');
      expect(await counts()).toEqual([1, 0, 0]);
    });
  });

  describe('changing', () => {
    test('completing sets time and progress, reopening takes them back, counts follow', async () => {
      const { id } = await ada.activity(sectionId, { metadata: { focusTime: 5 } });
      await ada.activity(sectionId);
      await ada.activity(sectionId);
      const done = await ada.must('PATCH', `/activities/${id}`, { status: 'completed' });
      expect(done).toMatchObject({
        status: 'completed',
        metadata: { focusTime: 5, progress: 100 },
        version: 2,
      });
      expect(Date.now() - Date.parse(done.completedAt)).toBeLessThan(60_000);
      expect(await counts()).toEqual([3, 1, 33.3]);
      const again = await ada.must('PATCH', `/activities/${id}`, { status: 'completed', title: 'T' });
      expect(again.completedAt).toBe(done.completedAt);
      const open = await ada.must('PATCH', `/activities/${id}`, { status: 'in-progress' });
      expect(open).toMatchObject({ completedAt: null, metadata: { focusTime: 5 } });
      expect(open.metadata.progress).toBeUndefined();
      expect(await counts()).toEqual([3, 0, 0]);
    });

    test('a merge patch: absent stays, null clears, objects merge', async () => {
      const { id } = await ada.activity(sectionId, {
        description: 'x',
        dueDate: '2026-01-01',
        tags: ['a'],
        metadata: { focusTime: 5, difficulty: 2 },
        location: { name: 'N', address: 'A' },
      });
      const patched = await ada.must('PATCH', `/activities/${id}`, {
        description: null,
        dueDate: null,
        metadata: { focusTime: null, energyLevel: 4 },
        location: { name: null, address: 'B' },
        estimatedDuration: 15,
      });
      expect(patched).toMatchObject({ description: null, dueDate: null, tags: ['a'] });
      expect(patched.metadata).toEqual({ difficulty: 2, energyLevel: 4, estimatedDuration: 15 });
      expect(patched.location).toEqual({ address: 'B' });
      expect((await ada.must('PATCH', `/activities/${id}`, { location: null, tags: null })).tags).toEqual([]);
      const refused = await ada.send('PATCH', `/activities/${id}`, { title: null, status: null, type: null });
      expect(fieldsOf(refused).sort()).toEqual(['status', 'title', 'type']);
    });

    test('the end may not come before the start, also when only one is sent', async () => {
      const { id } = await ada.activity(sectionId, { startDate: '2026-01-02', endDate: '2026-01-03' });
      const answer = await ada.send('PATCH', `/activities/${id}`, { startDate: '2026-01-04' });
      expect([answer.status, fieldsOf(answer)]).toEqual([422, ['endDate']]);
    });

    test('PUT replaces and keeps the place', async () => {
      const made = await ada.activity(sectionId, { description: 'x', status: 'completed', tags: ['a'] });
      const replaced = await ada.must('PUT', `/activities/${made.id}`, { title: 'New', status: 'completed' });
      expect(replaced).toMatchObject({
        title: 'New',
        description: null,
        tags: [],
        position: made.position,
        completedAt: made.completedAt,
      });
      expect((await ada.must('PUT', `/activities/${made.id}`, { title: 'New' })).status).toBe('pending');
      expect((await ada.send('PUT', `/activities/${made.id}`, {})).status).toBe(422);
    });

    test('of ten writers with the same version one succeeds', async () => {
      const { id } = await ada.activity(sectionId);
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          ada.send('PATCH', `/activities/${id}`, { title: `writer ${index}`, version: 1 }),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 412)).toHaveLength(9);
      expect((await ada.must('GET', `/activities/${id}`)).version).toBe(2);
    });

    test('deletion, trash, and back to its place', async () => {
      const made = [];
      for (const title of ['a', 'b', 'c']) made.push(await ada.activity(sectionId, { title }));
      const [, b] = made;
      await ada.must('PATCH', `/activities/${b.id}`, { status: 'completed' });
      const answer = await ada.send('DELETE', `/activities/${b.id}`);
      expect([answer.status, answer.body.message]).toEqual([200, 'Activity deleted']);
      expect(await counts()).toEqual([2, 0, 0]);
      expect((await ada.get(`/activities/${b.id}`)).status).toBe(404);
      expect((await ada.send('PATCH', `/activities/${b.id}`, { title: 'x' })).status).toBe(404);
      expect((await ada.send('DELETE', `/activities/${b.id}`)).status).toBe(404);
      const [item] = (await ada.must('GET', '/trash?limit=1')).items;
      expect(item).toMatchObject({ type: 'activity', id: b.id, title: 'b', plannerId, sectionId });
      expect(await ada.must('POST', `/trash/${b.id}/restore`)).toMatchObject({
        type: 'activity',
        version: 4,
      });
      expect(await counts()).toEqual([3, 1, 33.3]);
      const { sections } = await ada.must('GET', `/planners/${plannerId}`);
      expect(sections[0].activities.map((x: { title: string }) => x.title)).toEqual(['a', 'b', 'c']);
    });

    test('a place that was taken meanwhile is made next to it', async () => {
      const [a, , c] = [
        await ada.activity(sectionId, { title: 'a' }),
        await ada.activity(sectionId, { title: 'b' }),
        await ada.activity(sectionId, { title: 'c' }),
      ];
      const between = { after: a.id };
      const moved = await ada.must('POST', `/activities/${c.id}/move`, between);
      await ada.must('DELETE', `/activities/${c.id}`);
      const other = await ada.activity(sectionId, { title: 'd' });
      expect((await ada.must('POST', `/activities/${other.id}/move`, between)).position).toBe(moved.position);
      await ada.must('POST', `/trash/${c.id}/restore`);
      const { activities } = await ada.must('GET', `/sections/${sectionId}/activities`);
      expect(activities.map((x: { title: string }) => x.title).join('')).toBe('adcb');
    });
  });

  describe('who may do what', () => {
    test('strangers, viewers and removed members', async () => {
      const { id } = await ada.activity(sectionId, { title: 'Secret title' });
      const [stranger, viewer, removed] = [await person(app), await person(app), await person(app)];
      await share(app, plannerId, viewer.id, 'viewer');
      await share(app, plannerId, removed.id, 'editor');
      expect((await removed.send('PATCH', `/activities/${id}`, { priority: 'low' })).status).toBe(200);
      await unshare(app, plannerId, removed.id);
      const writes: [string, string, unknown][] = [
        ['POST', `/sections/${sectionId}/activities`, { title: 'x' }],
        ['PATCH', `/activities/${id}`, { title: 'x' }],
        ['PUT', `/activities/${id}`, { title: 'x' }],
        ['DELETE', `/activities/${id}`, undefined],
        ['POST', `/activities/${id}/move`, {}],
        ['POST', '/activities/batch', { operations: [{ op: 'delete', id }] }],
        ['POST', `/sections/${sectionId}/activities/batch`, { operations: [{ op: 'delete', id }] }],
      ];
      for (const who of [stranger, viewer, removed]) {
        for (const [method, path, body] of writes) {
          const answer = await who.send(method, path, body);
          expect([method, path, answer.status, codeOf(answer)]).toEqual([method, path, 403, 'FORBIDDEN']);
          expect(answer.text).not.toContain('Secret');
        }
      }
      for (const path of [
        `/activities/${id}`,
        `/sections/${sectionId}/activities`,
        `/activities?plannerId=${plannerId}`,
      ]) {
        expect((await viewer.get(path)).status).toBe(200);
        for (const who of [stranger, removed]) expect((await who.get(path)).status).toBe(403);
      }
    });

    test('unknown and malformed ids', async () => {
      for (const [method, path] of [
        ['GET', `/activities/${UNKNOWN}`],
        ['PATCH', `/activities/${UNKNOWN}`],
        ['DELETE', `/activities/${UNKNOWN}`],
        ['POST', `/activities/${UNKNOWN}/move`],
        ['GET', `/sections/${UNKNOWN}/activities`],
        ['POST', `/trash/${UNKNOWN}/restore`],
      ] as const) {
        const body = method === 'GET' || method === 'DELETE' ? undefined : {};
        expect([path, (await ada.send(method, path, body)).status]).toEqual([path, 404]);
      }
      expect((await ada.send('POST', `/sections/${UNKNOWN}/activities`, { title: 'x' })).status).toBe(404);
      expect((await ada.get('/activities/12')).status).toBe(422);
      expect((await ada.send('POST', '/sections/x/activities', { title: 'x' })).status).toBe(422);
    });
  });
});
