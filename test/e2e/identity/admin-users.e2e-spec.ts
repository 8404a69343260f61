import {
  createTestApp,
  TEST_PASSWORD,
  type TestApp,
  type TestReplica,
  type TestUser,
} from '@almanac/testing';
import { generate } from 'otplib';

let app: TestApp;
let replica: TestReplica;
let admin: TestUser;

beforeAll(async () => {
  app = await createTestApp();
  replica = await app.replica();
  admin = await app.user({ admin: true, email: 'root@example.com', displayName: 'Root' });
});
afterAll(() => app.close());

const get = (path: string, token = admin.token) => app.request('GET', `/admin/${path}`, { token });
const patch = (id: string, body: object, headers: Record<string, string> = {}, token = admin.token) =>
  app.request('PATCH', `/admin/users/${id}`, { token, body, headers });

/** A user with a role of just these permissions. */
async function helper(...permissions: string[]): Promise<TestUser> {
  const user = await app.user();
  await app.database.query(
    `WITH role AS (INSERT INTO roles (id, name, permissions) VALUES (gen_random_uuid(), 'helper-' || $1::text, $2) RETURNING id)
     INSERT INTO user_roles (user_id, role_id) SELECT $1::uuid, id FROM role`,
    [user.id, permissions],
  );
  await app.database.query('UPDATE users SET authz_version = authz_version + 1 WHERE id = $1', [user.id]);
  const { body } = await app.request('POST', '/auth/refresh', { body: { refreshToken: user.refreshToken } });
  return { ...user, token: body.data.accessToken };
}

async function actions(userId: string): Promise<string[]> {
  const { rows } = await app.database.query<{ action: string }>(
    'SELECT action FROM audit_log WHERE resource_id = $1 ORDER BY seq',
    [userId],
  );
  return rows.map((row) => row.action);
}

describe('GET /admin/users', () => {
  beforeAll(async () => {
    await app.user({ email: 'zoe@lists.example', displayName: 'Zoé 100%', tier: 'premium' });
    await app.user({ email: 'adam@lists.example', displayName: 'adam' });
    const { id } = await app.user({ email: 'eve@lists.example' });
    await app.database.query(
      "UPDATE users SET status = 'suspended', email_verified = false, display_name = NULL WHERE id = $1",
      [id],
    );
    const gone = await app.user({ email: 'gone@lists.example' });
    await app.database.query("UPDATE users SET status = 'deleted', deleted_at = now() WHERE id = $1", [
      gone.id,
    ]);
  });

  it.each([
    ['search=lists.example&sort=email&order=asc', ['adam', 'eve', 'zoe']],
    ['search=LISTS&sort=displayName&order=asc', ['eve', 'adam', 'zoe']],
    ['search=lists.example&sort=lastLoginAt', ['eve', 'adam', 'zoe']],
    ['search=lists', ['eve', 'adam', 'zoe']],
    ['search=100%25', ['zoe']],
    ['search=lists&status=suspended', ['eve']],
    ['search=lists&status=deleted', ['gone']],
    ['search=lists&tier=premium', ['zoe']],
    ['search=lists&role=free&emailVerified=true', ['adam']],
    ['role=admin', ['root']],
  ])('answers ?%s', async (query, expected) => {
    const { body } = await get(`users?${query}`);
    const found: { email: string }[] = body.data.users;
    expect(found.map(({ email }) => email.split('@')[0])).toEqual(expected);
    expect(body.data.pagination.total).toBe(expected.length);
  });

  it('walks by cursor in every order, each account once', async () => {
    for (const sort of ['createdAt', 'email', 'displayName', 'lastLoginAt']) {
      for (const order of ['asc', 'desc']) {
        const seen: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
          const { body } = await get(`users?limit=1&search=lists&sort=${sort}&order=${order}${more}`);
          seen.push(...body.data.users.map((user: { id: string }) => user.id));
          cursor = body.data.pagination.nextCursor;
        }
        expect([sort, order, new Set(seen).size, seen.length]).toEqual([sort, order, 3, 3]);
      }
    }
  });

  it('shows an account with its roles, and nothing secret', async () => {
    const answer = await get(`users/${admin.id}`);
    expect(answer.headers.get('etag')).toBe('"v1"');
    expect(answer.body.data).toMatchObject({
      ...{ id: admin.id, userId: admin.id, email: 'root@example.com', role: 'admin', roles: ['admin'] },
      ...{ tier: 'free', status: 'active', lockedUntil: null, activeSessions: 1 },
    });
    expect(answer.text).not.toMatch(/password|hash/i);
    expect((await get(`users/${crypto.randomUUID()}`)).status).toBe(404);
    expect((await get('users/x')).status).toBe(422);
  });

  it('is refused without the permission', async () => {
    const user = await app.user();
    for (const path of ['users', `users/${admin.id}`, `users/${admin.id}/sessions`, 'stats', 'audit-logs'])
      expect((await get(path, user.token)).status).toBe(403);
    const reader = await helper('read:users');
    expect((await get('users', reader.token)).status).toBe(200);
    expect((await patch(admin.id, { displayName: 'x' }, {}, reader.token)).status).toBe(403);
  });
});

