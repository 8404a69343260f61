import { isTimeZone } from '@almanac/kernel';
import { createTestApp, type TestAnswer, type TestApp, type TestUser } from '@almanac/testing';
import { PASSWORD } from './support';

const DAY_MS = 86_400_000;
const NOTHING = {
  totalPlanners: 0,
  totalTasks: 0,
  completedTasks: 0,
  streakDays: 0,
  longestStreak: 0,
  lastActivity: null,
};

describe('the statistics of an account', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await createTestApp();
  });
  beforeEach(async () => {
    user = await app.user();
  });
  afterAll(() => app.close());

  const send = async (method: string, path: string, body?: unknown): Promise<TestAnswer['body']> => {
    const answer = await app.request(method, path, { token: user.token, ...(body ? { body } : {}) });
    expect(answer.status).toBeLessThan(300);
    return answer.body.data;
  };
  const statistics = async (path = '/users/me') => (await send('GET', path)).statistics;

  async function section(): Promise<{ plannerId: string; sectionId: string }> {
    const planner = await send('POST', '/planners', { title: 'P' });
    const made = await send('POST', `/planners/${planner.id}/sections`, { title: 'S', type: 'tasks' });
    return { plannerId: planner.id, sectionId: made.id };
  }
  const activity = (sectionId: string, body: object = {}) =>
    send('POST', `/sections/${sectionId}/activities`, { title: 'A', ...body });

  it('are there from the first moment, at sign-in too', async () => {
    const email = `fresh-${user.id}@example.com`;
    await app.request('POST', '/auth/register', { body: { email, password: PASSWORD } });
    const answer = await app.request('POST', '/auth/login', { body: { email, password: PASSWORD } });
    expect(answer.body.data.user.statistics).toEqual(NOTHING);
  });

  it('count what is there just now', async () => {
    const { plannerId, sectionId } = await section();
    await activity(sectionId);
    const done = await activity(sectionId, { status: 'completed' });
    await activity(sectionId, { type: 'note', status: 'completed' });
    expect(await statistics()).toEqual({
      totalPlanners: 1,
      totalTasks: 2,
      completedTasks: 1,
      streakDays: 1,
      longestStreak: 1,
      lastActivity: expect.any(String),
    });
    await send('PATCH', `/activities/${done.id}`, { status: 'pending' });
    expect(await statistics('/auth/me')).toMatchObject({ totalTasks: 2, completedTasks: 0, streakDays: 1 });
    await send('DELETE', `/activities/${done.id}`);
    expect(await statistics()).toMatchObject({ totalTasks: 1, completedTasks: 0 });
    await send('DELETE', `/planners/${plannerId}`);
    expect(await statistics()).toEqual(NOTHING);
    await send('POST', `/planners/${plannerId}/restore`);
    expect(await statistics()).toMatchObject({ totalPlanners: 1, totalTasks: 1 });
  });

  it('count days in a row by the time zone of the person', async () => {
    const { sectionId } = await section();
    // The hour of the day is one at which it is another day in Kiritimati (UTC+14).
    const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
    await completed(
      sectionId,
      [1, 2, 3, 10, 11, 12, 13, 14].map((ago) => new Date(noon - ago * DAY_MS)),
    );
    expect(await statistics()).toMatchObject({ streakDays: 3, longestStreak: 5 });
    await send('PATCH', '/users/me', { preferences: { timezone: 'Pacific/Kiritimati' } });
    expect(await statistics()).toMatchObject({ streakDays: 3, longestStreak: 5 });
    await app.database.query(
      `UPDATE activities SET completed_at = completed_at - interval '1 day' WHERE section_id = $1`,
      [sectionId],
    );
    await send('PATCH', '/users/me', { preferences: { timezone: null } });
    expect(await statistics()).toMatchObject({ streakDays: 0, longestStreak: 5 });
  });

  async function completed(sectionId: string, at: readonly Date[]): Promise<void> {
    for (const time of at) {
      const { id } = await activity(sectionId, { status: 'completed' });
      await app.database.query('UPDATE activities SET completed_at = $2 WHERE id = $1', [id, time]);
    }
  }
  const zone = (id: string, timezone: string) =>
    app.database.query(
      `UPDATE users SET preferences = preferences || jsonb_build_object('timezone', $2::text) WHERE id = $1`,
      [id, timezone],
    );
  async function registered(): Promise<{ email: string; id: string; token: string }> {
    const email = `other-${user.id}@example.com`;
    await app.request('POST', '/auth/register', { body: { email, password: PASSWORD } });
    const { data } = (await signIn(email)).body;
    return { email, id: data.user.id, token: data.accessToken };
  }
  const signIn = (email: string) =>
    app.request('POST', '/auth/login', { body: { email, password: PASSWORD } });

  it('read an offset as it is meant: east of Greenwich is ahead', async () => {
    const { sectionId } = await section();
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    // One day in India, two in London and in America. Runtimes that know no offsets as time zones count by UTC.
    const one = [new Date(today - 2 * DAY_MS - DAY_MS / 24), new Date(today - 2 * DAY_MS + DAY_MS / 2)];
    await completed(sectionId, one);
    await zone(user.id, '+05:30');
    expect(await statistics()).toMatchObject({ longestStreak: isTimeZone('+05:30') ? 1 : 2 });
  });

  it.each(['Mars/Olympus', 'Etc/Unknown', ''])(
    'take a time zone that is not known (%p) for UTC',
    async (name) => {
      const { email, id, token } = await registered();
      await zone(id, name);
      const answer = await signIn(email);
      expect([answer.status, answer.body.data.user.statistics]).toEqual([200, NOTHING]);
      for (const path of ['/users/me', '/auth/me']) {
        const me = await app.request('GET', path, { token });
        expect([me.status, me.body.data.statistics]).toEqual([200, NOTHING]);
      }
    },
  );

  it('are left out of what is done already where they cannot be counted', async () => {
    const { email, token } = await registered();
    await app.database.query('ALTER TABLE planner_stats RENAME TO planner_stats_away');
    try {
      const answer = await signIn(email);
      expect(answer.status).toBe(200);
      expect(answer.body.data).toMatchObject({ accessToken: expect.any(String), user: { email } });
      expect(answer.body.data.user).not.toHaveProperty('statistics');
      const patched = await app.request('PATCH', '/users/me', { token, body: { bio: 'B' } });
      expect([patched.status, patched.body.data.bio]).toEqual([200, 'B']);
      expect(patched.body.data).not.toHaveProperty('statistics');
      const etag = patched.headers.get('etag') ?? '';
      await app.database.query('ALTER TABLE planner_stats_away RENAME TO planner_stats');
      const me = await app.request('GET', '/users/me', { token, headers: { 'if-none-match': etag } });
      expect([me.status, me.body.data.statistics]).toEqual([200, NOTHING]);
    } finally {
      await app.database.query('ALTER TABLE IF EXISTS planner_stats_away RENAME TO planner_stats');
    }
  });

  it('are of nobody else', async () => {
    const { plannerId, sectionId } = await section();
    await activity(sectionId, { status: 'completed' });
    const guest = await app.user();
    await app.database.query(
      "INSERT INTO planner_members (planner_id, user_id, role, own_role) VALUES ($1, $2, 'editor', 'editor')",
      [plannerId, guest.id],
    );
    const answer = await app.request('GET', '/users/me', { token: guest.token });
    expect(answer.body.data.statistics).toEqual(NOTHING);
  });

  it('make another ETag, for the same version', async () => {
    const { sectionId } = await section();
    const etag = async () =>
      (await app.request('GET', '/users/me', { token: user.token })).headers.get('etag');
    const before = await etag();
    expect(await etag()).toBe(before);
    await activity(sectionId);
    const after = await etag();
    expect(after).not.toBe(before);
    const stale = await app.request('GET', '/users/me', {
      token: user.token,
      headers: { 'if-none-match': before ?? '' },
    });
    expect(stale.status).toBe(200);
    // What nobody has changed of the account may be changed by whoever saw other statistics.
    const patched = await app.request('PATCH', '/users/me', {
      token: user.token,
      body: { bio: 'B' },
      headers: { 'if-match': before ?? '' },
    });
    expect(patched.status).toBe(200);
  });
});
