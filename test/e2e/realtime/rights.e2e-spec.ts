import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { liveChannel, REDIS, RoomPolicy } from '@almanac/platform';
import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp, type TestReplica, type TestUser } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { IoClient } from './io-client';
import { PlainClient } from './plain-client';

const READ = ['read:own-planners', 'read:own-activities'];

/** Nobody hears what is not theirs: while rights change, things fail, and by every kind of sign-in. */
describe('rights at the live updates', () => {
  let app: TestApp;
  let replica: TestReplica;
  let redis: Redis;
  let owner: TestUser;
  let guest: TestUser;
  let plannerId: string;
  const open: { close(): void }[] = [];

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    replica = await app.replica();
    redis = new Redis(app.config.REDIS_URL);
  });

  beforeEach(async () => {
    [owner, guest] = await Promise.all([app.user({ tier: 'premium' }), app.user()]);
    const made = await app.request('POST', '/planners', { token: owner.token, body: { title: 'Garden' } });
    plannerId = made.body.data.id as string;
    await app.database.query(
      `INSERT INTO planner_members (planner_id, user_id, role, own_role) VALUES ($1, $2, 'viewer', 'viewer')`,
      [plannerId, guest.id],
    );
  });

  afterEach(() => {
    jest.restoreAllMocks();
    for (const one of open.splice(0)) one.close();
  });

  afterAll(async () => {
    redis.disconnect();
    await app.close();
  });

  const keep = <T extends { close(): void }>(one: T): T => {
    open.push(one);
    return one;
  };
  const plain = async (token: string): Promise<PlainClient> =>
    keep(await PlainClient.signedIn(app.url, token));
  async function rename(title: string, where: TestApp | TestReplica = replica): Promise<void> {
    const { status } = await where.request('PATCH', `/planners/${plannerId}`, {
      token: owner.token,
      body: { title },
    });
    expect(status).toBe(200);
  }
  async function remove(where: TestApp | TestReplica = replica): Promise<void> {
    const { status } = await where.request('DELETE', `/planners/${plannerId}/collaborators/${guest.id}`, {
      token: owner.token,
    });
    expect(status).toBe(200);
  }
  async function key(user: TestUser, permissions: readonly string[]): Promise<{ id: string; key: string }> {
    const { status, body } = await app.request('POST', '/auth/api-keys', {
      token: user.token,
      body: { name: 'Script', permissions },
    });
    expect(status).toBe(201);
    return { id: body.data.id as string, key: body.data.key as string };
  }
  const relayed = (): Promise<void> =>
    eventually(async () => {
      const { rows } = await app.database.query('SELECT count(*)::int AS count FROM outbox_waiting');
      expect(rows).toEqual([{ count: 0 }]);
    });

  it('tells who lost a planner, while this process had lost Redis, nothing that came after', async () => {
    const other = await plain(owner.token);
    const clients = [await plain(guest.token), keep(await IoClient.signedIn(app.url, guest.token))] as const;
    await clients[1].ask('join-planner', { plannerId });
    await rename('Before');
    await clients[0].next(({ data }) => JSON.stringify(data ?? {}).includes('Before'));
    const ear = earOf(app);
    await silence(ear);
    await remove();
    await rename('Secret');
    await relayed();
    await ear.connect();
    await clients[0].next(({ type }) => type === 'planner:left');
    await clients[1].next('planner:left');
    await other.next(({ data }) => JSON.stringify(data ?? {}).includes('Secret'));
    expect(JSON.stringify(clients.map(({ heard }) => heard))).not.toContain('Secret');
  });

  it('goes on where Redis has another stream than before, whose places are lower', async () => {
    const client = await plain(owner.token);
    const stream = `${app.config.REDIS_PREFIX}:live-stream`;
    await redis.xadd(stream, '99999999999999-1', 'r', '-', 'm', '-');
    await rename('Before');
    await client.next(({ data }) => JSON.stringify(data ?? {}).includes('Before'));
    const ear = earOf(app);
    await silence(ear);
    await redis.del(stream);
    await ear.connect();
    await sleep(300);
    await rename('After');
    await client.next(({ data }) => JSON.stringify(data ?? {}).includes('After'));
  });

  it('asks again who may hear a room where it could not be found out', async () => {
    const client = await plain(guest.token);
    const asked = jest
      .spyOn(app.get(RoomPolicy), 'readable')
      .mockRejectedValueOnce(new Error('PostgreSQL went away'));
    await remove();
    await rename('Secret');
    await client.next(({ type }) => type === 'planner:left');
    expect(asked.mock.calls.length).toBeGreaterThan(1);
    await sleep(200);
    expect(JSON.stringify(client.heard)).not.toContain('Secret');
  });

  it('ends a socket of which it cannot be found out what it may hear', async () => {
    const client = await plain(guest.token);
    jest.spyOn(app.get(RoomPolicy), 'readable').mockRejectedValue(new Error('PostgreSQL went away'));
    await remove();
    await rename('Secret');
    expect((await client.whenClosed()).code).toBe(1012);
    expect(JSON.stringify(client.heard)).not.toContain('Secret');
  });

  it('lets nobody into a planner that they were told of, and have lost since', async () => {
    const stranger = await app.user();
    const client = await plain(stranger.token);
    const message = {
      ...{ type: 'planner:created', eventId: newId(), seq: 1, prev: null, at: new Date().toISOString() },
      ...{ actor: owner.id, version: 1, data: { planner: { id: plannerId, title: 'Garden' } } },
    };
    // As it comes out of the stream after an outage.
    const other = keep(await IoClient.signedIn(app.url, stranger.token));
    await redis.publish(liveChannel(app.config, `user:${stranger.id}`), JSON.stringify(message));
    await client.next(({ type }) => type === 'planner:created');
    await other.next('planner:created');
    await rename('Secret');
    await sleep(500);
    expect(JSON.stringify(client.heard)).not.toContain('Secret');
  });

  it('tells a key, in its own room, what it may read and nothing else', async () => {
    const [narrow, wide] = await Promise.all([
      key(owner, READ),
      key(owner, [...READ, 'read:own-profile', 'read:own-plans']),
    ]);
    const admin = await app.user({ admin: true });
    const acting = await app.request('POST', `/admin/users/${owner.id}/impersonate`, {
      token: admin.token,
    });
    expect(acting.status).toBe(200);
    const clients = {
      session: await plain(owner.token),
      wide: await plain(wide.key),
      narrow: await plain(narrow.key),
      acting: await plain(acting.body.data.accessToken as string),
    };
    const say = async (type: string, data: object): Promise<void> => {
      const message = {
        type,
        eventId: newId(),
        seq: null,
        prev: null,
        at: '',
        actor: null,
        version: null,
        data,
      };
      await redis.publish(liveChannel(app.config, `user:${owner.id}`), JSON.stringify(message));
    };
    const job = { jobId: newId(), type: 'data-export', status: 'completed' };
    await say('job:completed', { ...job, personal: true });
    await say('job:completed', { ...job, type: 'planner-pdf', personal: false });
    await say('plan:updated', { plan: { id: newId() } });
    await say('notification:new', { notification: { id: newId() } });
    await say('planner:updated', { planner: { id: newId() } });
    const heard = async (client: PlainClient): Promise<string[]> => {
      await client.next(({ type }) => type === 'planner:updated');
      return client.heard
        .filter(({ data }) => (data as { userId?: string }).userId === undefined)
        .map(({ type, data }) => `${type} ${(data as { type?: string }).type ?? ''}`.trim());
    };
    const shared = ['job:completed planner-pdf', 'plan:updated', 'notification:new', 'planner:updated'];
    expect(await heard(clients.session)).toEqual(['job:completed data-export', ...shared]);
    expect(await heard(clients.wide)).toEqual(shared);
    expect(await heard(clients.acting)).toEqual(shared);
    expect(await heard(clients.narrow)).toEqual(['planner:updated']);
  });

  it('tells a key of a job only what it may see of it by REST', async () => {
    const [reader, exporter] = await Promise.all([
      key(owner, [...READ, 'read:own-profile']),
      key(owner, [...READ, 'read:own-profile', 'export:planners']),
    ]);
    const session = await plain(owner.token);
    const clients = { reader: await plain(reader.key), exporter: await plain(exporter.key) };
    const { status, body } = await app.request('POST', '/export/json', {
      token: owner.token,
      body: { plannerId },
      headers: { prefer: 'respond-async' },
    });
    expect(status).toBe(202);
    const { jobId } = body.data as { jobId: string };
    await session.next(
      ({ type, data }) => type === 'job:completed' && (data as { jobId: string }).jobId === jobId,
    );
    await rename('After the job');
    const heardOf = async (client: PlainClient): Promise<Set<string>> => {
      await client.next(({ type }) => type === 'planner:updated');
      const said = client.heard.filter(({ type }) => type.startsWith('job:'));
      return new Set(said.map(({ data }) => (data as { jobId: string }).jobId));
    };
    const listed = async (apiKey: string): Promise<unknown[]> => {
      const answer = await app.request('GET', '/jobs', { headers: { 'x-api-key': apiKey } });
      expect(answer.status).toBe(200);
      return (answer.body.data.jobs as { id: string }[]).map(({ id }) => id);
    };
    expect(await listed(exporter.key)).toEqual([jobId]);
    expect(await heardOf(clients.exporter)).toEqual(new Set([jobId]));
    expect(await listed(reader.key)).toEqual([]);
    expect(await heardOf(clients.reader)).toEqual(new Set());
  });

  it('takes rooms from a socket that renews its sign-in by one that may hear less', async () => {
    const client = await plain(owner.token);
    const { key: profile } = await key(owner, ['read:own-profile']);
    expect(await client.ask({ type: 'auth', token: profile })).toMatchObject({ type: 'auth:ok' });
    await rename('Secret', app);
    await relayed();
    await sleep(200);
    expect(JSON.stringify(client.heard)).not.toContain('Secret');
    expect(await client.ask({ type: 'join-planner', plannerId })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
  });

  it('asks a sign-in anew that has changed while it was let in', async () => {
    const { id, key: token } = await key(owner, READ);
    const gate = holdAdmission(app);
    const client = keep(await PlainClient.open(app.url));
    client.send({ type: 'auth', token });
    await gate.reached;
    const changed = await app.request('PATCH', `/auth/api-keys/${id}`, {
      token: owner.token,
      body: { permissions: ['read:own-profile'] },
    });
    expect(changed.status).toBe(200);
    gate.open();
    expect(await client.next(({ type }) => type === 'auth:ok' || type === 'error')).toMatchObject({
      error: { code: 'FORBIDDEN' },
    });
    await rename('Secret');
    await sleep(200);
    expect(JSON.stringify(client.heard)).not.toContain('Secret');
  });

  it('keeps no place for sockets that went away while they were let in', async () => {
    const gate = holdAdmission(app);
    for (let index = 0; index < 20; index += 1) {
      const client = await PlainClient.open(app.url);
      client.send({ type: 'auth', token: guest.token });
      await gate.reached;
      client.close();
    }
    await sleep(200);
    gate.open();
    await sleep(200);
    const client = keep(await PlainClient.open(app.url));
    client.send({ type: 'auth', token: guest.token });
    await client.next(({ type }) => type === 'auth:ok');
  });
});

