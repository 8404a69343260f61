import { limitNames, tierDefaults, type Tier } from '@almanac/contracts';
import { DailyAllowance, Database, Limits, People, UsageMeters, type Usage } from '@almanac/platform';
import { createTestApp, type TestApp, type TestUser } from '@almanac/testing';

let app: TestApp;
const get: TestApp['get'] = (type) => app.get(type);

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

async function holderOf({ id }: TestUser) {
  const holder = await get(People).holder(get(Database), id);
  if (!holder) throw new Error('no such person');
  return holder;
}
async function usageOf(user: TestUser): Promise<Record<string, Usage>> {
  const usages = await get(UsageMeters).of(get(Database), await holderOf(user));
  expect(usages.map(({ limit }) => limit)).toEqual(limitNames);
  return Object.fromEntries(usages.map((usage) => [usage.limit, usage]));
}

it.each(['free', 'premium', 'enterprise'] as const)('allows %s what the table says', async (tier: Tier) => {
  const { rateLimit, ...table } = tierDefaults[tier];
  const limits = get(Limits).of(await holderOf(await app.user({ tier })));
  // Tests have a rate limit of their own.
  expect(limits).toEqual({ ...table, rateLimit: expect.any(Number) });
  expect(rateLimit).toBeGreaterThan(0);
});

it('allows admins everything but endless requests', async () => {
  const limits = get(Limits).of(await holderOf(await app.user({ admin: true })));
  expect({ ...limits, rateLimit: null }).toEqual(Object.fromEntries(limitNames.map((name) => [name, null])));
});

it('counts what is used of each limit', async () => {
  const owner = await app.user({ tier: 'premium' });
  const call = async (method: string, path: string, body?: object) => {
    const answer = await app.request(method, path, { token: owner.token, ...(body && { body }) });
    expect(answer.status).toBeLessThan(300);
    return answer.body.data;
  };
  const one = await call('POST', '/planners', { title: 'Shared twice' });
  const other = await call('POST', '/planners', { title: 'Shared once' });
  const gone = await call('POST', '/planners', { title: 'In the trash' });
  await call('DELETE', `/planners/${gone.id}`);
  await call('POST', `/planners/${one.id}/collaborators`, { email: 'a@usage.example', role: 'viewer' });
  await call('POST', `/planners/${one.id}/collaborators`, { email: 'b@usage.example', role: 'viewer' });
  await call('POST', `/planners/${other.id}/collaborators`, { email: 'a@usage.example', role: 'viewer' });
  await app.database.query(
    `INSERT INTO files (id, user_id, name, type, size, status, object)
     VALUES (gen_random_uuid(), $1, 'a.txt', 'text/plain', 1234, 'ready', gen_random_uuid()::text)`,
    [owner.id],
  );
  const taken = await get(DailyAllowance).take(get(Database), await holderOf(owner), 'aiRequests');
  const midnight = new Date(`${taken.day}T00:00:00Z`).getTime() + 86_400_000;
  const usage = await usageOf(owner);
  expect(usage).toMatchObject({
    planners: { used: 2, allowed: null },
    projects: { used: 0, allowed: null },
    events: { used: 0, allowed: null },
    collaborators: { used: 2, allowed: 25 },
    storage: { used: 1234, allowed: 10 * 1024 ** 3 },
    aiRequests: { used: 1, allowed: 200, resetsAt: new Date(midnight) },
  });
  expect(usage.rateLimit?.used).toBe(7);
  expect(usage.rateLimit?.resetsAt?.getTime()).toBeGreaterThan(Date.now());
});

