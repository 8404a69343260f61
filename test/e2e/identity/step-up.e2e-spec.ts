import { Authenticator } from '@almanac/platform';
import { ageProof, createTestApp, TEST_PASSWORD, type TestApp, type TestReplica } from '@almanac/testing';

describe('proving again who one is', () => {
  let app: TestApp;
  let replica: TestReplica;

  beforeAll(async () => {
    app = await createTestApp();
    replica = await app.replica();
  });

  afterAll(() => app.close());

  const prove = (token: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request('POST', '/auth/reauthenticate', { token, body, headers });
  const provedAt = async (token: string) => {
    const authenticator = app.get(Authenticator);
    const claimed = authenticator.identify({ kind: 'bearer', secret: token });
    return authenticator.fromState(await authenticator.loadState(claimed), undefined)?.provedAt ?? 0;
  };

  it('renews the proof of this session alone', async () => {
    const user = await app.user();
    const login = await app.request('POST', '/auth/login', {
      body: { email: user.email, password: TEST_PASSWORD },
    });
    expect(Date.now() - (await provedAt(user.token))).toBeLessThan(60_000);
    await ageProof(app, user.id);
    expect(Date.now() - (await provedAt(user.token))).toBeGreaterThan(80_000_000);
    const answer = await prove(user.token, { password: TEST_PASSWORD });
    expect(answer.status).toBe(200);
    const { provedAt: told, validUntil } = answer.body.data;
    expect(Date.parse(validUntil) - Date.parse(told)).toBe(1_800_000);
    expect(await provedAt(user.token)).toBe(Date.parse(told));
    expect(Date.now() - (await provedAt(login.body.data.accessToken))).toBeGreaterThan(80_000_000);
    expect((await replica.request('GET', '/auth/me', { token: user.token })).status).toBe(200);
  });

  it('wants one proof, and a right one', async () => {
    const { token } = await app.user();
    const refused = async (body: unknown) => {
      const answer = await prove(token, body);
      return [answer.status, answer.body.error.code, answer.body.error.details[0].field];
    };
    expect(await refused({})).toEqual([422, 'VALIDATION_ERROR', 'password']);
    expect(await refused({ password: 'x', code: '123456' })).toEqual([422, 'VALIDATION_ERROR', 'password']);
    expect(await refused({ password: 'Wrong-Horse-7' })).toEqual([422, 'VALIDATION_ERROR', 'password']);
    expect(await refused({ code: '123456' })).toEqual([422, 'VALIDATION_ERROR', 'code']);
  });

  it('counts guesses, also those at once and under an Idempotency-Key, and locks this session only', async () => {
    const user = await app.user();
    const guesses = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        prove(user.token, { password: `Wrong-Horse-${index}` }, { 'idempotency-key': `guess-${index}` }),
      ),
    );
    const statuses = guesses.map((answer) => answer.status).sort();
    expect(statuses).toEqual([422, 422, 422, 422, 422, 423, 423, 423]);
    const locked = await prove(user.token, { password: TEST_PASSWORD });
    expect([locked.status, locked.body.error.code]).toEqual([423, 'ACCOUNT_LOCKED']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
    const login = await app.request('POST', '/auth/login', {
      body: { email: user.email, password: TEST_PASSWORD },
    });
    expect(login.status).toBe(200);
    expect((await prove(login.body.data.accessToken, { password: TEST_PASSWORD })).status).toBe(200);
  });
});
