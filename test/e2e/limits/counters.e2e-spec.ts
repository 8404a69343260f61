import {
  DailyAllowance,
  Database,
  Limits,
  People,
  Places,
  RequestContext,
  statement,
  UnitOfWork,
  type Holder,
  type PlaceLimit,
  type Queryable,
} from '@almanac/platform';
import { createTestApp, type TestAnswer, type TestApp, type TestReplica } from '@almanac/testing';
import { upload } from '../files/support';
import { codeOf, person, type Person } from '../planning/support';

/**
 * The last of what tiers count besides planners and collaborators, asked for on two replicas at once: bytes, requests to
 * the assistant, requests, and what writing projects and events will be held to. docs/limits.md lists all of them.
 */
let app: TestApp;
let replica: TestReplica;
const REQUESTS = 25;

beforeAll(async () => {
  app = await createTestApp({
    config: {
      STORAGE_FREE_MIB: '1',
      ...{ RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_FREE: String(REQUESTS), RATE_LIMIT_PREMIUM: '1000' },
    },
  });
  replica = await app.replica();
});
afterAll(() => app.close());

/** In turn by the one and the other replica. */
function spread(who: Person, method: string, path: string, count: number, body?: object) {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      (index % 2 ? app : replica).request(method, path, { token: who.user.token, ...(body && { body }) }),
    ),
  );
}
const taken = (answers: readonly TestAnswer[]) => answers.filter(({ status }) => status < 300).length;
async function holderOf({ id }: Person): Promise<Holder> {
  const holder = await app.get(People).holder(app.get(Database), id);
  if (!holder) throw new Error('nobody there');
  return holder;
}

it('bytes of files are as many as there is room for', async () => {
  const ada = await person(app, { tier: 'free' });
  const wish = { name: 'half.txt', size: 600 * 1024, type: 'text/plain' };
  const answers = await spread(ada, 'POST', '/files/uploads', 6, wish);
  expect(taken(answers)).toBe(1);
  for (const answer of answers.filter(({ status }) => status >= 300))
    expect([answer.status, codeOf(answer)]).toEqual([403, 'STORAGE_LIMIT_REACHED']);
});

it('bytes are as many, sent to both replicas and promised at once', async () => {
  const ada = await person(app, { tier: 'free' });
  const half = 'x'.repeat(600 * 1024);
  const wish = { name: 'half.txt', size: half.length, type: 'text/plain' };
  const answers = await Promise.all([
    ...[app, replica, app, replica].map((api) => upload(api, ada.user.token, half)),
    ...[app, replica].map((api) =>
      api.request('POST', '/files/uploads', { token: ada.user.token, body: wish }),
    ),
  ]);
  expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
  for (const { status, body } of answers.filter((answer) => answer.status >= 300))
    expect([status, body.error.code]).toEqual([403, 'STORAGE_LIMIT_REACHED']);
  const { rows } = await app.database.query('SELECT used FROM storage_usage WHERE user_id = $1', [ada.id]);
  expect(rows).toEqual([{ used: String(half.length) }]);
});

it('requests to the assistant are as many as the day has, over both replicas', async () => {
  const ada = await person(app, { tier: 'premium' });
  const holder = await holderOf(ada);
  const { aiRequests } = app.get(Limits).of(holder);
  await app.database.query(
    `INSERT INTO daily_usage (user_id, name, day, used)
     VALUES ($1, 'aiRequests', (now() AT TIME ZONE 'UTC')::date, $2)`,
    [ada.id, (aiRequests ?? 0) - 1],
  );
  const tries = await Promise.allSettled(
    Array.from({ length: 12 }, (_, index) => {
      const api = index % 2 ? app : replica;
      return api.get(DailyAllowance).take(api.get(Database), holder, 'aiRequests');
    }),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await app.get(DailyAllowance).used(app.get(Database), ada.id, 'aiRequests')).toBe(aiRequests);
});

/** What these will count is not there yet; what will hold people to it is, and is asked as planners ask it. */
describe.each<[PlaceLimit, string]>([
  ['projects', 'MAX_PROJECTS_REACHED'],
  ['events', 'MAX_EVENTS_REACHED'],
])('places for %s', (limit, code) => {
  it('are as many as the tier has, over both replicas', async () => {
    await app.database.query(`CREATE TABLE ${limit}_of_test (owner_id uuid NOT NULL)`);
    const ada = await person(app, { tier: 'free' });
    const holder = await holderOf(ada);
    const allowed = app.get(Limits).of(holder)[limit] ?? 0;
    const count = statement<{ used: number }>(
      `test.count-${limit}`,
      `SELECT count(*)::int AS used FROM ${limit}_of_test WHERE owner_id = $1`,
    );
    const insert = statement(`test.insert-${limit}`, `INSERT INTO ${limit}_of_test VALUES ($1)`);
    const meter = {
      limit,
      used: async (db: Queryable, userId: string) => (await db.query(count, [userId]))[0]?.used ?? 0,
    };
    const tries = await Promise.allSettled(
      Array.from({ length: allowed + 9 }, (_, index) => {
        const api = index % 2 ? app : replica;
        return api.get(UnitOfWork).run(RequestContext.system(), async (tx) => {
          await api.get(Places).take(tx, holder, meter);
          await tx.query(insert, [ada.id]);
        });
      }),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(allowed);
    for (const refused of tries.filter((one) => one.status === 'rejected'))
      expect(refused.reason).toMatchObject({
        code,
        details: { limit: allowed, used: allowed, tier: 'free' },
      });
    const { rows } = await app.database.query(`SELECT count(*)::int AS n FROM ${limit}_of_test`);
    expect(rows).toEqual([{ n: allowed }]);
  });
});

it('requests are as many as the tier allows, over both replicas, and more from the next one after an upgrade', async () => {
  const ada = await person(app, { tier: 'free' });
  const answers = await spread(ada, 'GET', '/users/me', REQUESTS + 10);
  expect(taken(answers)).toBe(REQUESTS);
  for (const answer of answers.filter(({ status }) => status >= 300)) {
    expect([answer.status, codeOf(answer)]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  const admin = await app.user({ admin: true });
  const raised = await app.request('PATCH', `/admin/users/${ada.id}`, {
    token: admin.token,
    body: { tier: 'premium' },
  });
  expect(raised.status).toBe(200);
  expect((await replica.request('GET', '/users/me', { token: ada.user.token })).status).toBe(200);
});
