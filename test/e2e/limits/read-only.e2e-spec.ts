import {
  createTestApp,
  type TestAnswer,
  type TestApp,
  type TestReplica,
  type TestUser,
} from '@almanac/testing';
import type { Tier } from '@almanac/contracts';
import { codeOf, person, share, type Person } from '../planning/support';

let app: TestApp;
let replica: TestReplica;
let admin: TestUser;

beforeAll(async () => {
  app = await createTestApp({ config: { MAX_PLANNERS_FREE: '2', MAX_COLLABORATORS_PREMIUM: '2' } });
  replica = await app.replica();
  admin = await app.user({ admin: true });
});
afterAll(() => app.close());

async function setTier(who: Person, tier: Tier): Promise<void> {
  const answer = await app.request('PATCH', `/admin/users/${who.id}`, { token: admin.token, body: { tier } });
  expect(answer.status).toBe(200);
}
/** By the other replica. */
const there = (who: Person, method: string, path: string, body?: object): Promise<TestAnswer> =>
  replica.request(method, path, { token: who.user.token, ...(body && { body }) });

/** Somebody with two planners that stay open and a third that does not, once their tier goes. */
async function crowded() {
  const ada = await person(app, { tier: 'premium' });
  const [first, second, third] = [await ada.planner(), await ada.planner(), await ada.planner()];
  const section = await ada.section(third.id);
  const other = await ada.section(first.id);
  const activity = await ada.activity(section.id);
  return { ada, first, second, third, section, other, activity };
}

