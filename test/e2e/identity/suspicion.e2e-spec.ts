import { createTestApp, TEST_PASSWORD, type TestApp, type TestUser } from '@almanac/testing';
import { mailTo } from './support';

let app: TestApp;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const EVIL = 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 http://evil.example';

beforeAll(async () => {
  app = await createTestApp({
    worker: true,
    config: {
      TRUST_PROXY: '127.0.0.1',
      TRUSTED_COUNTRY_HEADER: 'CF-IPCountry',
      SUSPICIOUS_ACCOUNTS: '3',
    },
  });
});
afterAll(() => app.close());

function signIn(
  user: TestUser,
  headers: Record<string, string> = {},
  more: object = {},
  password = TEST_PASSWORD,
) {
  return app.request('POST', '/auth/login', { body: { email: user.email, password, ...more }, headers });
}

async function suspicions(userId: string): Promise<string[]> {
  const { rows } = await app.database.query<{ action: string }>(
    `SELECT action FROM audit_log WHERE resource_id = $1 AND action LIKE 'security.%' ORDER BY seq`,
    [userId],
  );
  return rows.map((row) => row.action.replace('security.suspicious.', ''));
}

describe('a suspicious sign-in', () => {
  it('is one from a new device, not the first nor one from a known device', async () => {
    const user = await app.user();
    const first = await signIn(user, { 'user-agent': FIREFOX });
    await signIn(user, { 'user-agent': FIREFOX });
    const { deviceToken } = first.body.data;
    await signIn(user, { 'user-agent': 'Renewed/2' }, { deviceToken });
    expect(await suspicions(user.id)).toEqual([]);
    await signIn(user, { 'user-agent': EVIL });
    await signIn(user, { 'user-agent': `${EVIL} again` });
    expect(await suspicions(user.id)).toEqual(['new-device', 'new-device']);
    const mail = await mailTo(app, user.email);
    expect(mail.subject).toBe('A new device signed in to your account');
    expect(mail.text).toContain('Chrome on Windows');
    expect(mail.text).not.toContain('evil');
    const { rows } = await app.database.query(
      "SELECT count(*)::int AS told FROM outbox WHERE name = 'security.noticed' AND payload->>'userId' = $1",
      [user.id],
    );
    expect(rows).toEqual([{ told: 1 }]);
  });

  it('is one from another country, if a trusted proxy says so', async () => {
    const user = await app.user();
    const from = (country: string, proxied = true) => ({
      'user-agent': FIREFOX,
      'cf-ipcountry': country,
      ...(proxied ? { 'x-forwarded-for': '203.0.113.5' } : {}),
    });
    await signIn(user, from('at'));
    await signIn(user, from('AT'));
    await signIn(user, from('not a country'));
    expect(await suspicions(user.id)).toEqual([]);
    await signIn(user, from('NZ', false), { deviceToken: 'x' });
    expect(await suspicions(user.id)).not.toContain('new-country');
    await signIn(user, from('NZ'));
    expect(await suspicions(user.id)).toContain('new-country');
    expect((await mailTo(app, user.email, 2)).text).toMatch(/from another country|new device/i);
  });

  it('is one from an address that tries many accounts', async () => {
    const victims = await Promise.all([app.user(), app.user(), app.user()]);
    const [again, caught] = victims;
    const headers = { 'x-forwarded-for': '198.51.100.77', 'user-agent': FIREFOX };
    for (const victim of victims) await signIn(victim, headers, {}, 'Wrong-Password-1');
    await signIn(again, headers, {}, 'Wrong-Password-1');
    const { rows } = await app.database.query(
      "SELECT ip, actor_type, outcome FROM audit_log WHERE action = 'security.suspicious.many-accounts'",
    );
    expect(rows).toEqual([{ ip: '198.51.100.77', actor_type: 'system', outcome: 'failure' }]);
    expect((await signIn(caught, headers)).status).toBe(200);
    expect(await suspicions(caught.id)).toEqual(['many-accounts']);
    expect((await mailTo(app, caught.email)).subject).toBe('A suspicious sign-in to your account');
  });

  it('is a spent refresh token that comes again', async () => {
    const user = await app.user();
    const refresh = (refreshToken: string) =>
      app.request('POST', '/auth/refresh', { body: { refreshToken } });
    const second = (await refresh(user.refreshToken)).body.data.refreshToken;
    await refresh(second);
    expect((await refresh(user.refreshToken)).body.error.code).toBe('TOKEN_REUSED');
    expect(await suspicions(user.id)).toEqual(['token-reuse']);
    expect((await mailTo(app, user.email)).subject).toBe('We have ended one of your sessions');
  });
});
