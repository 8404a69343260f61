import { AccountTierService, SessionStates } from '@almanac/identity';
import { AccountTiers, RequestContext, UnitOfWork } from '@almanac/platform';
import { createTestApp, type TestApp, type TestReplica, type TestUser } from '@almanac/testing';
import type { Tier } from '@almanac/contracts';

let app: TestApp;
let replica: TestReplica;
let admin: TestUser;

beforeAll(async () => {
  app = await createTestApp();
  replica = await app.replica();
  admin = await app.user({ admin: true });
});
afterAll(() => app.close());

const patch = (id: string, body: object) =>
  app.request('PATCH', `/admin/users/${id}`, { token: admin.token, body });
/** What the person's own session says on the other replica. */
async function tierOf({ token }: TestUser): Promise<string> {
  return (await replica.request('GET', '/auth/me', { token })).body.data.subscription.tier;
}
async function soon(id: string, ms: number): Promise<Date> {
  const { rows } = await app.database.query<{ at: Date }>(
    `UPDATE users SET given_until = clock_timestamp() + make_interval(secs => $2::float8 / 1000) WHERE id = $1
     RETURNING given_until AS at`,
    [id, ms],
  );
  return rows[0]?.at ?? new Date(NaN);
}
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
async function events(userId: string, name: string): Promise<number> {
  const { rows } = await app.database.query(
    `SELECT 1 FROM outbox WHERE name = $2 AND payload->>'userId' = $1::text`,
    [userId, name],
  );
  return rows.length;
}

