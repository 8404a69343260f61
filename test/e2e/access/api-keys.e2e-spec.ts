import { Redis } from 'ioredis';
import { newApiKey, SessionStates } from '@almanac/identity';
import { newId } from '@almanac/kernel';
import { tokenHash } from '@almanac/platform';
import {
  createTestApp,
  type TestAnswer,
  type TestApp,
  type TestReplica,
  type TestUser,
} from '@almanac/testing';
import { eventually } from '../background/eventually';
import { codeOf, fieldsOf } from '../planning/support';
import { IoClient } from '../realtime/io-client';
import { PlainClient } from '../realtime/plain-client';

const READ = ['read:own-planners', 'read:own-activities'];

describe('API keys', () => {
  let app: TestApp;
  let replica: TestReplica;
  let ada: TestUser;
  const clients: { close(): void }[] = [];

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    replica = await app.replica();
    ada = await app.user({ tier: 'premium' });
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(() => app.close());

  const as = (user: TestUser, method: string, path: string, body?: unknown) =>
    app.request(method, path, { token: user.token, ...(body === undefined ? {} : { body }) });
  const make = (body: object = {}, user = ada) =>
    as(user, 'POST', '/auth/api-keys', { name: 'Script', permissions: READ, ...body });
  const made = async (body: object = {}, user = ada): Promise<{ id: string; key: string }> => {
    const answer = await make(body, user);
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body.data as { id: string; key: string };
  };
  const by = (
    key: string,
    method: string,
    path: string,
    body?: unknown,
    at: Pick<TestApp, 'request'> = app,
  ) => at.request(method, path, { headers: { 'x-api-key': key }, ...(body === undefined ? {} : { body }) });
  const status = async (answer: Promise<TestAnswer>) => (await answer).status;

  it('are shown once, kept as a hash, and listed without themselves', async () => {
    const answer = await make({
      name: 'Backup',
      expiresAt: '2040-01-01T00:00:00Z',
      allowedIps: ['127.0.0.0/8'],
    });
    expect(answer.status).toBe(201);
    const { id, key, prefix } = answer.body.data;
    expect(key).toMatch(/^ak_(live|test)_[0-9A-Za-z]{42}$/);
    expect(answer.headers.get('location')).toBe(`/api/v1/auth/api-keys/${id}`);
    const list = await as(ada, 'GET', '/auth/api-keys');
    expect(list.text).not.toContain(key);
    const [first] = list.body.data.apiKeys;
    expect(first).toEqual({
      id,
      name: 'Backup',
      prefix,
      permissions: READ,
      allowedIps: ['127.0.0.0/8'],
      expiresAt: '2040-01-01T00:00:00.000Z',
      lastUsedAt: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      version: 1,
    });
    expect(key.startsWith(prefix)).toBe(true);
    const { rows } = await app.database.query(
      'SELECT k.*, s.* FROM api_keys k JOIN api_key_secrets s ON s.api_key_id = k.id WHERE k.id = $1',
      [id],
    );
    expect(JSON.stringify(rows)).not.toContain(key.slice(14));
    expect(rows[0].token_hash).toHaveLength(32);
    const outbox = await app.database.query('SELECT payload FROM outbox WHERE resource_id = $1', [id]);
    expect(JSON.stringify(outbox.rows)).not.toContain('ak_');
  });

  it('let a program in wherever they are taken, as far as they were given', async () => {
    const { key, id } = await made();
    const planner = await as(ada, 'POST', '/planners', { title: 'Garden' });
    expect(await status(by(key, 'GET', `/planners/${planner.body.data.id}`))).toBe(200);
    expect(await status(by(key, 'GET', '/planners'))).toBe(200);
    const refused = await by(key, 'POST', '/planners', { title: 'x' });
    expect([refused.status, refused.body.error.details.required]).toEqual([403, ['write:own-planners']]);
    expect(await status(by(key, 'GET', '/users/me'))).toBe(403);
    await eventually(async () => {
      const seen = await as(ada, 'GET', `/auth/api-keys/${id}`);
      expect(seen.body.data.lastUsedAt).not.toBeNull();
    });
  });

  it.each([
    ['POST', '/auth/api-keys', { name: 'x', permissions: READ }],
    ['GET', '/auth/api-keys', undefined],
    ['DELETE', `/auth/api-keys/${newId()}`, undefined],
    ['POST', `/auth/api-keys/${newId()}/rotate`, {}],
    ['POST', '/auth/logout', undefined],
    ['GET', '/admin/api-keys', undefined],
  ])('cannot manage keys: %s %s', async (method, path, body) => {
    const root = await app.user({ admin: true });
    const { key } = await made({ permissions: ['*:*'] }, root);
    const answer = await by(key, method, path, body);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
  });

  it('refuse what cannot be a key, what is no key, and a key in the address', async () => {
    const { key } = await made();
    const typo = key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a');
    for (const wrong of [typo, newApiKey('test'), 'nonsense', `${key}, ${key}`, key.toUpperCase()]) {
      const answer = await by(wrong, 'GET', '/planners');
      expect([answer.status, codeOf(answer)]).toEqual([401, 'INVALID_TOKEN']);
      expect(answer.text).not.toContain(wrong);
    }
    for (const query of [`api_key=${key}`, `X-API-Key=${key}`, `search=${key}`]) {
      const answer = await app.request('GET', `/planners?${query}`, { token: ada.token });
      expect([query, answer.status]).toEqual([query, 401]);
    }
    const redis = new Redis(app.config.REDIS_URL);
    const unknown = newApiKey('test');
    await by(unknown, 'GET', '/planners');
    const left = await redis.keys(`${app.config.REDIS_PREFIX}:*${tokenHash(unknown).toString('base64url')}*`);
    expect(left).toEqual([]);
    redis.disconnect();
  });

  it('are judged when they are made', async () => {
    const cases: [object, string][] = [
      [{ permissions: [] }, 'permissions'],
      [{ permissions: ['read:own-planners', 'fly:planes'] }, 'permissions[1]'],
      [{ permissions: ['read:nothing', '*:nothing'] }, 'permissions[0]'],
      [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
      [{ expiresAt: '9999-12-31T23:59:59-14:00' }, 'expiresAt'],
      [{ allowedIps: ['10.0.0.0/33'] }, 'allowedIps'],
      [{ allowedIps: ['fe80::1%eth0'] }, 'allowedIps'],
      [{ allowedIps: ['10.0.0.1/08'] }, 'allowedIps'],
      [{ name: '' }, 'name'],
      [{ userId: newId() }, 'userId'],
      [{ key: 'ak_live_x' }, 'key'],
    ];
    for (const [body, field] of cases) {
      const answer = await make(body);
      expect([field, answer.status]).toEqual([field, 422]);
      expect(fieldsOf(answer)).toContain(field);
    }
    const wildcard = await make({ permissions: ['read:*'] });
    expect([wildcard.status, wildcard.body.error.details.required]).toEqual([403, ['read:*']]);
    const root = await app.user({ admin: true });
    expect(await status(make({ permissions: ['read:*', '*:planners'] }, root))).toBe(201);
  });

  it('may be given more than the owner may, and then mean as much as the owner may', async () => {
    const bob = await app.user({ tier: 'premium' });
    const theirs = await as(bob, 'POST', '/planners', { title: 'Of Bob' });
    const { key } = await made({ permissions: ['read:planners', 'read:activities', 'read:users'] });
    expect(await status(by(key, 'GET', '/planners'))).toBe(200);
    expect(await status(by(key, 'GET', `/planners/${theirs.body.data.id}`))).toBe(403);
    await app.database.query(
      "INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = 'admin'",
      [ada.id],
    );
    await app.database.query('UPDATE users SET authz_version = authz_version + 1 WHERE id = $1', [ada.id]);
    await app.get(SessionStates).renew(ada.id);
    expect(await status(by(key, 'GET', `/planners/${theirs.body.data.id}`))).toBe(200);
    expect(await status(by(key, 'DELETE', `/planners/${theirs.body.data.id}`))).toBe(403);
    await app.database.query('DELETE FROM user_roles WHERE user_id = $1', [ada.id]);
    await app.database.query('UPDATE users SET authz_version = authz_version + 1 WHERE id = $1', [ada.id]);
    await app.get(SessionStates).renew(ada.id);
    expect(await status(by(key, 'GET', `/planners/${theirs.body.data.id}`))).toBe(403);
  });

  it('are bound to addresses and to a time', async () => {
    const here = await made({ allowedIps: ['192.0.2.0/24', '::1', '127.0.0.1'] });
    expect(await status(by(here.key, 'GET', '/planners'))).toBe(200);
    const elsewhere = await made({ allowedIps: ['192.0.2.0/24', '2001:db8::/32'] });
    const answer = await by(elsewhere.key, 'GET', '/planners');
    expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
    const forged = await app.request('GET', '/planners', {
      headers: { 'x-api-key': elsewhere.key, 'x-forwarded-for': '192.0.2.7' },
    });
    expect(forged.status).toBe(403);
    expect(await status(as(ada, 'PATCH', `/auth/api-keys/${elsewhere.id}`, { allowedIps: null }))).toBe(200);
    expect(await status(by(elsewhere.key, 'GET', '/planners', undefined, replica))).toBe(200);
    await app.database.query(
      "UPDATE api_keys SET expires_at = now() - interval '1 s', authz_version = authz_version + 1 WHERE id = $1",
      [elsewhere.id],
    );
    await app.get(SessionStates).renew(ada.id);
    const expired = await by(elsewhere.key, 'GET', '/planners');
    expect([expired.status, codeOf(expired)]).toEqual([401, 'TOKEN_EXPIRED']);
  });

  it('change, rotate and end at once on every replica', async () => {
    const { id, key } = await made();
    const everywhere = async (secret: string) => [
      await status(by(secret, 'GET', '/planners')),
      await status(by(secret, 'GET', '/planners', undefined, replica)),
    ];
    expect(await everywhere(key)).toEqual([200, 200]);
    const stale = await app.request('PATCH', `/auth/api-keys/${id}`, {
      token: ada.token,
      headers: { 'if-match': '"v7"' },
      body: { name: 'x' },
    });
    expect(stale.status).toBe(412);
    expect(
      await status(as(ada, 'PATCH', `/auth/api-keys/${id}`, { permissions: ['read:own-profile'] })),
    ).toBe(200);
    expect(await everywhere(key)).toEqual([403, 403]);
    expect(await status(as(ada, 'PATCH', `/auth/api-keys/${id}`, { permissions: READ }))).toBe(200);
    const rotated = await as(ada, 'POST', `/auth/api-keys/${id}/rotate`, { overlapSeconds: 3600 });
    expect(rotated.status).toBe(200);
    const next = rotated.body.data.key;
    expect(Date.parse(rotated.body.data.previousValidUntil) - Date.now()).toBeGreaterThan(3_500_000);
    expect([await everywhere(key), await everywhere(next)]).toEqual([
      [200, 200],
      [200, 200],
    ]);
    const last = (await as(ada, 'POST', `/auth/api-keys/${id}/rotate`, {})).body.data.key;
    expect([await everywhere(key), await everywhere(next), await everywhere(last)]).toEqual([
      [401, 401],
      [401, 401],
      [200, 200],
    ]);
    for (const overlapSeconds of [-1, 86_401, 1.5, '60']) {
      expect(await status(as(ada, 'POST', `/auth/api-keys/${id}/rotate`, { overlapSeconds }))).toBe(422);
    }
    expect(await status(as(ada, 'DELETE', `/auth/api-keys/${id}`))).toBe(200);
    expect(await everywhere(last)).toEqual([401, 401]);
    expect(await status(as(ada, 'GET', `/auth/api-keys/${id}`))).toBe(404);
    expect(await status(as(ada, 'DELETE', `/auth/api-keys/${id}`))).toBe(404);
  });

  it('stop while their owner is suspended', async () => {
    const bob = await app.user();
    const { key } = await made({}, bob);
    const set = async (value: string) => {
      await app.database.query(
        `UPDATE users
            SET status = $2, deleted_at = CASE WHEN $2 = 'deleted' THEN now() END, authz_version = authz_version + 1
          WHERE id = $1`,
        [bob.id, value],
      );
      await app.get(SessionStates).renew(bob.id);
      return status(by(key, 'GET', '/planners'));
    };
    expect([await set('suspended'), await set('active'), await set('deleted')]).toEqual([401, 200, 401]);
  });

  it('stop while their owner must set up a second factor first', async () => {
    const root = await app.user({ admin: true });
    const bob = await app.user({ tier: 'enterprise' });
    const { id, key } = await made({}, bob);
    const { rows } = await app.database.query("SELECT id FROM roles WHERE name = 'enterprise'");
    const demand = async (mfaRequired: boolean) => {
      await as(root, 'PATCH', `/admin/roles/${rows[0].id}`, { mfaRequired });
      const question = { apiKeyId: id, permission: 'read:own-planners' };
      const { allowed } = (await as(root, 'POST', '/admin/permissions/explain', question)).body.data;
      return [
        await status(by(key, 'GET', '/planners')),
        await status(by(key, 'GET', '/planners', undefined, replica)),
        allowed,
      ];
    };
    expect(await demand(true)).toEqual([401, 401, false]);
    expect(await demand(false)).toEqual([200, 200, true]);
  });

  it('belong to one person', async () => {
    const { id } = await made({ name: 'Marker-of-Ada' });
    const bob = await app.user();
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'x' }],
      ['POST', '/rotate', {}],
      ['DELETE', '', undefined],
    ] as const) {
      const answer = await as(bob, method, `/auth/api-keys/${id}${path}`, body);
      expect([method, answer.status]).toEqual([method, 403]);
      expect(answer.text).not.toContain('Marker');
    }
    expect((await as(bob, 'GET', '/auth/api-keys')).body.data.apiKeys).toEqual([]);
  });

  it('are limited in number, also when they are made at once', async () => {
    const bob = await app.user();
    await app.database.query(
      `INSERT INTO api_keys (id, user_id, name, prefix, permissions)
       SELECT gen_random_uuid(), $1, 'k', 'ak_test_', '{read:own-profile}' FROM generate_series(1, 48)`,
      [bob.id],
    );
    const answers = await Promise.all(Array.from({ length: 6 }, () => make({}, bob)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 201, 403, 403, 403, 403]);
    const refused = answers.find((answer) => answer.status === 403);
    expect(refused?.body.error).toMatchObject({
      code: 'MAX_API_KEYS_REACHED',
      details: { limit: 50, used: 50 },
    });
  });

  it('are never kept by an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': newId() };
    const body = { name: 'Once', permissions: READ };
    const request = () => app.request('POST', '/auth/api-keys', { token: ada.token, headers, body });
    const first = await request();
    const again = await request();
    expect([again.status, again.body.error.details.id]).toEqual([409, first.body.data.id]);
    const { rows } = await app.database.query('SELECT * FROM idempotency_keys WHERE caller_id = $1', [
      ada.id,
    ]);
    expect(JSON.stringify(rows)).not.toContain(first.body.data.key);
  });

  it('are seen and ended by admins', async () => {
    const { id, key } = await made({ name: 'Needle of Ada' });
    const root = await app.user({ admin: true });
    expect(await status(as(ada, 'GET', '/admin/api-keys'))).toBe(403);
    const list = await as(root, 'GET', '/admin/api-keys?search=needle');
    expect(list.body.data.apiKeys).toMatchObject([{ id, user: { id: ada.id, email: ada.email } }]);
    expect(list.text).not.toContain(key);
    const own = await as(root, 'GET', `/admin/api-keys?userId=${ada.id}&limit=2&sort=lastUsedAt&order=asc`);
    expect(own.body.data.apiKeys).toHaveLength(2);
    const more = await as(
      root,
      'GET',
      `/admin/api-keys?userId=${ada.id}&limit=2&sort=lastUsedAt&order=asc&cursor=${own.body.data.pagination.nextCursor}`,
    );
    expect(more.status).toBe(200);
    expect(more.body.data.apiKeys[0].id).not.toBe(own.body.data.apiKeys[0].id);
    expect(await status(as(root, 'DELETE', `/admin/api-keys/${id}`))).toBe(200);
    expect(await status(by(key, 'GET', '/planners'))).toBe(401);
    expect(await status(as(root, 'DELETE', `/admin/api-keys/${id}`))).toBe(404);
  });

  it('leave their traces in the audit log, and nothing of the key', async () => {
    const { id, key } = await made({ name: 'Audited' });
    await as(ada, 'PATCH', `/auth/api-keys/${id}`, { permissions: ['read:own-profile'] });
    await as(ada, 'POST', `/auth/api-keys/${id}/rotate`, {});
    await as(ada, 'DELETE', `/auth/api-keys/${id}`);
    const { rows } = await app.database.query('SELECT * FROM audit_log WHERE resource_id = $1 ORDER BY seq', [
      id,
    ]);
    expect(rows.map(({ action }) => action)).toEqual([
      'apiKey.created',
      'apiKey.updated',
      'apiKey.rotated',
      'apiKey.revoked',
    ]);
    expect(rows[1]).toMatchObject({
      actor_id: ada.id,
      before: { permissions: READ },
      after: { permissions: ['read:own-profile'] },
    });
    expect(JSON.stringify(rows)).not.toContain(key.slice(14));
  });

  it('want a recent proof of who makes them', async () => {
    const bob = await app.user();
    await app.database.query(
      "UPDATE sessions SET proved_at = now() - interval '1 day', authz_version = authz_version + 1 WHERE user_id = $1",
      [bob.id],
    );
    await app.get(SessionStates).renew(bob.id);
    const answer = await make({}, bob);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'REAUTHENTICATION_REQUIRED']);
  });

  describe('at the sockets', () => {
    const keep = <T extends { close(): void }>(client: T): T => {
      clients.push(client);
      return client;
    };

    it('open both doors, hear what they may, and are closed when they end', async () => {
      const { id, key } = await made();
      const planner = (await as(ada, 'POST', '/planners', { title: 'Live' })).body.data;
      const plain = keep(await PlainClient.signedIn(app.url, key));
      const other = keep(await IoClient.signedIn(replica.url, key));
      expect(await other.ask('join-planner', { plannerId: planner.id })).toMatchObject({ success: true });
      await as(ada, 'PATCH', `/planners/${planner.id}`, { title: 'Livelier' });
      await Promise.all([
        plain.next(({ type }) => type === 'planner:updated'),
        other.next('planner:updated'),
      ]);
      await as(ada, 'DELETE', `/auth/api-keys/${id}`);
      expect((await plain.whenClosed()).code).toBe(4401);
      await other.until(() => other.disconnected !== undefined);
      const late = keep(await PlainClient.open(app.url));
      late.send({ type: 'auth', token: key });
      expect((await late.whenClosed()).code).toBe(4401);
    });

    it('are refused without the permission, come in once they have it, and out when it is taken', async () => {
      const { id, key } = await made({ permissions: ['read:own-profile'] });
      const planner = (await as(ada, 'POST', '/planners', { title: 'Quiet' })).body.data;
      const deaf = keep(await PlainClient.open(app.url));
      expect(await deaf.ask({ type: 'auth', token: key })).toMatchObject({ error: { code: 'FORBIDDEN' } });
      expect((await deaf.whenClosed()).code).toBe(1008);
      await as(ada, 'PATCH', `/auth/api-keys/${id}`, { permissions: READ });
      const plain = keep(await PlainClient.signedIn(app.url, key));
      expect(await plain.ask({ type: 'subscribe', rooms: [`planner:${planner.id}`] })).toMatchObject({
        type: 'ack',
      });
      await as(ada, 'PATCH', `/auth/api-keys/${id}`, { permissions: ['read:own-profile'] });
      expect((await plain.whenClosed()).code).toBe(1012);
    });

    it('are closed when their owner is suspended', async () => {
      const [root, bob] = [await app.user({ admin: true }), await app.user()];
      const { key } = await made({}, bob);
      const plain = keep(await PlainClient.signedIn(app.url, key));
      await as(root, 'PATCH', `/admin/users/${bob.id}`, { status: 'suspended' });
      expect((await plain.whenClosed()).code).toBe(4401);
    });

    it('are refused from other addresses, and in the address itself', async () => {
      const { key } = await made({ allowedIps: ['192.0.2.1'] });
      const plain = keep(await PlainClient.open(app.url));
      plain.send({ type: 'auth', token: key });
      expect(await plain.next(({ type }) => type === 'error')).toMatchObject({
        error: { code: 'FORBIDDEN' },
      });
      await plain.whenClosed();
      const open = await made();
      await expect(PlainClient.open(app.url, `/ws?k=${open.key}`)).rejects.toThrow('401');
    });
  });
});

describe('the rate limit of an API key', () => {
  it('is its own', async () => {
    const app = await createTestApp({ config: { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_FREE: '5' } });
    try {
      const user = await app.user();
      const key = (
        await app.request('POST', '/auth/api-keys', {
          token: user.token,
          body: { name: 'k', permissions: READ },
        })
      ).body.data.key;
      const call = () => app.request('GET', '/planners', { headers: { 'x-api-key': key } });
      const answers: number[] = [];
      for (let index = 0; index < 7; index += 1) answers.push((await call()).status);
      expect(answers).toEqual([200, 200, 200, 200, 200, 429, 429]);
      expect((await app.request('GET', '/planners', { token: user.token })).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});
