import { AuditTrail, RequestContext, UnitOfWork, type Principal } from '@almanac/platform';
import { newId } from '@almanac/kernel';
import { AuditVerification } from '@almanac/identity';
import { createTestApp, type TestApp, type TestUser } from '@almanac/testing';
import { auditCommand } from '../../../apps/cli/src/audit.command';

let app: TestApp;
let admin: TestUser;
let user: TestUser;
const planner = { type: 'planner', id: newId() };

async function record(count: number, ctx = RequestContext.system()): Promise<void> {
  await app.get(UnitOfWork).run(ctx, (tx) => {
    for (let made = 0; made < count; made += 1) {
      app.get(AuditTrail).record(tx, ctx, {
        action: made % 2 === 0 ? 'planner.shared' : 'planner.unshared',
        outcome: made % 5 === 4 ? 'failure' : 'success',
        actor: { type: 'user', id: user.id },
        resource: planner,
        after: { place: made },
      });
    }
    return Promise.resolve();
  });
}

const list = (query: string, token = admin.token) =>
  app.request('GET', `/admin/audit-logs?${query}`, { token });

beforeAll(async () => {
  app = await createTestApp();
  [admin, user] = await Promise.all([app.user({ admin: true }), app.user()]);
  await record(30, new RequestContext('r1', undefined, '192.0.2.1', '=HYPERLINK("http://evil","x")'));
});
afterAll(() => app.close());

describe('GET /admin/audit-logs', () => {
  it('is for those who may read it', async () => {
    const refused = await list('', user.token);
    expect(refused.status).toBe(403);
    expect(refused.body.error.details.required).toEqual(['read:audit-logs']);
    expect((await app.request('GET', '/admin/audit-logs')).status).toBe(401);
  });

  it('gives entries newest first, page by page and by cursor, each once', async () => {
    const first = await list('limit=12&action=planner.');
    expect(first.body.data.pagination).toMatchObject({
      page: 1,
      limit: 12,
      total: 30,
      pages: 3,
      hasNext: true,
    });
    expect(first.body.data.auditLogs[0]).toMatchObject({
      action: 'planner.unshared',
      actorId: user.id,
      actorType: 'user',
      resourceType: 'planner',
      resourceId: planner.id,
      outcome: 'failure',
      ip: '192.0.2.1',
      requestId: 'r1',
      before: null,
      after: { place: 29 },
    });
    expect(Object.keys(first.body.data.auditLogs[0])).toEqual(
      expect.arrayContaining(['id', 'at', 'userAgent', 'seq', 'prevHash', 'hash']),
    );
    const places: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer = await list(`limit=7&action=planner.${cursor === '' ? '' : `&cursor=${cursor}`}`);
      places.push(
        ...answer.body.data.auditLogs.map((entry: { after: { place: number } }) => entry.after.place),
      );
      cursor = answer.body.data.pagination.nextCursor;
    }
    expect(places).toEqual(Array.from({ length: 30 }, (_, index) => 29 - index));
  });

  it.each([
    ['actorId', () => `actorId=${user.id}`, 30],
    ['somebody else', () => `actorId=${admin.id}&action=planner`, 0],
    ['action', () => 'action=planner.shared', 15],
    ['the beginning of an action alone', () => 'action=lanner', 0],
    ['resourceType', () => 'resourceType=planner', 30],
    ['resourceId', () => `resourceId=${planner.id}&outcome=failure`, 6],
    ['outcome', () => 'action=planner.&outcome=success', 24],
    ['from', () => 'action=planner.&from=2100-01-01', 0],
    ['to', () => `resourceType=planner&to=2100-01-01T00:00:00Z`, 30],
    ['a time in the past', () => 'to=2020-01-01', 0],
  ])('filters by %s', async (_name, query, expected) => {
    const answer = await list(`limit=100&${query()}`);
    expect(answer.body.data.auditLogs).toHaveLength(expected);
    expect(answer.body.data.pagination.total).toBe(expected);
  });

  it.each([
    'actorId=x',
    'action=%25',
    'outcome=perhaps',
    'from=2026-02-31',
    'cursor=abc',
    'sort=ip',
    'foo=1',
  ])('refuses %s', async (query) => {
    expect((await list(query)).status).toBe(422);
  });

  it('finds each filter by an index of its own', async () => {
    await app.database.query('ANALYZE audit_log');
    for (const condition of [
      `actor_id = '${user.id}'`,
      `resource_id = '${planner.id}'`,
      "action >= 'planner.' AND action < 'planner.z'",
      "outcome = 'failure'",
      "resource_type = 'planner'",
      "at >= '2100-01-01'",
    ]) {
      const client = await app.database.connect();
      await client.query('BEGIN; SET LOCAL enable_seqscan = off');
      const { rows } = await client.query(
        `EXPLAIN SELECT * FROM audit_log WHERE ${condition} ORDER BY seq DESC LIMIT 20`,
      );
      await client.query('ROLLBACK');
      client.release();
      expect(JSON.stringify(rows)).not.toContain('Seq Scan');
    }
  });
});

