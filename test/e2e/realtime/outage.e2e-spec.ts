import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { OwnRedis } from '../background/own-redis';
import { IoClient } from './io-client';
import { PlainClient } from './plain-client';

/** What sockets see when Redis goes away and comes back, and when the API stops. */
describe('live updates when things fail', () => {
  let redis: OwnRedis;
  let app: TestApp;
  let open = true;

  beforeAll(async () => {
    redis = await OwnRedis.start();
    app = await createTestApp({ worker: true, config: { REDIS_URL: redis.url } });
  });

  afterAll(async () => {
    if (open) await app.close();
    await redis.remove();
  });

  it('announces after an outage of Redis what was committed during it, and ends what was ended', async () => {
    const [user, leaver] = [await app.user(), await app.user()];
    const { body } = await app.request('POST', '/planners', { token: user.token, body: { title: 'Garden' } });
    const plannerId = body.data.id as string;
    const client = await PlainClient.signedIn(app.url, user.token);
    const other = await IoClient.signedIn(app.url, user.token, { query: { plannerId } });
    const leaving = await PlainClient.signedIn(app.url, leaver.token);
    await other.ask('ping');

    await redis.stop('SIGKILL');
    for (let index = 1; index <= 5; index += 1) {
      const answer = await app.request('PATCH', `/planners/${plannerId}`, {
        token: user.token,
        body: { title: `During ${index}` },
      });
      expect(answer.status).toBe(200);
    }
    expect((await app.request('POST', '/auth/logout', { token: leaver.token })).status).toBe(200);
    await sleep(1000);
    expect(client.of('planner:updated')).toHaveLength(0);

    await redis.start();
    await client.next(({ data }) => JSON.stringify(data ?? {}).includes('During 5'), 15_000);
    const titles = client
      .of('planner:updated')
      .map(({ data }) => /During \d/.exec(JSON.stringify(data))?.[0]);
    expect(titles).toEqual([1, 2, 3, 4, 5].map((index) => `During ${index}`));
    await other.until(() => other.heard.filter(({ name }) => name === 'planner:updated').length === 5);
    expect((await leaving.whenClosed()).code).toBe(4401);
    client.close();
    other.close();
  });

  it('tells at once, and once, what its own process commits, also while Redis is away', async () => {
    const user = await app.user();
    const { body } = await app.request('POST', '/planners', { token: user.token, body: { title: 'Garden' } });
    const plannerId = body.data.id as string;
    const rename = async (title: string): Promise<void> => {
      const answer = await app.request('PATCH', `/planners/${plannerId}`, {
        token: user.token,
        body: { title },
      });
      expect(answer.status).toBe(200);
    };
    const client = await PlainClient.signedIn(app.url, user.token);
    const other = await IoClient.signedIn(app.url, user.token, { query: { plannerId } });
    await other.ask('ping');
    await rename('First');
    await client.next(({ data }) => JSON.stringify(data ?? {}).includes('First'));
    await redis.stop();
    for (const title of ['Second', 'Third', 'Fourth']) await rename(title);
    await client.next(({ data }) => JSON.stringify(data ?? {}).includes('Fourth'));
    await redis.start();
    await rename('Fifth');
    await client.next(({ data }) => JSON.stringify(data ?? {}).includes('Fifth'));
    const undelivered = 'SELECT count(*)::int AS count FROM outbox_waiting';
    await eventually(async () =>
      expect((await app.database.query(undelivered)).rows).toEqual([{ count: 0 }]),
    );
    await sleep(300);
    const heard = client.of('planner:updated');
    const order = ['First', 'Second', 'Third', 'Fourth', 'Fifth'];
    expect(heard.map(({ data }) => order.find((title) => JSON.stringify(data).includes(title)))).toEqual(
      order,
    );
    for (const [index, { prev }] of heard.entries())
      if (index > 0) expect(prev).toBe(heard[index - 1]?.['seq']);
    expect(other.heard.filter(({ name }) => name === 'planner:updated')).toHaveLength(5);
    client.close();
    other.close();
  });

  it('gives the places of its sockets back before it lets go of a Redis that is slow', async () => {
    const user = await app.user();
    const going = await app.replica();
    const sockets = [
      await PlainClient.signedIn(going.url, user.token),
      await IoClient.signedIn(going.url, user.token),
    ];
    const places = `${app.config.REDIS_PREFIX}:live-sockets:${user.id}`;
    const client = new Redis(redis.url);
    try {
      expect(await client.zcard(places)).toBe(2);
      await client.call('CLIENT', 'PAUSE', '900', 'WRITE');
      await going.close();
      expect(await client.zcard(places)).toBe(0);
    } finally {
      client.disconnect();
    }
    for (const socket of sockets) socket.close();
  });

  it('tells clients to come back when the API stops', async () => {
    const user = await app.user();
    const client = await PlainClient.signedIn(app.url, user.token);
    const other = await IoClient.signedIn(app.url, user.token);
    open = false;
    await app.close();
    expect((await client.whenClosed()).code).toBe(1012);
    // Of these reasons a client reconnects by itself; after "io server disconnect" it does not.
    await other.until(() => other.disconnected !== undefined);
    expect(other.disconnected).toBe('transport close');
  });
});