describe('planners over the limit after a downgrade', () => {
  it('are read-only from the next request on, on another replica, and open again likewise', async () => {
    const { ada, first, third, section, activity } = await crowded();
    await setTier(ada, 'free');
    const refused = await there(ada, 'PATCH', `/planners/${third.id}`, { title: 'No' });
    expect([refused.status, codeOf(refused)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
    expect(refused.body.error.details).toEqual({ reason: 'planner-limit', limit: 2, used: 3, tier: 'free' });
    expect(refused.body.error.message).toMatch(/read-only.*older ones are deleted or.*higher tier/);
    const made = await there(ada, 'POST', `/sections/${section.id}/activities`, { title: 'No' });
    expect(codeOf(made)).toBe('MAX_PLANNERS_REACHED');
    expect((await there(ada, 'PATCH', `/planners/${first.id}`, { title: 'Yes' })).status).toBe(200);
    const list = (await there(ada, 'GET', '/planners?sort=createdAt&order=asc')).body.data.planners;
    expect(list.map(({ readOnly }: { readOnly: boolean }) => readOnly)).toEqual([false, false, true]);
    await setTier(ada, 'premium');
    expect((await there(ada, 'PATCH', `/activities/${activity.id}`, { title: 'Yes' })).status).toBe(200);
    const again = await there(ada, 'POST', `/sections/${section.id}/activities`, { title: 'Yes' });
    expect(again.status).toBe(201);
  });

  it('show it, under an ETag of its own', async () => {
    const { ada, third } = await crowded();
    const path = `/planners/${third.id}`;
    const before = await ada.get(path);
    expect(before.body.data.readOnly).toBe(false);
    await setTier(ada, 'free');
    const etag = String(before.headers.get('etag'));
    const after = await ada.get(path, { 'If-None-Match': etag });
    expect([after.status, after.body.data.readOnly]).toEqual([200, true]);
    expect(after.headers.get('etag')).not.toBe(etag);
    const unchanged = await ada.get(path, { 'If-None-Match': String(after.headers.get('etag')) });
    expect(unchanged.status).toBe(304);
    // Also where nothing was to be done.
    expect(await ada.must('POST', `${path}/restore`)).toMatchObject({ readOnly: true });
    // The version part is what counts for writes.
    const remove = await ada.send('DELETE', path, undefined, {
      'If-Match': String(after.headers.get('etag')),
    });
    expect(remove.status).toBe(200);
  });

  it('take no write, whichever way it comes', async () => {
    const { ada, first, third, section, other, activity } = await crowded();
    const grace = await person(app, { tier: 'free' });
    await share(app, third.id, grace.id, 'viewer');
    const [mine, movable] = [await ada.activity(section.id), await ada.activity(other.id)];
    const comment = await ada.must('POST', `/activities/${activity.id}/comments`, { text: 'Hm' });
    const undone = await ada.send('PATCH', `/activities/${mine.id}`, { title: 'To be undone' });
    await ada.must('DELETE', `/activities/${mine.id}`);
    const plan = await ada.plan({
      startsAt: '2027-01-04T09:00:00Z',
      steps: [{ id: 'a', title: 'A', duration: 60 }],
    });
    await ada.must('POST', `/planners/${third.id}/share`, {});
    await setTier(ada, 'free');
    const [p, s, a] = [`/planners/${third.id}`, `/sections/${section.id}`, `/activities/${activity.id}`];
    const operation = String(undone.headers.get('x-operation-id'));
    const writes: [string, string, object?][] = [
      ['PUT', p, { title: 'No' }],
      ['POST', `${p}/archive`],
      ['POST', `${p}/sections`, { title: 'No' }],
      ['PUT', `${p}/sections/order`, { order: [section.id] }],
      ['POST', `${p}/collaborators`, { email: 'a@example.com', role: 'viewer' }],
      ['PATCH', `${p}/collaborators/${grace.id}`, { role: 'editor' }],
      ['POST', `${p}/share`, {}],
      ['PATCH', s, { title: 'No' }],
      ['DELETE', s],
      ['POST', `${s}/activities`, { title: 'No' }],
      ['POST', `${s}/activities`, { title: 'No', assignees: [ada.id] }],
      ['POST', `${s}/activities/batch`, { operations: [{ op: 'create', data: { title: 'No' } }] }],
      ['POST', '/activities/batch', { operations: [{ op: 'delete', id: activity.id }] }],
      ['PATCH', a, { status: 'completed' }],
      ['DELETE', a],
      ['POST', `${a}/move`, { sectionId: other.id }],
      ['POST', `/activities/${movable.id}/move`, { sectionId: section.id }],
      ['POST', `${a}/checklist`, { text: 'No' }],
      ['POST', `${a}/comments`, { text: 'No' }],
      ['PATCH', `${a}/comments/${comment.id}`, { text: 'No' }],
      ['POST', `${a}/reminders`, { type: 'in-app', time: '2099-01-01T00:00:00Z' }],
      ['POST', `${a}/assignees`, { userId: ada.id }],
      ['POST', `${a}/timer/start`],
      ['POST', '/activities/quick-add', { text: 'No', sectionId: section.id }],
      ['POST', `/trash/${mine.id}/restore`],
      ['POST', `/operations/${operation}/undo`],
      ['POST', `/plans/${plan.id}/apply`, { plannerId: third.id }],
      ['POST', '/planners', { title: 'No' }],
      ['POST', `${p}/duplicate`, {}],
    ];
    const before = (await ada.get(p)).text;
    const answers = await Promise.all(
      writes.map(async ([method, path, body]) => {
        const answer = await ada.send(method, path, body);
        return `${method} ${path}: ${answer.status} ${codeOf(answer)}`;
      }),
    );
    expect(answers).toEqual(writes.map(([method, path]) => `${method} ${path}: 403 MAX_PLANNERS_REACHED`));
    // Each by itself in a batch that goes on.
    const each = await ada.must('POST', '/activities/batch', {
      atomic: false,
      operations: [
        { op: 'update', id: activity.id, data: { title: 'No' } },
        { op: 'update', id: movable.id, data: { title: 'Yes' } },
      ],
    });
    expect(each.results.map(({ status }: { status: number }) => status)).toEqual([403, 200]);
    expect((await ada.get(p)).text).toBe(before);
    expect((await ada.must('GET', `/planners/${first.id}`)).readOnly).toBe(false);
  });

  it('can be read, exported, shared less, left, handed on and deleted', async () => {
    const { ada, third, activity } = await crowded();
    const [grace, bob] = [await person(app, { tier: 'premium' }), await person(app, { tier: 'free' })];
    await share(app, third.id, grace.id, 'viewer');
    await share(app, third.id, bob.id, 'viewer');
    const comment = await ada.must('POST', `/activities/${activity.id}/comments`, { text: 'Oh' });
    await ada.must('POST', `/planners/${third.id}/share`, {});
    await setTier(ada, 'free');
    const path = `/planners/${third.id}`;
    for (const part of ['', '/sections', '/history', '/stats', '/collaborators', '/share'])
      await ada.must('GET', path + part);
    expect((await there(grace, 'GET', path)).body.data).toMatchObject({ readOnly: true, role: 'viewer' });
    await ada.must('DELETE', `/activities/${activity.id}/comments/${comment.id}`);
    await ada.must('DELETE', `${path}/share`);
    await ada.must('DELETE', `${path}/collaborators/${bob.id}`);
    await ada.must('POST', `${path}/transfer`, { userId: grace.id });
    // It is among hers now, who has room without limit.
    expect((await there(grace, 'PATCH', path, { title: 'Yes' })).body.data.readOnly).toBe(false);
    await ada.must('POST', `${path}/leave`);
    const last = await person(app, { tier: 'premium' });
    for (let number = 0; number < 2; number += 1) await last.planner();
    const gone = await last.planner();
    await setTier(last, 'free');
    await last.must('DELETE', `/planners/${gone.id}`);
    const back = await last.send('POST', `/planners/${gone.id}/restore`);
    expect([back.status, codeOf(back)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
  });

  it('open as older ones go, whoever may do more by a role of their own keeps all open, and what goes to the trash counts no more', async () => {
    const { ada, first, third } = await crowded();
    await setTier(ada, 'free');
    const rename = () => ada.send('PATCH', `/planners/${third.id}`, { title: `At ${Date.now()}` });
    expect((await rename()).status).toBe(403);
    await app.database.query(
      `WITH role AS (INSERT INTO roles (id, name, permissions)
         VALUES (gen_random_uuid(), 'keeper-' || $1::text, '{create:*}') RETURNING id)
       INSERT INTO user_roles (user_id, role_id) SELECT $1::uuid, id FROM role`,
      [ada.id],
    );
    expect((await rename()).status).toBe(200);
    await app.database.query('DELETE FROM user_roles WHERE user_id = $1', [ada.id]);
    expect((await rename()).status).toBe(403);
    await ada.must('DELETE', `/planners/${first.id}`);
    // What is within the limit is so at once, for the other replica as well.
    expect((await there(ada, 'PATCH', `/planners/${third.id}`, { title: 'There' })).status).toBe(200);
    expect((await rename()).status).toBe(200);
    expect((await ada.send('POST', `/planners/${first.id}/restore`)).status).toBe(403);
  });

  it('are not written by admins of the server either, and an explanation says why', async () => {
    const { ada, third } = await crowded();
    await setTier(ada, 'free');
    const answer = await app.request('PATCH', `/planners/${third.id}`, {
      token: admin.token,
      body: { title: 'No' },
    });
    expect(codeOf(answer)).toBe('MAX_PLANNERS_REACHED');
    const explained = await app.request('POST', '/admin/permissions/explain', {
      token: admin.token,
      body: { userId: ada.id, permission: 'write:planners', resourceType: 'planner', resourceId: third.id },
    });
    expect(explained.body.data).toMatchObject({
      allowed: false,
      missing: ['create:unlimited-planners of who owns it, as it is read-only now'],
    });
  });

  it('are passed over by quick-add', async () => {
    const { ada, section, other } = await crowded();
    const place = async () =>
      (await ada.must('POST', '/activities/quick-add', { text: 'Milk' })).activity.sectionId;
    expect(await place()).toBe(section.id);
    await setTier(ada, 'free');
    expect(await place()).toBe(other.id);
  });
});

describe('collaborators over the limit after a downgrade', () => {
  it('are viewers, those who came last first, until there is room', async () => {
    const owner = await person(app, { tier: 'enterprise' });
    const { id } = await owner.planner();
    const section = await owner.section(id);
    const people: Person[] = [];
    for (let number = 0; number < 3; number += 1) {
      const one = await person(app, { tier: 'free' });
      await share(app, id, one.id, 'editor');
      people.push(one);
    }
    const write = async () =>
      Promise.all(
        people.map(async (one) => {
          const created = await there(one, 'POST', `/sections/${section.id}/activities`, { title: 'x' });
          const changed = await there(one, 'PATCH', `/planners/${id}`, { title: `By ${one.id}` });
          expect([201, 403]).toContain(created.status);
          expect(changed.status).toBe(created.status === 201 ? 200 : 403);
          return created.status;
        }),
      );
    expect(await write()).toEqual([201, 201, 201]);
    await setTier(owner, 'premium');
    expect(await write()).toEqual([201, 201, 403]);
    const entries = (await owner.must('GET', `/planners/${id}/collaborators?limit=50`)).collaborators;
    expect(
      people.map(({ id: userId }) => {
        const { role, overLimit } = entries.find((one: { userId: string }) => one.userId === userId);
        return [role, overLimit];
      }),
    ).toEqual([
      ['editor', false],
      ['editor', false],
      ['editor', true],
    ]);
    const [first, , third] = people;
    if (!first || !third) throw new Error('nobody there');
    const seen = await third.get(`/planners/${id}`);
    expect(seen.body.data.role).toBe('viewer');
    expect(String(seen.headers.get('etag'))).toMatch(/\.l"$/);
    expect((await third.must('GET', '/planners?role=editor')).planners).toEqual([]);
    expect((await third.must('GET', '/planners?role=viewer')).planners).toHaveLength(1);
    await owner.must('DELETE', `/planners/${id}/collaborators/${first.id}`);
    people.shift();
    expect(await write()).toEqual([201, 201]);
    await setTier(owner, 'free');
    expect(await write()).toEqual([403, 403]);
    await third.must('GET', `/planners/${id}`);
    await third.must('POST', `/planners/${id}/leave`);
    await setTier(owner, 'enterprise');
    people.pop();
    expect(await write()).toEqual([201]);
  });

  it('are viewers on plans as well', async () => {
    const owner = await person(app, { tier: 'premium' });
    const { id } = await owner.plan();
    const guest = await person(app, { tier: 'free' });
    await app.database.query(`INSERT INTO plan_members (plan_id, user_id, role) VALUES ($1, $2, 'editor')`, [
      id,
      guest.id,
    ]);
    const rename = () => there(guest, 'PATCH', `/plans/${id}`, { title: `At ${Date.now()}` });
    expect((await rename()).status).toBe(200);
    const before = await guest.get(`/plans/${id}`);
    await setTier(owner, 'free');
    expect((await rename()).status).toBe(403);
    const after = await guest.get(`/plans/${id}`, { 'If-None-Match': String(before.headers.get('etag')) });
    expect([before.body.data.role, after.status, after.body.data?.role]).toEqual(['editor', 200, 'viewer']);
    await setTier(owner, 'premium');
    expect((await rename()).status).toBe(200);
  });
});
