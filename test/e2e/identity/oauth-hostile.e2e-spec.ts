import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, type JsonWebKey } from 'node:crypto';
import { ageProof } from '@almanac/testing';
import { decodeJwt, importJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { Browser, type Person } from './oauth/browser';
import { CLIENT, somebody, startOAuthApp, type OAuthApp } from './oauth/oauth-app';
import { mailTo, tokenIn } from './support';

let oauth: OAuthApp;

beforeAll(async () => {
  oauth = await startOAuthApp({ EMAIL_VERIFICATION: 'required', GITHUB_CLIENT_SECRET: '' });
});
afterAll(() => oauth.close());

const now = () => Math.floor(Date.now() / 1000);
/** An ID token that Google's key signs, of a person for this application. */
const sign = async (claims: JWTPayload, key: unknown = oauth.openId.key, header = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: 'first', ...header })
    .sign(await importJWK(key as JsonWebKey & { kty: string }, 'RS256'));
const claimsFor = (person: Person, more: JWTPayload = {}): JWTPayload => ({
  ...person,
  iss: oauth.openId.google.issuer,
  aud: 'google-client',
  iat: now(),
  exp: now() + 3600,
  ...more,
});
const strangersKey = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
/** Signed by HMAC with the public key as the secret, as if the algorithm were the token's to choose. */
const confused = (claims: JWTPayload) => {
  const { n = '', e = '' } = oauth.openId.key;
  const secret = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', kid: 'first', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};
const withGoogle = (googleToken: unknown) =>
  oauth.app.request('POST', '/auth/google', { body: { googleToken } });
const accountsOf = async (token: string) =>
  (await oauth.app.request('GET', '/auth/oauth/accounts', { token })).body.data;

describe('an installation', () => {
  it('has only those providers whose settings are set', async () => {
    const { providers } = (await oauth.app.request('GET', '/auth/oauth/providers')).body.data;
    expect(providers.map(({ name }: { name: string }) => name)).toEqual(['google', 'microsoft']);
    for (const path of ['/auth/github', '/auth/oauth/github', '/auth/oauth/github/callback?state=x&code=y'])
      expect([path, (await oauth.app.request('GET', path)).status]).toEqual([path, 404]);
  });

  it('that wants verified addresses keeps a new account, and lets it in once its address is verified', async () => {
    const person = somebody({ email_verified: false });
    const first = await oauth.signIn('google', person);
    expect([first.status, first.body.error.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
    const token = tokenIn(await mailTo(oauth.app, person.email ?? ''));
    expect((await oauth.app.request('POST', '/auth/verify-email', { body: { token } })).status).toBe(200);
    const second = await oauth.signIn('google', person);
    expect(second.body.data.user).toMatchObject({ email: person.email, emailVerified: true });
  });
});

describe('an ID token of the code flow', () => {
  const crooked: [string, (claims: JWTPayload) => Promise<string> | string][] = [
    ['another nonce', (claims) => sign({ ...claims, nonce: 'another' })],
    ['no nonce', ({ nonce: _nonce, ...claims }) => sign(claims)],
    ['another issuer', (claims) => sign({ ...claims, iss: 'https://evil.example' })],
    ['another audience', (claims) => sign({ ...claims, aud: 'another-client' })],
    ['an app of ours as audience', (claims) => sign({ ...claims, aud: 'google-app-client' })],
    [
      'several audiences and another party',
      (claims) => sign({ ...claims, aud: ['google-client', 'x'], azp: 'x' }),
    ],
    ['an end in the past', (claims) => sign({ ...claims, iat: now() - 7200, exp: now() - 3600 })],
    ['no end', ({ exp: _exp, ...claims }) => sign(claims)],
    ['no subject', ({ sub: _sub, ...claims }) => sign(claims)],
    ['the signature of a stranger', (claims) => sign(claims, strangersKey())],
    ['no algorithm', (claims) => new UnsecuredJWT(claims).encode()],
    ['the public key as a secret', confused],
  ];

  it.each(crooked)('with %s signs nobody in', async (_name, craft) => {
    const person = somebody();
    oauth.tokenEndpoint.next(async (answer) => ({
      ...answer,
      id_token: await craft(decodeJwt(String(answer['id_token']))),
    }));
    const ended = await oauth.come('google', person, { query: { redirect_uri: CLIENT, state: 's' } });
    expect(Object.fromEntries(ended.searchParams)).toEqual({ error: 'server_error', state: 's' });
    const { rows } = await oauth.app.database.query('SELECT FROM users WHERE email_lower = $1', [
      person.email,
    ]);
    expect(rows).toEqual([]);
  });

  it('that is right still does when it comes the same way', async () => {
    oauth.tokenEndpoint.next(async (answer) => ({
      ...answer,
      id_token: await sign(decodeJwt(String(answer['id_token']))),
    }));
    expect((await oauth.come('google', somebody())).searchParams.get('code')).not.toBeNull();
  });
});

describe('a provider in trouble', () => {
  it.each([
    ['is too slow', () => null, 'temporarily_unavailable'],
    [
      'gives no ID token',
      ({ id_token: _token, ...answer }: Record<string, unknown>) => answer,
      'server_error',
    ],
    ['gives no JSON', () => '<html>', 'server_error'],
    ['gives too much', () => ({ id_token: 'x'.repeat(300_000) }), 'server_error'],
  ])('that %s leads back to the client', async (_name, change, error) => {
    oauth.tokenEndpoint.next(change);
    const ended = await oauth.come('google', somebody());
    expect(ended.searchParams.get('error')).toBe(error);
  });

  it('that is named wrongly in the answer is not believed', async () => {
    const browser = new Browser(oauth.app);
    const begun = await browser.call('GET', '/auth/oauth/google');
    const callback = new URL(
      await browser.signInAt(begun.body.data.authorizationUrl, somebody()),
      'http://x',
    );
    callback.searchParams.set('iss', 'https://evil.example');
    const answer = await browser.call('GET', callback.pathname + callback.search);
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('server_error');
  });

  it('that refuses the code leads back to the client', async () => {
    const browser = new Browser(oauth.app);
    const begun = await browser.call('GET', '/auth/oauth/google');
    const callback = await browser.signInAt(begun.body.data.authorizationUrl, somebody());
    const answer = await browser.call('GET', callback.replace(/code=[^&]+/, 'code=wrong'));
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('server_error');
  });
});

describe('POST /auth/google', () => {
  it('signs in by an ID token, of a website or an app, into the account of the code flow', async () => {
    const person = somebody();
    const first = await withGoogle(await sign(claimsFor(person)));
    expect(first.status).toBe(200);
    expect(first.body.data.user).toMatchObject({ email: person.email, emailVerified: true });
    const app = await withGoogle(
      await sign(claimsFor(person, { aud: 'google-app-client', nonce: 'of the app' })),
    );
    const flow = await oauth.signIn('google', person);
    for (const answer of [app, flow]) expect(answer.body.data.user.id).toBe(first.body.data.user.id);
  });

  it('makes one account of many at once', async () => {
    const token = await sign(claimsFor(somebody()));
    const answers = await Promise.all(Array.from({ length: 4 }, () => withGoogle(token)));
    expect(new Set(answers.map(({ body }) => body.data.user.id)).size).toBe(1);
  });

  it('refuses every token that Google did not make for this application', async () => {
    const claims = claimsFor(somebody());
    const refused: unknown[] = [
      await sign({ ...claims, aud: 'another-client' }),
      await sign({ ...claims, iss: 'https://evil.example' }),
      await sign(claims, strangersKey()),
      await sign(claims, oauth.openId.key, { kid: 'unknown' }),
      await sign(claims, strangersKey(), { jku: 'https://evil.example/keys', x5u: 'https://evil.example/x' }),
      new UnsecuredJWT(claims).encode(),
      confused(claims),
      'x',
      'a.b.c',
    ];
    for (const token of refused) {
      const answer = await withGoogle(token);
      expect([answer.status, answer.body.error.code]).toEqual([401, 'INVALID_TOKEN']);
    }
    const old = await withGoogle(await sign({ ...claims, iat: now() - 7200, exp: now() - 3600 }));
    expect([old.status, old.body.error.code]).toEqual([401, 'TOKEN_EXPIRED']);
    expect((await withGoogle('')).status).toBe(422);
    expect((await withGoogle({ a: 1 })).status).toBe(422);
  });

  it('takes over no account by an unverified address', async () => {
    const user = await oauth.app.user();
    const token = await sign(claimsFor(somebody({ email: user.email, email_verified: false })));
    expect((await withGoogle(token)).status).toBe(409);
  });
});

describe('linked identities', () => {
  const begin = (browser: Browser, token: string, more: object = {}) =>
    browser.call('POST', '/auth/oauth/accounts', {
      token,
      body: { provider: 'google', redirect_uri: CLIENT, ...more },
    });
  const link = (token: string, body: object) =>
    oauth.app.request('POST', '/auth/oauth/accounts', { token, body });
  const codeOf = async (token: string, person: Person) => {
    const browser = new Browser(oauth.app);
    const { authorizationUrl } = (await begin(browser, token)).body.data;
    const back = await browser.call('GET', await browser.signInAt(authorizationUrl, person));
    return new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
  };

  it('are linked in a flow, whatever their address, listed, used, and taken away', async () => {
    const user = await oauth.app.user();
    const person = somebody({ email_verified: false });
    const code = await codeOf(user.token, person);
    const linked = await link(user.token, { code });
    expect(linked.status).toBe(201);
    expect(linked.headers.get('location')).toBe(`/api/v1/auth/oauth/accounts/${linked.body.data.id}`);
    expect((await link(user.token, { code })).status).toBe(422);
    expect(await accountsOf(user.token)).toMatchObject({
      accounts: [{ id: linked.body.data.id, provider: 'google', email: person.email, emailVerified: false }],
      pagination: { total: 1, hasNext: false },
    });
    expect((await mailTo(oauth.app, user.email)).subject).toBe('Google was linked to your account');
    expect((await oauth.signIn('google', person)).body.data.user.id).toBe(user.id);
    const stranger = await oauth.app.user();
    const path = `/auth/oauth/accounts/${linked.body.data.id}`;
    expect((await oauth.app.request('DELETE', path, { token: stranger.token })).status).toBe(403);
    expect((await oauth.app.request('DELETE', path, { token: user.token })).status).toBe(200);
    expect((await oauth.app.request('DELETE', path, { token: user.token })).status).toBe(404);
    // Somebody new again, whose address nobody has verified.
    expect((await oauth.signIn('google', person)).body.error.code).toBe('EMAIL_NOT_VERIFIED');
  });

  it('are linked by a Google ID token, to one account only', async () => {
    const [one, two] = await Promise.all([oauth.app.user(), oauth.app.user()]);
    const googleToken = await sign(claimsFor(somebody()));
    const first = await link(one.token, { googleToken });
    expect(first.status).toBe(201);
    expect((await link(one.token, { googleToken })).body.data.id).toBe(first.body.data.id);
    const second = await link(two.token, { googleToken });
    expect([second.status, second.body.error.code]).toEqual([409, 'ALREADY_EXISTS']);
    const wrong = await link(one.token, { googleToken: 'x' });
    expect([wrong.status, wrong.body.error.details[0].field]).toEqual([422, 'googleToken']);
  });

  it('cannot be slipped to somebody: a flow ends only in the account that began it', async () => {
    const [attacker, victim] = await Promise.all([oauth.app.user(), oauth.app.user()]);
    const person = somebody();
    const code = await codeOf(attacker.token, person);
    expect((await link(victim.token, { code })).status).toBe(422);
    expect((await oauth.app.request('POST', '/auth/oauth/exchange', { body: { code } })).status).toBe(401);
    const signIn = (await oauth.come('google', person)).searchParams.get('code');
    expect((await link(attacker.token, { code: signIn })).status).toBe(422);
    expect((await accountsOf(victim.token)).accounts).toEqual([]);
  });

  it('want exactly one step, a provider that is on, and a recent proof', async () => {
    const user = await oauth.app.user();
    for (const body of [{}, { code: 'x', googleToken: 'y' }, { provider: 'facebook' }])
      expect((await link(user.token, body)).status).toBe(422);
    await ageProof(oauth.app, user.id);
    const old = await begin(new Browser(oauth.app), user.token);
    expect([old.status, old.body.error.code]).toEqual([403, 'REAUTHENTICATION_REQUIRED']);
    const path = `/auth/oauth/accounts/${randomUUID()}`;
    expect((await oauth.app.request('DELETE', path, { token: user.token })).status).toBe(403);
  });

  it('end with the last way in: of two at once one stays', async () => {
    const person = somebody();
    const { accessToken: token } = (await oauth.signIn('google', person)).body.data;
    const unlink = (id: string) => oauth.app.request('DELETE', `/auth/oauth/accounts/${id}`, { token });
    const [only] = (await accountsOf(token)).accounts;
    expect([(await unlink(only.id)).status]).toEqual([409]);
    await link(token, { googleToken: await sign(claimsFor(somebody())) });
    const { accounts } = await accountsOf(token);
    expect(accounts).toHaveLength(2);
    const answers = await Promise.all(accounts.map(({ id }: { id: string }) => unlink(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await accountsOf(token)).accounts).toHaveLength(1);
  });

  it('may all go where a passkey stays, and a passkey where one of them stays', async () => {
    const { accessToken: token, user } = (await oauth.signIn('google', somebody())).body.data;
    const passkey = randomUUID();
    await oauth.app.database.query(
      `INSERT INTO passkeys (id, user_id, credential_id, public_key, name, aaguid) VALUES ($1, $2, $3, '', 'Laptop', $1)`,
      [passkey, user.id, passkey],
    );
    const remove = (path: string) => oauth.app.request('DELETE', path, { token });
    const [identity] = (await accountsOf(token)).accounts;
    const answers = await Promise.all([
      remove(`/auth/passkeys/${passkey}`),
      remove(`/auth/oauth/accounts/${identity.id}`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('are no more than ten, in pages', async () => {
    const user = await oauth.app.user();
    for (let index = 0; index < 10; index += 1)
      expect((await link(user.token, { googleToken: await sign(claimsFor(somebody())) })).status).toBe(201);
    const more = await link(user.token, { googleToken: await sign(claimsFor(somebody())) });
    expect([more.status, more.body.error.code]).toEqual([409, 'CONFLICT']);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await oauth.app.request('GET', `/auth/oauth/accounts?limit=4${query}`, {
        token: user.token,
      });
      seen.push(...page.body.data.accounts.map(({ id }: { id: string }) => id));
      cursor = page.body.data.pagination.nextCursor;
    }
    expect(new Set(seen).size).toBe(10);
    const second = await oauth.app.request('GET', '/auth/oauth/accounts?limit=4&page=2', {
      token: user.token,
    });
    expect(second.body.data.accounts.map(({ id }: { id: string }) => id)).toEqual(seen.slice(4, 8));
    expect(second.body.data.pagination).toMatchObject({ page: 2, pages: 3, total: 10, hasPrev: true });
  });
});