/** The connection on which the process hears of its rooms. */
function earOf(app: TestApp): Redis {
  for (const bus of providers(app)) {
    if (bus.constructor.name !== 'LiveBus') continue;
    const ear: unknown = Reflect.get(bus, 'redis');
    if (ear instanceof Redis) return ear;
  }
  throw new Error('The process has no ear');
}

async function silence(ear: Redis): Promise<void> {
  const ended = once(ear, 'end');
  ear.disconnect();
  await ended;
}

function providers(app: TestApp): object[] {
  const container: unknown = Reflect.get(app.nest, 'container');
  const modules = (
    container as { getModules(): Map<string, { providers: Map<unknown, { instance: unknown }> }> }
  )
    .getModules()
    .values();
  return [...modules].flatMap((module) =>
    [...module.providers.values()].flatMap(({ instance }) =>
      typeof instance === 'object' && instance !== null ? [instance] : [],
    ),
  );
}

/** Keeps sockets waiting between the look at their sign-in and their place among their user's. */
function holdAdmission(app: TestApp): { reached: Promise<void>; open(): void } {
  const commands = app.get<Redis>(REDIS);
  const run = commands.eval.bind(commands) as (...parameters: unknown[]) => Promise<unknown>;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const held = async (...parameters: unknown[]): Promise<unknown> => {
    if (String(parameters[2]).includes(':live-sockets:')) {
      reach();
      await opened;
    }
    return run(...parameters);
  };
  jest.spyOn(commands, 'eval').mockImplementation(held);
  return { reached, open };
}
