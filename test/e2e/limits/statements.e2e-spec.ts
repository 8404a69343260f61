import { Client } from 'pg';
import { createTestApp, type TestApp } from '@almanac/testing';
import { person, share, sharePlan } from '../planning/support';

/**
 * What asks whether something is over a limit reads a few entries of indexes, however much others have: the statements
 * that requests really send are explained, with their own values and as PostgreSQL plans them for any.
 */
let app: TestApp;
const PEOPLE = 6000;
/** Pages of 8 KiB; the whole of the least of the tables has as many. */
const MAX_PAGES = 400;
/** All but the roles, of which there are a handful. */
const LARGE = new Set([
  ...['users', 'planners', 'planner_members', 'planner_stats', 'plans', 'plan_members', 'team_members'],
  ...['sections', 'activities', 'invitations', 'storage_usage', 'user_roles'],
]);
/** Of all statements, those that ask about limits. */
const ASKING = / older | earlier |team_members head|limits\.|count-owned|lock-used|most-shared/;

interface Sent {
  name: string;
  text: string;
  values: unknown[];
}
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
}
jest.setTimeout(180_000);

beforeAll(async () => {
  app = await createTestApp();
  const fill = [
    `INSERT INTO users (id, email, email_lower, email_verified, display_name, tier)
     SELECT gen_random_uuid(), 'p' || n || '@fill.example', 'p' || n || '@fill.example', true, 'P',
            (ARRAY['free', 'premium', 'enterprise'])[1 + n % 3]
       FROM generate_series(1, ${PEOPLE}) n`,
    `WITH made AS (INSERT INTO planners (id, owner_id, title)
       SELECT gen_random_uuid(), u.id, 'x' FROM users u, generate_series(1, 4) RETURNING id)
     INSERT INTO planner_stats (planner_id) SELECT id FROM made`,
    `INSERT INTO planner_members (planner_id, user_id, role)
     SELECT p.id, u.id, 'editor' FROM (SELECT id, row_number() OVER () AS n FROM planners) p
       JOIN (SELECT id, row_number() OVER () AS n FROM users) u ON u.n = 1 + p.n % ${PEOPLE}
     ON CONFLICT DO NOTHING`,
    `INSERT INTO plans (id, owner_id, title, starts_at, calendar)
     SELECT gen_random_uuid(), id, 'x', now(), '{}' FROM users`,
    `INSERT INTO plan_members (plan_id, user_id, role)
     SELECT p.id, u.id, 'editor' FROM (SELECT id, row_number() OVER () AS n FROM plans) p
       JOIN (SELECT id, row_number() OVER () AS n FROM users) u ON u.n = 1 + (p.n + 7) % ${PEOPLE}`,
    `INSERT INTO teams (id, name) SELECT gen_random_uuid(), 'T' FROM generate_series(1, 600)`,
    `INSERT INTO team_members (team_id, user_id, role)
     SELECT t.id, u.id, CASE u.n / 600 WHEN 0 THEN 'owner' ELSE 'member' END
       FROM (SELECT id, row_number() OVER () - 1 AS n FROM teams) t
       JOIN (SELECT id, row_number() OVER () - 1 AS n FROM users) u ON u.n % 600 = t.n AND u.n < 3000`,
    `INSERT INTO user_roles (user_id, role_id)
     SELECT u.id, r.id FROM users u, roles r WHERE r.name = 'premium' AND u.tier = 'free'`,
    'DELETE FROM user_roles WHERE random() < 0.5',
    `INSERT INTO sections (id, planner_id, title, position)
     SELECT gen_random_uuid(), id, 'x', 'i000000001' FROM planners`,
    `INSERT INTO activities (id, section_id, planner_id, user_id, updated_by, title, position)
     SELECT gen_random_uuid(), s.id, p.id, p.owner_id, p.owner_id, 'x', 'i000000001'
       FROM sections s JOIN planners p ON p.id = s.planner_id`,
    `INSERT INTO invitations (id, kind, resource_id, email, email_lower, role, expires_at)
     SELECT gen_random_uuid(), 'planner', id, 'a@fill.example', 'a@fill.example', 'viewer', now() + interval '1 day'
       FROM planners`,
    'INSERT INTO storage_usage (user_id) SELECT id FROM users',
    'ANALYZE',
  ];
  for (const statement of fill) await app.database.query(statement);
});
afterAll(() => app.close());

