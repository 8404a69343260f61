import { rm } from 'node:fs/promises';
import { createTestDatabase, send, testEnvironment, type TestDatabase } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { freePort } from '../background/free-port';
import { Program } from '../background/program';
import { IoClient } from './io-client';
import { PlainClient } from './plain-client';

/** Two API processes and a worker, each a process of its own, as in production. */
describe('live updates over two API processes', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  const programs: Program[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = await testEnvironment(database.url);
  });

  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    await database.drop();
    await rm(environment['DATA_DIR'] ?? '', { recursive: true, force: true });
  });

  async function startApi(): Promise<string> {
    const port = await freePort();
    programs.push(Program.start('apps/api/src/main.ts', { ...environment, PORT: String(port) }));
    const base = `http://127.0.0.1:${port}`;
    await eventually(async () => expect((await fetch(`${base}/health/ready`)).status).toBe(200), 60_000);
    return base;
  }

  it('tells a change made on one to both doors of the other, and ends cleanly', async () => {
    programs.push(Program.start('apps/worker/src/main.ts', environment));
    const [one, other] = await Promise.all([startApi(), startApi()]);
    const account = { email: 'ada@example.com', password: 'Correct-Horse-7' };
    const registered = await send(one, 'POST', '/api/v1/auth/register', {
      body: { ...account, displayName: 'Ada' },
    });
    expect(registered.status).toBe(201);
    const { body } = await send(one, 'POST', '/api/v1/auth/login', { body: account });
    const token = body.data.accessToken as string;
    const created = await send(one, 'POST', '/api/v1/planners', { token, body: { title: 'Garden' } });
    const plannerId = created.body.data.id as string;

    const plain = await PlainClient.signedIn(other, token);
    const io = await IoClient.signedIn(other, token, { query: { plannerId } });
    expect(await io.ask('join-planner', { plannerId })).toMatchObject({ success: true });
    await send(one, 'PATCH', `/api/v1/planners/${plannerId}`, { token, body: { title: 'Orchard' } });
    const message = await plain.next(({ type }) => type === 'planner:updated');
    expect(message).toMatchObject({ data: { planner: { id: plannerId, title: 'Orchard' } } });
    expect(await io.next('planner:updated')).toMatchObject({
      seq: message['seq'],
      eventId: message['eventId'],
    });

    const codes = await Promise.all(programs.map((program) => program.end('SIGTERM')));
    expect(codes).toEqual([0, 0, 0]);
    expect((await plain.whenClosed()).code).toBe(1012);
  }, 120_000);
});
