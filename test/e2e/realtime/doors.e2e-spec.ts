import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { WebSocket } from 'ws';
import { liveChannel } from '@almanac/platform';
import { createTestApp, type TestApp, type TestUser } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { IoClient } from './io-client';
import { PlainClient, type PlainMessage } from './plain-client';

/** What a server answers to these bytes, sent one after the other, until it hangs up. */
async function talk(url: string, parts: string[]): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const closed = once(socket, 'close');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('utf8')));
  for (const part of parts) {
    socket.write(part);
    await sleep(30);
  }
  await closed;
  return answer;
}

/** Signing in at both doors, and the limits that they hold. */
describe('doors of the live updates', () => {
  let app: TestApp;
  let redis: Redis;
  const clients: { close(): void }[] = [];

  beforeAll(async () => {
    app = await createTestApp();
    redis = new Redis(app.config.REDIS_URL);
  });

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  afterAll(async () => {
    redis.disconnect();
    await app.close();
  });

  const keep = <T extends { close(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const plain = async (user: TestUser, url = app.url): Promise<PlainClient> =>
    keep(await PlainClient.signedIn(url, user.token));
  async function planner(user: TestUser, title = 'Garden'): Promise<string> {
    const answer = await app.request('POST', '/planners', { token: user.token, body: { title } });
    expect(answer.status).toBe(201);
    return answer.body.data.id as string;
  }

  /** The user's token with another expiry. */
  function expiringIn(token: string, seconds: number): string {
    const [header = '', body = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, unknown>;
    const changed = { ...claims, exp: Math.floor(Date.now() / 1000) + seconds };
    const signed = `${header}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}`;
    return `${signed}.${createHmac('sha256', app.config.JWT_SECRET).update(signed).digest('base64url')}`;
  }

  it('refuses wrong tokens: 4401 at the plain door, connect_error with the REST error at the other', async () => {
    const user = await app.user();
    const client = keep(await PlainClient.open(app.url));
    expect(await client.ask({ type: 'auth', token: `${user.token}x` })).toMatchObject({
      type: 'error',
      error: { code: 'INVALID_TOKEN' },
    });
    expect((await client.whenClosed()).code).toBe(4401);
    const other = keep(IoClient.open(app.url, 'nonsense'));
    await other.until(() => other.refused !== undefined);
    expect(other.refused?.data).toMatchObject({ success: false, error: { code: 'INVALID_TOKEN' } });
  });

  it('refuses keys that may hear nothing, and says what they lack', async () => {
    const user = await app.user();
    const made = await app.request('POST', '/auth/api-keys', {
      token: user.token,
      body: { name: 'Script', permissions: ['read:own-planners', 'read:own-profile'] },
    });
    const key = made.body.data.key as string;
    const error = {
      code: 'FORBIDDEN',
      details: {
        required: ['read:own-planners', 'read:own-activities'],
        held: ['read:own-planners', 'read:own-profile'],
      },
    };
    const client = keep(await PlainClient.open(app.url));
    expect(await client.ask({ type: 'auth', token: key })).toMatchObject({ type: 'error', error });
    expect((await client.whenClosed()).code).toBe(1008);
    const other = keep(IoClient.open(app.url, key));
    await other.until(() => other.refused !== undefined);
    expect(other.refused?.data).toMatchObject({ success: false, error });
  });

  it('tells what is wrong with a message as the API does', async () => {
    const client = await plain(await app.user());
    const problems = async (message: PlainMessage): Promise<unknown> =>
      ((await client.ask(message))['error'] as { details: unknown }).details;
    expect(await problems({ type: 'subscribe', rooms: ['planner:x', 7] })).toEqual([
      { field: 'rooms[1]', message: 'rooms[1] must be a text', rule: 'isString' },
    ]);
    expect(await problems({ type: 'subscribe', rooms: ['planner:x'] })).toEqual([
      { field: 'rooms[0]', message: 'rooms[0] must be planner:<id> or user:<id>', rule: 'room' },
    ]);
    expect(await problems({ type: 'join-planner', plannerId: 'x', ownerId: 'y' })).toEqual([
      { field: 'plannerId', message: 'plannerId must be a UUID', rule: 'isUuid' },
      { field: 'ownerId', message: 'ownerId is not a known property', rule: 'unknownProperty' },
    ]);
    expect(await problems({ type: 'typing', isTyping: 'yes' })).toEqual([
      { field: 'isTyping', message: 'isTyping must be true or false', rule: 'isBoolean' },
    ]);
  });

  it('answers auth with who one is and until when', async () => {
    const user = await app.user();
    const client = keep(await PlainClient.open(app.url));
    expect(await client.ask({ type: 'subscribe', rooms: [] })).toMatchObject({
      type: 'error',
      error: { code: 'UNAUTHORIZED' },
    });
    const answer = await client.ask({ type: 'auth', token: user.token });
    expect(answer).toMatchObject({ type: 'auth:ok', data: { userId: user.id } });
    const { expiresAt } = answer['data'] as { expiresAt: string };
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(800_000);
    expect(await client.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
  });

  it('ends a socket whose token expires, unless it brings a new one', async () => {
    const user = await app.user();
    const [one, renewed] = [keep(await PlainClient.open(app.url)), keep(await PlainClient.open(app.url))];
    // Long enough for both to sign in, and one anew, on a busy machine.
    const short = expiringIn(user.token, 5);
    for (const client of [one, renewed]) client.send({ type: 'auth', token: short });
    await renewed.next(({ type }) => type === 'auth:ok');
    expect(await renewed.ask({ type: 'auth', token: user.token })).toMatchObject({ type: 'auth:ok' });
    expect((await one.whenClosed()).code).toBe(4401);
    expect(one.heard.at(-1)).toMatchObject({ type: 'error', error: { code: 'TOKEN_EXPIRED' } });
    await sleep(500);
    expect(renewed.closed).toBeUndefined();
  });

  it('takes 30 messages a second from the sign-in on, which is none of them', async () => {
    const user = await app.user();
    const client = await plain(user);
    const late = keep(IoClient.open(app.url));
    await late.until(() => late.socket.connected);
    expect(await late.ask('authenticate', { token: user.token })).toMatchObject({ success: true });
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => [
        (await client.ask({ type: 'subscribe', rooms: [] }))['error'],
        (await late.ask('subscribe', { rooms: [] })).error,
      ]),
    );
    expect(answers.flat().filter((error) => error !== undefined)).toEqual([]);
  });

  it('holds the limits of messages, frames and sockets', async () => {
    const user = await app.user();
    const client = await plain(user);
    client.send(JSON.stringify({ type: 'ping', id: 'long', padding: 'x'.repeat(70_000) }));
    expect(await client.next(({ id }) => id === 'long')).toMatchObject({
      type: 'error',
      error: { code: 'PAYLOAD_TOO_LARGE' },
    });
    client.send('{"type":');
    await client.next(({ error }) => JSON.stringify(error ?? {}).includes('BAD_REQUEST'));
    expect(await client.ask({ type: 'dance' })).toMatchObject({
      type: 'error',
      error: { code: 'BAD_REQUEST' },
    });
    expect(await client.ask({ type: 'subscribe', rooms: ['kitchen'] })).toMatchObject({
      error: { code: 'VALIDATION_ERROR', details: [{ field: 'rooms[0]' }] },
    });
    client.send('x'.repeat(1024 * 1024 + 1));
    expect((await client.whenClosed()).code).toBe(1009);

    const noisy = await plain(user);
    for (let index = 0; index < 40; index += 1) noisy.send({ type: 'ping', id: index });
    const refusal = await noisy.next(({ type }) => type === 'error');
    expect(refusal).toMatchObject({ error: { code: 'RATE_LIMIT_EXCEEDED' } });
    expect(typeof refusal['id']).toBe('number');
    expect(noisy.closed).toBeUndefined();
    for (let index = 0; index < 200; index += 1) noisy.send({ type: 'ping' });
    expect((await noisy.whenClosed()).code).toBe(1008);

    const crowd = await Promise.all(Array.from({ length: 20 }, () => plain(user)));
    const last = keep(await PlainClient.open(app.url));
    last.send({ type: 'auth', token: user.token });
    expect((await last.whenClosed()).code).toBe(1008);
    crowd[0]?.close();
    await eventually(async () => {
      const again = keep(await PlainClient.open(app.url));
      again.send({ type: 'auth', token: user.token });
      expect((await again.next(({ type }) => type === 'auth:ok' || type === 'error')).type).toBe('auth:ok');
    });
  });

  it('drops a reader that does not read', async () => {
    const user = await app.user();
    const plannerId = await planner(user);
    const [slow, quick] = [await plain(user), await plain(user)];
    slow.socket.pause();
    const text = JSON.stringify({
      type: 'planner:updated',
      data: { planner: { id: plannerId, title: 'x'.repeat(500_000) } },
    });
    for (let index = 0; index < 60; index += 1) {
      await redis.publish(liveChannel(app.config, `planner:${plannerId}`), text);
      await sleep(5);
    }
    await eventually(() => expect(quick.of('planner:updated')).toHaveLength(60));
    slow.socket.resume();
    expect((await slow.whenClosed()).code).toBe(1006);
    expect(quick.of('planner:updated')).toHaveLength(60);
  });

  it('refuses other addresses and credentials in the address', async () => {
    const status = (path: string): Promise<number | undefined> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${app.url.replace('http', 'ws')}${path}`);
        socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
        socket.on('open', () => resolve(101));
        socket.on('error', () => undefined);
      });
    expect(await status('/elsewhere')).toBe(404);
    expect(await status('/ws?token=abc')).toBe(401);
    const client = keep(IoClient.open(app.url, undefined, { query: { token: 'abc' } }));
    await client.until(() => client.refused !== undefined);
    expect(client.refused?.data?.error.code).toBe('UNAUTHORIZED');
  });

  it('refuses other methods than those of long-polling', async () => {
    const polling = `${app.url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(polling)).text()).slice(1)) as { sid: string };
    for (const address of [polling, `${polling}&sid=${sid}`]) {
      for (const method of ['PUT', 'DELETE', 'PATCH']) {
        const answer = await fetch(address, { method });
        expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
      }
    }
    expect((await fetch(`${polling}&sid=${sid}`, { method: 'POST', body: '3' })).status).toBe(200);
    // Says goodbye: a session left open is waited for at the end, by a timer of half a minute.
    expect((await fetch(`${polling}&sid=${sid}`, { method: 'POST', body: '1' })).status).toBe(200);
  });

  it('answers requests that ask for h2c, as Java and curl do, as plain ones', async () => {
    const user = await app.user();
    const offer =
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA';
    const body = JSON.stringify({ title: 'From Java' });
    const request = (line: string, rest: string): string =>
      `${line} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${user.token}\r\n${offer}\r\n${rest}`;
    const got = await talk(app.url, [request('GET /api/v1/users/me', '\r\n')]);
    expect(got).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(got).toContain(user.email);
    const head = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const made = await talk(app.url, [
      request('POST /api/v1/planners', head) + body.slice(0, 5),
      body.slice(5),
    ]);
    expect(made).toMatch(/^HTTP\/1\.1 201 Created/);
    expect(made).toContain('From Java');
    const tooLong = 'Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n';
    expect(await talk(app.url, [request('POST /api/v1/planners', tooLong)])).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('closes sockets that do not sign in', async () => {
    const [one, other] = [keep(await PlainClient.open(app.url)), keep(IoClient.open(app.url))];
    // One that says nothing more, and does not answer the farewell either.
    const silent = connect(Number(new URL(app.url).port), '127.0.0.1');
    const head = 'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    silent.write(`${head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    let isGone = false;
    silent.on('error', () => undefined).on('close', () => (isGone = true));
    expect((await one.whenClosed()).code).toBe(4401);
    await other.until(() => other.disconnected === 'io server disconnect');
    silent.resume();
    await other.until(() => isGone);
  });
});
