import { AuditTrail, RequestContext, savepoint, UnitOfWork } from '@almanac/platform';
import { newId } from '@almanac/kernel';
import { CreateAdmin, LastAdmin } from '@almanac/identity';
import { createTestApp, TEST_PASSWORD, type TestApp } from '@almanac/testing';
import { PASSWORD } from './support';

interface Row {
  seq: string;
  action: string;
  outcome: string;
  actor_type: string;
  actor_id: string | null;
  resource_id: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  before: unknown;
  after: unknown;
  prev_hash: Buffer;
  hash: Buffer;
}

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

async function entries(resourceId: string): Promise<Row[]> {
  const { rows } = await app.database.query<Row>(
    'SELECT * FROM audit_log WHERE resource_id = $1 ORDER BY seq',
    [resourceId],
  );
  return rows;
}

function unit<T>(work: Parameters<UnitOfWork['run']>[1]): Promise<T> {
  return app.get(UnitOfWork).run(RequestContext.system(), work) as Promise<T>;
}

describe('the audit log', () => {
  it('has registration, sign-in, its failure, profile and sign-out, with who and from where', async () => {
    const email = `audited-${newId()}@example.com`;
    const headers = { 'user-agent': 'Auditor/1.0', 'x-request-id': 'audited-1' };
    const made = await app.request('POST', '/auth/register', {
      body: { email, password: PASSWORD },
      headers,
    });
    const { userId } = made.body.data;
    await app.request('POST', '/auth/login', { body: { email, password: 'Wrong-Password-1' }, headers });
    const signedIn = await app.request('POST', '/auth/login', {
      body: { email, password: PASSWORD },
      headers,
    });
    const token = signedIn.body.data.accessToken;
    const sent = { displayName: 'Grace Hopper', preferences: { theme: 'dark' } };
    await app.request('PATCH', '/users/me', { token, body: sent });
    await app.request('POST', '/auth/logout', { token, body: {} });

    const rows = await entries(userId);
    expect(rows.map((row) => [row.action, row.outcome])).toEqual([
      ['auth.registered', 'success'],
      ['auth.login.failed', 'failure'],
      ['auth.login.succeeded', 'success'],
      ['user.profile.updated', 'success'],
    ]);
    expect(rows[1]).toMatchObject({
      actor_type: 'user',
      actor_id: userId,
      ip: '127.0.0.1',
      user_agent: 'Auditor/1.0',
      request_id: 'audited-1',
      after: { method: 'password', reason: 'INVALID_CREDENTIALS' },
    });
    expect(rows[3]?.after).toEqual({ fields: ['displayName', 'preferences.theme'] });
    const { rows: out } = await app.database.query(
      "SELECT after FROM audit_log WHERE action = 'auth.logout' AND user_id = $1",
      [userId],
    );
    expect(out).toEqual([{ after: { everywhere: false } }]);
    const { rows: all } = await app.database.query('SELECT audit_log::text AS line FROM audit_log');
    expect(JSON.stringify(all)).not.toMatch(/Grace Hopper|audited-.*@example|Wrong-Password/);
  });

  it('has sign-ins to addresses that nobody has, without them', async () => {
    await app.request('POST', '/auth/login', { body: { email: 'nobody@example.com', password: 'x' } });
    const { rows } = await app.database.query(
      "SELECT actor_id, resource_id, audit_log::text AS line FROM audit_log WHERE action = 'auth.login.failed' AND user_id IS NULL",
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ actor_id: null, resource_id: null });
    expect(rows[0].line).not.toContain('nobody');
  });

  it('has the lock, the reuse of a token, and the making of an admin', async () => {
    const user = await app.user();
    const login = (password: string) =>
      app.request('POST', '/auth/login', { body: { email: user.email, password } });
    for (let failure = 0; failure < 5; failure += 1) await login('Wrong-Password-1');
    expect((await login(TEST_PASSWORD)).status).toBe(423);
    const refreshed = await app.request('POST', '/auth/refresh', {
      body: { refreshToken: user.refreshToken },
    });
    await app.request('POST', '/auth/refresh', { body: { refreshToken: refreshed.body.data.refreshToken } });
    const stolen = await app.request('POST', '/auth/refresh', { body: { refreshToken: user.refreshToken } });
    expect(stolen.body.error.code).toBe('TOKEN_REUSED');
    const { rows } = await app.database.query(
      `SELECT action, outcome, resource_type FROM audit_log
        WHERE action <> 'auth.login.failed' AND (user_id = $1 OR resource_id = $1) ORDER BY seq`,
      [user.id],
    );
    expect(rows).toEqual([
      { action: 'auth.account.locked', outcome: 'success', resource_type: 'user' },
      { action: 'auth.token.reused', outcome: 'failure', resource_type: 'session' },
      { action: 'security.suspicious.token-reuse', outcome: 'success', resource_type: 'user' },
    ]);
    const admin = { email: `root-${newId()}@example.com`, password: PASSWORD, ifMissing: false };
    const id = await app.get(CreateAdmin).createAdmin(admin);
    expect((await entries(id ?? '')).map(({ action, actor_type }) => [action, actor_type])).toEqual([
      ['admin.created', 'system'],
    ]);
  });

  it('is one chain without gaps, whoever writes at once', async () => {
    const resource = { type: 'planner', id: newId() };
    await Promise.all(
      Array.from({ length: 20 }, () =>
        unit(async (tx) => {
          const ctx = RequestContext.system();
          app.get(AuditTrail).record(tx, ctx, { action: 'planner.shared', resource });
          app.get(AuditTrail).record(tx, ctx, { action: 'planner.unshared', resource });
          return Promise.resolve();
        }),
      ),
    );
    const { rows } = await app.database.query<Row>('SELECT * FROM audit_log ORDER BY seq');
    let previous: Pick<Row, 'seq' | 'hash'> = { seq: '0', hash: Buffer.alloc(32) };
    for (const row of rows) {
      expect(Number(row.seq)).toBe(Number(previous.seq) + 1);
      expect(row.prev_hash.equals(previous.hash)).toBe(true);
      previous = row;
    }
    // The entries of one transaction stand together.
    const pairs = await entries(resource.id);
    expect(pairs).toHaveLength(40);
    expect(pairs.filter((_, index) => index % 2 === 0).every((row) => row.action === 'planner.shared')).toBe(
      true,
    );
    const { rows: heads } = await app.database.query('SELECT seq, hash FROM audit_head');
    expect(heads).toEqual([{ seq: previous.seq, hash: previous.hash }]);
  });

  it('has nothing of a transaction or a savepoint that was taken back', async () => {
    const resource = { type: 'planner', id: newId() };
    const ctx = RequestContext.system();
    const failed = unit(async (tx) => {
      app.get(AuditTrail).record(tx, ctx, { action: 'planner.purged', resource });
      return Promise.reject(new Error('thought better of it'));
    });
    await expect(failed).rejects.toThrow('thought better');
    await unit(async (tx) => {
      app.get(AuditTrail).record(tx, ctx, { action: 'planner.deleted', resource });
      await savepoint(tx, async () => {
        app.get(AuditTrail).record(tx, ctx, { action: 'planner.purged', resource });
        return Promise.reject(new Error('not this'));
      }).catch(() => undefined);
    });
    expect((await entries(resource.id)).map((row) => row.action)).toEqual(['planner.deleted']);
  });

  it.each([
    'UPDATE audit_log SET ip = NULL',
    'UPDATE audit_log SET ip = NULL WHERE seq = 0',
    'DELETE FROM audit_log',
    'TRUNCATE audit_log',
    'UPDATE audit_head SET seq = 0',
    'DELETE FROM audit_head',
    'TRUNCATE audit_head',
    ...['UPDATE partition SET ip = NULL', 'DELETE FROM partition', 'TRUNCATE partition'],
    'SET LOCAL session_replication_role = replica; DELETE FROM audit_log',
  ])('lets the database refuse: %s', async (sql) => {
    const { rows } = await app.database.query<{ name: string }>(
      "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_log'::regclass",
    );
    expect(rows.length).toBeGreaterThan(4);
    for (const { name } of sql.includes('partition') ? rows : [{ name: '' }]) {
      const refusal = app.database.query(sql.replace('partition', name));
      await expect(refusal).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('the last admin', () => {
  it('stays, also when all of them are to go at once', async () => {
    await app.database.query('DELETE FROM user_roles');
    const admins = await Promise.all([0, 1, 2, 3].map(() => app.user({ admin: true })));
    const outcomes = await Promise.allSettled(
      admins.map(({ id }) =>
        unit(async (tx) => {
          await app.get(LastAdmin).refuseLoss(tx, id);
          await tx.manager.query("UPDATE users SET status = 'suspended' WHERE id = $1", [id]);
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'CONFLICT' } });
    const other = await app.user();
    await expect(unit((tx) => app.get(LastAdmin).refuseLoss(tx, other.id))).resolves.toBeUndefined();
    const all = unit((tx) => app.get(LastAdmin).refuseLoss(tx, ...admins.map(({ id }) => id)));
    await expect(all).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
