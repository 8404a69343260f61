import { permissionCatalogue, systemRoles } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp, type TestReplica, type TestUser } from '@almanac/testing';
import { PermissionQueries } from '@almanac/identity';
import { RequestContext } from '@almanac/platform';
import { codeOf, fieldsOf } from '../planning/support';
import { PlainClient } from '../realtime/plain-client';

describe('roles and permissions', () => {
  let app: TestApp;
  let replica: TestReplica;
  let root: TestUser;
  let count = 0;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    replica = await app.replica();
    root = await app.user({ admin: true });
  });
  afterAll(() => app.close());

  const as = (
    user: TestUser,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) =>
    app.request(method, path, {
      token: user.token,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    });
  const role = async (permissions: string[], by = root) => {
    const answer = await as(by, 'POST', '/admin/roles', { name: `role ${(count += 1)}`, permissions });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body.data as { id: string; name: string };
  };
  const give = (user: TestUser, roles: string[], by = root) =>
    as(by, 'PUT', `/admin/users/${user.id}/roles`, { roles });
  /** Somebody who holds these permissions by a custom role. */
  const holder = async (...permissions: string[]) => {
    const user = await app.user();
    const { id } = await role(permissions);
    expect((await give(user, [id])).status).toBe(200);
    return user;
  };
  const sees = async (user: TestUser, at: Pick<TestApp, 'request'> = app) =>
    (await at.request('GET', '/admin/roles', { token: user.token })).status;

  it('serves the catalogue with sentences and the roles that hold each', async () => {
    const answer = await as(root, 'GET', '/admin/permissions');
    const { permissions } = answer.body.data;
    expect(permissions).toHaveLength(Object.keys(permissionCatalogue).length);
    const share = permissions.find(({ name }: { name: string }) => name === 'share:planners');
    expect(share).toEqual({
      name: 'share:planners',
      description: permissionCatalogue['share:planners'],
      roles: ['admin', 'enterprise', 'premium'],
    });
    expect((await as(await app.user(), 'GET', '/admin/permissions')).status).toBe(403);
  });

  it('makes, shows, changes and deletes custom roles', async () => {
    const body = { name: 'Helpdesk', description: 'Mends accounts', permissions: ['read:users'] };
    const made = await as(root, 'POST', '/admin/roles', body);
    expect(made.status).toBe(201);
    const { id } = made.body.data;
    expect(made.body.data).toMatchObject({ ...body, system: false, mfaRequired: false, version: 1 });
    expect(made.headers.get('location')).toBe(`/api/v1/admin/roles/${id}`);
    const twin = await as(root, 'POST', '/admin/roles', { ...body, name: 'helpDesk' });
    expect([twin.status, codeOf(twin)]).toEqual([409, 'ALREADY_EXISTS']);
    const seen = await as(root, 'GET', `/admin/roles/${id}`);
    expect(seen.headers.get('etag')).toBe('"v1"');
    const list = await as(root, 'GET', '/admin/roles?search=helpdesk&system=false');
    expect(list.body.data.roles).toEqual([seen.body.data]);
    const change = { permissions: ['read:users', 'write:users'], mfaRequired: true };
    const changed = await as(root, 'PATCH', `/admin/roles/${id}`, change, { 'if-match': '"v1"' });
    expect(changed.body.data).toMatchObject({ ...body, ...change, version: 2 });
    expect((await as(root, 'PATCH', `/admin/roles/${id}`, {}, { 'if-match': '"v1"' })).status).toBe(412);
    expect((await as(root, 'DELETE', `/admin/roles/${id}`, undefined, { 'if-match': '"v1"' })).status).toBe(
      412,
    );
    expect((await as(root, 'DELETE', `/admin/roles/${id}`)).status).toBe(200);
    expect((await as(root, 'GET', `/admin/roles/${id}`)).status).toBe(404);
  });

  it('refuses what a role cannot be', async () => {
    const cases: [object, string][] = [
      [{ name: 'x', permissions: ['fly:planes'] }, 'permissions[0]'],
      [{ name: newId(), permissions: [] }, 'name'],
      [{ name: '<b>', permissions: [] }, 'name'],
      [{ name: 'x'.repeat(51), permissions: [] }, 'name'],
      [{ name: 'x' }, 'permissions'],
      [{ name: 'x', permissions: [], system: true }, 'system'],
      [{ name: 'x', permissions: [], id: newId() }, 'id'],
    ];
    for (const [body, field] of cases) {
      const answer = await as(root, 'POST', '/admin/roles', body);
      expect([field, answer.status]).toEqual([field, 422]);
      expect(fieldsOf(answer)).toContain(field);
    }
    for (const name of ['admin', 'Free', 'premium']) {
      expect((await as(root, 'POST', '/admin/roles', { name, permissions: [] })).status).toBe(409);
    }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => as(root, 'POST', '/admin/roles', { name: 'At once', permissions: [] })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('leaves system roles as they are, their second factor aside', async () => {
    const list = await as(root, 'GET', '/admin/roles?system=true&sort=name&order=asc');
    const roles = list.body.data.roles as {
      id: string;
      name: keyof typeof systemRoles;
      permissions: string[];
    }[];
    expect(roles.map(({ name }) => name)).toEqual(['admin', 'enterprise', 'free', 'premium']);
    for (const { id, name } of roles) {
      for (const body of [{ permissions: [] }, { name: 'other' }, { description: 'x' }]) {
        expect((await as(root, 'PATCH', `/admin/roles/${id}`, body)).status).toBe(403);
      }
      expect((await as(root, 'DELETE', `/admin/roles/${id}`)).status).toBe(403);
      const after = await as(root, 'GET', `/admin/roles/${id}`);
      expect([...after.body.data.permissions].sort()).toEqual([...systemRoles[name]].sort());
    }
    const bought = roles.find(({ name }) => name === 'premium');
    const premium = await app.user({ tier: 'premium' });
    const asks = (id: string) => app.get(PermissionQueries).requiresMfa(RequestContext.system(), id);
    expect(await asks(premium.id)).toBe(false);
    const set = (mfaRequired: boolean) => as(root, 'PATCH', `/admin/roles/${bought?.id}`, { mfaRequired });
    expect((await set(true)).body.data).toMatchObject({ name: 'premium', mfaRequired: true });
    expect([await asks(premium.id), await asks(root.id)]).toEqual([true, false]);
    expect((await set(false)).status).toBe(200);
    expect(await asks(premium.id)).toBe(false);
  });

  it('lets nobody give what they do not hold, in any way', async () => {
    const manager = await holder('read:roles', 'write:roles', 'read:users');
    const friend = await app.user();
    const strong = await role(['*:*']);
    const wide = await role(['read:*']);
    const weak = await role(['read:users'], manager);
    const forbidden: [string, string, unknown][] = [
      ['POST', '/admin/roles', { name: 'a', permissions: ['write:users'] }],
      ['POST', '/admin/roles', { name: 'b', permissions: ['read:*'] }],
      ['POST', '/admin/roles', { name: 'c', permissions: ['*:users'] }],
      ['PATCH', `/admin/roles/${weak.id}`, { permissions: ['read:users', '*:*'] }],
      ['PATCH', `/admin/roles/${strong.id}`, { description: 'mine' }],
      ['PATCH', `/admin/roles/${strong.id}`, { permissions: ['read:users'] }],
      ['DELETE', `/admin/roles/${wide.id}`, undefined],
      ['PUT', `/admin/users/${friend.id}/roles`, { roles: ['admin'] }],
      ['PUT', `/admin/users/${friend.id}/roles`, { roles: [weak.id, wide.name] }],
      ['PUT', `/admin/users/${manager.id}/roles`, { roles: [strong.id] }],
      ['PUT', `/admin/users/${root.id}/roles`, { roles: [] }],
    ];
    for (const [method, path, body] of forbidden) {
      const answer = await as(manager, method, path, body);
      expect([method, path, answer.status, codeOf(answer)]).toEqual([method, path, 403, 'FORBIDDEN']);
      expect(answer.body.error.details.required.length).toBeGreaterThan(0);
    }
    expect((await give(friend, [weak.name], manager)).status).toBe(200);
    expect(
      (await as(manager, 'PATCH', `/admin/roles/${weak.id}`, { permissions: ['read:roles'] })).status,
    ).toBe(200);
    expect((await give(friend, [], manager)).status).toBe(200);
  });

  it('sets the roles of a user by name or id, and nothing of their tier', async () => {
    const user = await app.user({ tier: 'premium' });
    const [one, other] = [await role(['read:users']), await role(['read:stats'])];
    const set = await give(user, [one.name.toUpperCase(), other.id, 'admin']);
    expect(set.body.data.roles.map(({ name }: { name: string }) => name).sort()).toEqual(
      ['admin', 'premium', one.name, other.name].sort(),
    );
    expect((await as(user, 'GET', '/users/me')).body.data.role).toBe('admin');
    expect((await give(user, [one.id])).body.data.roles).toHaveLength(2);
    expect((await as(user, 'GET', '/users/me')).body.data).toMatchObject({ role: 'premium' });
    const wrong = await give(user, ['nobody', one.id, 'Enterprise', newId()]);
    expect([wrong.status, fieldsOf(wrong)]).toEqual([422, ['roles[0]', 'roles[2]', 'roles[3]']]);
    expect((await as(root, 'PUT', `/admin/users/${newId()}/roles`, { roles: [] })).status).toBe(404);
    expect((await as(root, 'PUT', `/admin/users/${user.id}/roles`, {})).status).toBe(422);
    expect((await as(user, 'PUT', `/admin/users/${user.id}/roles`, { roles: ['admin'] })).status).toBe(403);
  });

  it('counts a change on the very next request, on every replica, for every holder and their keys', async () => {
    const { id } = await role(['read:roles', 'read:planners', 'read:activities']);
    const holders = await Promise.all(Array.from({ length: 3 }, () => app.user()));
    for (const user of holders) await give(user, [id]);
    const [first] = holders as [TestUser];
    const theirs = (await as(root, 'POST', '/planners', { title: 'Of root' })).body.data;
    const { key } = (
      await as(first, 'POST', '/auth/api-keys', {
        name: 'k',
        permissions: ['read:planners', 'read:activities'],
      })
    ).body.data;
    const byKey = async () =>
      (await replica.request('GET', `/planners/${theirs.id}`, { headers: { 'x-api-key': key } })).status;
    const all = async () => [
      ...(await Promise.all(holders.map((user) => sees(user)))),
      ...(await Promise.all(holders.map((user) => sees(user, replica)))),
    ];
    expect([await all(), await byKey()]).toEqual([Array(6).fill(200), 200]);
    await as(root, 'PATCH', `/admin/roles/${id}`, { permissions: ['read:stats'] });
    expect([await all(), await byKey()]).toEqual([Array(6).fill(403), 403]);
    await as(root, 'PATCH', `/admin/roles/${id}`, {
      permissions: ['read:roles', 'read:planners', 'read:activities'],
    });
    expect([await all(), await byKey()]).toEqual([Array(6).fill(200), 200]);
    await give(first, []);
    expect([await sees(first), await sees(first, replica), await byKey()]).toEqual([403, 403, 403]);
    await as(root, 'DELETE', `/admin/roles/${id}`);
    expect(await all()).toEqual(Array(6).fill(403));
    const left = await app.database.query('SELECT FROM user_roles WHERE role_id = $1', [id]);
    expect(left.rowCount).toBe(0);
  });

  it('closes the sockets of whoever may do something else now, and no others', async () => {
    const { id } = await role(['read:planners', 'read:activities']);
    const [holder1, bystander] = [await app.user(), await app.user()];
    await give(holder1, [id]);
    const [open, other] = [
      await PlainClient.signedIn(app.url, holder1.token),
      await PlainClient.signedIn(replica.url, bystander.token),
    ];
    await as(root, 'PATCH', `/admin/roles/${id}`, { permissions: ['read:stats'] });
    expect((await open.whenClosed()).code).toBe(1012);
    const again = await PlainClient.signedIn(replica.url, holder1.token);
    await give(holder1, []);
    expect((await again.whenClosed()).code).toBe(1012);
    expect(await other.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    other.close();
  });

  it('keeps one admin, also when two are demoted at once', async () => {
    const other = await app.user({ admin: true });
    const answers = await Promise.all([give(root, [], other), give(other, [], root)]);
    const left = await app.database.query(
      "SELECT user_id FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE r.name = 'admin'",
    );
    expect(left.rows.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    const last = left.rows[0].user_id === root.id ? root : other;
    if (left.rows.length > 1) await give(last === root ? other : root, [], last);
    const refused = await give(last, [], last);
    expect([refused.status, codeOf(refused)]).toEqual([409, 'CONFLICT']);
    root = last;
  });
});
