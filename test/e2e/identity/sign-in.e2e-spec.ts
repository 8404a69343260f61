import { PasswordHasher } from '@almanac/platform';
import { createTestApp, TEST_PASSWORD, type TestAnswer, type TestApp } from '@almanac/testing';
import { hashSync } from 'bcrypt';
import { cookiesOf, mailTo } from './support';

const WRONG = 'Not-The-Password-1';
const count = (answers: TestAnswer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

describe('sign-in', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
  });

  afterAll(() => app.close());

  const login = (email: string, password: string, more: Record<string, unknown> = {}) =>
    app.request('POST', '/auth/login', { body: { email, password, ...more } });

  it('gives tokens, the user, and cookies that scripts cannot read', async () => {
    const user = await app.user({ displayName: 'Ada' });
    const answer = await login(user.email.toUpperCase(), TEST_PASSWORD);
    expect(answer.status).toBe(200);
    const { data } = answer.body;
    expect(data).toMatchObject({
      expiresIn: 900,
      user: { id: user.id, userId: user.id, role: 'free', displayName: 'Ada' },
    });
    expect(Buffer.from(data.refreshToken, 'base64url')).toHaveLength(32);
    const cookies = cookiesOf(answer);
    expect(cookies.get('refresh_token')).toMatchObject({ value: data.refreshToken });
    expect(cookies.get('device_token')).toMatchObject({ value: data.deviceToken });
    expect(cookies.get('refresh_token')?.attributes).toMatch(/Path=\/api\/v1\/auth/);
    expect(cookies.get('refresh_token')?.attributes).toMatch(/HttpOnly; Secure; SameSite=Strict/);
    const me = await app.request('GET', '/auth/me', { token: data.accessToken });
    expect(me.body.data.id).toBe(user.id);
    expect(answer.text).not.toContain('$2b$');
  });

  it('counts for operators how sign-ins end, and how long the database takes', async () => {
    const user = await app.user();
    const figure = async (name: string): Promise<number> => {
      const { text } = await app.request('GET', '//metrics');
      const line = text.split('\n').find((one) => one.startsWith(`${name} `));
      return Number(line?.slice(name.length) ?? 0);
    };
    const names = [
      'sign_ins_total{method="password",outcome="succeeded"}',
      'sign_ins_total{method="password",outcome="failed"}',
      'database_query_seconds_count',
    ];
    const before = await Promise.all(names.map(figure));
    await login(user.email, TEST_PASSWORD);
    await login(user.email, WRONG);
    await login(user.email, WRONG);
    const [succeeded, failed, queries] = (await Promise.all(names.map(figure))).map(
      (now, index) => now - (before[index] ?? 0),
    );
    expect([succeeded, failed]).toEqual([1, 2]);
    expect(queries).toBeGreaterThan(3);
  });

  it('carries the claims that the specification names', async () => {
    const user = await app.user({ admin: true });
    const { accessToken } = (await login(user.email, TEST_PASSWORD)).body.data;
    const [header, claims] = accessToken
      .split('.')
      .slice(0, 2)
      .map((part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT', kid: expect.any(String) });
    expect(claims).toMatchObject({
      sub: user.id,
      email: user.email,
      role: 'admin',
      typ: 'access',
      iss: 'almanac',
      aud: 'almanac-api',
    });
    expect(claims.permissions).toContain('*:*');
    expect(claims).toEqual(
      expect.objectContaining({ sid: expect.any(String), jti: expect.any(String), iat: expect.any(Number) }),
    );
    expect(claims.exp - claims.iat).toBe(900);
  });

  it('answers a wrong e-mail and a wrong password alike', async () => {
    const user = await app.user();
    const wrong = await login(user.email, WRONG);
    const unknown = await login('nobody@example.com', WRONG);
    for (const answer of [wrong, unknown]) {
      expect(answer.status).toBe(401);
      delete answer.body.error.timestamp;
      delete answer.body.error.requestId;
    }
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.body.error.code).toBe('INVALID_CREDENTIALS');
  });

  // How long both take is measured by the bench; a test that compares times would depend on the machine.
  it('hashes once for an unknown e-mail as for a wrong password', async () => {
    const user = await app.user();
    const verify = jest.spyOn(app.get(PasswordHasher), 'verify');
    try {
      for (const email of [user.email, 'stranger@example.com']) {
        verify.mockClear();
        await login(email, WRONG);
        expect(verify).toHaveBeenCalledTimes(1);
      }
    } finally {
      verify.mockRestore();
    }
  });

  describe('lockout', () => {
    it.each(['known', 'unknown'])(
      'locks after five failures, also for the right password: %s e-mail',
      async (kind) => {
        const email = kind === 'known' ? (await app.user()).email : 'not-there@example.com';
        for (let failure = 1; failure <= 5; failure += 1)
          expect((await login(email, WRONG)).status).toBe(401);
        for (const password of [WRONG, TEST_PASSWORD]) {
          const locked = await login(email, password);
          expect([locked.status, locked.body.error.code]).toEqual([423, 'ACCOUNT_LOCKED']);
          const wait = Number(locked.headers.get('retry-after'));
          expect(wait).toBeGreaterThan(880);
          expect(wait).toBeLessThanOrEqual(900);
        }
        if (kind === 'known') {
          const mail = await mailTo(app, email);
          expect(mail.subject).toMatch(/locked/);
        }
      },
    );

    it('lets no more than five of twenty simultaneous guesses through, on two replicas', async () => {
      const replica = await app.replica();
      const user = await app.user();
      const guess = (index: number) =>
        (index % 2 === 0 ? app : replica).request('POST', '/auth/login', {
          body: { email: user.email, password: WRONG },
        });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => guess(index)));
      expect(count(answers, 401)).toBe(5);
      expect(count(answers, 423)).toBe(15);
      expect((await login(user.email, TEST_PASSWORD)).status).toBe(423);
    });

    it('lets all of eight simultaneous right passwords in', async () => {
      const user = await app.user();
      const answers = await Promise.all(Array.from({ length: 8 }, () => login(user.email, TEST_PASSWORD)));
      expect(count(answers, 200)).toBe(8);
    });

    it('forgives failures at a success', async () => {
      const user = await app.user();
      for (let failure = 0; failure < 4; failure += 1) await login(user.email, WRONG);
      expect((await login(user.email, TEST_PASSWORD)).status).toBe(200);
      for (let failure = 0; failure < 2; failure += 1)
        expect((await login(user.email, WRONG)).status).toBe(401);
    });

    it('ends after fifteen minutes', async () => {
      const user = await app.user();
      for (let failure = 0; failure < 5; failure += 1) await login(user.email, WRONG);
      expect((await login(user.email, TEST_PASSWORD)).status).toBe(423);
      await app.database.query(
        "UPDATE sign_in_guards SET window_ends_at = window_ends_at - interval '15 minutes'",
      );
      expect((await login(user.email, TEST_PASSWORD)).status).toBe(200);
    });

    it('does not lock a device that its owner has signed in from', async () => {
      const user = await app.user();
      const { deviceToken } = (await login(user.email, TEST_PASSWORD)).body.data;
      for (let failure = 0; failure < 5; failure += 1) await login(user.email, WRONG);
      expect((await login(user.email, TEST_PASSWORD)).status).toBe(423);
      const known = await login(user.email, TEST_PASSWORD, { deviceToken });
      expect(known.status).toBe(200);
      expect(known.body.data.deviceToken).toBe(deviceToken);
      const byCookie = await app.request('POST', '/auth/login', {
        body: { email: user.email, password: TEST_PASSWORD },
        headers: { cookie: `device_token=${deviceToken}` },
      });
      expect(byCookie.status).toBe(200);
      // It is a device of this person alone, and has a lock of its own.
      const other = await app.user();
      for (let failure = 0; failure < 5; failure += 1) await login(other.email, WRONG);
      expect((await login(other.email, TEST_PASSWORD, { deviceToken })).status).toBe(423);
      for (let failure = 0; failure < 5; failure += 1) await login(user.email, WRONG, { deviceToken });
      expect((await login(user.email, TEST_PASSWORD, { deviceToken })).status).toBe(423);
    });
  });

  it('refuses a suspended account only to whoever knows its password', async () => {
    const user = await app.user();
    await app.database.query("UPDATE users SET status = 'suspended' WHERE id = $1", [user.id]);
    expect((await login(user.email, WRONG)).status).toBe(401);
    const right = await login(user.email, TEST_PASSWORD);
    expect([right.status, right.body.error.code]).toEqual([403, 'ACCOUNT_SUSPENDED']);
    const { rows } = await app.database.query(
      "SELECT after FROM audit_log WHERE resource_id = $1 AND action = 'auth.login.failed' ORDER BY seq",
      [user.id],
    );
    expect(rows.map((row) => row.after.reason)).toEqual(['INVALID_CREDENTIALS', 'ACCOUNT_SUSPENDED']);
  });

  it('renews a hash that was made at another cost', async () => {
    const user = await app.user();
    await app.database.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
      user.id,
      hashSync(TEST_PASSWORD, 12),
    ]);
    expect((await login(user.email, TEST_PASSWORD)).status).toBe(200);
    const { rows } = await app.database.query('SELECT password_hash FROM users WHERE id = $1', [user.id]);
    expect(rows[0].password_hash).toMatch(/^\$2b\$10\$/);
    expect((await login(user.email, TEST_PASSWORD)).status).toBe(200);
  });

  it('keeps the history of sign-ins, and nothing of addresses that nobody has', async () => {
    const user = await app.user();
    await login(user.email, WRONG);
    await login(user.email, TEST_PASSWORD);
    const { rows } = await app.database.query(
      'SELECT success, reason FROM login_attempts WHERE user_id = $1 ORDER BY at',
      [user.id],
    );
    expect(rows).toEqual([
      { success: false, reason: 'INVALID_CREDENTIALS' },
      { success: true, reason: null },
    ]);
    await login('secretly-unknown@example.com', WRONG);
    const tables = ['login_attempts', 'sign_in_guards', 'outbox'];
    for (const table of tables) {
      const found = await app.database.query(
        `SELECT 1 FROM ${table} t WHERE t::text LIKE '%secretly-unknown%'`,
      );
      expect(found.rows).toEqual([]);
    }
  });
});

describe('sign-in with rate limits and verification', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp({ config: { RATE_LIMIT_ENABLED: 'true', EMAIL_VERIFICATION: 'required' } });
  });

  afterAll(() => app.close());

  it('waits for the verified e-mail', async () => {
    const user = await app.user();
    await app.database.query('UPDATE users SET email_verified = false WHERE id = $1', [user.id]);
    const answer = await app.request('POST', '/auth/login', {
      body: { email: user.email, password: TEST_PASSWORD },
    });
    expect([answer.status, answer.body.error.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
  });

  it('refuses an address after thirty failures, but asks the lock first', async () => {
    const login = (email: string) => app.request('POST', '/auth/login', { body: { email, password: WRONG } });
    const lock = await Promise.all(Array.from({ length: 5 }, () => login('locked@example.com')));
    expect(count(lock, 401)).toBe(5);
    const others = await Promise.all(
      Array.from({ length: 40 }, (_, index) => login(`guess${index}@example.com`)),
    );
    expect(count(others, 401)).toBe(25);
    expect(count(others, 429)).toBe(15);
    expect((await login('locked@example.com')).status).toBe(423);
    const refused = await login('fresh@example.com');
    expect([refused.status, refused.body.error.code]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
  });
});
