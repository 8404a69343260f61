import { createTestApp, type TestApp, type TestReplica, type TestUser } from '@almanac/testing';
import { IoClient } from './io-client';
import { PlainClient, type PlainMessage } from './plain-client';

/** Who is there, where they point and that they write, at both doors and over two replicas. */
describe('presence, cursors and typing', () => {
  let app: TestApp;
  let replica: TestReplica;
  let ada: TestUser;
  let grace: TestUser;
  let plannerId: string;
  const open: { close(): void }[] = [];

  beforeAll(async () => {
    app = await createTestApp();
    replica = await app.replica();
  });

  beforeEach(async () => {
    [ada, grace] = await Promise.all([app.user({ displayName: 'Ada' }), app.user({ displayName: 'Grace' })]);
    const made = await app.request('POST', '/planners', { token: ada.token, body: { title: 'Garden' } });
    plannerId = made.body.data.id as string;
    await app.database.query(
      `INSERT INTO planner_members (planner_id, user_id, role, own_role) VALUES ($1, $2, 'viewer', 'viewer')`,
      [plannerId, grace.id],
    );
  });

  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  afterAll(() => app.close());

  const keep = <T extends { close(): void }>(one: T): T => {
    open.push(one);
    return one;
  };
  const plain = async (user: TestUser, url = app.url): Promise<PlainClient> => {
    const client = keep(await PlainClient.signedIn(url, user.token));
    expect(await client.ask({ type: 'join-planner', plannerId })).toMatchObject({ type: 'ack' });
    return client;
  };
  const socketIo = async (user: TestUser, url = app.url): Promise<IoClient> => {
    const client = keep(await IoClient.signedIn(url, user.token));
    expect(await client.ask('join-planner', { plannerId })).toMatchObject({ success: true });
    return client;
  };
  const namesIn = (message: Record<string, unknown>): unknown[] => {
    const { users } = message['data'] as { users: { displayName: string; status: string }[] };
    return users.map(({ displayName, status }) => `${displayName} ${status}`).sort();
  };
  const sees = (...names: string[]) => {
    const wanted = JSON.stringify([...names].sort());
    return (message: PlainMessage): boolean =>
      message.type === 'presence' && JSON.stringify(namesIn(message)) === wanted;
  };

  it('tells who is there, comes and goes, on every replica and at both doors', async () => {
    const one = await plain(ada);
    expect(await one.next(sees('Ada active'))).toMatchObject({
      seq: null,
      prev: null,
      version: null,
      data: { plannerId, count: 1, users: [{ id: ada.id, displayName: 'Ada', status: 'active' }] },
    });
    const other = await socketIo(grace, replica.url);
    await one.next(sees('Ada active', 'Grace active'));
    expect(namesIn(await other.next('presence', (body) => namesIn(body).length === 2))).toHaveLength(2);
    // A second socket of the same person is no second person.
    const tab = await plain(grace);
    await tab.next(sees('Ada active', 'Grace active'));
    tab.close();

    expect(await other.ask('presence', { status: 'away' })).toMatchObject({
      success: true,
      data: { plannerId, count: 2 },
    });
    await one.next(sees('Ada active', 'Grace away'));
    one.heard.splice(0);
    await other.ask('leave-planner');
    await one.next(sees('Ada active'));
  });

  it('passes cursors and typing on, flat at Socket.IO, and not to the sender', async () => {
    const [one, other, third] = [await plain(ada), await socketIo(grace, replica.url), await plain(ada)];
    const position = { line: 3, ch: [1, 2] };
    expect(await one.ask({ type: 'cursor-position', position })).toMatchObject({ type: 'ack', data: {} });
    expect(await other.next('cursor-position')).toEqual({ plannerId, userId: ada.id, position });
    expect(await third.next(({ type }) => type === 'cursor-position')).toMatchObject({
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      seq: null,
      actor: ada.id,
      data: { plannerId, userId: ada.id, position },
    });
    expect(await other.ask('typing', { isTyping: true })).toMatchObject({ success: true });
    expect(await one.next(({ type }) => type === 'typing')).toMatchObject({
      data: { plannerId, userId: grace.id, isTyping: true },
    });
    expect(one.of('cursor-position')).toHaveLength(0);
    expect(other.heard.filter(({ name }) => name === 'typing')).toHaveLength(0);
  });

  it('refuses what is not right, and says which field', async () => {
    const one = await plain(ada);
    const tooLong = { type: 'cursor-position', plannerId, position: 'x'.repeat(1100) };
    expect(await one.ask(tooLong)).toMatchObject({
      error: { code: 'VALIDATION_ERROR', details: [{ field: 'position' }] },
    });
    expect(await one.ask({ type: 'cursor-position', plannerId })).toMatchObject({
      error: { code: 'VALIDATION_ERROR', details: [{ field: 'position' }] },
    });
    expect(await one.ask({ type: 'typing', isTyping: 'yes', more: 1 })).toMatchObject({
      error: { code: 'VALIDATION_ERROR' },
    });
    const stranger = keep(await PlainClient.signedIn(app.url, (await app.user()).token));
    for (const type of ['presence', 'cursor-position', 'typing']) {
      const body = type === 'cursor-position' ? { position: 1 } : {};
      expect(await stranger.ask({ type, plannerId, ...body })).toMatchObject({
        error: { code: 'NOT_FOUND' },
      });
      expect(await stranger.ask({ type, ...body })).toMatchObject({
        error: { code: 'VALIDATION_ERROR', details: [{ field: 'plannerId' }] },
      });
    }
    await one.ask({ type: 'ping' });
    expect(JSON.stringify(stranger.heard)).not.toContain('Ada');
  });

  it('answers hints and believes none of them', async () => {
    const [one, other] = [await plain(ada), await socketIo(grace)];
    for (const name of ['activity-created', 'activity-updated'])
      expect(await other.ask(name, { activity: { id: plannerId, title: 'Made up' } })).toEqual({
        success: true,
        data: {},
      });
    expect(await one.ask({ type: 'activity-updated', activity: { title: 'Made up' } })).toMatchObject({
      type: 'ack',
    });
    // What is passed on comes in order: had the hints gone out, they would have come before this.
    await other.ask('typing', { plannerId });
    await one.next(({ type }) => type === 'typing');
    expect(JSON.stringify([one.heard, other.heard])).not.toContain('Made up');
  });

  it('shows no longer whoever was taken off, and tells them nothing more', async () => {
    const [one, other] = [await plain(ada), await socketIo(grace, replica.url)];
    await one.next(sees('Ada active', 'Grace active'));
    one.heard.splice(0);
    await app.database.query('DELETE FROM planner_members WHERE planner_id = $1', [plannerId]);
    expect(await other.ask('join-planner', { plannerId })).toMatchObject({ error: { code: 'NOT_FOUND' } });
    other.close();
    await one.next(sees('Ada active'));
  });
});