describe('a tier by hand', () => {
  it('counts at the next request on another replica, shows to admins, and is taken back', async () => {
    const user = await app.user();
    expect(await tierOf(user)).toBe('free');
    const given = await patch(user.id, { tier: 'premium', tierUntil: '2099-01-01T00:00:00Z' });
    expect(given.body.data).toMatchObject({
      ...{ tier: 'premium', role: 'premium', paidTier: 'free' },
      ...{ givenTier: 'premium', givenUntil: '2099-01-01T00:00:00.000Z' },
    });
    expect(await tierOf(user)).toBe('premium');
    const shown = await app.request('GET', `/admin/users/${user.id}`, { token: admin.token });
    expect(shown.body.data).toEqual(given.body.data);
    const listed = await app.request('GET', `/admin/users?search=${user.email}`, { token: admin.token });
    expect(listed.body.data.users).toMatchObject([{ givenTier: 'premium', paidTier: 'free' }]);
    const { rows } = await app.database.query('SELECT given_by FROM users WHERE id = $1', [user.id]);
    expect(rows).toEqual([{ given_by: admin.id }]);
    const endless = await patch(user.id, { tierUntil: null });
    expect(endless.body.data).toMatchObject({ givenTier: 'premium', givenUntil: null });
    const back = await patch(user.id, { tier: null });
    expect(back.body.data).toMatchObject({ tier: 'free', givenTier: null, givenUntil: null });
    expect(await tierOf(user)).toBe('free');
    const { rows: log } = await app.database.query(
      `SELECT after FROM audit_log WHERE resource_id = $1 AND action = 'admin.user.updated' ORDER BY seq`,
      [user.id],
    );
    expect(log.map(({ after }) => after)).toEqual([
      { tier: 'premium', givenTier: 'premium', givenUntil: '2099-01-01T00:00:00.000Z' },
      { givenUntil: null },
      { tier: 'free', givenTier: null },
    ]);
  });

  it.each([
    ['an end without a tier', { tierUntil: '2099-01-01T00:00:00Z' }],
    ['an end in the past', { tier: 'premium', tierUntil: '2020-01-01T00:00:00Z' }],
    ['an end of nothing', { tier: null, tierUntil: '2099-01-01T00:00:00Z' }],
    ['an end that is no date', { tier: 'premium', tierUntil: '2026-02-30' }],
    ['the year 10000', { tier: 'premium', tierUntil: '+010000-01-01T00:00:00Z' }],
  ])('refuses %s', async (_name, body) => {
    const user = await app.user();
    const answer = await patch(user.id, body);
    expect([answer.status, answer.body.error.details[0].field]).toEqual([422, 'tierUntil']);
    expect(await tierOf(user)).toBe('free');
  });

  it('ends at its second, before anybody has written that down, for sessions and keys', async () => {
    const user = await app.user({ tier: 'premium' });
    const key = await app.request('POST', '/auth/api-keys', {
      token: user.token,
      body: { name: 'Script', permissions: ['read:own-profile', 'use:ai-features'] },
    });
    const byKey = () =>
      replica.request('GET', '/users/me', { headers: { 'X-API-Key': key.body.data.key as string } });
    const end = await soon(user.id, 3000);
    await app.database.query('UPDATE users SET authz_version = authz_version + 1 WHERE id = $1', [user.id]);
    await app.get(SessionStates).renew(user.id);
    expect(await tierOf(user)).toBe('premium');
    expect((await byKey()).body.data.subscription.tier).toBe('premium');
    await wait(end.getTime() - Date.now() + 50);
    expect(await tierOf(user)).toBe('free');
    expect((await byKey()).body.data.subscription.tier).toBe('free');
    const shown = await app.request('GET', `/admin/users/${user.id}`, { token: admin.token });
    expect(shown.body.data).toMatchObject({ tier: 'free', givenTier: null, givenUntil: null });
  });

  it('is written off once, however many do it at once, and is told of', async () => {
    const user = await app.user({ tier: 'enterprise' });
    await soon(user.id, -1000);
    const service = app.get(AccountTierService);
    const other = replica.get(AccountTierService);
    await Promise.all([service, other, service].map((each) => each.endGifts(RequestContext.system())));
    const { rows } = await app.database.query(
      'SELECT tier, paid_tier, given_tier, given_until, given_by, version FROM users WHERE id = $1',
      [user.id],
    );
    expect(rows).toEqual([
      { tier: 'free', paid_tier: 'free', given_tier: null, given_until: null, given_by: null, version: 2 },
    ]);
    expect(await events(user.id, 'user.updated')).toBe(1);
    expect(await events(user.id, 'user.authorisation-changed')).toBe(1);
    expect(await events(user.id, 'billing.noticed')).toBe(1);
    const { rows: log } = await app.database.query(
      'SELECT action, actor_type, before, after FROM audit_log WHERE resource_id = $1',
      [user.id],
    );
    expect(log).toEqual([
      {
        ...{ action: 'user.tier.changed', actor_type: 'system' },
        before: { tier: 'enterprise', paidTier: 'free' },
        after: { tier: 'free', paidTier: 'free', reason: 'given-tier-ended' },
      },
    ]);
  });

  it('is told of a week before its end, once of each end, and not to who loses nothing', async () => {
    const told = async (user: TestUser) => {
      const { rows } = await app.database.query<{ notice: object }>(
        `SELECT payload -> 'notice' AS notice FROM outbox
          WHERE name = 'billing.noticed' AND payload ->> 'userId' = $1::text ORDER BY seq`,
        [user.id],
      );
      return rows.map(({ notice }) => notice);
    };
    const tell = () =>
      Promise.all(
        [app, replica, app].map((one) => one.get(AccountTierService).tellOfEnds(RequestContext.system())),
      );
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const [near, far, paying, gone] = [
      await app.user(),
      await app.user(),
      await app.user(),
      await app.user(),
    ];
    await app.database.query(`UPDATE users SET paid_tier = 'premium', tier = 'premium' WHERE id = $1`, [
      paying.id,
    ]);
    const ends = inDays(6);
    await patch(near.id, { tier: 'enterprise', tierUntil: ends });
    await patch(far.id, { tier: 'premium', tierUntil: inDays(8) });
    await patch(paying.id, { tier: 'premium', tierUntil: ends });
    await patch(gone.id, { tier: 'premium', tierUntil: ends });
    await app.database.query(`UPDATE users SET status = 'deleted', deleted_at = now() WHERE id = $1`, [
      gone.id,
    ]);
    await tell();
    const first = { what: 'gift-ending', plan: 'enterprise', tier: 'free', at: ends };
    expect(await told(near)).toEqual([first]);
    for (const user of [far, paying, gone]) expect(await told(user)).toEqual([]);
    // Who comes back is told; so is who is given it for another time.
    await app.database.query(`UPDATE users SET status = 'active', deleted_at = NULL WHERE id = $1`, [
      gone.id,
    ]);
    const moved = inDays(5);
    await patch(near.id, { tierUntil: moved });
    await tell();
    expect(await told(near)).toEqual([first, { ...first, at: moved }]);
    expect(await told(gone)).toHaveLength(1);
    // Taken back by an admin, it does not end by itself.
    await patch(near.id, { tier: null });
    await soon(paying.id, -1000);
    await app.get(AccountTierService).endGifts(RequestContext.system());
    expect(await told(near)).toHaveLength(2);
    expect(await told(paying)).toEqual([]);
  });

  it('counts as none in a patch once it has ended', async () => {
    const user = await app.user({ tier: 'enterprise' });
    await soon(user.id, -1000);
    const answer = await patch(user.id, { tierUntil: '2099-01-01T00:00:00Z' });
    expect(answer.status).toBe(422);
    const given = await patch(user.id, { tier: 'premium' });
    expect(given.body.data).toMatchObject({ tier: 'premium', givenTier: 'premium', givenUntil: null });
  });
});

