import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { join } from '../teams/support';
import { codeOf, type Person, person } from './support';

/** The number of planners that a tier allows, and that nobody passes it by asking twice. */
describe('the limit of planners', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp({ config: { MAX_PLANNERS_FREE: '3' } });
  });
  afterAll(() => app.close());

  const statuses = async (requests: Promise<{ status: number }>[]) =>
    (await Promise.all(requests)).map(({ status }) => status).sort();
  const total = async (who: Person) => (await who.must('GET', '/planners?archived=all')).pagination.total;

  test('the answer names limit, use and tier', async () => {
    const ada = await person(app, { tier: 'free' });
    for (let number = 0; number < 3; number += 1) await ada.planner();
    const answer = await ada.send('POST', '/planners', { title: 'one too many' });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
    expect(answer.body.error.details).toEqual({ limit: 3, used: 3, tier: 'free' });
  });

  test('twelve creations at once make as many as there is room for', async () => {
    const ada = await person(app, { tier: 'free' });
    await ada.planner();
    const answers = await statuses(
      Array.from({ length: 12 }, () => ada.send('POST', '/planners', { title: 'x' })),
    );
    expect(answers).toEqual([201, 201, ...Array.from({ length: 10 }, () => 403)]);
    expect(await total(ada)).toBe(3);
  });

  test('creation, restoration and copy at once share the room', async () => {
    const ada = await person(app, { tier: 'free' });
    const [one, two] = [await ada.planner(), await ada.planner()];
    await ada.must('DELETE', `/planners/${two.id}`);
    await ada.planner();
    const answers = await statuses([
      ada.send('POST', '/planners', { title: 'x' }),
      ada.send('POST', `/planners/${two.id}/restore`),
      ada.send('POST', `/trash/${two.id}/restore`),
      ada.send('POST', `/planners/${one.id}/duplicate`, {}),
      ada.send('POST', `/planners/${one.id}/duplicate`, {}),
    ]);
    expect(answers.filter((status) => status === 403).length).toBeGreaterThanOrEqual(3);
    expect(await total(ada)).toBe(3);
  });

  test('a planner that falls to somebody with the end of its team counts, though it was the team’s a moment ago', async () => {
    const [ada, grace] = [await person(app, { tier: 'free' }), await person(app, { tier: 'enterprise' })];
    for (let number = 0; number < 3; number += 1) await ada.planner();
    const team = await grace.must('POST', '/teams', { name: 'Engines' });
    await join(app, team.id, ada.id, 'owner');
    const { id } = await grace.must('POST', `/teams/${team.id}/planners`, { title: 'x' });
    await grace.must('DELETE', `/planners/${id}`);
    const holder = await app.database.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM planner_stats WHERE planner_id = $1 FOR UPDATE', [id]);
    const restoring = ada.send('POST', `/planners/${id}/restore`);
    await eventually(async () => {
      const { rowCount } = await app.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            AND query LIKE '%planner_stats%FOR UPDATE%'`,
      );
      expect(rowCount).toBe(1);
    });
    await holder.query('UPDATE planners SET owner_id = $2, team_id = NULL WHERE id = $1', [id, ada.id]);
    await holder.query('COMMIT');
    holder.release();
    const answer = await restoring;
    expect([answer.status, codeOf(answer)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
    expect(await total(ada)).toBe(3);
  });

  test('the trash does not count, archived ones do, and premium has no limit', async () => {
    const ada = await person(app, { tier: 'free' });
    const made = [await ada.planner(), await ada.planner(), await ada.planner()];
    await ada.must('POST', `/planners/${made[0].id}/archive`);
    expect((await ada.send('POST', '/planners', { title: 'x' })).status).toBe(403);
    await ada.must('DELETE', `/planners/${made[1].id}`);
    await ada.planner();
    const restored = await ada.send('POST', `/planners/${made[1].id}/restore`);
    expect([restored.status, codeOf(restored)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
    const rich = await person(app, { tier: 'premium' });
    for (let number = 0; number < 5; number += 1) await rich.planner();
  });
});
