import { rm } from 'node:fs/promises';
import { Pool } from 'pg';
import { createTestDatabase, send, testEnvironment, type TestDatabase } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { freePort } from '../background/free-port';
import { Program, WORKER } from '../background/program';
import { IoClient } from './io-client';
import { PlainClient } from './plain-client';

/** Two API processes and a worker, each a process of its own, as in production. */
describe('live updates over two API processes', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  const programs: Program[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = { ...(await testEnvironment(database.url)), LIVE_PRESENCE_SECONDS: '2' };
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

  /** Somebody else who is on the planner, with a socket at that process. */
  async function joinedGuest(one: string, at: string, plannerId: string): Promise<IoClient> {
    const account = { email: 'grace@example.com', password: 'Correct-Horse-7' };
    await send(one, 'POST', '/api/v1/auth/register', { body: { ...account, displayName: 'Grace' } });
    const { body } = await send(one, 'POST', '/api/v1/auth/login', { body: account });
    const pool = new Pool({ connectionString: database.url, max: 1 });
    await pool.query(
      `INSERT INTO planner_members (planner_id, user_id, role, own_role)
       SELECT $1, id, 'viewer', 'viewer' FROM users WHERE email = $2`,
      [plannerId, account.email],
    );
    await pool.end();
    const guest = await IoClient.signedIn(at, body.data.accessToken as string);
    expect(await guest.ask('join-planner', { plannerId })).toMatchObject({ success: true });
    return guest;
  }

  it('tells a change made on one to both doors of the other, and ends cleanly', async () => {
    programs.push(Program.start(WORKER, environment));
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

    await io.next('presence', (body) => JSON.stringify(body['data']).includes('Ada'));

    // A third process dies without a word: its people are gone by themselves, and its clients go on elsewhere.
    const third = await startApi();
    const [doomed] = programs.splice(-1);
    const guest = await joinedGuest(one, third, plannerId);
    const isShown = (body: Record<string, unknown>): boolean =>
      JSON.stringify(body['data']).includes('Grace');
    await io.next('presence', isShown);
    await doomed?.end('SIGKILL');
    await send(one, 'PATCH', `/api/v1/planners/${plannerId}`, { token, body: { title: 'Meadow' } });
    await guest.comeBackTo(one);
    expect(guest.socket.recovered).toBe(true);
    await guest.next('planner:updated', (body) => JSON.stringify(body).includes('Meadow'));
    guest.close();
    await io.until(() => {
      const last = io.heard.filter(({ name }) => name === 'presence').at(-1);
      return last !== undefined && !isShown(last.body);
    });

    const codes = await Promise.all(programs.map((program) => program.end('SIGTERM')));
    expect(codes).toEqual([0, 0, 0]);
    expect((await plain.whenClosed()).code).toBe(1012);
  }, 120_000);
});
