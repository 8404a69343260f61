import { SignInCompletion, TotpCodes, type SignInOutcome } from '@almanac/identity';
import { RequestContext, UnitOfWork } from '@almanac/platform';
import { createTestApp, TEST_PASSWORD, type TestAnswer, type TestApp, type TestUser } from '@almanac/testing';
import { generate } from 'otplib';
import { cookiesOf, mailTo } from './support';

const STEP = 30;
/** The clock of codes stands still, so that no test depends on when it runs. */
const now = Math.floor(Date.now() / 1000);
const count = (answers: TestAnswer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;
const problem = (answer: TestAnswer) => [answer.status, answer.body.error?.code];
const fieldOf = (answer: TestAnswer) => [answer.status, answer.body.error?.details?.[0]?.field];

interface Equipped extends TestUser {
  secret: string;
  backupCodes: string[];
}

describe('second factors', () => {
  let app: TestApp;
  let replica: Pick<TestApp, 'request'>;

  beforeAll(async () => {
    jest.spyOn(TotpCodes.prototype, 'epoch').mockReturnValue(now);
    app = await createTestApp({ worker: true });
    replica = await app.replica();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await app.close();
  });

  const post = (path: string, body: unknown, token?: string, door: Pick<TestApp, 'request'> = app) =>
    door.request('POST', `/auth${path}`, { body, token });
  const login = (email: string, more: object = {}) =>
    post('/login', { email, password: TEST_PASSWORD, ...more });
  const status = async (user: TestUser) =>
    (await app.request('GET', '/auth/mfa', { token: user.token })).body.data;

  const codeOf = (secret: string, steps = 0) => generate({ secret, epoch: now + steps * STEP });

  async function setUp(user: TestUser): Promise<{ secret: string; backupCodes: string[] }> {
    const answer = await post('/mfa/setup', { password: TEST_PASSWORD }, user.token);
    expect(answer.status).toBe(200);
    return answer.body.data;
  }
  /** Whoever is set up has spent the code of the step before; the present one is still good. */
  async function equipped(): Promise<Equipped> {
    const user = await app.user();
    const { rows } = await app.database.query('SELECT password_hash FROM users WHERE id = $1', [user.id]);
    const setPassword = (hash: string | null) =>
      app.database.query('UPDATE users SET password_hash = $2 WHERE id = $1', [user.id, hash]);
    // Without a password there is none to check, and nobody looks at the picture: both take time, drawing most of all
    // inside Jest.
    await setPassword(null);
    jest.spyOn(TotpCodes.prototype, 'pictureOf').mockResolvedValueOnce('data:,');
    const { secret, backupCodes } = (await post('/mfa/setup', {}, user.token)).body.data;
    await setPassword(rows[0].password_hash);
    const answer = await post('/mfa/verify-setup', { code: await codeOf(secret, -1) }, user.token);
    expect(answer.status).toBe(200);
    return { ...user, secret, backupCodes };
  }

  /** What a right password leads to; checking it aside, which takes the time. */
  async function prove(user: TestUser, deviceToken?: string): Promise<SignInOutcome> {
    const context = RequestContext.system();
    const factor = { method: 'password', deviceToken, secondFactorDone: false };
    return app
      .get(UnitOfWork)
      .run(context, (tx) => app.get(SignInCompletion).complete(tx, context, user, factor));
  }
  async function begin(user: TestUser, deviceToken?: string): Promise<string> {
    const outcome = await prove(user, deviceToken);
    if (outcome.kind !== 'mfa-required') throw new Error('No second factor was asked for');
    return outcome.mfaToken;
  }

  describe('setup', () => {
    it('gives what an authenticator needs, and is turned on by a code', async () => {
      const user = await app.user();
      const answer = await post('/mfa/setup', { password: TEST_PASSWORD }, user.token);
      const { data } = answer.body;
      expect(data.secret).toMatch(/^[A-Z2-7]{32}$/);
      expect(new URL(data.otpauthUrl).searchParams.get('secret')).toBe(data.secret);
      expect(data.otpauthUrl).toContain(encodeURIComponent(user.email));
      expect(data.qrCode).toMatch(/^data:image\/png;base64,iVBOR/);
      expect(data.backupCodes).toHaveLength(10);
      for (const code of data.backupCodes) expect(code).toMatch(/^\d{8}$/);
      expect(answer.headers.get('cache-control')).toMatch(/no-store/);

      expect(await status(user)).toMatchObject({ enabled: false, methods: [], backupCodesLeft: 0 });
      expect((await prove(user)).kind).toBe('signed-in');
      const wrongSecret = { code: await codeOf(data.secret), secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' };
      expect(fieldOf(await post('/mfa/verify-setup', wrongSecret, user.token))).toEqual([422, 'secret']);
      const late = await post('/mfa/verify-setup', { code: await codeOf(data.secret, -5) }, user.token);
      expect(fieldOf(late)).toEqual([422, 'code']);
      const right = { code: await codeOf(data.secret), secret: data.secret };
      const answers = await Promise.all(
        [app, replica].map((door) => post('/mfa/verify-setup', right, user.token, door)),
      );
      expect(answers.map((each) => each.status).sort()).toEqual([200, 409]);
      expect(await status(user)).toMatchObject({
        enabled: true,
        required: false,
        methods: ['totp', 'backupCode'],
        backupCodesLeft: 10,
        trustedDevices: [],
      });
      expect((await mailTo(app, user.email)).subject).toBe('Two-step sign-in is on');
      expect(problem(await post('/mfa/setup', { password: TEST_PASSWORD }, user.token))).toEqual([
        409,
        'CONFLICT',
      ]);
    });

    it('wants the password, and codes in their form', async () => {
      const user = await app.user();
      expect(fieldOf(await post('/mfa/setup', { password: 'Wrong-Horse-7' }, user.token))).toEqual([
        422,
        'password',
      ]);
      expect(fieldOf(await post('/mfa/setup', {}, user.token))).toEqual([422, 'password']);
      for (const code of ['12345', '1234567', 'abcdef', '１２３４５６', '123456\n', 123456, null])
        expect(fieldOf(await post('/mfa/verify-setup', { code }, user.token))).toEqual([422, 'code']);
      expect(problem(await post('/mfa/verify-setup', { code: '123456' }, user.token))).toEqual([
        409,
        'CONFLICT',
      ]);
      const both = { mfaToken: 'x', code: '123456', backupCode: '12345678' };
      expect(problem(await post('/mfa/challenge', both))).toEqual([422, 'VALIDATION_ERROR']);
      expect(fieldOf(await post('/mfa/challenge', { mfaToken: 'x' }))).toEqual([422, 'code']);
      expect(fieldOf(await post('/mfa/challenge', { mfaToken: 'x', backupCode: '123' }))).toEqual([
        422,
        'backupCode',
      ]);
    });

    it('takes a recent proof for the password of whoever has none', async () => {
      const user = await app.user();
      await app.database.query('UPDATE users SET password_hash = NULL WHERE id = $1', [user.id]);
      expect((await post('/mfa/setup', {}, user.token)).status).toBe(200);
    });

    it('is kept from replays of an Idempotency-Key', async () => {
      const user = await app.user();
      const request = {
        body: { password: TEST_PASSWORD },
        token: user.token,
        headers: { 'idempotency-key': 'setup' },
      };
      expect((await app.request('POST', '/auth/mfa/setup', request)).status).toBe(200);
      const again = await app.request('POST', '/auth/mfa/setup', request);
      expect(again.status).toBe(409);
      expect(again.text).not.toMatch(/otpauth/);
    });

    it('leaves no secret and no code readable in the database', async () => {
      const user = await equipped();
      const tables = [
        'mfa_totp',
        'mfa_backup_codes',
        'outbox',
        'audit_log',
        'mfa_challenges',
        'idempotency_keys',
      ];
      const mfaToken = await begin(user);
      for (const table of tables) {
        for (const text of [user.secret, mfaToken, ...user.backupCodes]) {
          const { rows } = await app.database.query(
            `SELECT 1 FROM ${table} t WHERE t::text LIKE '%' || $1 || '%'
                OR t::text LIKE '%' || encode($1::bytea, 'hex') || '%'`,
            [text],
          );
          expect([table, rows]).toEqual([table, []]);
        }
      }
      const { rows } = await app.database.query('SELECT secret FROM mfa_totp WHERE user_id = $1', [user.id]);
      expect(rows[0].secret).toMatch(/^[\w-]{12}\.[\w-]+$/);
    });
  });

  describe('sign-in', () => {
    it('asks for a code, and only then gives tokens', async () => {
      const user = await equipped();
      const first = await login(user.email);
      expect(first.body.data).toEqual({
        mfaRequired: true,
        mfaToken: expect.any(String),
        methods: ['totp', 'backupCode'],
      });
      expect(cookiesOf(first).size).toBe(0);
      const { mfaToken } = first.body.data;
      const answer = await post('/mfa/challenge', { mfaToken, code: await codeOf(user.secret) });
      expect(answer.status).toBe(200);
      expect(answer.body.data).toMatchObject({ expiresIn: 900, user: { id: user.id } });
      expect(cookiesOf(answer).get('refresh_token')?.value).toBe(answer.body.data.refreshToken);
      const me = await app.request('GET', '/auth/me', { token: answer.body.data.accessToken });
      expect(me.status).toBe(200);
      // The token is used up.
      const again = { mfaToken, backupCode: user.backupCodes[0] };
      expect(problem(await post('/mfa/challenge', again))).toEqual([401, 'INVALID_TOKEN']);
    });

    it.each([
      [-2, 401],
      [-1, 200],
      [0, 200],
      [1, 401],
    ])('takes the code of step %i with %i', async (step, expected) => {
      const user = await equipped();
      await app.database.query("UPDATE mfa_totp SET used_steps = '{}' WHERE user_id = $1", [user.id]);
      const answer = await post('/mfa/challenge', {
        mfaToken: await begin(user),
        code: await codeOf(user.secret, step),
      });
      expect(answer.status).toBe(expected);
    });

    it('takes a code once, also when it comes twice at once, on two replicas', async () => {
      const user = await equipped();
      const tokens = [await begin(user), await begin(user)];
      const code = await codeOf(user.secret);
      const answers = await Promise.all(
        tokens.map((mfaToken, index) =>
          post('/mfa/challenge', { mfaToken, code }, undefined, index === 0 ? app : replica),
        ),
      );
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
      const late = await post('/mfa/challenge', { mfaToken: await begin(user), code });
      expect(problem(late)).toEqual([401, 'INVALID_CREDENTIALS']);
    });

    it('takes a backup code once, also when it comes four times at once', async () => {
      const user = await equipped();
      const tokens: string[] = [];
      for (let index = 0; index < 4; index += 1) tokens.push(await begin(user));
      const [backupCode] = user.backupCodes;
      const answers = await Promise.all(
        tokens.map((mfaToken, index) =>
          post('/mfa/challenge', { mfaToken, backupCode }, undefined, index % 2 === 0 ? app : replica),
        ),
      );
      expect([count(answers, 200), count(answers, 401)]).toEqual([1, 3]);
      expect((await status(user)).backupCodesLeft).toBe(9);
      // The codes of one person are nothing to another.
      const other = await equipped();
      const foreign = { mfaToken: await begin(other), backupCode: user.backupCodes[1] };
      expect((await post('/mfa/challenge', foreign)).status).toBe(401);
    });

    it('lets no more than five of twenty simultaneous guesses through, and then locks the account', async () => {
      const user = await equipped();
      const mfaToken = await begin(user);
      const guesses = Array.from({ length: 20 }, (_, index) => String(index).padStart(8, '0'));
      const wrong = guesses.filter((code) => !user.backupCodes.includes(code));
      const answers = await Promise.all(
        wrong.map((backupCode, index) =>
          post('/mfa/challenge', { mfaToken, backupCode }, undefined, index % 2 === 0 ? app : replica),
        ),
      );
      const wrongOnes = answers.filter((answer) => answer.body.error.code === 'INVALID_CREDENTIALS');
      expect(wrongOnes).toHaveLength(5);
      for (const answer of answers)
        expect(['INVALID_CREDENTIALS', 'INVALID_TOKEN', 'ACCOUNT_LOCKED']).toContain(answer.body.error.code);
      // The right code comes too late, and a new sign-in brings no new guesses.
      const right = { mfaToken, code: await codeOf(user.secret) };
      expect(problem(await post('/mfa/challenge', right))).toEqual([401, 'INVALID_TOKEN']);
      expect(problem(await login(user.email))).toEqual([423, 'ACCOUNT_LOCKED']);
    });

    it('does not forgive wrong codes because the password was right', async () => {
      const user = await equipped();
      for (let failure = 0; failure < 4; failure += 1) {
        const { mfaToken } = (await login(user.email)).body.data;
        const guess = { mfaToken, code: await codeOf(user.secret, -9) };
        expect(problem(await post('/mfa/challenge', guess))).toEqual([401, 'INVALID_CREDENTIALS']);
      }
      const mfaToken = await begin(user);
      const last = { mfaToken, code: await codeOf(user.secret, -9) };
      expect((await post('/mfa/challenge', last)).status).toBe(401);
      expect((await login(user.email)).status).toBe(423);
      const right = { mfaToken, code: await codeOf(user.secret) };
      expect(problem(await post('/mfa/challenge', right))).toEqual([423, 'ACCOUNT_LOCKED']);
    });

    it('takes no other token for an mfaToken, nor the other way round', async () => {
      const user = await equipped();
      const mfaToken = await begin(user);
      for (const wrong of [user.token, user.refreshToken, 'x', 'A'.repeat(43)]) {
        const answer = await post('/mfa/challenge', { mfaToken: wrong, code: await codeOf(user.secret) });
        expect(problem(answer)).toEqual([401, 'INVALID_TOKEN']);
      }
      expect(problem(await app.request('GET', '/auth/me', { token: mfaToken }))).toEqual([
        401,
        'INVALID_TOKEN',
      ]);
      expect(problem(await post('/refresh', { refreshToken: mfaToken }))).toEqual([401, 'INVALID_TOKEN']);
    });

    it('waits for five minutes, and not beyond a new password', async () => {
      const user = await equipped();
      const mfaToken = await begin(user);
      const { rows } = await app.database.query(
        'SELECT extract(epoch FROM expires_at - created_at)::integer AS life FROM mfa_challenges WHERE user_id = $1',
        [user.id],
      );
      expect(rows[0].life).toBe(300);
      await app.database.query('UPDATE mfa_challenges SET expires_at = now() WHERE user_id = $1', [user.id]);
      const late = { mfaToken, code: await codeOf(user.secret) };
      expect(problem(await post('/mfa/challenge', late))).toEqual([401, 'INVALID_TOKEN']);
      const former = await begin(user);
      await app.database.query('UPDATE users SET password_changed_at = now() WHERE id = $1', [user.id]);
      expect(problem(await post('/mfa/challenge', { ...late, mfaToken: former }))).toEqual([
        401,
        'INVALID_TOKEN',
      ]);
    });

    it('refuses an account that was suspended meanwhile, and spends nothing', async () => {
      const user = await equipped();
      const mfaToken = await begin(user);
      await app.database.query("UPDATE users SET status = 'suspended' WHERE id = $1", [user.id]);
      const body = { mfaToken, backupCode: user.backupCodes[0] };
      expect(problem(await post('/mfa/challenge', body))).toEqual([403, 'ACCOUNT_SUSPENDED']);
      await app.database.query("UPDATE users SET status = 'active' WHERE id = $1", [user.id]);
      expect((await post('/mfa/challenge', body)).status).toBe(200);
    });

    it('restores a deleted account, and the password alone does not', async () => {
      const user = await equipped();
      await app.database.query("UPDATE users SET status = 'deleted', deleted_at = now() WHERE id = $1", [
        user.id,
      ]);
      const statusOf = async () =>
        (await app.database.query('SELECT status FROM users WHERE id = $1', [user.id])).rows[0].status;
      const mfaToken = await begin(user);
      expect(problem(await post('/mfa/challenge', { mfaToken, code: '000000' }))[0]).toBe(401);
      expect(await statusOf()).toBe('deleted');
      const answer = await post('/mfa/challenge', { mfaToken, code: await codeOf(user.secret) });
      expect([answer.status, answer.body.data.user.status, await statusOf()]).toEqual([
        200,
        'active',
        'active',
      ]);
    });
  });

  describe('trusted devices', () => {
    async function trust(user: Equipped): Promise<string> {
      const body = { mfaToken: await begin(user), code: await codeOf(user.secret), trustDevice: true };
      const answer = await post('/mfa/challenge', body);
      expect(answer.status).toBe(200);
      return answer.body.data.deviceToken;
    }

    it('need no second factor, for as long as they are trusted', async () => {
      const user = await equipped();
      const deviceToken = await trust(user);
      expect((await prove(user, deviceToken)).kind).toBe('signed-in');
      expect((await prove(user)).kind).toBe('mfa-required');
      const other = await equipped();
      expect((await prove(other, deviceToken)).kind).toBe('mfa-required');

      const { trustedDevices } = await status(user);
      expect(trustedDevices).toHaveLength(1);
      const days = (Date.parse(trustedDevices[0].trustedUntil) - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(29.9);
      expect(days).toBeLessThanOrEqual(30);
      await app.database.query(
        "UPDATE known_devices SET trusted_until = now() - interval '1 second' WHERE user_id = $1",
        [user.id],
      );
      expect((await prove(user, deviceToken)).kind).toBe('mfa-required');
      expect((await status(user)).trustedDevices).toEqual([]);
    });

    it('can be revoked, one or all, by their owner alone', async () => {
      const user = await equipped();
      const deviceToken = await trust(user);
      const [device] = (await status(user)).trustedDevices;
      const stranger = await app.user();
      const path = `/auth/mfa/trusted-devices/${device.id}`;
      expect((await app.request('DELETE', path, { token: stranger.token })).status).toBe(404);
      expect((await app.request('DELETE', path, { token: user.token })).status).toBe(200);
      expect((await app.request('DELETE', path, { token: user.token })).status).toBe(404);
      await begin(user, deviceToken);
      const all = await app.request('DELETE', '/auth/mfa/trusted-devices', { token: user.token });
      expect(all.status).toBe(200);
    });

    it('are trusted no more after a new password, nor when the second factor is turned off', async () => {
      const user = await equipped();
      const deviceToken = await trust(user);
      await app.database.query('UPDATE users SET password_changed_at = now() WHERE id = $1', [user.id]);
      await begin(user, deviceToken);
      expect((await status(user)).trustedDevices).toEqual([]);
      await app.database.query('UPDATE users SET password_changed_at = NULL WHERE id = $1', [user.id]);
      expect((await prove(user, deviceToken)).kind).toBe('signed-in');
      const off = { password: TEST_PASSWORD, backupCode: user.backupCodes[0] };
      expect((await post('/mfa/disable', off, user.token)).status).toBe(200);
      const { rows } = await app.database.query(
        'SELECT 1 FROM known_devices WHERE user_id = $1 AND trusted_until IS NOT NULL',
        [user.id],
      );
      expect(rows).toEqual([]);
    });
  });

  describe('backup codes and turning off', () => {
    it('makes new codes for password and code; the former are void', async () => {
      const user = await equipped();
      const wrong = { password: 'Wrong-Horse-7', code: await codeOf(user.secret) };
      expect(fieldOf(await post('/mfa/backup-codes', wrong, user.token))).toEqual([422, 'password']);
      const noCode = { password: TEST_PASSWORD, code: await codeOf(user.secret, -9) };
      expect(fieldOf(await post('/mfa/backup-codes', noCode, user.token))).toEqual([422, 'code']);
      const right = { password: TEST_PASSWORD, code: await codeOf(user.secret) };
      const answer = await post('/mfa/backup-codes', right, user.token);
      expect(answer.status).toBe(200);
      const { backupCodes } = answer.body.data;
      expect(backupCodes).toHaveLength(10);
      // The same code a second time, as a proof: spent.
      expect(fieldOf(await post('/mfa/backup-codes', right, user.token))).toEqual([422, 'code']);
      const former = { mfaToken: await begin(user), backupCode: user.backupCodes[0] };
      expect((await post('/mfa/challenge', former)).status).toBe(401);
      const present = { mfaToken: former.mfaToken, backupCode: backupCodes[0] };
      expect((await post('/mfa/challenge', present)).status).toBe(200);
    });

    it('turns off by DELETE and by POST, and sign-in asks no more', async () => {
      const user = await equipped();
      const off = (body: object) => app.request('DELETE', '/auth/mfa', { body, token: user.token });
      const password = TEST_PASSWORD;
      expect(fieldOf(await off({ password }))).toEqual([422, 'code']);
      expect(fieldOf(await off({ password, backupCode: '00000000' }))).toEqual([422, 'backupCode']);
      const answers = await Promise.all([
        off({ password, backupCode: user.backupCodes[0] }),
        post('/mfa/disable', { password, backupCode: user.backupCodes[1] }, user.token, replica),
      ]);
      expect(count(answers, 200)).toBe(1);
      expect((await prove(user)).kind).toBe('signed-in');
      expect(problem(await off({ password, code: '123456' }))).toEqual([409, 'CONFLICT']);
      expect((await mailTo(app, user.email, 2)).subject).toBe('Two-step sign-in is off');
      const { rows } = await app.database.query('SELECT 1 FROM mfa_backup_codes WHERE user_id = $1', [
        user.id,
      ]);
      expect(rows).toEqual([]);
    });

    it('proves anew by a code who it is', async () => {
      const user = await equipped();
      const answer = await post('/reauthenticate', { code: await codeOf(user.secret) }, user.token);
      expect(answer.status).toBe(200);
      const again = await post('/reauthenticate', { code: await codeOf(user.secret) }, user.token);
      expect(fieldOf(again)).toEqual([422, 'code']);
    });
  });

  it('is all in the audit log, and no code with it', async () => {
    const user = await equipped();
    const wrong = { mfaToken: await begin(user), backupCode: '00000000' };
    await post('/mfa/challenge', wrong);
    const right = { ...wrong, backupCode: user.backupCodes[0], trustDevice: true };
    expect((await post('/mfa/challenge', right)).status).toBe(200);
    await app.request('DELETE', '/auth/mfa/trusted-devices', { token: user.token });
    const { rows } = await app.database.query(
      'SELECT action, outcome FROM audit_log WHERE resource_id = $1 OR actor_id = $1 ORDER BY seq',
      [user.id],
    );
    const entries = rows.map(({ action, outcome }) => `${action} ${outcome}`);
    for (const entry of [
      'auth.mfa.setup-started success',
      'auth.mfa.enabled success',
      'auth.mfa.challenge.failed failure',
      'auth.login.failed failure',
      'auth.mfa.challenge.succeeded success',
      'auth.mfa.backup-code.used success',
      'auth.device.trusted success',
      'auth.login.succeeded success',
      'auth.device.revoked success',
    ])
      expect(entries).toContain(entry);
  });

  describe('a role that demands a second factor', () => {
    const demand = (role: string, required: boolean) =>
      app.database.query('UPDATE roles SET mfa_required = $2 WHERE name = $1', [role, required]);

    it('leaves nothing but its setup, and then everything in the same session', async () => {
      await demand('enterprise', true);
      try {
        const user = await app.user({ tier: 'enterprise' });
        const answer = await login(user.email);
        expect(answer.body.data.mfaSetupRequired).toBe(true);
        const { accessToken: token } = answer.body.data;
        const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
        expect(claims.permissions).toEqual(['read:own-profile']);
        for (const door of [app, replica]) {
          expect((await door.request('GET', '/users/me', { token })).status).toBe(200);
          for (const [method, path] of [
            ['GET', '/planners'],
            ['PATCH', '/users/me'],
            ['POST', '/planners'],
          ] as const) {
            const refused = await door.request(method, path, {
              token,
              ...(method === 'GET' ? {} : { body: {} }),
            });
            expect(problem(refused)).toEqual([403, 'MFA_SETUP_REQUIRED']);
          }
        }
        const { secret } = await setUp({ ...user, token });
        expect(await status({ ...user, token })).toMatchObject({ enabled: false, required: true });
        expect((await post('/mfa/verify-setup', { code: await codeOf(secret) }, token)).status).toBe(200);
        for (const door of [app, replica])
          expect((await door.request('GET', '/planners', { token })).status).toBe(200);
      } finally {
        await demand('enterprise', false);
      }
    });
  });
});

describe('second factors with other settings', () => {
  it('take no former code, wait for a short while only, and hear of the limit of calls', async () => {
    jest.spyOn(TotpCodes.prototype, 'epoch').mockReturnValue(now);
    const app = await createTestApp({
      config: {
        MFA_ACCEPT_PREVIOUS_STEP: 'false',
        MFA_TOKEN_SECONDS: '1',
        RATE_LIMIT_ENABLED: 'true',
        RATE_LIMIT_AUTH: '3',
      },
    });
    try {
      const user = await app.user();
      const post = (path: string, body: unknown, token?: string) =>
        app.request('POST', `/auth${path}`, { body, token });
      const { secret } = (await post('/mfa/setup', { password: TEST_PASSWORD }, user.token)).body.data;
      const former = { code: await generate({ secret, epoch: now - STEP }) };
      expect((await post('/mfa/verify-setup', former, user.token)).status).toBe(422);
      const verified = await post(
        '/mfa/verify-setup',
        { code: await generate({ secret, epoch: now }) },
        user.token,
      );
      expect(verified.status).toBe(200);
      const { mfaToken } = (await post('/login', { email: user.email, password: TEST_PASSWORD })).body.data;
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const late = { mfaToken, code: '123456' };
      for (let call = 0; call < 3; call += 1)
        expect(problem(await post('/mfa/challenge', late))).toEqual([401, 'INVALID_TOKEN']);
      const limited = await post('/mfa/challenge', late);
      expect(problem(limited)).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      jest.restoreAllMocks();
      await app.close();
    }
  });
});
