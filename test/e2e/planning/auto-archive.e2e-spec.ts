import { AutoArchive } from '@almanac/planning';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { person, type Person } from './support';

/** Planners that are finished, and whose owners want them out of the way. */
describe('auto-archive', () => {
  let app: TestApp;
  let ann: Person;

  beforeAll(async () => {
    app = await createTestApp();
    ann = await person(app, { tier: 'premium' });
  });
  afterAll(() => app.close());

  /** As it looks after eight quiet days. */
  const age = (id: string) =>
    app.database.query(
      `WITH s AS (UPDATE planner_stats SET last_activity_at = now() - interval '8 days' WHERE planner_id = $1)
       UPDATE planners SET updated_at = now() - interval '8 days' WHERE id = $1`,
      [id],
    );
  async function planner(autoArchive: boolean, ...statuses: string[]): Promise<string> {
    const id = (await ann.planner({ title: 'P', settings: { autoArchive } })).id as string;
    const section = (await ann.section(id, { title: 'S' })).id as string;
    for (const status of statuses) {
      const activity = await ann.activity(section, { title: 'A' });
      await ann.must('PATCH', `/activities/${String(activity.id)}`, { status });
    }
    await age(id);
    return id;
  }
  const run = (): Promise<number> => app.get(AutoArchive).run(RequestContext.system());
  const isArchived = async (id: string): Promise<boolean> =>
    (await ann.must('GET', `/planners/${id}`)).archived as boolean;

  it('archives what is finished, once, and tells everybody by the sync', async () => {
    const finished = await planner(true, 'completed', 'cancelled');
    const [open, empty, unasked] = [
      await planner(true, 'completed', 'in-progress'),
      await planner(true),
      await planner(false, 'completed'),
    ];
    const recent = await planner(true, 'completed');
    await ann.must('PATCH', `/planners/${recent}`, { title: 'Again' });
    const { nextToken } = await ann.must('GET', '/sync?limit=100');
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await isArchived(finished)).toBe(true);
    for (const id of [open, empty, unasked, recent]) expect(await isArchived(id)).toBe(false);
    const { changes } = await ann.must('GET', `/sync?since=${String(nextToken)}`);
    expect(changes).toMatchObject([
      { type: 'planner', id: finished, op: 'upsert', data: { archived: true } },
    ]);
  });

  it('leaves a planner alone that its owner has taken out again', async () => {
    const id = await planner(true, 'completed');
    await run();
    await ann.must('POST', `/planners/${id}/unarchive`);
    expect(await run()).toBe(0);
    expect(await isArchived(id)).toBe(false);
  });
});
