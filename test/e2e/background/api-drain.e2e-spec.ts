import http from 'node:http';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createTestDatabase, send, testEnvironment, type TestDatabase } from '@almanac/testing';
import { PlainClient } from '../realtime/plain-client';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { Program } from './program';

/** An API process that is told to stop (docs/operations.md); the whole picture is in bench/drills. */
describe('a draining API', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  let api: Program;
  let base: string;
  let port: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = await testEnvironment(database.url);
    port = await freePort();
    base = `http://127.0.0.1:${port}`;
  });

  afterAll(async () => {
    await api.end('SIGKILL');
    await database.drop();
    await rm(environment['DATA_DIR'] ?? '', { recursive: true, force: true });
  });

  async function start(settings: Record<string, string>): Promise<void> {
    api = Program.start('apps/api/src/main.ts', { ...environment, PORT: String(port), ...settings });
    await eventually(async () => expect((await fetch(`${base}/health/ready`)).status).toBe(200), 60_000);
  }

  it('says so, goes on serving, then ends each connection with an answer, and leaves with 0', async () => {
    // For as long everybody is served as ever, which takes a few requests on a busy machine.
    await start({ SHUTDOWN_DELAY_MS: '4000' });
    const account = { email: 'ada@example.com', password: 'Correct-Horse-7' };
    await send(base, 'POST', '/api/v1/auth/register', { body: { ...account, displayName: 'Ada' } });
    const { body } = await send(base, 'POST', '/api/v1/auth/login', { body: account });
    const token = body.data.accessToken as string;
    const socket = await PlainClient.signedIn(base, token);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const get = async (path: string, by: http.Agent | false = false): Promise<http.IncomingMessage> => {
      const [answer] = (await once(http.get(`${base}${path}`, { agent: by }), 'response')) as [
        http.IncomingMessage,
      ];
      answer.resume();
      await once(answer, 'end');
      return answer;
    };
    expect((await get('/health', agent)).headers.connection).toBe('keep-alive');

    const ended = api.end('SIGTERM');
    await eventually(async () => expect((await get('/health/ready')).statusCode).toBe(503));
    // Whoever comes meanwhile is served as ever.
    const title = { body: { title: 'Garden' }, token };
    expect((await send(base, 'POST', '/api/v1/planners', title)).status).toBe(201);
    expect((await get('/health', agent)).headers.connection).toBe('keep-alive');
    expect(socket.closed).toBeUndefined();

    // No connection is taken any more, and the one that was kept has one more answer.
    await eventually(() => expect(isRefused(port)).resolves.toBe(true));
    const last = await get('/health', agent);
    expect([last.statusCode, last.headers.connection]).toEqual([200, 'close']);
    expect((await socket.whenClosed()).code).toBe(1012);
    expect(await ended).toBe(0);
    agent.destroy();
  }, 60_000);

  it('does not wait for connections on which nothing ever came', async () => {
    // By what it waits for otherwise it would go on for longer than this test may.
    await start({ SHUTDOWN_TIMEOUT_MS: '300000', REQUEST_TIMEOUT_MS: '300000' });
    const stock = await Promise.all(Array.from({ length: 4 }, () => opened(port)));
    expect(await api.end('SIGTERM')).toBe(0);
    await eventually(() => expect(stock.map(({ closed }) => closed)).toEqual([true, true, true, true]));
  }, 60_000);

  it('leaves with 0 also where a request never comes to its end', async () => {
    await start({ SHUTDOWN_TIMEOUT_MS: '500', REQUEST_TIMEOUT_MS: '300000' });
    const socket = await opened(port);
    // The answer to the first says that the head of the second, of which no body ever comes, was sent behind it.
    const head = `POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
    const answered = once(socket, 'data');
    socket.write(`GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n${head}Content-Length: 100\r\n\r\n`);
    await answered;
    expect(await api.end('SIGTERM')).toBe(0);
    socket.destroy();
  }, 60_000);
});

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
