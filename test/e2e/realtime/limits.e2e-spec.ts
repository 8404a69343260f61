import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { newApiKey } from '@almanac/identity';
import { liveChannel } from '@almanac/platform';
import { createTestApp, type TestApp, type TestReplica, type TestUser } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { IoClient } from './io-client';
import { PlainClient } from './plain-client';

/** The limits of both doors, and those that hold over all replicas. What the plain door alone has is in doors.e2e-spec. */
describe('limits of the live updates', () => {
  let app: TestApp;
  let replica: TestReplica;
  let redis: Redis;
  const open: { close(): void }[] = [];

  beforeAll(async () => {
    app = await createTestApp();
    replica = await app.replica();
    redis = new Redis(app.config.REDIS_URL);
  });

  afterEach(() => {
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
  const socketIo = async (user: TestUser, url = app.url): Promise<IoClient> =>
    keep(await IoClient.signedIn(url, user.token));

  async function planners(user: TestUser, count: number): Promise<string[]> {
    const { rows } = await app.database.query<{ id: string }>(
      `WITH made AS (
         INSERT INTO planners (id, owner_id, title, tags, settings)
         SELECT gen_random_uuid(), $1, 'Garden ' || n, '{}', '{}' FROM generate_series(1, $2::int) n RETURNING id),
       counted AS (INSERT INTO planner_stats (planner_id) SELECT id FROM made)
       SELECT id FROM made`,
      [user.id, count],
    );
    return rows.map(({ id }) => id);
  }

  it('refuses long messages at Socket.IO, and ends on frames over 1 MiB', async () => {
    const client = await socketIo(await app.user());
    expect(await client.ask('typing', { plannerId: 'x'.repeat(70_000) })).toMatchObject({
      success: false,
      error: { code: 'PAYLOAD_TOO_LARGE' },
    });
    client.socket.emit('typing', { plannerId: 'x'.repeat(70_000) });
    expect(await client.next('error')).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } });
    client.socket.emit('typing', 'x'.repeat(1024 * 1024 + 1));
    await client.until(() => !client.socket.connected);
    expect(client.disconnected).toBe('transport close');
  });

  it('refuses the 31st message of a second at Socket.IO, and ends whoever goes on', async () => {
    const client = await socketIo(await app.user());
    const answers = await Promise.all(Array.from({ length: 35 }, () => client.ask('ping')));
    const refused = answers.filter(({ success }) => !success);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ error: { code: 'RATE_LIMIT_EXCEEDED' } });
    expect(client.socket.connected).toBe(true);
    for (let index = 0; index < 200; index += 1) client.socket.emit('ping');
    await client.until(() => client.disconnected === 'io server disconnect');
    expect(client.heard.at(-1)).toMatchObject({
      name: 'error',
      body: { error: { code: 'RATE_LIMIT_EXCEEDED' } },
    });
  });

  it('lets a socket into 500 rooms, at either door', async () => {
    const user = await app.user();
    const rooms = (await planners(user, 501)).map((id) => `planner:${id}`);
    const plain = keep(await PlainClient.signedIn(app.url, user.token));
    const other = await socketIo(user);
    const ask = {
      plain: async (part: string[]) => plain.ask({ type: 'subscribe', rooms: part }),
      io: async (part: string[]) => other.ask('subscribe', { rooms: part }),
    };
    for (const door of [ask.plain, ask.io]) {
      expect(await door(rooms)).toMatchObject({
        error: {
          code: 'VALIDATION_ERROR',
          details: [{ field: 'rooms', message: 'rooms must have at most 500 entries', rule: 'maxItems' }],
        },
      });
      // All at once, as whoever comes back asks for them; one's own room comes beside them.
      expect(await door(rooms.slice(0, 500))).toHaveProperty('data.rooms.length', 501);
      expect(await door(rooms.slice(500))).toMatchObject({ error: { code: 'RATE_LIMIT_EXCEEDED' } });
      expect(await door([rooms[0] ?? ''])).toHaveProperty('data.rooms.length', 501);
    }
  });

  it('lets a socket enter so many rooms in a burst, and goes on with it after a while', async () => {
    const user = await app.user();
    const rooms = (await planners(user, 100)).map((id) => `planner:${id}`);
    const plain = keep(await PlainClient.signedIn(app.url, user.token));
    await plain.ask({ type: 'unsubscribe', rooms });
    // The slower the machine, the more it is let into meanwhile.
    let refused: unknown;
    let entered = 0;
    while (refused === undefined && entered < 10_000) {
      const answer = await plain.ask({ type: 'subscribe', rooms });
      refused = answer['error'];
      if (refused !== undefined) continue;
      entered += rooms.length;
      expect(await plain.ask({ type: 'unsubscribe', rooms })).toHaveProperty('data.rooms.length', 1);
      // So few messages a second are taken.
      await sleep(70);
    }
    expect(entered).toBeGreaterThanOrEqual(1000);
    expect(refused).toMatchObject({
      ...{ code: 'RATE_LIMIT_EXCEEDED', message: 'A socket may enter 50 rooms a second' },
    });
    await sleep(2100);
    expect(await plain.ask({ type: 'subscribe', rooms })).toHaveProperty('data.rooms.length', 101);
    // What it is in already costs nothing.
    for (let again = 0; again < 5; again += 1)
      expect(await plain.ask({ type: 'subscribe', rooms })).toHaveProperty('data.rooms.length', 101);
  });

  it('gives a user 20 sockets on all replicas together, however many ask at once', async () => {
    const user = await app.user();
    const clients = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const url = index % 2 === 0 ? app.url : replica.url;
        if (index % 3 === 0) {
          const client = keep(IoClient.open(url, user.token));
          await client.until(() => client.socket.connected || client.refused !== undefined);
          return { client, admitted: client.socket.connected };
        }
        const client = keep(await PlainClient.open(url));
        client.send({ type: 'auth', token: user.token });
        const first = await client.next(({ type }) => type === 'auth:ok' || type === 'error');
        return { client, admitted: first.type === 'auth:ok' };
      }),
    );
    expect(clients.filter(({ admitted }) => admitted)).toHaveLength(20);
    clients.find(({ admitted }) => admitted)?.client.close();
    await eventually(async () => {
      const again = keep(IoClient.open(replica.url, user.token));
      await again.until(() => again.socket.connected || again.refused !== undefined);
      expect(again.refused).toBeUndefined();
    });
  });

  it('counts what is no credential by address, at both doors and by HTTP together', async () => {
    const strict = await createTestApp({
      config: { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_ANONYMOUS: '4' },
    });
    try {
      const user = await strict.user();
      const madeUp = (): string => newApiKey('test');
      const plain = async (token: string): Promise<unknown> => {
        const client = keep(await PlainClient.open(strict.url));
        client.send({ type: 'auth', token });
        const { error } = await client.next(({ type }) => type === 'error' || type === 'auth:ok');
        return (error as { code: string } | undefined)?.code;
      };
      const io = async (token: string): Promise<unknown> => {
        const client = keep(IoClient.open(strict.url, token));
        await client.until(() => client.socket.connected || client.refused !== undefined);
        return client.refused?.data?.error.code;
      };
      const codes = [
        await plain(madeUp()),
        await io(madeUp()),
        await plain(user.token),
        await plain('nonsense'),
      ];
      expect(codes).toEqual(['INVALID_TOKEN', 'INVALID_TOKEN', undefined, 'INVALID_TOKEN']);
      const byHttp = (): Promise<{ status: number }> =>
        strict.request('GET', '/planners', { headers: { 'x-api-key': madeUp() } });
      expect((await byHttp()).status).toBe(401);
      expect([await plain(madeUp()), await io(madeUp())]).toEqual([
        'RATE_LIMIT_EXCEEDED',
        'RATE_LIMIT_EXCEEDED',
      ]);
      expect((await byHttp()).status).toBe(429);
      // Whoever has a credential is let in, from wherever.
      expect([await plain(user.token), await io(user.token)]).toEqual([undefined, undefined]);
    } finally {
      await strict.close();
    }
  });

  it('drops a client of Socket.IO that does not read, and lets the others hear', async () => {
    const user = await app.user();
    const [plannerId = ''] = await planners(user, 1);
    const [slow, quick] = [await socketIo(user), await socketIo(user)];
    for (const client of [slow, quick]) await client.ask('join-planner', { plannerId });
    const wire: unknown = Reflect.get(slow.socket.io.engine.transport, 'ws');
    (wire as { pause(): void }).pause();
    const data = { planner: { id: plannerId, title: 'x'.repeat(50_000) } };
    const text = JSON.stringify({ type: 'planner:updated', data });
    for (let index = 0; index < 900; index += 1) {
      await redis.publish(liveChannel(app.config, `planner:${plannerId}`), text);
      if (index % 30 === 0) await sleep(1);
    }
    const heard = (client: IoClient): number =>
      client.heard.filter(({ name }) => name === 'planner:updated').length;
    await quick.until(() => heard(quick) === 900);
    await sleep(1100);
    (wire as { resume(): void }).resume();
    await slow.until(() => !slow.socket.connected);
    expect(heard(slow)).toBeLessThan(900);
  });
});