async function sentBy(work: () => Promise<unknown>): Promise<Sent[]> {
  const spy = jest.spyOn(Client.prototype, 'query');
  try {
    await work();
    const calls: readonly (readonly unknown[])[] = spy.mock.calls;
    const sent = calls.map(([first]) => first as Partial<Sent> | string | undefined);
    const named = sent.flatMap((one) =>
      typeof one === 'object' && one.name !== undefined && one.text !== undefined
        ? [{ name: one.name, text: one.text, values: one.values ?? [] }]
        : [],
    );
    const asking = named.filter(({ name, text }) => ASKING.test(text) || ASKING.test(name));
    return [...new Map(asking.map((one) => [one.name, one])).values()];
  } finally {
    spy.mockRestore();
  }
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
const readWhole = (plan: PlanNode) =>
  nodesOf(plan).filter((node) => node['Node Type'] === 'Seq Scan' && LARGE.has(node['Relation Name'] ?? ''));

/** What is wrong with how PostgreSQL answers it. */
async function judged({ name, text, values }: Sent): Promise<string[]> {
  const client = await app.database.connect();
  type Answer = { 'QUERY PLAN': [{ Plan: PlanNode; 'Execution Time'?: number }] };
  const wrong: string[] = [];
  try {
    await client.query('BEGIN');
    const own = await client.query<Answer>({
      text: `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
      values,
    });
    const any = await client.query<Answer>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
    for (const [how, { rows }] of [['own', own] as const, ['generic', any] as const]) {
      const plan = rows[0]?.['QUERY PLAN'][0].Plan;
      if (!plan) throw new Error(`no plan of ${name}`);
      for (const node of readWhole(plan)) wrong.push(`${name} (${how}) reads ${node['Relation Name']} whole`);
      const pages = (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
      if (pages > MAX_PAGES) wrong.push(`${name} reads ${pages} pages`);
    }
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
  return wrong;
}

/** Somebody who is over their limit in everything, and those who come to what they have. */
async function crowded(): Promise<() => Promise<void>> {
  const [ada, guest] = [await person(app, { tier: 'enterprise' }), await person(app, { tier: 'premium' })];
  for (let number = 0; number < 12; number += 1) await ada.planner();
  const { id } = await ada.planner();
  const section = await ada.section(id);
  const activity = await ada.activity(section.id);
  const plan = await ada.plan();
  const team = await ada.must('POST', '/teams', { name: 'T' });
  const ofTeam = await ada.must('POST', `/teams/${team.id}/planners`, { title: 'x' });
  const other = await ada.section(ofTeam.id);
  await app.database.query(
    `INSERT INTO planner_members (planner_id, user_id, role)
     SELECT $1, id, 'editor' FROM users WHERE email LIKE 'p%' ORDER BY id LIMIT 60`,
    [id],
  );
  await share(app, id, guest.id, 'editor');
  await sharePlan(app, plan.id, guest.id, 'editor');
  const admin = await app.user({ admin: true });
  const body = { tier: 'free' };
  await app.request('PATCH', `/admin/users/${ada.id}`, { token: admin.token, body });
  const text = { title: 'x' };
  return async () => {
    for (const who of [ada, guest]) {
      await who.get('/planners');
      await who.get('/plans');
      await who.get('/sync');
      await who.get(`/planners/${id}`);
      await who.get(`/planners/${id}/collaborators`);
      await who.send('PATCH', `/planners/${id}`, text);
      await who.send('PATCH', `/plans/${plan.id}`, text);
      await who.send('PATCH', `/activities/${activity.id}`, text);
      await who.send('POST', `/sections/${section.id}/activities`, text);
      await who.send('POST', '/activities/quick-add', { text: 'Milk' });
      await who.send('POST', '/planners', text);
      await who.send('POST', '/files/uploads', { name: 'a.txt', size: 5, type: 'text/plain' });
      await who.get('/billing/usage');
    }
    await ada.get(`/planners/${ofTeam.id}`);
    await ada.send('POST', `/sections/${other.id}/activities`, text);
    await ada.send('POST', '/plans', { ...text, teamId: team.id });
  };
}

it('is answered by a few entries of indexes', async () => {
  const sent = await sentBy(await crowded());
  const names = sent.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      ...['planning.access.planner', 'planning.access.activity', 'planning.planner.whole'],
      ...['planning.plan.standings', 'planning.quick-add.last-section'],
      ...['planning.planners.createdAt.desc.false.limited.page', 'identity.team-has-lapsed'],
      ...['limits.hold-places', 'planning.planner.count-owned', 'files.lock-used'],
    ]),
  );
  const wrong: string[] = [];
  for (const one of sent) wrong.push(...(await judged(one)));
  expect(wrong).toEqual([]);
});
