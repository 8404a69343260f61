import { once } from 'node:events';
import { WebSocket } from 'ws';
import { createTestApp, TEST_PASSWORD, type TestAnswer, type TestApp, type TestUser } from '@almanac/testing';
import { io } from 'socket.io-client';
import { cookiesOf } from './support';

const OWN = 'https://app.example.com';
const FOREIGN = 'https://evil.example';

describe('sign-in by cookie', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp({ config: { AUTH_COOKIE: 'true', ALLOWED_ORIGINS: OWN } });
  });

  afterAll(() => app.close());

  const login = (user: TestUser): Promise<TestAnswer> =>
    app.request('POST', '/auth/login', { body: { email: user.email, password: TEST_PASSWORD } });
  const jar = (answer: TestAnswer) => {
    const cookies = cookiesOf(answer);
    const value = (name: string) => cookies.get(name)?.value ?? '';
    return {
      csrf: value('csrf_token'),
      cookie: `other=1; auth_token=${value('auth_token')}; csrf_token=${value('csrf_token')}`,
      refresh: `refresh_token=${value('refresh_token')}`,
    };
  };
  const patch = (headers: Record<string, string>) =>
    app.request('PATCH', '/users/me', { body: { displayName: 'Cookie Monster' }, headers });

  it('hands out two cookies more, and takes the one in place of the header', async () => {
    const answer = await login(await app.user());
    const cookies = cookiesOf(answer);
    expect(cookies.get('auth_token')?.attributes).toMatch(
      /Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Strict/,
    );
    expect(cookies.get('csrf_token')?.attributes).not.toContain('HttpOnly');
    expect(answer.body.data.csrfToken).toBe(jar(answer).csrf);
    const me = await app.request('GET', '/users/me', { headers: { cookie: jar(answer).cookie } });
    expect(me.status).toBe(200);
    expect((await app.request('GET', '/users/me', { headers: { cookie: 'auth_token=x.y.z' } })).status).toBe(
      401,
    );
  });

  it('wants the token of the same session where something changes, and never of a bearer', async () => {
    const user = await app.user();
    const [mine, other] = [jar(await login(user)), jar(await login(await app.user()))];
    const { cookie, csrf } = mine;
    const refused: Record<string, string>[] = [
      { cookie },
      { cookie, 'x-csrf-token': other.csrf },
      { cookie: cookie.replace(csrf, other.csrf), 'x-csrf-token': other.csrf },
      { cookie: cookie.replace(/; csrf_token.*/, ''), 'x-csrf-token': csrf },
      { cookie, 'x-csrf-token': csrf.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) },
    ];
    for (const headers of refused) {
      const answer = await patch(headers);
      expect([answer.status, answer.body.error.code]).toEqual([403, 'CSRF_FAILED']);
    }
    expect((await patch({ cookie, 'x-csrf-token': csrf })).status).toBe(200);
    expect((await patch({ cookie, authorization: `Bearer ${user.token}` })).status).toBe(200);
  });

  it('refreshes both cookies, and not for another site', async () => {
    const { refresh } = jar(await login(await app.user()));
    const from = (headers: Record<string, string>) =>
      app.request('POST', '/auth/refresh', { headers: { cookie: refresh, ...headers } });
    const foreign: Record<string, string>[] = [
      { origin: FOREIGN },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const answer = await from(headers);
      expect([answer.status, answer.body.error.code]).toEqual([403, 'CSRF_FAILED']);
    }
    const answer = await from({ origin: OWN });
    expect(answer.status).toBe(200);
    const renewed = jar(answer);
    expect((await patch({ cookie: renewed.cookie, 'x-csrf-token': renewed.csrf })).status).toBe(200);
  });

  it('ends with the sign-out, which clears them', async () => {
    const { cookie, csrf } = jar(await login(await app.user()));
    const answer = await app.request('POST', '/auth/logout', {
      headers: { cookie, 'x-csrf-token': csrf },
    });
    expect(answer.status).toBe(200);
    for (const name of ['auth_token', 'csrf_token', 'refresh_token'])
      expect(cookiesOf(answer).get(name)?.value).toBe('');
    expect((await app.request('GET', '/users/me', { headers: { cookie } })).status).toBe(401);
  });

  describe('at the sockets', () => {
    const plain = (headers: Record<string, string>) =>
      new WebSocket(`${app.url.replace('http', 'ws')}/ws`, { headers });

    it('signs in at the handshake, where the page is ours', async () => {
      const user = await app.user();
      const { cookie } = jar(await login(user));
      const socket = plain({ cookie, origin: OWN });
      const [data] = (await once(socket, 'message')) as [Buffer];
      expect(JSON.parse(data.toString('utf8'))).toMatchObject({ type: 'auth:ok', data: { userId: user.id } });
      socket.terminate();
      const client = io(`${app.url}/ws`, {
        transports: ['websocket'],
        reconnection: false,
        extraHeaders: { cookie, origin: OWN },
      });
      await new Promise<void>((resolve) => client.on('connect', () => resolve()));
      const answer: unknown = await client
        .timeout(5000)
        .emitWithAck('subscribe', { rooms: [`user:${user.id}`] });
      expect(answer).toMatchObject({ success: true });
      client.close();
    });

    it('refuses the cookie of a page that is not', async () => {
      const { cookie } = jar(await login(await app.user()));
      const socket = plain({ cookie, origin: FOREIGN });
      socket.on('error', () => undefined);
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
      expect(response.statusCode).toBe(403);
      const client = io(`${app.url}/ws`, {
        transports: ['websocket'],
        reconnection: false,
        extraHeaders: { cookie, origin: FOREIGN },
      });
      const error = await new Promise<Error & { data?: { error: { code: string } } }>((resolve) =>
        client.on('connect_error', resolve),
      );
      expect(error.data?.error.code).toBe('CSRF_FAILED');
      client.close();
    });
  });
});

it('takes no cookie where it is off', async () => {
  const app = await createTestApp();
  try {
    const user = await app.user();
    const headers = { cookie: `auth_token=${user.token}` };
    expect((await app.request('GET', '/users/me', { headers })).status).toBe(401);
  } finally {
    await app.close();
  }
});
