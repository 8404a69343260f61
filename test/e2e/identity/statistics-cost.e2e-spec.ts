import { Client } from 'pg';
import { createTestApp, type TestApp, type TestUser } from '@almanac/testing';

/** Every look at an account counts: however much there is, only what two indexes name is read. */
let app: TestApp;
let user: TestUser;
const PLANNERS = 10;
const OF_EACH = 5000;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}
interface Sent {
  name: string;
  text: string;
  values: unknown[];
}
jest.setTimeout(180_000);

beforeAll(async () => {
  app = await createTestApp();
  user = await app.user();
  const others = await app.user();
  for (const owner of [user, others]) {
    await app.database.query(
      `WITH made AS (INSERT INTO planners (id, owner_id, title)
         SELECT gen_random_uuid(), $1, 'x' FROM generate_series(1, ${PLANNERS}) RETURNING id),
       parts AS (INSERT INTO sections (id, planner_id, title, position)
         SELECT gen_random_uuid(), id, 'x', 'i000000001' FROM made RETURNING id, planner_id),
       filled AS (INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, position, type, status,
                                          completed_at)
         SELECT gen_random_uuid(), s.id, s.planner_id, $1, $1, 'x', 'i' || lpad(n::text, 9, '0'),
                CASE WHEN n % 10 = 0 THEN 'event' ELSE 'task' END,
                CASE WHEN n % 3 = 0 THEN 'completed' ELSE 'pending' END,
                CASE WHEN n % 3 = 0 THEN now() - (n % 900) * interval '1 day' END
           FROM parts s, generate_series(1, ${OF_EACH}) n RETURNING planner_id, status)
       INSERT INTO planner_stats (planner_id, activities_count, completed_count)
       SELECT planner_id, count(*), count(*) FILTER (WHERE status = 'completed') FROM filled GROUP BY planner_id`,
      [owner.id],
    );
  }
  await app.database.query('VACUUM ANALYZE activities');
  await app.database.query('ANALYZE');
});
afterAll(() => app.close());

async function sent(): Promise<Sent> {
  const spy = jest.spyOn(Client.prototype, 'query');
  try {
    await app.request('GET', '/users/me', { token: user.token });
    const calls: readonly (readonly unknown[])[] = spy.mock.calls;
    const found = calls
      .map(([first]) => first as Sent | undefined)
      .find((one) => one?.name === 'planning.statistics-of-owner');
    if (!found) throw new Error('nothing was counted');
    return found;
  } finally {
    spy.mockRestore();
  }
}
const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

it('counts what is there', async () => {
  const { statistics } = (await app.request('GET', '/users/me', { token: user.token })).body.data;
  expect(statistics).toMatchObject({
    totalPlanners: PLANNERS,
    totalTasks: PLANNERS * (OF_EACH - OF_EACH / 10),
    completedTasks: PLANNERS * (Math.floor(OF_EACH / 3) - Math.floor(OF_EACH / 30)),
  });
});

it('reads what two small indexes name, of each planner', async () => {
  const { text, values } = await sent();
  const { rows } = await app.database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
    text: `EXPLAIN (FORMAT JSON) ${text}`,
    values,
  });
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  if (!plan) throw new Error('no plan');
  const nodes = nodesOf(plan);
  const whole = (node: PlanNode) =>
    node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'activities';
  expect(nodes.filter(whole)).toEqual([]);
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
  expect(indexes.filter((name) => name.startsWith('activities_')).sort()).toEqual([
    'activities_planner_completed',
    'activities_planner_other',
  ]);
});