describe('PATCH /admin/users/:id', () => {
  it('suspends: all sessions end at once, on every replica, and sign-in is refused', async () => {
    const user = await app.user();
    expect((await replica.request('GET', '/users/me', { token: user.token })).status).toBe(200);
    const answer = await patch(user.id, { status: 'suspended' });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ status: 'suspended', activeSessions: 0, version: 2 });
    const [here, there] = await Promise.all([
      app.request('GET', '/users/me', { token: user.token }),
      replica.request('GET', '/users/me', { token: user.token }),
    ]);
    expect([here.status, there.status]).toEqual([401, 401]);
    const body = { email: user.email, password: TEST_PASSWORD };
    expect((await app.request('POST', '/auth/login', { body })).body.error.code).toBe('ACCOUNT_SUSPENDED');
    await patch(user.id, { status: 'active' });
    expect((await app.request('POST', '/auth/login', { body })).status).toBe(200);
    expect(await actions(user.id)).toEqual(
      expect.arrayContaining(['admin.user.suspended', 'admin.user.reactivated']),
    );
    const { rows } = await app.database.query(
      `SELECT name, payload->>'reason' AS reason FROM outbox
        WHERE name = 'session.revoked' AND payload->>'userId' = $1`,
      [user.id],
    );
    expect(rows).toEqual([{ name: 'session.revoked', reason: 'suspended' }]);
  });

  it('changes tier at once, verification and name, and records no name', async () => {
    const user = await app.user();
    const answer = await patch(user.id, {
      tier: 'enterprise',
      emailVerified: false,
      displayName: 'Secret Name',
    });
    expect(answer.body.data).toMatchObject({
      tier: 'enterprise',
      emailVerified: false,
      displayName: 'Secret Name',
    });
    const me = await replica.request('GET', '/auth/me', { token: user.token });
    expect(me.body.data).toMatchObject({ subscription: { tier: 'enterprise' }, role: 'enterprise' });
    const { rows } = await app.database.query('SELECT before, after FROM audit_log WHERE resource_id = $1', [
      user.id,
    ]);
    expect(rows).toEqual([
      {
        before: { tier: 'free', givenTier: null, emailVerified: true, displayName: '[left out]' },
        after: {
          ...{ tier: 'enterprise', givenTier: 'enterprise' },
          ...{ emailVerified: false, displayName: '[left out]' },
        },
      },
    ]);
    expect((await patch(user.id, { tier: 'enterprise' })).body.data.version).toBe(2);
  });

  it('unlocks', async () => {
    const user = await app.user();
    const login = (password: string) =>
      app.request('POST', '/auth/login', { body: { email: user.email, password } });
    await Promise.all([1, 2, 3, 4, 5].map(() => login('Wrong-Password-1')));
    expect((await login(TEST_PASSWORD)).status).toBe(423);
    expect((await get(`users/${user.id}`)).body.data.lockedUntil).toEqual(expect.stringMatching(/Z$/));
    expect((await patch(user.id, { unlock: true })).body.data.lockedUntil).toBeNull();
    expect((await login(TEST_PASSWORD)).status).toBe(200);
    expect(await actions(user.id)).toContain('admin.user.unlocked');
  });

  it('honours If-Match, of two at once lets one through', async () => {
    const { id } = await app.user();
    const both = await Promise.all(
      ['One', 'Two'].map((displayName) => patch(id, { displayName }, { 'if-match': '"v1"' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it.each([
    { role: 'admin' },
    { status: 'deleted' },
    { tier: 'admin' },
    { email: 'x@example.com' },
    { unlock: 1 },
  ])('refuses %j', async (body) => {
    expect((await patch(admin.id, body)).status).toBe(422);
  });

  it('lets helpers neither touch an admin nor give what they do not hold', async () => {
    const keeper = await helper('write:users', 'read:users');
    const user = await app.user();
    expect((await patch(user.id, { tier: 'enterprise' }, {}, keeper.token)).status).toBe(403);
    expect((await patch(user.id, { emailVerified: false }, {}, keeper.token)).status).toBe(200);
    expect((await patch(admin.id, { displayName: 'x' }, {}, keeper.token)).status).toBe(403);
    const other = await app.user({ admin: true });
    expect((await patch(other.id, { status: 'suspended' }, {}, keeper.token)).status).toBe(403);
    const end = await app.request('DELETE', `/admin/users/${other.id}/sessions`, { token: keeper.token });
    expect(end.status).toBe(403);
    await patch(other.id, { status: 'suspended' });
  });

  it('never suspends the last admin, also when all of them go at once', async () => {
    const alone = await patch(admin.id, { status: 'suspended' });
    expect([alone.status, alone.body.error.code]).toEqual([409, 'CONFLICT']);
    const second = await app.user({ admin: true });
    const both = await Promise.all([
      patch(admin.id, { status: 'suspended' }, {}, second.token),
      patch(second.id, { status: 'suspended' }),
    ]);
    // One is done; the other is refused, or its caller's session has ended before it began.
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    const { rows } = await app.database.query(
      `SELECT u.id FROM users u JOIN user_roles ur ON ur.user_id = u.id JOIN roles r ON r.id = ur.role_id
        WHERE r.name = 'admin' AND u.status = 'active'`,
    );
    expect(rows).toHaveLength(1);
    await app.database.query("UPDATE users SET status = 'active' WHERE id = ANY ($1)", [
      [admin.id, second.id],
    ]);
    admin = await app.user({ admin: true });
    await Promise.all([second.id].map((id) => patch(id, { status: 'suspended' })));
  });
});

describe('sessions of a user', () => {
  it('are listed and ended', async () => {
    const user = await app.user();
    const listed = await get(`users/${user.id}/sessions`);
    expect(listed.body.data.sessions).toMatchObject([{ method: 'password', impersonatedBy: null }]);
    const ended = await app.request('DELETE', `/admin/users/${user.id}/sessions`, { token: admin.token });
    expect(ended.status).toBe(200);
    expect((await replica.request('GET', '/users/me', { token: user.token })).status).toBe(401);
    expect((await get(`users/${user.id}/sessions`)).body.data.sessions).toEqual([]);
    expect(await actions(user.id)).toEqual(['admin.sessions.revoked']);
  });
});

describe('GET /admin/stats', () => {
  it('counts', async () => {
    const user = await app.user();
    const planner = await app.request('POST', '/planners', { token: user.token, body: { title: 'Counted' } });
    expect(planner.status).toBe(201);
    const { body } = await get('stats');
    expect(body.data).toMatchObject({
      planners: 1,
      activities: 0,
      outbox: { undelivered: expect.any(Number) },
    });
    expect(body.data.users.byTier.free).toBeGreaterThan(3);
    const { total, active, suspended } = body.data.users as Record<string, number>;
    expect(total).toBe((active ?? 0) + (suspended ?? 0));
    expect(body.data.signIns.failed).toBeGreaterThanOrEqual(5);
    expect(body.data.queues.map((queue: { name: string }) => queue.name)).toContain('mail');
  });
});

describe('DELETE /admin/users/:id/mfa', () => {
  const reset = (id: string, token = admin.token, door: Pick<TestApp, 'request'> = app) =>
    door.request('DELETE', `/admin/users/${id}/mfa`, { token });
  const login = (email: string) =>
    app.request('POST', '/auth/login', { body: { email, password: TEST_PASSWORD } });

  async function equipped(): Promise<TestUser> {
    const user = await app.user();
    const post = (path: string, body: object) =>
      app.request('POST', `/auth/mfa/${path}`, { body, token: user.token });
    const { secret } = (await post('setup', { password: TEST_PASSWORD })).body.data;
    expect((await post('verify-setup', { code: await generate({ secret }) })).status).toBe(200);
    return user;
  }

  it('lets whoever lost their phone sign in by the password, once, and signs them out', async () => {
    const user = await equipped();
    expect((await login(user.email)).body.data.mfaRequired).toBe(true);
    const answers = await Promise.all([reset(user.id), reset(user.id, admin.token, replica)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await app.request('GET', '/users/me', { token: user.token })).status).toBe(401);
    expect((await login(user.email)).body.data.accessToken).toEqual(expect.any(String));
    expect(await actions(user.id)).toContain('admin.user.mfa-reset');
    const { rows } = await app.database.query(
      "SELECT payload->>'change' AS change FROM outbox WHERE name = 'user.second-factor-changed' AND payload->>'userId' = $1 ORDER BY seq",
      [user.id],
    );
    expect(rows.map((row) => row.change)).toEqual(['mfa-enabled', 'mfa-reset']);
  });

  it('is refused to those who may not, for admins to helpers, for oneself, and where nothing is on', async () => {
    const user = await equipped();
    const desk = await helper('read:users', 'write:users');
    expect((await reset(user.id, (await app.user()).token)).status).toBe(403);
    expect((await reset(admin.id, desk.token)).status).toBe(403);
    expect((await reset(admin.id)).status).toBe(403);
    expect((await reset((await app.user()).id)).status).toBe(409);
    expect((await reset(crypto.randomUUID())).status).toBe(404);
    expect((await login(user.email)).body.data.mfaRequired).toBe(true);
  });
});
