import { TotpCodes } from '@almanac/identity';
import { createTestApp, TEST_PASSWORD } from '@almanac/testing';
import { generate } from 'otplib';
import { STEP, count, fieldOf, now, problem, SecondFactors } from './mfa-support';
import { mailTo } from './support';

describe('second factors', () => {
  let end: SecondFactors['end'];
  let app: SecondFactors['app'];
  let replica: SecondFactors['replica'];
  let post: SecondFactors['post'];
  let login: SecondFactors['login'];
  let status: SecondFactors['status'];
  let codeOf: SecondFactors['codeOf'];
  let setUp: SecondFactors['setUp'];
  let equipped: SecondFactors['equipped'];
  let prove: SecondFactors['prove'];
  let begin: SecondFactors['begin'];

  beforeAll(async () => {
    ({ end, app, replica, post, login, status, codeOf, setUp, equipped, prove, begin } =
      await SecondFactors.start());
  });
  afterAll(() => end());

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
