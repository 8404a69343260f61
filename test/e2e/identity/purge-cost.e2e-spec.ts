import { Client } from 'pg';
import { AccountPurgeService } from '@almanac/identity';
import { RequestContext } from '@almanac/platform';
import { createTestApp, TEST_PASSWORD, type TestApp } from '@almanac/testing';
import { person, share, type Person } from '../planning/support';

/** Purging one person reads what indexes name, however much others have done. */
let app: TestApp;
let ada: Person;
const EVENTS = 20_000;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}
interface Sent {
  name?: string;
  text: string;
  values: unknown[];
}
jest.setTimeout(180_000);

beforeAll(async () => {
  app = await createTestApp({ worker: true });
  ada = await person(app);
  const planner = await ada.planner();
  await ada.activity((await ada.section(planner.id)).id);
  const others = await (await person(app)).planner();
  await share(app, others.id, ada.id, 'editor');
  // Told long ago, and by others.
  await app.database.query(
    `INSERT INTO outbox (seq, event_id, name, stream_id, resource_type, resource_id, actor_id, payload)
     SELECT 1000000 + n, gen_random_uuid(), 'activity.updated', md5((n % 500)::text)::uuid, 'activity',
            gen_random_uuid(), md5((n % 100)::text)::uuid, json_build_object('activity', repeat('x', 500))
       FROM generate_series(1, ${EVENTS}) n`,
  );
  await app.database.query(
    `UPDATE outbox_cursor SET delivered = delivered + '{[1000000,1100000)}'::int8multirange`,
  );
  await app.database.query('VACUUM ANALYZE outbox');
});
afterAll(() => app.close());

/** What a purge asks of the outbox. */
async function sent(): Promise<Sent[]> {
  await ada.must('DELETE', '/users/me', { password: TEST_PASSWORD });
  await app.database.query(`UPDATE users SET deleted_at = now() - interval '40 days' WHERE id = $1`, [
    ada.id,
  ]);
  const spy = jest.spyOn(Client.prototype, 'query');
  try {
    expect(await app.getFromWorker(AccountPurgeService).run(RequestContext.system())).toBe(1);
    const calls: readonly (readonly unknown[])[] = spy.mock.calls;
    return calls
      .map(([first]) => first as Sent | undefined)
      .filter(
        (one): one is Sent => /erase|forget/.test(one?.name ?? '') && /\boutbox\b/.test(one?.text ?? ''),
      );
  } finally {
    spy.mockRestore();
  }
}
const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

it('never reads the whole outbox', async () => {
  const statements = await sent();
  expect(statements.map(({ name }) => name)).toContain('planning.erase-touched');
  for (const { name, text, values } of statements) {
    const { rows } = await app.database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
      text: `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    });
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (!plan) throw new Error('no plan');
    const whole = nodesOf(plan).filter(
      (node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'outbox',
    );
    expect([name, whole]).toEqual([name, []]);
  }
});
