import { Redis } from 'ioredis';
import { createTestApp, type TestApp, type TestReplica, type TestUser } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { CutProxy } from './cut-proxy';
import { IoClient } from './io-client';
import { PlainClient } from './plain-client';

/** Clients of Socket.IO that are cut off and come back, mostly to another replica. */
describe('connection-state recovery', () => {
  let app: TestApp;
  let replica: TestReplica;
  let redis: Redis;
  let user: TestUser;
  let plannerId: string;
  const open: { close(): void }[] = [];

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    replica = await app.replica();
    redis = new Redis(app.config.REDIS_URL);
  });

  beforeEach(async () => {
    user = await app.user({ tier: 'premium' });
    const made = await app.request('POST', '/planners', { token: user.token, body: { title: 'Garden' } });
    plannerId = made.body.data.id as string;
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

  /** A client in the planner's room, and the network that it is on. */
  async function joined(token = user.token, url = app.url): Promise<{ client: IoClient; network: CutProxy }> {
    const network = keep(await CutProxy.to(url));
    const client = keep(await IoClient.signedIn(network.url, token));
    expect(await client.ask('join-planner', { plannerId })).toMatchObject({ success: true });
    return { client, network };
  }

  async function rename(title: string, where: TestApp | TestReplica = app): Promise<void> {
    const { status } = await where.request('PATCH', `/planners/${plannerId}`, {
      token: user.token,
      body: { title },
    });
    expect(status).toBe(200);
  }

  const titles = (client: IoClient): unknown[] =>
    client.heard
      .filter(({ name }) => name === 'planner:updated')
      .map(({ body }) => (body['data'] as { planner: { title: string } }).planner.title);

  it('tells on the other replica what was missed, each once and in order', async () => {
    const { client, network } = await joined();
    await rename('One');
    await client.next('planner:updated');
    network.cut();
    await client.until(() => !client.socket.connected);
    await rename('Two');
    await rename('Three', replica);
    const section = await app.request('POST', `/planners/${plannerId}/sections`, {
      token: user.token,
      body: { title: 'Beds' },
    });
    await app.request('POST', `/sections/${String(section.body.data.id)}/activities`, {
      token: user.token,
      body: { title: 'Water' },
    });
    await client.comeBackTo(replica.url);
    expect(client.socket.recovered).toBe(true);
    await rename('Four', replica);
    await rename('Five');
    await client.until(() => titles(client).includes('Five'));
    expect(titles(client)).toEqual(['One', 'Two', 'Three', 'Four', 'Five']);
    for (const name of ['section:created', 'activity:created', 'activity-created'])
      expect(client.heard.filter((message) => message.name === name)).toHaveLength(1);
    const seqs = client.heard.flatMap(({ body }) => (typeof body['seq'] === 'number' ? [body['seq']] : []));
    expect(seqs).toEqual([...seqs].sort((one, other) => one - other));
  });

  it('recovers whoever has heard nothing yet, and once more from where it was', async () => {
    const { client, network } = await joined();
    await client.next('auth:ok');
    network.cut();
    await client.until(() => !client.socket.connected);
    await rename('One');
    await client.comeBackTo(replica.url);
    expect(client.socket.recovered).toBe(true);
    await client.until(() => titles(client).includes('One'));
    client.socket.io.engine.close();
    await client.until(() => !client.socket.connected);
    await rename('Two');
    await client.comeBackTo(app.url);
    expect(client.socket.recovered).toBe(true);
    await client.until(() => titles(client).includes('Two'));
    expect(titles(client)).toEqual(['One', 'Two']);
  });

  it('loses and doubles nothing while it is cut off again and again under load', async () => {
    const { client, network: first } = await joined();
    let network = first;
    const all = Array.from({ length: 120 }, (_, index) => `Title ${index}`);
    let done = 0;
    const writing = (async (): Promise<void> => {
      for (const title of all) {
        await rename(title, done % 2 === 0 ? app : replica);
        done += 1;
      }
    })();
    for (let round = 1; round <= 6; round += 1) {
      await eventually(async () => expect(done).toBeGreaterThanOrEqual(round * 15));
      network.cut();
      network = keep(await CutProxy.to(round % 2 === 0 ? app.url : replica.url));
      await client.comeBackTo(network.url);
      expect(client.socket.recovered).toBe(true);
    }
    await writing;
    await client.until(() => titles(client).includes(all.at(-1)));
    expect(titles(client)).toEqual(all);
  });

  it('ends what is left of the connection that was cut off', async () => {
    const { client, network } = await joined();
    network.cut();
    await client.comeBackTo(app.url);
    expect(client.socket.recovered).toBe(true);
    const counted = (): Promise<number> => redis.zcard(`${app.config.REDIS_PREFIX}:live-sockets:${user.id}`);
    expect(await counted()).toBe(1);
  });

  it('asks anew who may hear a room, and leaves out what was lost meanwhile', async () => {
    const guest = await app.user();
    await app.database.query(
      `INSERT INTO planner_members (planner_id, user_id, role, own_role) VALUES ($1, $2, 'viewer', 'viewer')`,
      [plannerId, guest.id],
    );
    const { client, network } = await joined(guest.token);
    await rename('Before');
    await client.until(() => titles(client).includes('Before'));
    network.cut();
    await client.until(() => !client.socket.connected);
    const removed = await app.request('DELETE', `/planners/${plannerId}/collaborators/${guest.id}`, {
      token: user.token,
    });
    expect(removed.status).toBe(200);
    await rename('Secret');
    await client.comeBackTo(replica.url);
    expect(await client.next('planner:left')).toMatchObject({ data: { plannerId } });
    await rename('Secret too', replica);
    expect(await client.ask('ping')).toMatchObject({ success: true });
    expect(JSON.stringify(client.heard)).not.toContain('Secret');
  });

  it('refuses whose session has ended, and begins anew for anybody else who brings the id', async () => {
    const { client, network } = await joined();
    network.cut();
    await client.until(() => !client.socket.connected);
    const other = await app.user();
    const token = user.token;
    client.socket.auth = { token: other.token };
    await rename('Secret');
    await client.comeBackTo(replica.url);
    expect(client.socket.recovered).toBe(false);
    expect(await client.ask('cursor-position', { plannerId, position: 1 })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    expect(JSON.stringify(client.heard)).not.toContain('Secret');
    client.close();

    const { client: leaver, network: wire } = await joined(token);
    wire.cut();
    await leaver.until(() => !leaver.socket.connected);
    expect((await app.request('POST', '/auth/logout', { token })).status).toBe(200);
    await leaver.comeBackTo(replica.url);
    expect(leaver.refused?.data).toMatchObject({ success: false, error: { code: 'INVALID_TOKEN' } });
  });

  it('begins anew where the stream does not reach back so far, and after a farewell', async () => {
    const { client, network } = await joined();
    await rename('One');
    await client.until(() => titles(client).includes('One'));
    network.cut();
    await client.until(() => !client.socket.connected);
    await rename('Two');
    await eventually(async () => expect(await redis.xlen(stream())).toBeGreaterThan(0));
    await redis.xtrim(stream(), 'MAXLEN', 0);
    await rename('Three');
    await client.comeBackTo(replica.url);
    expect(client.socket.recovered).toBe(false);
    expect(titles(client)).toEqual(['One']);
    await client.ask('join-planner', { plannerId });
    client.close();
    await client.comeBackTo(app.url);
    expect(client.socket.recovered).toBe(false);
  });

  it('hears what was said while a replica had lost Redis for a moment, at both doors', async () => {
    const plain = keep(await PlainClient.signedIn(replica.url, user.token));
    const { client } = await joined(user.token, replica.url);
    const all = Array.from({ length: 40 }, (_, index) => `Title ${index}`);
    for (const [index, title] of all.entries()) {
      if (index % 8 === 4) expect(await breakEars()).toBeGreaterThan(0);
      await rename(title);
      // From here on it knows its place; an earlier test has cut the stream off behind the one that it had.
      if (index === 0) await client.until(() => titles(client).includes(title));
    }
    await client.until(() => titles(client).includes(all.at(-1)));
    expect(titles(client)).toEqual(all);
    await plain.next(({ data }) => JSON.stringify(data ?? {}).includes('Title 39'));
    const heard = plain.of('planner:updated').map(({ data }) => /Title \d+/.exec(JSON.stringify(data))?.[0]);
    expect(heard).toEqual(all);
  });

  /** Cuts the connections on which the API processes hear; gives how many. */
  async function breakEars(): Promise<number> {
    const list = String(await redis.client('LIST'));
    const ids = list
      .split('\n')
      .filter((line) => line.includes(` name=${app.config.REDIS_PREFIX}:live `))
      .flatMap((line) => /^id=(\d+)/.exec(line)?.[1] ?? []);
    for (const id of ids) await redis.client('KILL', 'ID', Number(id));
    return ids.length;
  }

  const stream = (): string => `${app.config.REDIS_PREFIX}:live-stream`;
});
