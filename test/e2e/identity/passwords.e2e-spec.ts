import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestApp, TEST_PASSWORD, type TestApp, type TestUser } from '@almanac/testing';
import { mailTo, tokenIn } from './support';

// Each password costs a hash, and the machine may have other work.
jest.setTimeout(90_000);

const NEW = 'Difference-Engine-1822';
const LEAKED = 'Leaked-Password-2019';

/** A range API: knows one password, and can be told to hang or to fail. */
function rangeApi(): { server: Server; asked: string[]; mood: 'well' | 'hangs' | 'fails' } {
  const hash = createHash('sha1').update(LEAKED).digest('hex').toUpperCase();
  const api = { server: createServer(), asked: [] as string[], mood: 'well' as 'well' | 'hangs' | 'fails' };
  api.server.on('request', (request, response) => {
    api.asked.push(request.url ?? '');
    if (api.mood === 'hangs') return;
    response.statusCode = api.mood === 'fails' ? 500 : 200;
    const [same, padding] = [hash.slice(5), '0'.repeat(35)];
    response.end(
      request.url?.endsWith(hash.slice(0, 5)) ? `${padding}:0\r\n${same}:7\r\n` : `${padding}:3\r\n`,
    );
  });
  return api;
}

describe('passwords', () => {
  let app: TestApp;
  const leaks = rangeApi();

  beforeAll(async () => {
    await new Promise<void>((resolve) => leaks.server.listen(0, '127.0.0.1', resolve));
    const { port } = leaks.server.address() as AddressInfo;
    app = await createTestApp({
      worker: true,
      config: { PWNED_PASSWORDS_URL: `http://127.0.0.1:${port}/range/` },
    });
  });

  afterAll(async () => {
    leaks.server.closeAllConnections();
    leaks.server.close();
    await app.close();
  });

  const post = (path: string, body: unknown, token?: string) =>
    app.request('POST', `/auth/${path}`, { body, token });
  const login = (user: TestUser, password: string) => post('login', { email: user.email, password });
  const alive = async (token: string) => (await app.request('GET', '/auth/me', { token })).status === 200;
  const resetToken = async (user: TestUser) => {
    expect((await post('forgot-password', { email: user.email })).status).toBe(200);
    return tokenIn(await mailTo(app, user.email));
  };

  describe('forgotten', () => {
    it('are set anew by a mailed link, once, which ends all sessions and lifts the lock', async () => {
      const user = await app.user();
      await app.database.query('UPDATE users SET email_verified = false WHERE id = $1', [user.id]);
      await login(user, 'Wrong-Horse-7');
      await app.database.query(
        "UPDATE sign_in_guards SET failures = 5, window_ends_at = now() + interval '15 minutes' WHERE key LIKE 'account:%'",
      );
      expect((await login(user, TEST_PASSWORD)).status).toBe(423);
      const token = await resetToken(user);
      const answer = await post('reset-password', { token, newPassword: NEW });
      expect([answer.status, answer.body.data]).toEqual([200, undefined]);
      expect(await alive(user.token)).toBe(false);
      expect((await post('refresh', { refreshToken: user.refreshToken })).status).toBe(401);
      const again = await post('reset-password', { token, newPassword: 'Another-Engine-1' });
      expect([again.status, again.body.error.code]).toEqual([400, 'INVALID_TOKEN']);
      const signedIn = await login(user, NEW);
      expect(signedIn.status).toBe(200);
      expect(signedIn.body.data.user.emailVerified).toBe(true);
      expect((await mailTo(app, user.email, 2)).subject).toBe('Your password was changed');
    });

    it('leave no way in to whoever made an account with an address that is another’s', async () => {
      const remains = async (verified: boolean) => {
        const user = await app.user();
        const body = { name: 'Script', permissions: ['read:own-profile'] };
        const { key } = (await post('api-keys', body, user.token)).body.data;
        await app.database.query(
          `INSERT INTO outside_identities (id, user_id, provider, issuer, subject, email, email_verified)
           SELECT gen_random_uuid(), $1::uuid, 'google', 'https://accounts.google.com', $1::text || name, email, verified
             FROM (VALUES ('a', $2::text, true), ('b', 'thief@example.com', true), ('c', $2, false)) AS i (name, email, verified)`,
          [user.id, user.email],
        );
        await app.database.query(
          `INSERT INTO passkeys (id, user_id, name, credential_id, public_key, aaguid)
           VALUES (gen_random_uuid(), $1::uuid, 'Passkey', $1::text, '', gen_random_uuid())`,
          [user.id],
        );
        await app.database.query('UPDATE users SET email_verified = $2 WHERE id = $1', [user.id, verified]);
        const token = await resetToken(user);
        expect((await post('reset-password', { token, newPassword: NEW })).status).toBe(200);
        const { rows } = await app.database.query(
          `SELECT (SELECT count(*)::int FROM outside_identities WHERE user_id = $1) AS identities,
                  (SELECT count(*)::int FROM passkeys WHERE user_id = $1) AS passkeys,
                  (SELECT array_agg(action ORDER BY seq) FROM audit_log
                    WHERE resource_id = $1 AND before IS NOT NULL) AS actions`,
          [user.id],
        );
        const byKey = await app.request('GET', '/users/me', { headers: { 'x-api-key': key } });
        return { ...rows[0], byKey: byKey.status };
      };
      expect(await remains(true)).toEqual({ identities: 3, passkeys: 1, actions: null, byKey: 200 });
      const actions = ['auth.oauth.unlinked', 'auth.passkey.removed', 'apiKey.revoked'];
      expect(await remains(false)).toEqual({ identities: 1, passkeys: 0, actions, byKey: 401 });
    });

    it('give one winner of five at once', async () => {
      const user = await app.user();
      const token = await resetToken(user);
      const answers = await Promise.all(
        Array.from({ length: 5 }, (_, index) =>
          post('reset-password', { token, newPassword: `Parallel-Engine-${index}` }),
        ),
      );
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400, 400, 400, 400]);
    });

    it('send three mails an hour to an address, and answer alike for everybody', async () => {
      const user = await app.user();
      const answers = [];
      for (let time = 0; time < 4; time += 1)
        answers.push(await post('forgot-password', { email: user.email.toUpperCase() }));
      answers.push(await post('forgot-password', { email: 'nobody@example.com' }));
      expect(new Set(answers.map((answer) => `${answer.status} ${answer.text}`)).size).toBe(1);
      await mailTo(app, user.email, 3);
      const { rows } = await app.database.query(
        "SELECT count(*)::int AS count FROM mailed_tokens WHERE user_id = $1 AND purpose = 'reset-password'",
        [user.id],
      );
      expect(rows[0].count).toBe(3);
    });

    it('refuse tokens that are past their time, forged, of another kind or of another address', async () => {
      const user = await app.user();
      const token = await resetToken(user);
      const refused = async (wrong: string, newPassword = NEW) => {
        const answer = await post('reset-password', { token: wrong, newPassword });
        return [answer.status, answer.body.error.code];
      };
      expect(await refused(token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toEqual([
        400,
        'INVALID_TOKEN',
      ]);
      expect(await refused(token, 'weak')).toEqual([422, 'WEAK_PASSWORD']);
      expect(await refused(token, LEAKED)).toEqual([422, 'WEAK_PASSWORD']);
      expect((await post('verify-email', { token })).status).toBe(400);
      expect(await alive(token)).toBe(false);
      await app.database.query('UPDATE mailed_tokens SET expires_at = now() WHERE user_id = $1', [user.id]);
      expect(await refused(token)).toEqual([400, 'INVALID_TOKEN']);
    });

    it('have a page for the link, which does nothing by itself', async () => {
      const user = await app.user();
      const token = await resetToken(user);
      const page = await app.request('GET', `//reset-password?token=${token}`, {
        headers: { accept: 'text/html' },
      });
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.text).toContain('autocomplete="new-password"');
      expect(page.text).not.toContain(token);
      const script = await app.request('GET', '//link-page.js', { headers: { accept: '*/*' } });
      expect(script.headers.get('content-type')).toContain('text/javascript');
      expect((await post('reset-password', { token, newPassword: NEW })).status).toBe(200);
    });
  });

  describe('changed', () => {
    it('end the other sessions, and not this one', async () => {
      const user = await app.user();
      const other = (await login(user, TEST_PASSWORD)).body.data;
      const body = { currentPassword: TEST_PASSWORD, newPassword: NEW };
      expect((await post('change-password', body, user.token)).status).toBe(200);
      expect(await alive(user.token)).toBe(true);
      expect(await alive(other.accessToken)).toBe(false);
      expect((await post('refresh', { refreshToken: user.refreshToken })).status).toBe(200);
      expect((await login(user, TEST_PASSWORD)).status).toBe(401);
      expect((await login(user, NEW)).status).toBe(200);
    });

    it('want the present one, a good new one, and count guesses', async () => {
      const user = await app.user();
      const change = (currentPassword: string, newPassword = NEW) =>
        post('change-password', { currentPassword, newPassword }, user.token);
      const weak = await change(TEST_PASSWORD, 'Password1!');
      expect([weak.status, weak.body.error.code]).toEqual([422, 'WEAK_PASSWORD']);
      const leaked = await change(TEST_PASSWORD, LEAKED);
      expect([leaked.status, leaked.body.error.code, leaked.body.error.details[0].field]).toEqual([
        422,
        'WEAK_PASSWORD',
        'newPassword',
      ]);
      const wrong = await Promise.all(Array.from({ length: 6 }, () => change('Wrong-Horse-7')));
      expect(wrong.map((answer) => answer.status).sort()).toEqual([422, 422, 422, 422, 422, 423]);
      const refused = wrong.find((answer) => answer.status === 422);
      expect(refused?.body.error.details).toEqual([
        { field: 'currentPassword', message: 'currentPassword is wrong', rule: 'proof' },
      ]);
      expect((await change(TEST_PASSWORD)).status).toBe(423);
    });

    it('give one winner of two at once', async () => {
      const user = await app.user();
      const answers = await Promise.all(
        ['First-Engine-1822', 'Second-Engine-1843'].map((newPassword) =>
          post('change-password', { currentPassword: TEST_PASSWORD, newPassword }, user.token),
        ),
      );
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422]);
    });
  });

  describe('known from leaks', () => {
    const register = (password: string) =>
      post('register', { email: `leak-${Math.random()}@example.com`, password });

    it('are refused, and only five digits of their hash are sent', async () => {
      const answer = await register(LEAKED);
      expect([answer.status, answer.body.error.code]).toEqual([422, 'WEAK_PASSWORD']);
      expect(leaks.asked.every((path) => /^\/range\/[0-9A-F]{5}$/.test(path))).toBe(true);
    });

    it.each(['fails', 'hangs'] as const)('are taken where the service %s', async (mood) => {
      leaks.mood = mood;
      try {
        expect((await register(LEAKED)).status).toBe(201);
      } finally {
        leaks.mood = 'well';
      }
    });
  });
});
