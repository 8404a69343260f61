import { newId } from '@almanac/kernel';
import { PlannerAccess } from '@almanac/planning';
import type { Principal } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, person, share, unshare, type Person } from './support';

describe('who may do what with planners', () => {
  let app: TestApp;
  let ada: Person;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  afterAll(() => app.close());

  const writes: [string, string, unknown][] = [
    ['PATCH', '', { title: 'x' }],
    ['PUT', '', { title: 'x' }],
    ['DELETE', '', undefined],
    ['POST', '/archive', undefined],
    ['POST', '/unarchive', undefined],
    ['POST', '/restore', undefined],
    ['POST', '/sections', { title: 'x' }],
    ['PUT', '/sections/order', { order: [] }],
  ];

  test('strangers, viewers and removed members write nothing, and strangers read nothing', async () => {
    const { id } = await ada.planner();
    const [stranger, viewer, removed] = [await person(app), await person(app), await person(app)];
    await share(app, id, viewer.id, 'viewer');
    await share(app, id, removed.id, 'admin');
    expect((await removed.get(`/planners/${id}`)).status).toBe(200);
    await unshare(app, id, removed.id);
    for (const [method, path, body] of writes) {
      for (const who of [stranger, viewer, removed]) {
        const answer = await who.send(method, `/planners/${id}${path}`, body);
        expect([method, path, answer.status, codeOf(answer)]).toEqual([method, path, 403, 'FORBIDDEN']);
        expect(answer.text).not.toContain('A planner');
      }
    }
    for (const path of ['', '/sections', '/history', '/stats']) {
      expect((await viewer.get(`/planners/${id}${path}`)).status).toBe(200);
      expect((await stranger.get(`/planners/${id}${path}`)).status).toBe(403);
      expect((await removed.get(`/planners/${id}${path}`)).status).toBe(403);
    }
    expect((await stranger.send('POST', `/planners/${id}/duplicate`, {})).status).toBe(403);
  });

  test('editors change title, description, colour and tags; the rest is for admins; deletion for the owner', async () => {
    const { id } = await ada.planner();
    const [editor, admin] = [await person(app), await person(app)];
    await share(app, id, editor.id, 'editor');
    await share(app, id, admin.id, 'admin');
    const simple = { title: 'T', description: 'D', color: '#abcdef', tags: ['t'] };
    expect((await editor.send('PATCH', `/planners/${id}`, simple)).status).toBe(200);
    for (const body of [
      { settings: { isPublic: true } },
      { icon: 'x' },
      { coverImage: 'https://example.com/' },
    ]) {
      const answer = await editor.send('PATCH', `/planners/${id}`, body);
      expect(answer.status).toBe(403);
      expect(answer.body.error.details).toEqual({ requiredRole: 'admin', role: 'editor' });
    }
    expect((await editor.send('POST', `/planners/${id}/archive`)).status).toBe(403);
    expect((await admin.send('PATCH', `/planners/${id}`, { settings: { isPublic: true } })).status).toBe(200);
    expect((await admin.send('POST', `/planners/${id}/archive`)).status).toBe(200);
    expect((await admin.send('DELETE', `/planners/${id}`)).status).toBe(403);
    expect((await ada.send('DELETE', `/planners/${id}`)).status).toBe(200);
  });

  test('an admin of the server sees and changes any planner, and deletes none', async () => {
    const { id } = await ada.planner();
    const root = await person(app, { admin: true });
    expect((await root.must('GET', `/planners/${id}`)).role).toBeNull();
    const { id: sectionId } = await root.section(id);
    expect((await root.activity(sectionId)).plannerId).toBe(id);
    expect((await root.send('PATCH', `/planners/${id}`, { settings: { isPublic: true } })).status).toBe(200);
    expect((await root.send('DELETE', `/planners/${id}`)).status).toBe(403);
    expect((await root.must('GET', '/planners')).planners).toEqual([]);
  });

  test('the policy answers for many planners at once, as sockets ask it', async () => {
    const stranger = await person(app);
    const [own, shared, foreign, deleted] = [
      await ada.planner(),
      await stranger.planner(),
      await stranger.planner(),
      await ada.planner(),
    ];
    await share(app, shared.id, ada.id, 'viewer');
    await ada.must('DELETE', `/planners/${deleted.id}`);
    const ids = [own, shared, foreign, deleted].map(({ id }) => id);
    const principal = (permissions: string[]): Principal => ({
      userId: ada.id,
      sessionId: undefined,
      apiKeyId: undefined,
      tier: 'free',
      role: 'free',
      permissions,
      timeZone: 'UTC',
    });
    const access = app.get(PlannerAccess);
    expect(await access.canRead(principal(['read:own-planners']), [...ids, newId()])).toEqual(
      new Set([own.id, shared.id]),
    );
    expect(await access.canRead(principal(['read:*']), ids)).toEqual(
      new Set([own.id, shared.id, foreign.id]),
    );
    expect(await access.canRead(principal([]), [])).toEqual(new Set());
  });
});