describe('GET /admin/audit-logs/export', () => {
  it('streams JSON lines, oldest first, by the same filters, and is itself on record', async () => {
    const path = `/admin/audit-logs/export?format=jsonl&resourceId=${planner.id}&outcome=failure`;
    const answer = await app.request('GET', path, { token: admin.token });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = answer.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.after.place)).toEqual([4, 9, 14, 19, 24, 29]);
    const { body } = await list('action=audit.exported');
    expect(body.data.auditLogs[0]).toMatchObject({
      actorId: admin.id,
      after: { format: 'jsonl', filter: { outcome: 'failure', resourceId: planner.id } },
    });
  });

  it('writes CSV that no spreadsheet runs', async () => {
    const path = `/admin/audit-logs/export?format=csv&action=planner.`;
    const answer = await app.request('GET', path, { token: admin.token, headers: { accept: 'text/csv' } });
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit-log.csv"');
    const [header, first] = answer.text.split('\r\n');
    expect(header).toMatch(/^seq,at,id,actorType,actorId,/);
    expect(first).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
    expect(answer.text.trimEnd().split('\r\n')).toHaveLength(31);
  });

  it('goes through more than it holds at a time, and ends', async () => {
    await record(2500);
    const answer = await app.request('GET', '/admin/audit-logs/export', { token: admin.token });
    const seqs = answer.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).seq as number);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
    expect(seqs.length).toBeGreaterThan(2530);
  });

  it('is refused to others, in a form that is not known, and with a token in the address', async () => {
    const path = '/admin/audit-logs/export';
    expect((await app.request('GET', path, { token: user.token })).status).toBe(403);
    expect((await app.request('GET', `${path}?format=xml`, { token: admin.token })).status).toBe(422);
    expect((await app.request('GET', `${path}?access_token=${admin.token}`)).status).toBe(401);
  });
});

describe('GET /users/me/audit-log', () => {
  it('shows what one did oneself, and what others did to the account without who they are', async () => {
    const me = await app.user();
    await app.request('PATCH', '/users/me', { token: me.token, body: { displayName: 'Me' } });
    await app.get(UnitOfWork).run(RequestContext.system(), (tx) => {
      const principal: Principal = {
        ...{ userId: admin.id, sessionId: newId(), apiKeyId: undefined, role: 'admin' },
        ...{ tier: 'free', permissions: ['*:*'], timeZone: 'UTC' },
      };
      const ctx = new RequestContext('by-admin', principal, '198.51.100.9', 'AdminBrowser');
      const resource = { type: 'user', id: me.id };
      app.get(AuditTrail).record(tx, ctx, { action: 'admin.user.unlocked', resource });
      return Promise.resolve();
    });
    const { body } = await app.request('GET', '/users/me/audit-log', { token: me.token });
    expect(body.data.auditLogs).toMatchObject([
      { action: 'admin.user.unlocked', actorId: null, ip: null, userAgent: null, userId: null },
      { action: 'user.profile.updated', actorId: me.id, ip: '127.0.0.1' },
    ]);
    expect(JSON.stringify(body)).not.toContain(admin.id);
    const one = await app.request('GET', '/users/me/audit-log?limit=1', { token: me.token });
    const { total, nextCursor } = one.body.data.pagination;
    expect(total).toBe(2);
    const two = await app.request('GET', `/users/me/audit-log?limit=1&cursor=${nextCursor}`, {
      token: me.token,
    });
    expect(two.body.data.auditLogs[0].action).toBe('user.profile.updated');
    expect(two.body.data.pagination.hasNext).toBe(false);
  });
});

