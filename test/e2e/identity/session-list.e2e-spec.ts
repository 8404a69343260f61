import {
  ageProof,
  createTestApp,
  TEST_PASSWORD,
  type TestApp,
  type TestReplica,
  type TestUser,
} from '@almanac/testing';
import { PlainClient } from '../realtime/plain-client';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('the list of sessions', () => {
  let app: TestApp;
  let replica: TestReplica;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    replica = await app.replica();
  });

  afterAll(() => app.close());

  const login = async (user: TestUser): Promise<string> => {
    const answer = await app.request('POST', '/auth/login', {
      body: { email: user.email, password: TEST_PASSWORD },
      headers: { 'user-agent': FIREFOX },
    });
    return answer.body.data.accessToken as string;
  };
  const sessions = async (token: string, query = '') =>
    (await app.request('GET', `/auth/sessions${query}`, { token })).body.data;
  const status = async (token: string, from: Pick<TestApp, 'request'> = replica) =>
    (await from.request('GET', '/auth/me', { token })).status;

  it('shows device, address, last use, and which one asks', async () => {
    const user = await app.user();
    const token = await login(user);
    const { sessions: rows, pagination } = await sessions(token);
    expect(pagination.total).toBe(2);
    const current = rows.find((row: { current: boolean }) => row.current);
    expect(current).toEqual({
      id: expect.any(String),
      device: 'Firefox on Linux',
      userAgent: FIREFOX,
      ip: '127.0.0.1',
      method: 'password',
      createdAt: expect.any(String),
      lastSeenAt: expect.any(String),
      expiresAt: expect.any(String),
      current: true,
    });
    expect(rows.filter((row: { current: boolean }) => row.current)).toHaveLength(1);
    const first = await sessions(token, '?limit=1');
    const second = await sessions(token, `?limit=1&cursor=${first.pagination.nextCursor}`);
    expect(second.sessions[0].id).not.toBe(first.sessions[0].id);
  });

  it('ends one with the next request and its sockets, on every replica', async () => {
    const user = await app.user();
    const token = await login(user);
    const other = (await sessions(user.token)).sessions.find((row: { current: boolean }) => !row.current);
    const sockets = await Promise.all([app, replica].map(({ url }) => PlainClient.signedIn(url, token)));
    const own = await PlainClient.signedIn(replica.url, user.token);
    expect([await status(token), await status(token, app)]).toEqual([200, 200]);
    const ended = await app.request('DELETE', `/auth/sessions/${other.id}`, { token: user.token });
    expect(ended.status).toBe(200);
    expect([await status(token), await status(token, app), await status(user.token)]).toEqual([
      401, 401, 200,
    ]);
    for (const socket of sockets) expect((await socket.whenClosed()).code).toBe(4401);
    expect(own.closed).toBeUndefined();
    own.close();
    const again = await app.request('DELETE', `/auth/sessions/${other.id}`, { token: user.token });
    expect(again.status).toBe(404);
  });

  it('ends all others at once', async () => {
    const user = await app.user();
    const [second, third] = [await login(user), await login(user)];
    for (const token of [second, third]) expect(await status(token)).toBe(200);
    expect((await app.request('DELETE', '/auth/sessions', { token: second })).status).toBe(200);
    expect([await status(user.token), await status(third), await status(second)]).toEqual([401, 401, 200]);
    expect((await sessions(second)).pagination.total).toBe(1);
  });

  it('is nobody else’s', async () => {
    const [user, stranger] = [await app.user(), await app.user()];
    const [{ id }] = (await sessions(user.token)).sessions;
    const answer = await app.request('DELETE', `/auth/sessions/${id}`, { token: stranger.token });
    expect([answer.status, answer.body.error.code]).toEqual([403, 'FORBIDDEN']);
    const missing = await app.request('DELETE', '/auth/sessions/01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11', {
      token: stranger.token,
    });
    expect(missing.status).toBe(404);
    expect(await status(user.token)).toBe(200);
  });

  it('keeps the last use fresh', async () => {
    const user = await app.user();
    await app.database.query(
      "UPDATE sessions SET last_seen_at = now() - interval '1 hour' WHERE user_id = $1",
      [user.id],
    );
    // A state that is cached for a minute is gone then, and the next request reads it anew.
    await ageProof(app, user.id);
    expect(await status(user.token)).toBe(200);
    const deadline = Date.now() + 15_000;
    for (;;) {
      const [row] = (await sessions(user.token)).sessions;
      if (Date.now() - Date.parse(row.lastSeenAt) < 60_000) break;
      if (Date.now() > deadline) throw new Error('The session was not seen');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  it('comes with the history of sign-ins', async () => {
    const user = await app.user();
    await app.request('POST', '/auth/login', {
      body: { email: user.email, password: 'Wrong-Horse-7' },
      headers: { 'user-agent': 'curl/8.5.0' },
    });
    const token = await login(user);
    const answer = await app.request('GET', '/auth/login-history', { token });
    expect(answer.body.data.history).toEqual([
      expect.objectContaining({ success: true, reason: null, device: 'Firefox on Linux', ip: '127.0.0.1' }),
      expect.objectContaining({ success: false, reason: 'INVALID_CREDENTIALS', userAgent: 'curl/8.5.0' }),
    ]);
    const page = await app.request('GET', '/auth/login-history?limit=1&page=2', { token });
    expect(page.body.data.history).toHaveLength(1);
    expect(page.body.data.pagination).toMatchObject({ total: 2, hasPrev: true, hasNext: false });
  });
});
