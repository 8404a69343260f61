import { RequestContext } from '@almanac/platform';
import { PurgeService } from '@almanac/planning';
import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, type Person, person, share, walk } from './support';

describe('trash', () => {
  let app: TestApp;
  let ada: Person;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  afterAll(() => app.close());

  const age = (table: string, id: string) =>
    app.database.query(`UPDATE ${table} SET deleted_at = deleted_at - interval '31 days' WHERE id = $1`, [
      id,
    ]);

  test('lists what one may bring back, newest first', async () => {
    const owner = await person(app);
    const [editor, viewer] = [await person(app), await person(app)];
    const planner = await owner.planner({ title: 'P' });
    await share(app, planner.id, editor.id, 'editor');
    await share(app, planner.id, viewer.id, 'viewer');
    const section = await owner.section(planner.id, { title: 'S' });
    const other = await owner.section(planner.id);
    const activity = await owner.activity(other.id, { title: 'A' });
    await owner.activity(section.id, { title: 'with its section' });
    await owner.must('DELETE', `/activities/${activity.id}`);
    await owner.must('DELETE', `/sections/${section.id}`);
    const rows = await walk(owner, '/trash?limit=1', 'items');
    expect(rows.map(({ type, title }) => [type, title])).toEqual([
      ['section', 'S'],
      ['activity', 'A'],
    ]);
    expect(Date.parse(rows[0].purgeAt) - Date.parse(rows[0].deletedAt)).toBe(30 * 86_400_000);
    expect((await editor.must('GET', '/trash')).items).toHaveLength(2);
    expect((await viewer.must('GET', '/trash')).items).toEqual([]);
    await owner.must('DELETE', `/planners/${planner.id}`);
    expect((await owner.must('GET', '/trash')).items).toMatchObject([{ type: 'planner', title: 'P' }]);
    expect((await editor.must('GET', '/trash')).items).toEqual([]);
    const conflict = await owner.send('POST', `/trash/${activity.id}/restore`);
    expect([conflict.status, codeOf(conflict)]).toEqual([409, 'CONFLICT']);
    const stranger = await person(app);
    for (const id of [planner.id, section.id, activity.id]) {
      expect([403, 404]).toContain((await stranger.send('POST', `/trash/${id}/restore`)).status);
    }
    expect((await editor.send('POST', `/trash/${planner.id}/restore`)).status).toBe(404);
    expect(await owner.must('POST', `/trash/${planner.id}/restore`)).toMatchObject({ type: 'planner' });
  });

  test('has templates for their owner, and gives them back', async () => {
    const [author, other] = [await person(app), await person(app)];
    const body = { kind: 'planner', body: { title: 'P', sections: [] }, visibility: 'public' };
    const { id } = await author.must('POST', '/templates', { name: 'T', ...body });
    const old = await author.must('POST', '/templates', { name: 'Old', ...body });
    for (const one of [id, old.id]) await author.must('DELETE', `/templates/${one}`);
    await age('templates', old.id);
    expect((await author.must('GET', '/trash')).items).toMatchObject([
      { type: 'template', id, title: 'T', plannerId: null, sectionId: null },
    ]);
    expect((await other.must('GET', '/trash')).items).toEqual([]);
    expect((await other.send('POST', `/trash/${id}/restore`)).status).toBe(404);
    expect((await author.send('POST', `/trash/${old.id}/restore`)).status).toBe(404);
    expect(await app.get(PurgeService).run(RequestContext.system())).toBe(1);
    const { key } = await author.must('POST', '/auth/api-keys', {
      name: 'k',
      permissions: ['read:own-planners', 'read:own-activities', 'write:own-planners', 'write:own-activities'],
    });
    const headers = { 'x-api-key': key };
    expect((await app.request('GET', '/trash', { headers })).body.data.items).toEqual([]);
    expect((await app.request('POST', `/trash/${id}/restore`, { headers })).status).toBe(404);
    const restored = await author.must('POST', `/trash/${id}/restore`);
    expect(restored).toEqual({ type: 'template', id, title: 'T', version: 3 });
    expect(await other.must('GET', `/templates/${id}`)).toMatchObject({ name: 'T' });
    expect((await author.send('POST', `/trash/${id}/restore`)).status).toBe(404);
  });

  test('two restorations at once bring a thing back once', async () => {
    const planner = await ada.planner();
    const section = await ada.section(planner.id);
    const activity = await ada.activity(section.id);
    await ada.must('DELETE', `/activities/${activity.id}`);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => ada.send('POST', `/trash/${activity.id}/restore`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404]);
    expect((await ada.must('GET', `/planners/${planner.id}`)).activitiesCount).toBe(1);
  });

  test('the purge takes what is older than 30 days, and nothing else', async () => {
    const [old, fresh] = [await ada.planner(), await ada.planner()];
    const inOld = await ada.activity((await ada.section(old.id)).id);
    const section = await ada.section(fresh.id);
    const [gone, kept, live] = [
      await ada.activity(section.id),
      await ada.activity(section.id),
      await ada.activity(section.id),
    ];
    const oldSection = await ada.section(fresh.id);
    const inOldSection = await ada.activity(oldSection.id);
    for (const path of [
      `/planners/${old.id}`,
      `/activities/${gone.id}`,
      `/activities/${kept.id}`,
      `/sections/${oldSection.id}`,
    ]) {
      await ada.must('DELETE', path);
    }
    await age('planners', old.id);
    await age('activities', gone.id);
    await age('sections', oldSection.id);
    await age('activities', inOldSection.id);
    const purge = app.get(PurgeService);
    expect(await purge.run(RequestContext.system())).toBe(5);
    expect(await purge.run(RequestContext.system())).toBe(0);
    const { rows } = await app.database.query('SELECT id FROM activities WHERE id = ANY($1)', [
      [inOld.id, gone.id, kept.id, live.id, inOldSection.id],
    ]);
    expect(rows.map(({ id }) => id).sort()).toEqual([kept.id, live.id].sort());
    expect(
      (await app.database.query('SELECT 1 FROM planner_stats WHERE planner_id = $1', [old.id])).rows,
    ).toEqual([]);
    expect((await ada.must('POST', `/trash/${kept.id}/restore`)).id).toBe(kept.id);
  });
});