describe('audit verify', () => {
  /** As the owner of the tables could do it. */
  async function tamper(sql: string): Promise<() => Promise<void>> {
    const client = await app.database.connect();
    const { rows } = await client.query<{ table: string }>(
      `SELECT inhrelid::regclass::text AS table FROM pg_inherits WHERE inhparent = 'audit_log'::regclass
       UNION ALL SELECT 'audit_log' UNION ALL SELECT 'audit_head'`,
    );
    await client.query('BEGIN');
    await client.query('CREATE TABLE kept AS SELECT * FROM audit_log');
    for (const { table } of rows) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await client.query(sql);
    await client.query('COMMIT');
    client.release();
    return async () => {
      await app.database.query(
        'DELETE FROM audit_log; INSERT INTO audit_log SELECT * FROM kept; DROP TABLE kept',
      );
      for (const { table } of rows) {
        const triggers = await app.database.query<{ name: string }>(
          'SELECT tgname AS name FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal',
          [table],
        );
        for (const { name } of triggers.rows)
          await app.database.query(`ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${name}`);
      }
    };
  }

  /** The command, in this process: what it prints, and its exit code. */
  async function run(...args: string[]): Promise<{ output: string; code: number | undefined }> {
    let output = '';
    const env = { ...process.env };
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output += String(text);
      return true;
    });
    const settings = Object.entries(app.config).filter(([, value]) => typeof value === 'string');
    try {
      Object.assign(process.env, Object.fromEntries(settings));
      process.exitCode = undefined;
      await auditCommand().parseAsync(['verify', ...args], { from: 'user' });
      return { output, code: process.exitCode as number | undefined };
    } finally {
      process.exitCode = undefined;
      process.env = env;
      write.mockRestore();
    }
  }

  it('proves a log that nobody has touched', async () => {
    const { output, code } = await run('--json');
    const report = JSON.parse(output);
    expect(code).toBeUndefined();
    expect(report).toMatchObject({ intact: true, newest: { seq: report.checked } });
    const anchor = `${report.newest.seq}:${report.newest.hash}`;
    await record(1);
    const again = await run('--anchor', anchor);
    expect(again.output).toMatch(/^The audit log is whole: \d+ entries/);
    const elsewhere = await run('--anchor', `${report.newest.seq}:${'0'.repeat(64)}`);
    expect(elsewhere.output).toContain('not the entry that was noted');
    expect(elsewhere.code).toBe(1);
  });

  it.each([
    ['a changed field', 'UPDATE audit_log SET ip = NULL WHERE seq = 7', 7],
    ['a changed value inside', `UPDATE audit_log SET after = '{"place": 0}' WHERE seq = 1500`, 1500],
    ['a hash made anew', "UPDATE audit_log SET outcome = 'success', hash = sha256('x') WHERE seq = 10", 10],
    ['a missing entry', 'DELETE FROM audit_log WHERE seq = 20', 20],
    ['missing entries at the end', 'DELETE FROM audit_log WHERE seq > 2000', 2001],
    [
      'an entry put in twice',
      `INSERT INTO audit_log (seq, at, id, actor_type, action, outcome, prev_hash, hash)
       SELECT seq, at + interval '1 second', id, actor_type, action, outcome, prev_hash, hash
         FROM audit_log WHERE seq = 5`,
      5,
    ],
    [
      'an entry behind the newest',
      `INSERT INTO audit_log (seq, at, id, actor_type, action, outcome, prev_hash, hash)
       SELECT 900000, now(), id, actor_type, action, outcome, prev_hash, hash FROM audit_log WHERE seq = 5`,
      900_000,
    ],
  ])('names %s', async (_name, sql, seq) => {
    const restore = await tamper(sql);
    try {
      const report = await app.get(AuditVerification).verify();
      expect(report).toMatchObject({ intact: false, flaw: { seq } });
      expect((await run()).output).toMatch(new RegExp(`^BROKEN at entry ${seq}: `));
    } finally {
      await restore();
    }
    expect(await app.get(AuditVerification).verify()).toMatchObject({ intact: true });
  });
});
