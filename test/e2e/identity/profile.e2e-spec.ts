import { createTestApp, type TestApp, type TestUser } from '@almanac/testing';

describe('the own account', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await createTestApp();
  });

  beforeEach(async () => {
    user = await app.user({ displayName: 'Ada' });
  });

  afterAll(() => app.close());

  const patch = (body: unknown, headers: Record<string, string> = {}) =>
    app.request('PATCH', '/users/me', { token: user.token, body, headers });
  const get = (headers: Record<string, string> = {}) =>
    app.request('GET', '/users/me', { token: user.token, headers });

  it('is shown with every field, defaults filled in', async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"v1\.t\d+"$/);
    expect(answer.body.data).toMatchObject({
      id: user.id,
      userId: user.id,
      email: user.email,
      emailVerified: true,
      displayName: 'Ada',
      username: null,
      status: 'active',
      role: 'free',
      subscription: { tier: 'free' },
      preferences: { theme: 'auto', timezone: 'UTC', notifications: { email: true } },
      version: 1,
    });
    expect(answer.text).not.toMatch(/passwordHash|password_hash|\$2b\$/);
    expect((await app.request('GET', '/auth/me', { token: user.token })).body.data).toEqual(answer.body.data);
    expect((await get({ 'if-none-match': etag })).status).toBe(304);
  });

  it('is changed by a merge patch', async () => {
    const first = await patch({
      displayName: 'Countess',
      username: `Ada.${user.id.slice(-6)}`,
      bio: 'Poetical science',
      photoURL: 'https://example.com/a.jpg',
      phoneNumber: '+43 1 234567',
      preferences: { theme: 'dark', timezone: 'Europe/Vienna', notifications: { sms: true } },
    });
    expect(first.status).toBe(200);
    expect(first.headers.get('etag')).toMatch(/^"v2\.t\d+"$/);
    expect(first.body.data).toMatchObject({
      displayName: 'Countess',
      preferences: { theme: 'dark', timezone: 'Europe/Vienna', notifications: { sms: true, email: true } },
      version: 2,
    });
    const second = await patch({ bio: null, preferences: { theme: null, notifications: false } });
    expect(second.body.data).toMatchObject({
      displayName: 'Countess',
      bio: null,
      preferences: {
        theme: 'auto',
        timezone: 'Europe/Vienna',
        notifications: { email: false, push: false, sms: false, reminder: false },
      },
    });
    expect((await get()).body.data).toEqual(second.body.data);
  });

  it('loses nothing when two change it at once', async () => {
    const stale = await Promise.all([
      patch({ displayName: 'One' }, { 'if-match': '"v1"' }),
      patch({ displayName: 'Two' }, { 'if-match': '"v1"' }),
    ]);
    expect(stale.map((answer) => answer.status).sort()).toEqual([200, 412]);
    await Promise.all([
      patch({ bio: 'b' }),
      patch({ preferences: { theme: 'light' } }),
      patch({ preferences: { fontSize: 20 } }),
    ]);
    expect((await get()).body.data).toMatchObject({
      bio: 'b',
      version: 5,
      preferences: { theme: 'light', fontSize: 20 },
    });
  });

  it('tells requests of a new time zone at once', async () => {
    const state = async () => {
      const { Authenticator } = await import('@almanac/platform');
      const authenticator = app.get(Authenticator);
      const identity = authenticator.identify({ kind: 'bearer', secret: user.token });
      return authenticator.fromState(await authenticator.loadState(identity), undefined);
    };
    expect((await state())?.timeZone).toBe('UTC');
    await patch({ preferences: { timezone: 'Asia/Tokyo' } });
    expect((await state())?.timeZone).toBe('Asia/Tokyo');
  });

  it('has a username that is unique whatever its case', async () => {
    const other = await app.user();
    const name = `name-${user.id.slice(-8)}`;
    expect((await patch({ username: name })).status).toBe(200);
    const taken = await app.request('PATCH', '/users/me', {
      token: other.token,
      body: { username: name.toUpperCase() },
    });
    expect([taken.status, taken.body.error.code]).toEqual([409, 'ALREADY_EXISTS']);
    const race = await Promise.all(
      [user, other].map(({ token }) =>
        app.request('PATCH', '/users/me', { token, body: { username: 'same-name' } }),
      ),
    );
    expect(race.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  it.each([
    ['an unknown field', { nickname: 'x' }],
    ['the role', { role: 'admin' }],
    ['the e-mail state', { emailVerified: true }],
    ['the tier', { tier: 'enterprise' }],
    ['the e-mail', { email: 'other@example.com' }],
    ['an unknown preference', { preferences: { colour: 'red' } }],
    ['an unknown notification', { preferences: { notifications: { pigeon: true } } }],
    ['a time zone that does not exist', { preferences: { timezone: 'Mars/Olympus' } }],
    ['a language that is none', { preferences: { language: 'not_a_tag' } }],
    ['a colour that is none', { preferences: { accentColor: 'red' } }],
    ['a theme that is none', { preferences: { theme: 'blue' } }],
    ['a script for a photo', { photoURL: 'javascript:alert(1)' }],
    ['a list', []],
    ['a username with spaces', { username: 'a b c' }],
    ['a display name that is too long', { displayName: 'x'.repeat(101) }],
  ])('refuses %s', async (_what, body) => {
    const answer = await patch(body);
    expect([answer.status, answer.body.error.code]).toEqual([422, 'VALIDATION_ERROR']);
    expect((await get()).body.data.version).toBe(1);
  });

  it('keeps the answer for an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': `key-${user.id}` };
    const first = await patch({ displayName: 'Once' }, headers);
    const again = await patch({ displayName: 'Once' }, headers);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((await get()).body.data.version).toBe(2);
  });

  it('is for whoever is signed in', async () => {
    for (const method of ['GET', 'PATCH']) {
      expect((await app.request(method, '/users/me', method === 'PATCH' ? { body: {} } : {})).status).toBe(
        401,
      );
    }
  });
});