describe('a tier that is paid for', () => {
  const setPaid = (userId: string, tier: Tier, ctx = RequestContext.system()) =>
    app.get(UnitOfWork).run(ctx, (tx) => app.get(AccountTiers).setPaid(tx, ctx, userId, tier));

  it('counts at the next request on another replica, and is told of', async () => {
    const user = await app.user();
    expect(await tierOf(user)).toBe('free');
    expect(await setPaid(user.id, 'premium')).toEqual({ before: 'free', after: 'premium' });
    expect(await tierOf(user)).toBe('premium');
    expect(await setPaid(user.id, 'premium')).toEqual({ before: 'premium', after: 'premium' });
    expect(await events(user.id, 'user.updated')).toBe(1);
    expect(await setPaid(user.id, 'free')).toEqual({ before: 'premium', after: 'free' });
    expect(await tierOf(user)).toBe('free');
    const { rows } = await app.database.query(
      `SELECT before, after FROM audit_log WHERE resource_id = $1 ORDER BY seq`,
      [user.id],
    );
    expect(rows).toEqual([
      { before: { tier: 'free', paidTier: 'free' }, after: { tier: 'premium', paidTier: 'premium' } },
      { before: { tier: 'premium', paidTier: 'premium' }, after: { tier: 'free', paidTier: 'free' } },
    ]);
  });

  it('is kept beside what was given: the higher counts', async () => {
    const user = await app.user({ tier: 'premium' });
    expect(await setPaid(user.id, 'enterprise')).toEqual({ before: 'premium', after: 'enterprise' });
    expect(await setPaid(user.id, 'free')).toEqual({ before: 'enterprise', after: 'premium' });
    expect(await tierOf(user)).toBe('premium');
  });

  it('is never overruled by hand', async () => {
    const user = await app.user();
    await setPaid(user.id, 'enterprise');
    for (const tier of ['free', 'premium']) {
      const answer = await patch(user.id, { tier });
      expect([answer.status, answer.body.error.code]).toEqual([409, 'CONFLICT']);
      expect(answer.body.error.details).toEqual({ reason: 'subscription', paidTier: 'enterprise' });
    }
    // To take back what was given says nothing of what is paid for.
    expect((await patch(user.id, { tier: null })).status).toBe(200);
    expect(await tierOf(user)).toBe('enterprise');
  });

  it('loses nothing where an admin and a subscription write at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await app.user();
      const [answer] = await Promise.all([
        patch(user.id, { tier: 'premium' }),
        setPaid(user.id, 'enterprise'),
      ]);
      const { rows } = await app.database.query(
        'SELECT tier, paid_tier, given_tier FROM users WHERE id = $1',
        [user.id],
      );
      // Whichever came first, what is paid for counts; the gift stands only if it came first.
      const given = answer.status === 200 ? 'premium' : null;
      expect([200, 409]).toContain(answer.status);
      expect(rows).toEqual([{ tier: 'enterprise', paid_tier: 'enterprise', given_tier: given }]);
    }
  });

  it('is had from the moment on in which a gift ends, whichever of both is written first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await app.user({ tier: 'premium' });
      await soon(user.id, -1000);
      const ends = [app, replica].map((each) => each.get(AccountTierService));
      await Promise.all([
        ...ends.map((each) => each.endGifts(RequestContext.system())),
        setPaid(user.id, 'enterprise'),
        ...ends.map((each) => each.endGifts(RequestContext.system())),
      ]);
      const { rows } = await app.database.query(
        'SELECT tier, paid_tier, given_tier, given_until FROM users WHERE id = $1',
        [user.id],
      );
      expect(rows).toEqual([
        { tier: 'enterprise', paid_tier: 'enterprise', given_tier: null, given_until: null },
      ]);
      expect(await tierOf(user)).toBe('enterprise');
    }
  });

  it('is written on a deleted account, which may come back, and refused where there is none', async () => {
    const user = await app.user();
    await app.database.query(`UPDATE users SET status = 'deleted', deleted_at = now() WHERE id = $1`, [
      user.id,
    ]);
    expect(await setPaid(user.id, 'premium')).toEqual({ before: 'free', after: 'premium' });
    await expect(setPaid('01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11', 'premium')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
