import { newId } from '@almanac/kernel';
import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { fieldsOf, person, share, type Person } from '../planning/support';

describe('explaining permissions', () => {
  let app: TestApp;
  let root: Person;
  let ada: Person;
  let planner: string;
  let activity: string;

  beforeAll(async () => {
    app = await createTestApp();
    root = await person(app, { admin: true });
    ada = await person(app);
    planner = (await ada.planner()).id;
    activity = (await ada.activity((await ada.section(planner)).id)).id;
  });
  afterAll(() => app.close());

  const ask = (body: object): Promise<TestAnswer> => root.send('POST', '/admin/permissions/explain', body);
  const told = async (body: object) => {
    const answer = await ask(body);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.body.data;
  };
  const on = (resourceType: string, resourceId: string) => ({ resourceType, resourceId });

  it('names the tier and the roles that allow it, or what is missing', async () => {
    expect(await told({ userId: ada.id, permission: 'share:planners' })).toEqual({
      allowed: true,
      via: [{ type: 'tier', id: expect.any(String), name: 'premium', grants: ['share:planners'] }],
      missing: [],
    });
    expect(await told({ userId: ada.id, permission: 'read:users' })).toEqual({
      allowed: false,
      via: [],
      missing: ['read:users'],
    });
    const both = await told({ userId: root.id, permission: 'read:own-planners' });
    expect(both.via).toMatchObject([
      { type: 'tier', grants: ['read:own-planners'] },
      { type: 'role', name: 'admin', grants: ['*:*'] },
    ]);
  });

  it.each([
    ['viewer', 'read:own-planners', true],
    ['viewer', 'write:own-planners', false],
    ['viewer', 'export:planners', true],
    ['editor', 'write:planners', true],
    ['editor', 'share:planners', false],
    ['admin', 'share:planners', true],
  ])('knows what a %s may: %s: %s', async (role, permission, allowed) => {
    const bob = await person(app);
    await share(app, planner, bob.id, role);
    const answer = await told({ userId: bob.id, permission, ...on('planner', planner) });
    expect(answer.allowed).toBe(allowed);
    const link = { type: 'collaboration', id: planner, name: role };
    if (allowed) expect(answer.via).toContainEqual(expect.objectContaining(link));
    else expect(answer.missing).toContainEqual(expect.stringMatching(/^role \w+ on this planner$/));
  });

  it('says the same as the requests themselves', async () => {
    const people = {
      owner: ada,
      viewer: await person(app),
      editor: await person(app),
      stranger: await person(app),
      root,
    };
    await share(app, planner, people.viewer.id, 'viewer');
    await share(app, planner, people.editor.id, 'editor');
    for (const who of Object.values(people)) {
      const read = await told({
        userId: who.id,
        permission: 'read:own-activities',
        ...on('activity', activity),
      });
      const write = await told({
        userId: who.id,
        permission: 'write:own-activities',
        ...on('activity', activity),
      });
      expect(read.allowed).toBe((await who.get(`/activities/${activity}`)).status === 200);
      expect(write.allowed).toBe(
        (await who.send('PATCH', `/activities/${activity}`, { title: 'x' })).status === 200,
      );
    }
  });

  it('asks both sides of an API key', async () => {
    const { id } = await ada.must('POST', '/auth/api-keys', {
      name: 'Reader',
      permissions: ['read:planners'],
    });
    const read = await told({ apiKeyId: id, permission: 'read:own-planners', ...on('planner', planner) });
    expect(read).toMatchObject({ allowed: true, missing: [] });
    expect(read.via.map(({ type }: { type: string }) => type)).toEqual(['key', 'tier', 'collaboration']);
    const write = await told({ apiKeyId: id, permission: 'write:own-planners', ...on('planner', planner) });
    expect(write).toMatchObject({ allowed: false, missing: ['write:own-planners'] });
    expect(await told({ apiKeyId: id, permission: 'read:planners' })).toMatchObject({
      allowed: false,
      via: [{ type: 'key', name: 'Reader', grants: ['read:planners'] }],
      missing: ['read:planners'],
    });
    await app.database.query("UPDATE users SET status = 'suspended' WHERE id = $1", [ada.id]);
    expect(await told({ apiKeyId: id, permission: 'read:own-planners' })).toMatchObject({ allowed: false });
    await app.database.query("UPDATE users SET status = 'active' WHERE id = $1", [ada.id]);
  });

  it('refuses what cannot be asked', async () => {
    const permission = 'read:own-planners';
    const cases: [object, string][] = [
      [{ permission }, 'userId'],
      [{ userId: ada.id, apiKeyId: newId(), permission }, 'userId'],
      [{ userId: ada.id, permission: 'fly:planes' }, 'permission'],
      [{ userId: ada.id, permission, resourceType: 'planner' }, 'resourceId'],
      [{ userId: ada.id, permission, ...on('spaceship', newId()) }, 'resourceType'],
      [{ userId: ada.id, permission: 'read:users', ...on('planner', planner) }, 'permission'],
    ];
    for (const [body, field] of cases) {
      const answer = await ask(body);
      expect([field, answer.status]).toEqual([field, 422]);
      expect(fieldsOf(answer)).toContain(field);
    }
    for (const body of [
      { userId: newId(), permission },
      { apiKeyId: newId(), permission },
      { userId: ada.id, permission, ...on('planner', newId()) },
    ]) {
      expect((await ask(body)).status).toBe(404);
    }
    expect(
      (await ada.send('POST', '/admin/permissions/explain', { userId: ada.id, permission })).status,
    ).toBe(403);
  });
});
