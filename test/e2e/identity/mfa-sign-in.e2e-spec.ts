import { TEST_PASSWORD } from '@almanac/testing';
import { count, problem, SecondFactors, type Equipped } from './mfa-support';
import { cookiesOf } from './support';

describe('second factors', () => {
  let end: SecondFactors['end'];
  let app: SecondFactors['app'];
  let replica: SecondFactors['replica'];
  let post: SecondFactors['post'];
  let login: SecondFactors['login'];
  let status: SecondFactors['status'];
  let codeOf: SecondFactors['codeOf'];
  let equipped: SecondFactors['equipped'];
  let prove: SecondFactors['prove'];
  let begin: SecondFactors['begin'];

  beforeAll(async () => {
    ({ end, app, replica, post, login, status, codeOf, equipped, prove, begin } =
      await SecondFactors.start());
  });
  afterAll(() => end());

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
      expect((await app.request('DELETE', path, { token: stranger.token })).status).toBe(403);
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
});
