import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TEST_PASSWORD } from '@almanac/testing';
import { Browser } from './oauth/browser';
import { APP_CLIENT, CLIENT, somebody, startOAuthApp, type OAuthApp } from './oauth/oauth-app';
import { cookiesOf, mailTo } from './support';

let oauth: OAuthApp;

beforeAll(async () => {
  oauth = await startOAuthApp();
});
afterAll(() => oauth.close());

const exchange = (code: string, more: Record<string, unknown> = {}) =>
  oauth.app.request('POST', '/auth/oauth/exchange', { body: { code, ...more } });
const codeIn = (url: URL) => url.searchParams.get('code') ?? '';
const account = async (userId: string) =>
  (await oauth.app.database.query('SELECT * FROM users WHERE id = $1', [userId])).rows[0];
const countOf = async (email: string) =>
  Number(
    (await oauth.app.database.query('SELECT count(*) FROM users WHERE email_lower = $1', [email])).rows[0]
      .count,
  );
/** Ends the person's flow for all but the last step: the callback is not yet visited. */
const callbackOf = async (browser: Browser, provider = 'google', person = somebody()) => {
  const begun = await browser.call('GET', `/auth/oauth/${provider}`);
  return browser.signInAt(begun.body.data.authorizationUrl, person);
};

describe('sign-in by a provider', () => {
  it('lists the providers that are on', async () => {
    const { providers } = (await oauth.app.request('GET', '/auth/oauth/providers')).body.data;
    expect(providers.map(({ name }: { name: string }) => name)).toEqual(['google', 'github', 'microsoft']);
    expect((await oauth.app.request('GET', '/auth/oauth/facebook')).status).toBe(404);
    expect((await oauth.app.request('GET', '/auth/facebook')).status).toBe(404);
  });

  it('makes an account at the first time and finds it again, with no token in any address', async () => {
    const person = somebody({ picture: 'https://example.org/ada.png' });
    const ended = await oauth.come('google', person, {
      query: { redirect_uri: CLIENT, state: 'of the client' },
    });
    expect(ended.origin + ended.pathname).toBe(CLIENT);
    expect([...ended.searchParams.keys()].sort()).toEqual(['code', 'state']);
    expect(ended.searchParams.get('state')).toBe('of the client');
    const first = await exchange(codeIn(ended));
    expect(first.status).toBe(200);
    expect(first.body.data).toMatchObject({
      expiresIn: 900,
      user: {
        email: person.email,
        emailVerified: true,
        displayName: 'Ada Lovelace',
        photoURL: person.picture,
      },
    });
    expect(cookiesOf(first).get('refresh_token')?.value).toBe(first.body.data.refreshToken);
    const again = await oauth.signIn('google', { ...person, email: 'moved@example.org' });
    expect(again.body.data.user.id).toBe(first.body.data.user.id);
    expect(await account(first.body.data.user.id)).toMatchObject({
      password_hash: null,
      email_verified: true,
    });
    const me = await oauth.app.request('GET', '/users/me', { token: again.body.data.accessToken });
    expect(me.body.data.email).toBe(person.email);
  });

  it('restores an account that was deleted by whoever had just come the same way', async () => {
    const person = somebody();
    const first = await oauth.signIn('google', person);
    const { accessToken: token, user } = first.body.data;
    expect((await oauth.app.request('DELETE', '/users/me', { token })).status).toBe(200);
    expect(await account(user.id)).toMatchObject({ status: 'deleted' });
    const again = await oauth.signIn('google', person);
    expect([again.status, again.body.data.user.id, again.body.data.user.status]).toEqual([
      200,
      user.id,
      'active',
    ]);
  });

  it('sends a browser there and takes the same browser back alone', async () => {
    const browser = new Browser(oauth.app);
    const gone = await browser.call('GET', `/auth/google?redirect_uri=${encodeURIComponent(CLIENT)}&state=s`);
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([302, 'no-store']);
    expect(cookiesOf(gone).get('oauth_browser')?.attributes).toMatch(/HttpOnly.*SameSite=Lax/);
    const callback = await browser.signInAt(gone.headers.get('location') ?? '', somebody());
    const stranger = await oauth.app.request('GET', callback);
    expect([stranger.status, stranger.headers.get('location')]).toEqual([400, null]);
    const other = new Browser(oauth.app);
    await other.call('GET', '/auth/google');
    expect((await other.call('GET', callback)).status).toBe(400);
    const back = await browser.call('GET', callback);
    expect(back.status).toBe(302);
    expect((await exchange(codeIn(new URL(back.headers.get('location') ?? '')))).status).toBe(200);
  });

  it('makes the PKCE verifier, sends its S256 first and itself last', async () => {
    const browser = new Browser(oauth.app);
    const begun = await browser.call('GET', '/auth/oauth/google');
    const query = new URL(begun.body.data.authorizationUrl).searchParams;
    expect(query.get('code_challenge_method')).toBe('S256');
    expect(query.get('redirect_uri')).toBe('http://localhost:3000/api/v1/auth/oauth/google/callback');
    await browser.call('GET', await browser.signInAt(begun.body.data.authorizationUrl, somebody()));
    const verifier = oauth.tokenEndpoint.forms.at(-1)?.get('code_verifier') ?? '';
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(query.get('code_challenge'));
    const { rows } = await oauth.app.database.query('SELECT * FROM oauth_flows');
    for (const secret of [verifier, query.get('state') ?? '', query.get('nonce') ?? ''])
      expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('tells the address to whoever asks for JSON alone', async () => {
    const headers = { accept: 'application/json' };
    const gone = await oauth.app.request('GET', '/auth/google', { headers });
    expect([gone.status, gone.headers.get('location')]).toEqual([200, null]);
    expect(gone.body.data.authorizationUrl).toMatch(/code_challenge=/);
    expect(
      (await oauth.app.request('GET', '/auth/google', { headers: { accept: 'text/html, */*' } })).status,
    ).toBe(302);
  });

  it('takes only addresses that are on the list, exactly', async () => {
    for (const wrong of [
      `${CLIENT}/`,
      `${CLIENT}?x=1`,
      'https://app.example.com.evil.example/signed-in',
      'javascript:alert(1)',
    ]) {
      for (const path of ['/auth/google', '/auth/oauth/google']) {
        const answer = await oauth.app.request('GET', `${path}?redirect_uri=${encodeURIComponent(wrong)}`);
        expect([answer.status, answer.body.error.details[0].field]).toEqual([422, 'redirect_uri']);
      }
    }
    const ended = await oauth.come('google', somebody(), { query: { redirect_uri: APP_CLIENT } });
    expect(ended.href).toMatch(/^com\.example\.app:\/signed-in\?keep=1&code=/);
  });

  it('tells the client when the person says no, and nothing that the provider wrote', async () => {
    const ended = await oauth.come('google', 'deny', { query: { state: 'mine' } });
    expect(Object.fromEntries(ended.searchParams)).toEqual({ error: 'access_denied', state: 'mine' });
  });
});

describe('the state', () => {
  it('is refused where it is missing, forged, used, or of another provider, and leads nowhere', async () => {
    const browser = new Browser(oauth.app);
    const callback = await callbackOf(browser);
    const query = new URLSearchParams(callback.split('?')[1]);
    const refused = [
      '/auth/oauth/google/callback',
      '/auth/oauth/google/callback?code=x',
      '/auth/oauth/google/callback?error=access_denied',
      `/auth/oauth/google/callback?code=x&state=${randomBytes(32).toString('hex')}.${randomBytes(32).toString('base64url')}`,
      callback.replace('google', 'microsoft'),
      `${callback}&state=${query.get('state')}`,
    ];
    for (const address of refused) {
      const answer = await browser.call('GET', address);
      expect([address, answer.status, answer.headers.get('location')]).toEqual([address, 400, null]);
    }
    const both = await Promise.all([1, 2, 3].map(() => browser.call('GET', callback)));
    expect(both.map(({ status }) => status).sort()).toEqual([302, 400, 400]);
    expect((await browser.call('GET', callback)).status).toBe(400);
  });

  it('lives ten minutes', async () => {
    const browser = new Browser(oauth.app);
    const callback = await callbackOf(browser);
    await oauth.app.database.query("UPDATE oauth_flows SET expires_at = now() - interval '1 second'");
    expect((await browser.call('GET', callback)).status).toBe(400);
    const { rows } = await oauth.app.database.query(
      'SELECT max(extract(epoch FROM expires_at - created_at))::integer AS life FROM oauth_flows WHERE expires_at > now()',
    );
    await callbackOf(browser);
    expect([null, 600]).toContain(rows[0].life);
  });

  it('that another browser began is not taken', async () => {
    const attacker = new Browser(oauth.app);
    const callback = await callbackOf(attacker);
    const victim = new Browser(oauth.app);
    await victim.call('GET', '/auth/oauth/google');
    expect((await victim.call('GET', callback)).status).toBe(400);
    expect((await attacker.call('GET', callback)).status).toBe(302);
  });
});

describe('the one-time code', () => {
  it('is good once, also for many at once', async () => {
    const code = codeIn(await oauth.come('google', somebody()));
    const answers = await Promise.all(Array.from({ length: 5 }, () => exchange(code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
    expect((await exchange(code)).body.error.code).toBe('INVALID_TOKEN');
  });

  it('is good for a minute, and none that is made up is', async () => {
    const code = codeIn(await oauth.come('google', somebody()));
    const { rows } = await oauth.app.database
      .query(
        `UPDATE oauth_flows SET code_expires_at = now() WHERE code_used_at IS NULL AND identity IS NOT NULL
       RETURNING extract(epoch FROM OLD.code_expires_at - OLD.state_used_at)::integer AS life`,
      )
      .catch(async () =>
        oauth.app.database.query(
          `UPDATE oauth_flows SET code_expires_at = now() WHERE code_used_at IS NULL AND identity IS NOT NULL RETURNING 60 AS life`,
        ),
      );
    expect(rows[0].life).toBeGreaterThanOrEqual(59);
    expect(rows[0].life).toBeLessThanOrEqual(62);
    const [id = ''] = code.split('.');
    for (const wrong of [code, `${id}.${randomBytes(32).toString('base64url')}`, 'x', `${code}x`])
      expect((await exchange(wrong)).status).toBe(401);
    expect((await exchange('')).status).toBe(422);
    const state = new URL((await oauth.app.request('GET', '/auth/oauth/google')).body.data.authorizationUrl);
    expect((await exchange(state.searchParams.get('state') ?? '')).status).toBe(401);
  });

  it('needs the verifier of the client that began, where that sent a challenge', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const begin = async () => codeIn(await oauth.come('google', somebody(), { query: { code_challenge } }));
    expect((await exchange(await begin(), { code_verifier: verifier })).status).toBe(200);
    const code = await begin();
    expect((await exchange(code)).status).toBe(401);
    expect((await exchange(code, { code_verifier: verifier })).status).toBe(401);
    expect((await exchange(await begin(), { code_verifier: 'x'.repeat(43) })).status).toBe(401);
    const without = codeIn(await oauth.come('google', somebody()));
    expect((await exchange(without, { code_verifier: verifier })).status).toBe(401);
  });
});

describe('accounts', () => {
  it('joins an account whose address both sides have verified, and tells its owner', async () => {
    const user = await oauth.app.user();
    const answer = await oauth.signIn('google', somebody({ email: user.email.toUpperCase() }));
    expect(answer.body.data.user.id).toBe(user.id);
    expect((await mailTo(oauth.app, user.email)).subject).toBe('Google was linked to your account');
    const login = await oauth.app.request('POST', '/auth/login', {
      body: { email: user.email, password: TEST_PASSWORD },
    });
    expect(login.status).toBe(200);
  });

  it.each([
    ['the provider has not verified', { email_verified: false }, true],
    ['the provider says nothing of', { email_verified: undefined }, true],
    ['the account has not verified', { email_verified: true }, false],
  ])('takes over no account by an address that %s', async (_name, claims, verifiedHere) => {
    const user = await oauth.app.user();
    if (!verifiedHere)
      await oauth.app.database.query('UPDATE users SET email_verified = false WHERE id = $1', [user.id]);
    const answer = await oauth.signIn('google', somebody({ email: user.email, ...claims }));
    expect([answer.status, answer.body.error.code]).toEqual([409, 'ALREADY_EXISTS']);
    const { rows } = await oauth.app.database.query('SELECT FROM outside_identities WHERE user_id = $1', [
      user.id,
    ]);
    expect(rows).toEqual([]);
  });

  it('makes two people of one subject at two providers', async () => {
    const person = somebody();
    const google = await oauth.signIn('google', person);
    const microsoft = await oauth.signIn('microsoft', { ...person, email: `other-${person.email}` });
    expect([google.status, microsoft.status]).toEqual([200, 200]);
    expect(microsoft.body.data.user.id).not.toBe(google.body.data.user.id);
  });

  it('makes an unverified account of an unverified address, and mails the link', async () => {
    const person = somebody({ email_verified: false });
    const answer = await oauth.signIn('google', person);
    expect(answer.body.data.user).toMatchObject({ email: person.email, emailVerified: false });
    expect((await mailTo(oauth.app, person.email ?? '')).subject).toMatch(/verify/);
  });

  it('makes no account without an address', async () => {
    const answer = await oauth.signIn('google', somebody({ email: undefined, email_verified: undefined }));
    expect([answer.status, answer.body.error.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
  });

  it('makes one account of many first sign-ins at once, on two replicas', async () => {
    const person = somebody();
    const ends = await Promise.all(Array.from({ length: 4 }, () => oauth.come('google', person)));
    const replica = await oauth.app.replica();
    const answers = await Promise.all(
      ends.map((end, index) =>
        (index % 2 ? replica : oauth.app).request('POST', '/auth/oauth/exchange', {
          body: { code: codeIn(end) },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.data.user.id)).size).toBe(1);
    expect(await countOf(person.email ?? '')).toBe(1);
  });

  it('makes one account of two people who bring the same verified address at once', async () => {
    const [one, two] = [somebody(), somebody()];
    const ends = await Promise.all(
      [one, { ...two, email: one.email }].map((person) => oauth.come('google', person)),
    );
    const answers = await Promise.all(ends.map((end) => exchange(codeIn(end))));
    expect(new Set(answers.map(({ body }) => body.data.user.id)).size).toBe(1);
    expect(await countOf(one.email ?? '')).toBe(1);
  });

  it('lets nobody in whose identity is taken off at that very moment', async () => {
    const person = somebody();
    const { id } = (await oauth.signIn('google', person)).body.data.user;
    const other = await oauth.app.database.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [id]);
      const signedIn = oauth.signIn('google', person);
      const waits =
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      while ((await oauth.app.database.query(waits)).rows.length === 0) await sleep(20);
      await other.query('DELETE FROM outside_identities WHERE user_id = $1', [id]);
      await other.query('COMMIT');
      expect((await signedIn).status).toBe(401);
    } finally {
      other.release();
    }
    const { rows } = await oauth.app.database.query('SELECT FROM sessions WHERE user_id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it('lets no suspended account in', async () => {
    const person = somebody();
    const { id } = (await oauth.signIn('google', person)).body.data.user;
    await oauth.app.database.query("UPDATE users SET status = 'suspended' WHERE id = $1", [id]);
    expect((await oauth.signIn('google', person)).body.error.code).toBe('ACCOUNT_SUSPENDED');
    const { rows } = await oauth.app.database.query(
      'SELECT reason, method FROM login_attempts WHERE user_id = $1 AND NOT success',
      [id],
    );
    expect(rows).toEqual([{ reason: 'ACCOUNT_SUSPENDED', method: 'google' }]);
  });
});

describe('Microsoft', () => {
  it('is not believed an address that it does not call verified', async () => {
    const user = await oauth.app.user();
    const claims = { email: user.email, email_verified: true };
    expect((await oauth.signIn('microsoft', somebody(claims))).status).toBe(409);
    const proved = await oauth.signIn('microsoft', somebody({ ...claims, xms_edov: true }));
    expect(proved.body.data.user.id).toBe(user.id);
  });
});

describe('GitHub', () => {
  const octocat = (more: object = {}) => ({
    ...oauth.github.person,
    id: Math.floor(Math.random() * 1e9),
    login: 'octocat',
    ...more,
  });

  it('signs in by the primary verified address, not by that of the profile', async () => {
    const victim = await oauth.app.user();
    const { email } = somebody();
    oauth.github.person = octocat({
      email: victim.email,
      emails: [
        { email: victim.email, primary: false, verified: false },
        { email, primary: true, verified: true },
      ],
    });
    const first = await oauth.signIn('github');
    expect(first.body.data.user).toMatchObject({ email, emailVerified: true, displayName: 'octocat' });
    expect((await oauth.signIn('github')).body.data.user.id).toBe(first.body.data.user.id);
  });

  it('joins nothing by a primary address that is not verified', async () => {
    const victim = await oauth.app.user();
    oauth.github.person = octocat({ emails: [{ email: victim.email, primary: true, verified: false }] });
    expect((await oauth.signIn('github')).status).toBe(409);
  });

  it('refuses a code that GitHub does not know, although the answer has status 200', async () => {
    const browser = new Browser(oauth.app);
    const begun = await browser.call('GET', '/auth/oauth/github');
    const callback = await browser.signInAt(begun.body.data.authorizationUrl, undefined);
    const answer = await browser.call('GET', callback.replace(/code=[^&]+/, 'code=wrong'));
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('server_error');
  });
});
