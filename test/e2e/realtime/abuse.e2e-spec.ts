import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Authenticator, RoomPolicy } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { IoClient } from './io-client';
import { PlainClient } from './plain-client';

/** Clients that keep to no rule: what they do costs a bounded amount of memory and work. */
describe('abuse of the live updates', () => {
  let app: TestApp;
  const open: { close(): void }[] = [];

  beforeAll(async () => {
    app = await createTestApp();
  });

  afterEach(() => {
    jest.restoreAllMocks();
    for (const one of open.splice(0)) one.close();
  });

  afterAll(() => app.close());

  const keep = <T extends { close(): void }>(one: T): T => {
    open.push(one);
    return one;
  };

  /** Engine.IO by hand. */
  async function engine(): Promise<{
    socket: WebSocket;
    heard: string[];
    isClosed(): boolean;
    close(): void;
  }> {
    const address = `${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address);
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString('utf8')));
    socket.on('error', () => undefined);
    await once(socket, 'open');
    const isClosed = (): boolean => socket.readyState === WebSocket.CLOSED;
    const close = (): void => socket.terminate();
    return keep({ socket, heard, isClosed, close });
  }

  async function until(condition: () => boolean, withinMs = 20_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error('Not seen in time');
      await sleep(10);
    }
  }

  it('gives one transport of Socket.IO one socket', async () => {
    const { token } = await app.user();
    const client = await engine();
    for (let index = 0; index < 3; index += 1) client.socket.send(`40/ws,${JSON.stringify({ token })}`);
    await until(() => client.heard.filter((text) => text.startsWith('4')).length >= 4);
    expect(client.heard.filter((text) => text.startsWith('40/ws,'))).toHaveLength(1);
    const refused = client.heard.filter((text) => text.startsWith('44/ws,'));
    expect(refused).toHaveLength(2);
    expect(refused[0]).toContain('RATE_LIMIT_EXCEEDED');
  });

  it('refuses a second socket on a transport whose first was left, and whatever else comes there', async () => {
    const { token } = await app.user();
    const client = await engine();
    client.socket.send(`40/ws,${JSON.stringify({ token })}`);
    await until(() => client.heard.some((text) => text.startsWith('40/ws,')));
    for (const packet of ['41/ws,', `40/ws,${JSON.stringify({ token })}`, '40', '40/elsewhere,']) {
      client.socket.send(packet);
      await sleep(50);
    }
    await until(() => client.heard.filter((text) => text.startsWith('44')).length === 3);
    expect(client.heard.find((text) => text.startsWith('44/ws,'))).toContain('RATE_LIMIT_EXCEEDED');
  });

  it.each([
    ['connects to the namespace', '40/ws,'],
    ['connects to others', '40/elsewhere,'],
    ['sends what is not for a namespace that it is in', '2'],
  ])('ends a transport of Socket.IO that, over and over, %s', async (_what, packet) => {
    const client = await engine();
    for (let index = 0; index < 300; index += 1) client.socket.send(packet);
    await until(client.isClosed);
    expect(client.heard.length).toBeLessThan(130);
  });

  it('ends a plain socket that does nothing but ping', async () => {
    const client = keep(await PlainClient.signedIn(app.url, (await app.user()).token));
    for (let index = 0; index < 300; index += 1) client.socket.ping();
    // 1008, which ws does not always hand over while pings still come.
    expect([1006, 1008]).toContain((await client.whenClosed()).code);
  });

  it('takes on no more than two seconds of messages while PostgreSQL keeps everybody waiting', async () => {
    const user = await app.user();
    const plain = keep(await PlainClient.signedIn(app.url, user.token));
    const other = keep(await IoClient.signedIn(app.url, user.token));
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const asked = jest.spyOn(app.get(RoomPolicy), 'readable').mockImplementation(async () => {
      await answered;
      return new Set();
    });
    const body = { rooms: [`planner:${user.id}`] };
    const codes: unknown[] = [];
    for (let second = 0; second < 3; second += 1) {
      for (let index = 0; index < 28; index += 1) {
        plain.send({ type: 'subscribe', id: `${second}.${index}`, ...body });
        other.socket.emit('subscribe', body, (told: { error?: { code: string } }) => {
          codes.push(told.error?.code);
        });
      }
      await sleep(1020);
    }
    expect(plain.of('error')[0]).toMatchObject({ error: { code: 'RATE_LIMIT_EXCEEDED' } });
    // On a slow machine two seconds' messages may come in one, which has a limit of its own.
    expect(plain.of('error').length).toBeGreaterThanOrEqual(3 * 28 - 60);
    expect(codes.length).toBeGreaterThanOrEqual(3 * 28 - 60);
    expect(new Set(codes)).toEqual(new Set(['RATE_LIMIT_EXCEEDED']));
    const refused = codes.length;
    expect(asked).toHaveBeenCalledTimes(2);
    answer();
    await until(() => plain.of('error').length === 3 * 28 && codes.length === 3 * 28);
    expect(codes.filter((code) => code === 'NOT_FOUND')).toHaveLength(3 * 28 - refused);
  });

  it.each(['/ws', '/socket.io/?EIO=4&transport=websocket'])(
    'ends a socket that sends a message in very many parts, at %s',
    async (path) => {
      const socket = keep(new WebSocket(`${app.url.replace('http', 'ws')}${path}`));
      socket.on('error', () => undefined);
      await once(socket, 'open');
      for (let part = 0; part < 1100; part += 1) socket.send('x', { fin: false });
      await until(() => socket.readyState === WebSocket.CLOSED);
    },
  );

  /** Opened as WebSocket, by hand; nothing is sent on it by itself. */
  async function raw(): Promise<Socket> {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname).setNoDelay(true);
    socket.on('error', () => undefined);
    const close = (): void => void socket.destroy();
    keep({ close });
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
    return socket;
  }

  it('ends a socket whose message comes byte by byte', async () => {
    const socket = await raw();
    socket.write(Buffer.from([0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0]));
    let sent = 0;
    while (!socket.destroyed && !socket.readableEnded && sent < 20_000) {
      socket.write('x');
      sent += 1;
      await nextTurn();
      await nextTurn();
    }
    expect(sent).toBeLessThan(20_000);
  });

  it('keeps so many of one address that have not signed in, and nobody who does is kept out by them', async () => {
    const { token } = await app.user();
    const client = keep(await PlainClient.signedIn(app.url, token));
    const polling = (): Promise<Response> => fetch(`${app.url}/socket.io/?EIO=4&transport=polling`);
    const mute = [await raw()];
    for (let batch = 0; batch < 19; batch += 1)
      mute.push(...(await Promise.all(Array.from({ length: 50 }, raw))));
    const sessions = await Promise.all(Array.from({ length: 60 }, polling));
    expect(sessions.map(({ status }) => status)).toEqual(Array(60).fill(200));
    // The first that came made room, however many are still there.
    const gone = (): number => mute.filter(({ destroyed }) => destroyed).length;
    await until(() => gone() === 11);
    expect(mute.slice(0, 11).every(({ destroyed }) => destroyed)).toBe(true);
    const late = keep(await PlainClient.signedIn(app.url, token));
    const other = keep(await IoClient.signedIn(app.url, token));
    for (const one of [client, late]) expect(await one.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    expect(await other.ask('ping', {})).toMatchObject({ success: true });
    await until(() => gone() > 11);
  }, 30_000);

  it('refuses another where so many are just being asked who they are, and sends none of these away', async () => {
    const { token } = await app.user();
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const authenticator = app.get(Authenticator);
    const loadState = authenticator.loadState.bind(authenticator);
    const asked = jest.spyOn(authenticator, 'loadState').mockImplementation(async (identity) => {
      await held;
      return loadState(identity);
    });
    const waiting: PlainClient[] = [];
    for (let batch = 0; batch < 20; batch += 1)
      waiting.push(...(await Promise.all(Array.from({ length: 50 }, () => PlainClient.open(app.url)))));
    for (const one of waiting) keep(one).send({ type: 'auth', token });
    await until(() => asked.mock.calls.length === 1000, 10_000);
    const refused = new WebSocket(`${app.url.replace('http', 'ws')}/ws`);
    refused.on('error', () => undefined);
    const [, response] = (await once(refused, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(429);
    expect((await fetch(`${app.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(403);
    expect(waiting.every(({ closed }) => closed === undefined)).toBe(true);
    go();
    const isOver = (one: PlainClient): boolean => one.closed !== undefined || one.of('auth:ok').length > 0;
    await until(() => waiting.every(isOver), 10_000);
    expect(waiting.filter(({ closed }) => closed === undefined)).toHaveLength(20);
  }, 30_000);

  it('takes names of every kind for messages that there are not', async () => {
    const user = await app.user();
    const plain = keep(await PlainClient.signedIn(app.url, user.token));
    const other = keep(await IoClient.signedIn(app.url, user.token));
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'error', '']) {
      expect(await plain.ask({ type: name })).toMatchObject({ error: { code: 'BAD_REQUEST' } });
      expect(await other.ask(name, {})).toMatchObject({ error: { code: 'BAD_REQUEST' } });
    }
    plain.send(
      '{"type":"ping","id":"p","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
    );
    await plain.next(({ type, id }) => type === 'pong' && id === 'p');
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });

  it('joins the planner of the handshake also where the first token was wrong', async () => {
    const user = await app.user();
    const made = await app.request('POST', '/planners', { token: user.token, body: { title: 'Garden' } });
    const plannerId = made.body.data.id as string;
    const client = keep(IoClient.open(app.url, undefined, { query: { plannerId } }));
    await client.until(() => client.socket.connected);
    expect(await client.ask('authenticate', { token: 'nonsense' })).toMatchObject({ success: false });
    expect(await client.ask('authenticate', { token: user.token })).toMatchObject({ success: true });
    expect(await client.ask('cursor-position', { position: 1 })).toMatchObject({ success: true });
  });
});
