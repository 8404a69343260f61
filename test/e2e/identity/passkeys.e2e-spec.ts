import { SignInCompletion, type SignInOutcome } from '@almanac/identity';
import { RequestContext, UnitOfWork } from '@almanac/platform';
import { createTestApp, TEST_PASSWORD, type TestAnswer, type TestApp, type TestUser } from '@almanac/testing';
import { openPasskeyBrowser, servePages, type PasskeyBrowser } from './passkey-browser';
import { mailTo } from './support';

type Json = Record<string, unknown>;

const problem = (answer: TestAnswer) => [answer.status, answer.body.error?.code];
const fieldOf = (answer: TestAnswer) => [answer.status, answer.body.error?.details?.[0]?.field];

describe('passkeys, with the authenticator of a real browser', () => {
  const begun: { close(): unknown }[] = [];
  let app: TestApp;
  let browser: PasskeyBrowser;

  // A machine without Chromium gets it here, which takes a minute.
  beforeAll(async () => {
    const pages = await servePages();
    begun.push(pages);
    app = await createTestApp({ worker: true, config: { PUBLIC_URL: pages.origins[0] } });
    begun.push(app);
    browser = await openPasskeyBrowser(pages);
    begun.push(browser);
  }, 300_000);
  afterAll(async () => {
    for (const each of begun.reverse()) await each.close();
  });
  beforeEach(() => browser.forget());

  const post = (path: string, body: unknown, token?: string) =>
    app.request('POST', `/auth${path}`, { body, token });
  const list = async (user: TestUser) =>
    (await app.request('GET', '/auth/passkeys', { token: user.token })).body.data.passkeys;

  async function ask(path: string, token?: string): Promise<{ challengeId: string; options: Json }> {
    const answer = await post(path, {}, token);
    expect(answer.status).toBe(200);
    return answer.body.data;
  }
  async function add(user: TestUser, name?: string): Promise<{ id: string; version: number }> {
    const { challengeId, options } = await ask('/passkeys/register/options', user.token);
    const response = await browser.create(options);
    const answer = await post('/passkeys/register/verify', { challengeId, response, name }, user.token);
    expect(answer.status).toBe(201);
    return answer.body.data;
  }
  async function signIn(change: (options: Json) => Json = (options) => options): Promise<TestAnswer> {
    const { challengeId, options } = await ask('/passkeys/login/options');
    const response = await browser.get(change(options));
    return post('/passkeys/login/verify', { challengeId, response });
  }
  /** What a right password leads to; checking it aside, which takes the time. */
  async function prove(user: TestUser): Promise<SignInOutcome> {
    const context = RequestContext.system();
    const factor = { method: 'password', deviceToken: undefined, secondFactorDone: false };
    return app
      .get(UnitOfWork)
      .run(context, (tx) => app.get(SignInCompletion).complete(tx, context, user, factor));
  }
  const pretendTotp = (user: TestUser) =>
    app.database.query("INSERT INTO mfa_totp (user_id, secret, confirmed_at) VALUES ($1, 'x.y', now())", [
      user.id,
    ]);

  it('are added, listed, and told of by mail', async () => {
    const user = await app.user();
    const { challengeId, options } = await ask('/passkeys/register/options', user.token);
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Almanac' },
      user: { name: user.email },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    });
    const response = await browser.create(options);
    const body = { challengeId, response, name: 'Phone' };
    const stranger = await app.user();
    expect(fieldOf(await post('/passkeys/register/verify', body, stranger.token))).toEqual([
      422,
      'challengeId',
    ]);
    const answer = await post('/passkeys/register/verify', body, user.token);
    expect(answer.status).toBe(201);
    expect(answer.body.data).toMatchObject({
      name: 'Phone',
      transports: ['internal'],
      lastUsedAt: null,
      version: 1,
    });
    expect(answer.headers.get('location')).toBe(`/api/v1/auth/passkeys/${answer.body.data.id}`);
    expect(fieldOf(await post('/passkeys/register/verify', body, user.token))).toEqual([422, 'challengeId']);
    expect(await list(user)).toEqual([answer.body.data]);
    expect(await list(stranger)).toEqual([]);
    expect((await mailTo(app, user.email)).subject).toBe('A passkey was added to your account');
    // An authenticator that has one already makes no second.
    const again = await ask('/passkeys/register/options', user.token);
    await expect(browser.create(again.options)).rejects.toThrow(/InvalidStateError/);
    const { rows } = await app.database.query(
      "SELECT 1 FROM audit_log WHERE action = 'auth.passkey.added' AND actor_id = $1",
      [user.id],
    );
    expect(rows).toHaveLength(1);
  });

  it('are refused at registration when the answer fits badly', async () => {
    const user = await app.user();
    const first = await ask('/passkeys/register/options', user.token);
    const second = await ask('/passkeys/register/options', user.token);
    const response = await browser.create(first.options);
    const mixed = { challengeId: second.challengeId, response };
    expect(fieldOf(await post('/passkeys/register/verify', mixed, user.token))).toEqual([422, 'response']);
    for (const wrong of [{}, { id: 'x' }, { ...response, id: 'AAAA' }, { ...response, response: {} }]) {
      const { challengeId } = await ask('/passkeys/register/options', user.token);
      const answer = await post('/passkeys/register/verify', { challengeId, response: wrong }, user.token);
      expect(fieldOf(answer)).toEqual([422, 'response']);
    }
    const text = { challengeId: first.challengeId, response: 'x' };
    expect(fieldOf(await post('/passkeys/register/verify', text, user.token))).toEqual([422, 'response']);
    expect(await list(user)).toEqual([]);
  });

  it('sign in without an e-mail address, and stand for two factors', async () => {
    const user = await app.user();
    await add(user);
    await pretendTotp(user);
    const { challengeId, options } = await ask('/passkeys/login/options');
    expect(options).not.toHaveProperty('allowCredentials');
    const body = { challengeId, response: await browser.get(options) };
    const answers = await Promise.all([
      post('/passkeys/login/verify', body),
      post('/passkeys/login/verify', body),
    ]);
    expect(answers.map((each) => each.status).sort()).toEqual([200, 401]);
    const answer = answers.find((each) => each.status === 200);
    expect(answer?.body.data).toMatchObject({ expiresIn: 900, user: { id: user.id } });
    const token = answer?.body.data.accessToken;
    expect((await app.request('GET', '/auth/me', { token })).status).toBe(200);
    expect(answer?.headers.getSetCookie().join()).toMatch(/refresh_token=.*HttpOnly/);
    expect(problem(await post('/passkeys/login/verify', body))).toEqual([401, 'INVALID_CREDENTIALS']);
    expect((await list(user))[0].lastUsedAt).not.toBeNull();
  });

  it('restore a deleted account', async () => {
    const user = await app.user();
    await add(user);
    const body = { password: TEST_PASSWORD };
    expect((await app.request('DELETE', '/users/me', { token: user.token, body })).status).toBe(200);
    const answer = await signIn();
    expect([answer.status, answer.body.data.user]).toMatchObject([200, { id: user.id, status: 'active' }]);
  });

  it('do not sign in from another origin, unverified, to another question, too late, or with a copied key', async () => {
    const user = await app.user();
    const { id } = await add(user);
    await browser.goTo(browser.otherOrigin);
    expect(problem(await signIn())).toEqual([401, 'INVALID_CREDENTIALS']);
    await browser.goTo(browser.origin);

    await browser.setUserVerified(false);
    const unverified = await signIn((options) => ({ ...options, userVerification: 'discouraged' }));
    expect(problem(unverified)).toEqual([401, 'INVALID_CREDENTIALS']);
    await browser.setUserVerified(true);

    const [first, second] = [await ask('/passkeys/login/options'), await ask('/passkeys/login/options')];
    const response = await browser.get(first.options);
    const mixed = { challengeId: second.challengeId, response };
    expect(problem(await post('/passkeys/login/verify', mixed))).toEqual([401, 'INVALID_CREDENTIALS']);
    await app.database.query("UPDATE webauthn_challenges SET expires_at = now() WHERE purpose = 'sign-in'");
    const late = { challengeId: first.challengeId, response };
    expect(problem(await post('/passkeys/login/verify', late))).toEqual([401, 'INVALID_CREDENTIALS']);

    await app.database.query('UPDATE passkeys SET counter = 100000 WHERE id = $1', [id]);
    expect(problem(await signIn())).toEqual([401, 'INVALID_CREDENTIALS']);
    await app.database.query('UPDATE passkeys SET counter = 0 WHERE id = $1', [id]);
    expect((await signIn()).status).toBe(200);
    await app.database.query("UPDATE users SET status = 'suspended' WHERE id = $1", [user.id]);
    expect(problem(await signIn())).toEqual([403, 'ACCOUNT_SUSPENDED']);
    const { rows } = await app.database.query(
      "SELECT reason FROM login_attempts WHERE method = 'passkey' AND NOT success ORDER BY at",
    );
    expect(rows.slice(-6).map(({ reason }) => reason)).toEqual([
      ...Array.from({ length: 5 }, () => 'INVALID_CREDENTIALS'),
      'ACCOUNT_SUSPENDED',
    ]);
  });

  it('are a second factor beside a code', async () => {
    const user = await app.user();
    await add(user);
    expect((await prove(user)).kind).toBe('signed-in');
    await pretendTotp(user);
    const outcome = await prove(user);
    if (outcome.kind !== 'mfa-required') throw new Error('No second factor was asked for');
    const { mfaToken, methods } = outcome;
    expect(methods).toEqual(['totp', 'passkey']);
    const question = await post('/mfa/challenge/passkey', { mfaToken });
    const { challengeId, options } = question.body.data;
    expect(options.allowCredentials).toHaveLength(1);
    const passkey = { challengeId, response: await browser.get(options) };
    const other = await app.user();
    await pretendTotp(other);
    const foreign = await prove(other);
    if (foreign.kind !== 'mfa-required') throw new Error('No second factor was asked for');
    expect(problem(await post('/mfa/challenge', { mfaToken: foreign.mfaToken, passkey }))).toEqual([
      401,
      'INVALID_CREDENTIALS',
    ]);
    const answer = await post('/mfa/challenge', { mfaToken, passkey });
    expect(answer.status).toBe(200);
    expect(answer.body.data.user.id).toBe(user.id);
    const unknown = await post('/mfa/challenge/passkey', { mfaToken });
    expect(problem(unknown)).toEqual([401, 'INVALID_TOKEN']);
  });

  it('satisfy a role that demands a second factor', async () => {
    await app.database.query("UPDATE roles SET mfa_required = true WHERE name = 'enterprise'");
    try {
      const user = await app.user({ tier: 'enterprise' });
      const planners = () => app.request('GET', '/planners', { token: user.token });
      expect(problem(await planners())).toEqual([403, 'MFA_SETUP_REQUIRED']);
      await add(user);
      expect((await planners()).status).toBe(200);
      expect(await prove(user)).toMatchObject({ kind: 'mfa-required', methods: ['passkey'] });
      const { data } = (await app.request('GET', '/auth/mfa', { token: user.token })).body;
      expect(data).toMatchObject({ enabled: true, required: true, methods: ['passkey'], backupCodesLeft: 0 });
      expect((await signIn()).status).toBe(200);
    } finally {
      await app.database.query("UPDATE roles SET mfa_required = false WHERE name = 'enterprise'");
    }
  });

  it('are a fresh proof of identity', async () => {
    const user = await app.user();
    await add(user);
    const { challengeId, options } = await ask('/reauthenticate/passkey', user.token);
    const passkey = { challengeId, response: await browser.get(options) };
    const answer = await post('/reauthenticate', { passkey }, user.token);
    expect(answer.status).toBe(200);
    expect(answer.body.data.validUntil > answer.body.data.provedAt).toBe(true);
    expect(fieldOf(await post('/reauthenticate', { passkey }, user.token))).toEqual([422, 'passkey']);
  });

  it('are named and removed by their owner alone, but for the last way to sign in', async () => {
    const user = await app.user();
    const first = await add(user, 'Phone');
    await browser.forget();
    const second = await add(user);
    const stranger = await app.user();
    const path = (id: string) => `/auth/passkeys/${id}`;
    const rename = (token: string, headers: Record<string, string> = {}) =>
      app.request('PATCH', path(first.id), { token, body: { name: 'Laptop' }, headers });
    expect((await rename(stranger.token)).status).toBe(403);
    expect((await app.request('DELETE', path(first.id), { token: stranger.token })).status).toBe(403);
    const named = await rename(user.token, { 'if-match': '"v1"' });
    expect(named.body.data).toMatchObject({ name: 'Laptop', version: 2 });
    expect(named.headers.get('etag')).toBe('"v2"');
    expect(problem(await rename(user.token, { 'if-match': '"v1"' }))).toEqual([412, 'PRECONDITION_FAILED']);

    await app.database.query('UPDATE users SET password_hash = NULL WHERE id = $1', [user.id]);
    const answers = await Promise.all(
      [first, second].map(({ id }) => app.request('DELETE', path(id), { token: user.token })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(await list(user)).toHaveLength(1);
    const [left] = await list(user);
    await app.database.query("UPDATE users SET password_hash = 'x' WHERE id = $1", [user.id]);
    expect((await app.request('DELETE', path(left.id), { token: user.token })).status).toBe(200);
    expect((await mailTo(app, user.email, 4)).subject).toBe('A passkey was removed from your account');
  });

  it('sign in to the account of a person who has a password, too', async () => {
    const user = await app.user();
    await add(user);
    const answer = await app.request('POST', '/auth/login', {
      body: { email: user.email, password: TEST_PASSWORD },
    });
    expect(answer.body.data.accessToken).toBeDefined();
  });
});