it('says what is over a limit, what is read-only because of that, and what helps', async () => {
  const [owner, one, other] = [await app.user({ tier: 'premium' }), await app.user(), await app.user()];
  const made: string[] = [];
  for (let number = 0; number < 7; number += 1) {
    const answer = await app.request('POST', '/planners', {
      token: owner.token,
      body: { title: 'A planner' },
    });
    made.push(answer.body.data.id);
  }
  for (const [user, role] of [
    [one, 'editor'],
    [other, 'viewer'],
  ] as const)
    await app.database.query('INSERT INTO planner_members (planner_id, user_id, role) VALUES ($1, $2, $3)', [
      made[0],
      user.id,
      role,
    ]);
  const nothing = { over: 0, readOnly: 0 };
  expect(await usageOf(owner)).toMatchObject({ planners: nothing, collaborators: nothing });
  const { token } = await app.user({ admin: true });
  const lowered = await app.request('PATCH', `/admin/users/${owner.id}`, { token, body: { tier: null } });
  expect(lowered.status).toBe(200);
  const usage = await usageOf(owner);
  expect(usage).toMatchObject({
    planners: {
      used: 7,
      allowed: 5,
      over: 2,
      readOnly: 2,
      hint: expect.stringContaining('Delete older ones'),
    },
    // Of the two, one was to do no more than look at it.
    collaborators: { used: 2, allowed: 0, over: 2, readOnly: 1, hint: expect.stringContaining('viewer') },
    storage: nothing,
  });
  expect(usage.storage).not.toHaveProperty('hint');
  // It is what the planners say themselves.
  const list = await app.request('GET', '/planners?limit=50', { token: owner.token });
  const readOnly = list.body.data.planners.filter((planner: { readOnly: boolean }) => planner.readOnly);
  expect(readOnly.map(({ id }: { id: string }) => id).sort()).toEqual(made.slice(5).sort());
});

describe('what is allowed so many times a day', () => {
  it('is taken so many times, however many ask at once, and given back', async () => {
    const user = await app.user({ tier: 'premium' });
    const holder = await holderOf(user);
    const [allowance, database] = [get(DailyAllowance), get(Database)];
    await app.database.query(
      `INSERT INTO daily_usage (user_id, name, day, used)
       VALUES ($1, 'aiRequests', (now() AT TIME ZONE 'UTC')::date, 195)`,
      [user.id],
    );
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => allowance.take(database, holder, 'aiRequests')),
    );
    const taken = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const refused = tries.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(taken).toHaveLength(5);
    for (const error of refused)
      expect(error).toMatchObject({
        code: 'MAX_AI_REQUESTS_REACHED',
        details: { limit: 200, used: 200, tier: 'premium' },
      });
    const [first] = taken;
    if (first) await allowance.giveBack(database, first);
    expect(await allowance.used(database, user.id, 'aiRequests')).toBe(199);
    await allowance.take(database, holder, 'aiRequests');
    await expect(allowance.take(database, holder, 'aiRequests')).rejects.toMatchObject({
      code: 'MAX_AI_REQUESTS_REACHED',
    });
  });

  it('begins afresh with the day', async () => {
    const user = await app.user({ tier: 'premium' });
    const [allowance, database] = [get(DailyAllowance), get(Database)];
    await app.database.query(
      `INSERT INTO daily_usage (user_id, name, day, used)
       VALUES ($1, 'aiRequests', (now() AT TIME ZONE 'UTC')::date - 1, 200)`,
      [user.id],
    );
    expect(await allowance.used(database, user.id, 'aiRequests')).toBe(0);
    const holder = await holderOf(user);
    await Promise.all(Array.from({ length: 4 }, () => allowance.take(database, holder, 'aiRequests')));
    expect(await allowance.used(database, user.id, 'aiRequests')).toBe(4);
    // What was taken yesterday is not given back to today.
    await allowance.giveBack(database, { userId: user.id, limit: 'aiRequests', day: '2020-01-01' });
    expect(await allowance.used(database, user.id, 'aiRequests')).toBe(4);
  });

  it('is nothing without the permission, and has no end for admins', async () => {
    const [allowance, database] = [get(DailyAllowance), get(Database)];
    const free = await holderOf(await app.user());
    await expect(allowance.take(database, free, 'aiRequests')).rejects.toMatchObject({
      code: 'MAX_AI_REQUESTS_REACHED',
      details: { limit: 0, used: 0, tier: 'free' },
    });
    const admin = await app.user({ admin: true });
    await app.database.query(
      `INSERT INTO daily_usage (user_id, name, day, used)
       VALUES ($1, 'aiRequests', (now() AT TIME ZONE 'UTC')::date, 100000)`,
      [admin.id],
    );
    await allowance.take(database, await holderOf(admin), 'aiRequests');
    expect(await allowance.used(database, admin.id, 'aiRequests')).toBe(100_001);
  });
});
