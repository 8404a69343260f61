import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { controlChannel } from '@almanac/platform';
import { createTestApp, type TestApp, type TestReplica, type TestUser } from '@almanac/testing';
import { IoClient } from './io-client';
import { PlainClient } from './plain-client';

/** Live updates at both doors, over two replicas of the API and a worker. */
describe('live updates', () => {
  let app: TestApp;
  let replica: TestReplica;
  let redis: Redis;
  const clients: { close(): void }[] = [];

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    replica = await app.replica();
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
  const socketIo = async (user: TestUser, plannerId?: string, url = app.url): Promise<IoClient> =>
    keep(await IoClient.signedIn(url, user.token, plannerId === undefined ? {} : { query: { plannerId } }));

  async function planner(user: TestUser, title = 'Garden'): Promise<string> {
    const answer = await app.request('POST', '/planners', { token: user.token, body: { title } });
    expect(answer.status).toBe(201);
    return answer.body.data.id as string;
  }

  async function section(user: TestUser, plannerId: string): Promise<string> {
    const answer = await app.request('POST', `/planners/${plannerId}/sections`, {
      token: user.token,
      body: { title: 'Beds', type: 'tasks' },
    });
    expect(answer.status).toBe(201);
    return answer.body.data.id as string;
  }

  async function rename(user: TestUser, plannerId: string, title: string): Promise<void> {
    const answer = await app.request('PATCH', `/planners/${plannerId}`, {
      token: user.token,
      body: { title },
    });
    expect(answer.status).toBe(200);
  }

  it('tells a change made on one replica to both doors of the other', async () => {
    const user = await app.user();
    const plannerId = await planner(user);
    const [one, other] = [await plain(user, replica.url), await socketIo(user, undefined, replica.url)];
    expect(await one.ask({ type: 'join-planner', plannerId })).toMatchObject({
      type: 'ack',
      data: { plannerId },
    });
    expect(await other.ask('join-planner', { plannerId })).toEqual({ success: true, data: { plannerId } });

    await rename(user, plannerId, 'Orchard');
    const message = await one.next(({ type }) => type === 'planner:updated');
    expect(message).toMatchObject({
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      seq: expect.any(Number),
      prev: expect.any(Number),
      at: expect.stringMatching(/Z$/),
      actor: user.id,
      version: 2,
      data: { planner: { id: plannerId, title: 'Orchard' } },
    });
    const { type: _type, ...envelope } = message;
    expect(await other.next('planner:updated')).toEqual(envelope);

    const sectionId = await section(user, plannerId);
    const body = { title: 'Water' };
    await app.request('POST', `/sections/${sectionId}/activities`, { token: user.token, body });
    const created = await one.next(({ type }) => type === 'activity:created');
    expect(created).toMatchObject({ data: { activity: { title: 'Water', sectionId } } });
    expect(await other.next('activity-created')).toEqual(created['data']);
    // Each names the one before it.
    const chain = one.heard.filter((heard) => typeof heard['seq'] === 'number');
    for (const [index, heard] of chain.entries())
      if (index > 0) expect(heard['prev']).toBe(chain[index - 1]?.['seq']);
  });

  it('lets a plain socket hear all planners of its user, also new ones, until it subscribes by name', async () => {
    const user = await app.user();
    const first = await planner(user);
    const client = await plain(user);
    await rename(user, first, 'One');
    await client.next(({ type }) => type === 'planner:updated');
    const second = await planner(user, 'New');
    await client.next(
      ({ type, data }) => type === 'planner:created' && JSON.stringify(data).includes(second),
    );
    await rename(user, second, 'Two');
    await client.next(({ type, data }) => type === 'planner:updated' && JSON.stringify(data).includes('Two'));

    const answer = await client.ask({ type: 'subscribe', rooms: [`planner:${first}`] });
    expect(answer).toMatchObject({ type: 'ack', data: { rooms: [`user:${user.id}`, `planner:${first}`] } });
    await rename(user, second, 'Unheard');
    await rename(user, first, 'Heard');
    await client.next(({ data }) => JSON.stringify(data ?? {}).includes('"Heard"'));
    expect(JSON.stringify(client.heard)).not.toContain('Unheard');
    await client.ask({ type: 'unsubscribe', rooms: [`planner:${first}`] });
    await rename(user, first, 'Silence');
    await sleep(300);
    expect(JSON.stringify(client.heard)).not.toContain('Silence');
  });

  it('lets nobody join what they may not see, and tells them nothing', async () => {
    const [owner, stranger] = [await app.user(), await app.user()];
    const plannerId = await planner(owner);
    const [one, other] = [await plain(stranger), await socketIo(stranger, plannerId)];
    expect(await one.ask({ type: 'join-planner', plannerId })).toMatchObject({
      type: 'error',
      error: {
        code: 'NOT_FOUND',
        message: expect.any(String),
        timestamp: expect.any(String),
        requestId: expect.any(String),
      },
    });
    expect(await other.next('error')).toMatchObject({ success: false, error: { code: 'NOT_FOUND' } });
    expect(await one.ask({ type: 'subscribe', rooms: [`user:${owner.id}`] })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    await rename(owner, plannerId, 'Secret');
    await sleep(300);
    expect(JSON.stringify([one.heard, other.heard])).not.toContain('Secret');
  });

  it('joins the planner that the handshake of Socket.IO names, also over long-polling and signed in late', async () => {
    const user = await app.user();
    const plannerId = await planner(user);
    const direct = await socketIo(user, plannerId);
    const polling = keep(
      await IoClient.signedIn(app.url, user.token, { query: { plannerId }, transports: ['polling'] }),
    );
    const late = keep(IoClient.open(app.url, undefined, { query: { plannerId } }));
    await late.until(() => late.socket.connected);
    expect(await late.ask('join-planner', { plannerId })).toMatchObject({
      success: false,
      error: { code: 'UNAUTHORIZED' },
    });
    expect(await late.ask('authenticate', { token: user.token })).toMatchObject({
      success: true,
      data: { userId: user.id },
    });
    for (const client of [direct, polling, late])
      expect(await client.ask('ping')).toEqual({ success: true, data: {} });
    await rename(user, plannerId, 'Meadow');
    for (const client of [direct, polling, late]) await client.next('planner:updated');
  });

  it('ends the sockets of a session that logs out, on every replica', async () => {
    const user = await app.user();
    const [one, other] = [await plain(user, replica.url), await socketIo(user, undefined, replica.url)];
    const bystander = await plain(await app.user(), replica.url);
    expect((await app.request('POST', '/auth/logout', { token: user.token })).status).toBe(200);
    expect((await one.whenClosed()).code).toBe(4401);
    await other.next('session:revoked');
    await other.until(() => other.disconnected === 'io server disconnect');
    expect(bystander.closed).toBeUndefined();
    const again = keep(await PlainClient.open(app.url));
    again.send({ type: 'auth', token: user.token });
    expect((await again.whenClosed()).code).toBe(4401);
  });

  it('takes a socket out of the room of a planner that its user has lost', async () => {
    const user = await app.user();
    const one = await plain(user);
    const plannerId = await planner(user);
    await one.next(({ type }) => type === 'planner:created');
    const other = await socketIo(user, plannerId, replica.url);
    await other.ask('ping');
    // A transfer without the way through REST, and the order that follows from every loss.
    const heir = await app.user();
    await app.database.query('UPDATE planners SET owner_id = $2 WHERE id = $1', [plannerId, heir.id]);
    const order = {
      type: 'authorisation-changed',
      eventId: plannerId,
      seq: 1,
      prev: null,
      at: new Date().toISOString(),
      actor: null,
      version: null,
      data: { userId: user.id },
    };
    await redis.publish(controlChannel(app.config), JSON.stringify(order));
    expect(await one.next(({ type }) => type === 'planner:left')).toMatchObject({ data: { plannerId } });
    expect(await other.next('planner:left')).toMatchObject({ data: { plannerId } });
    await rename(heir, plannerId, 'Elsewhere');
    await sleep(300);
    expect(JSON.stringify([one.heard, other.heard])).not.toContain('Elsewhere');
  });
});
