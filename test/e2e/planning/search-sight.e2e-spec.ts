import { RequestContext } from '@almanac/platform';
import { SearchIndexer } from '@almanac/planning';
import { SearchScene } from './search-support';
import { person, share, sharePlan, unshare, type Person } from './support';

describe('search', () => {
  let app: SearchScene['app'];
  let ada: SearchScene['ada'];
  let plannerId: SearchScene['plannerId'];
  let search: SearchScene['search'];
  let titles: SearchScene['titles'];
  let make: SearchScene['make'];
  let settle: SearchScene['settle'];
  let documents: SearchScene['documents'];

  beforeAll(async () => {
    ({ app, ada, plannerId, search, titles, make, settle, documents } = await SearchScene.begin());
  });
  afterAll(() => app.close());

  describe('finds beside planners and activities', () => {
    const ids = async (q: string, query = '', who = ada) => (await search(q, query, who)).map(({ id }) => id);

    test('comments, which come and go with their activity, its section and its planner', async () => {
      const planner = await ada.planner({ title: 'Talk' });
      const section = await ada.section(planner.id);
      const activity = await ada.activity(section.id, { title: 'Discussed' });
      const path = `/activities/${activity.id}/comments`;
      const comment = await ada.must('POST', path, { text: 'A kakapo <b>was</b> seen.' });
      expect(await search('kakapo')).toEqual([
        {
          type: 'comment',
          id: comment.id,
          title: 'Discussed',
          snippet: 'A <mark>kakapo</mark> &lt;b&gt;was&lt;/b&gt; seen.',
          score: expect.any(Number),
          plannerId: planner.id,
          activityId: activity.id,
        },
      ]);
      expect(await ids('kakapo', '&type=activity,planner')).toEqual([]);
      await settle();
      await ada.must('PATCH', `${path}/${comment.id}`, { text: 'A kea was seen.' });
      expect([await ids('kakapo'), await ids('kea')]).toEqual([[], [comment.id]]);
      const [viewer, stranger] = [await person(app), await person(app)];
      await share(app, planner.id, viewer.id, 'viewer');
      expect([await ids('kea', '', viewer), await ids('kea', '', stranger)]).toEqual([[comment.id], []]);
      const places = [
        [`/activities/${activity.id}`, activity.id],
        [`/sections/${section.id}`, section.id],
        [`/planners/${planner.id}`, planner.id],
      ];
      for (const [place, id] of places) {
        await ada.must('DELETE', String(place));
        expect([place, await ids('kea')]).toEqual([place, []]);
        await settle();
        expect([place, await ids('kea')]).toEqual([place, []]);
        await ada.must('POST', `/trash/${id}/restore`);
        expect([place, await ids('kea')]).toEqual([place, [comment.id]]);
      }
      const other = await ada.section((await ada.planner({ title: 'Elsewhere again' })).id);
      await ada.must('POST', `/activities/${activity.id}/move`, { sectionId: other.id });
      expect(await search('kea')).toMatchObject([{ id: comment.id, plannerId: other.plannerId }]);
      expect(await ids('kea', '', viewer)).toEqual([]);
      const second = await ada.must('POST', path, { text: 'Another kea.' });
      await settle();
      await ada.must('DELETE', `${path}/${comment.id}`);
      expect(await ids('kea')).toEqual([second.id]);
      expect(await documents([comment.id, second.id])).toEqual([second.id]);
      await app.database.query('DELETE FROM planners WHERE id = $1', [other.plannerId]);
      expect(await documents([second.id])).toEqual([]);
    });

    test('plans of one’s own, those that are shared by name, and those of one’s teams', async () => {
      const [owner, viewer, stranger] = [
        await person(app, { tier: 'enterprise' }),
        await person(app),
        await person(app),
      ];
      const steps = [{ id: 'a', title: 'Saddle the okapi', duration: 60 }];
      const plan = await owner.plan({ title: 'Expedition', description: 'To the numbat', steps });
      for (const q of ['expedition', 'numbat', 'okapi', 'expediton']) {
        expect([q, await search(q, '&type=plan', owner)]).toMatchObject([
          q,
          [{ type: 'plan', id: plan.id, title: 'Expedition' }],
        ]);
      }
      const [found] = await search('okapi', '', owner);
      expect(found).toMatchObject({ snippet: 'To the numbat Saddle the <mark>okapi</mark>' });
      expect(found).not.toHaveProperty('plannerId');
      expect(await ids('numbat', '', viewer)).toEqual([]);
      await sharePlan(app, plan.id, viewer.id, 'viewer');
      await settle();
      expect([await ids('numbat', '', viewer), await ids('numbat', '', stranger)]).toEqual([[plan.id], []]);
      await owner.must('PATCH', `/plans/${plan.id}`, { description: 'To the quoll' });
      expect([await ids('numbat', '', viewer), await ids('quoll', '', viewer)]).toEqual([[], [plan.id]]);
      await owner.must('DELETE', `/plans/${plan.id}`);
      expect(await ids('quoll', '', viewer)).toEqual([]);
      await owner.must('POST', `/plans/${plan.id}/restore`);
      expect(await ids('quoll', '', viewer)).toEqual([plan.id]);
      const team = await owner.must('POST', '/teams', { name: 'Explorers' });
      const shared = await owner.plan({ title: 'Bandicoot', teamId: team.id });
      expect(await ids('bandicoot', '', stranger)).toEqual([]);
      await app.database.query(
        `INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'member')`,
        [team.id, stranger.id],
      );
      expect(await ids('bandicoot', '', stranger)).toEqual([shared.id]);
      await app.database.query('DELETE FROM plans WHERE id = $1', [plan.id]);
      expect(await documents([plan.id])).toEqual([]);
    });

    test('templates of one’s own, of one’s teams, public ones, and what comes along', async () => {
      const [owner, member, stranger] = [
        await person(app, { tier: 'enterprise' }),
        await person(app),
        await person(app),
      ];
      const team = await owner.must('POST', '/teams', { name: 'Makers' });
      await app.database.query(
        `INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'member')`,
        [team.id, member.id],
      );
      const content = { kind: 'planner', body: { sections: [] }, description: 'For the dugong' };
      const template = (body: object) => owner.must('POST', '/templates', { ...content, ...body });
      const mine = await template({ name: 'Private' });
      const ours = await template({ name: 'Of the team', visibility: 'team', teamId: team.id });
      const everybodys = await template({ name: 'Open', visibility: 'public', tags: ['manatee'] });
      const all = [mine.id, ours.id, everybodys.id].sort();
      const seen = async (who: Person) => (await ids('dugong', '', who)).sort();
      for (const state of ['fresh', 'indexed', 'made anew']) {
        expect([state, await seen(owner)]).toEqual([state, all]);
        expect([state, await seen(member)]).toEqual([state, [ours.id, everybodys.id].sort()]);
        expect([state, await seen(stranger)]).toEqual([state, [everybodys.id]]);
        expect(await search('manatte', '', stranger)).toMatchObject([{ type: 'template', title: 'Open' }]);
        if (state === 'fresh') await settle();
        else await app.get(SearchIndexer).rebuild(RequestContext.system());
      }
      expect(await ids('dugong', `&plannerId=${plannerId}`)).toEqual([]);
      await owner.must('PATCH', `/templates/${everybodys.id}`, { visibility: 'private' });
      await app.database.query('DELETE FROM team_members WHERE team_id = $1 AND user_id = $2', [
        team.id,
        member.id,
      ]);
      expect([await seen(member), await seen(stranger), await seen(owner)]).toEqual([[], [], all]);
      await owner.must('DELETE', `/templates/${mine.id}`);
      await owner.must('PATCH', `/templates/${ours.id}`, { description: 'For the numbat' });
      expect(await seen(owner)).toEqual([everybodys.id]);
      await app.database.query('DELETE FROM templates WHERE id = $1', [ours.id]);
      expect(await documents([ours.id])).toEqual([]);
      const bundled = await stranger.must('GET', '/templates?limit=1&sort=usageCount&visibility=public');
      const { name } = bundled.templates[0];
      expect(await titles(name, '&type=template', stranger)).toContain(name);
    });

    test('neither plans nor templates for a key that may not read them', async () => {
      const owner = await person(app, { tier: 'enterprise' });
      await owner.plan({ title: 'Pademelon' });
      const planner = await owner.planner({ title: 'Pademelon' });
      const scopes = ['read:own-planners', 'read:own-activities'];
      const { key } = await owner.must('POST', '/auth/api-keys', { name: 'Narrow', permissions: scopes });
      const ask = async (query: string) =>
        (await app.request('GET', `/search?q=pademelon${query}`, { headers: { 'x-api-key': key } })).body;
      expect(await search('pademelon', '', owner)).toHaveLength(2);
      expect(await ask('')).toMatchObject({ data: { results: [{ id: planner.id }] } });
      expect(await ask('&type=plan,template')).toMatchObject({ data: { results: [] } });
    });
  });

  describe('shows nobody what is gone or not theirs', () => {
    test('strangers nothing, members what they share, former ones nothing again', async () => {
      const planner = await ada.planner({ title: 'Pangolin' });
      await ada.activity((await ada.section(planner.id)).id, { title: 'Pangolin scales' });
      const [viewer, stranger, root] = [
        await person(app),
        await person(app),
        await person(app, { admin: true }),
      ];
      await share(app, planner.id, viewer.id, 'viewer');
      for (const state of ['fresh', 'indexed']) {
        expect([state, await search('pangolin', '', stranger)]).toEqual([state, []]);
        expect(await search('pangolin', '', viewer)).toHaveLength(2);
        const refused = await stranger.get(`/search?q=pangolin&plannerId=${planner.id}`);
        expect([403, 404]).toContain(refused.status);
        expect(refused.text).not.toContain('angolin');
        expect(await search('pangolin', '', root)).toEqual([]);
        expect(await search('pangolin', `&plannerId=${planner.id}`, root)).toHaveLength(2);
        await settle();
      }
      await unshare(app, planner.id, viewer.id);
      expect(await search('pangolin', '', viewer)).toEqual([]);
      expect((await viewer.get(`/search?q=pangolin&plannerId=${planner.id}`)).status).toBe(403);
    });

    test('people of a team what the team owns, for as long as they belong to it', async () => {
      const boss = await person(app, { tier: 'enterprise' });
      const member = await person(app);
      const team = await boss.must('POST', '/teams', { name: 'Zoo' });
      const planner = await boss.must('POST', `/teams/${team.id}/planners`, { title: 'Aardvark' });
      expect(await search('aardvark', '', boss)).toMatchObject([{ id: planner.id, plannerId: planner.id }]);
      expect(await search('aardvark', '', member)).toEqual([]);
      await app.database.query(
        `INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'member')`,
        [team.id, member.id],
      );
      expect(await titles('aardvark', '', member)).toEqual(['Aardvark']);
      await app.database.query('DELETE FROM team_members WHERE team_id = $1 AND user_id = $2', [
        team.id,
        member.id,
      ]);
      expect(await search('aardvark', '', member)).toEqual([]);
    });

    test('what lies in the trash, alone, with its section or its planner, and comes back', async () => {
      const planner = await ada.planner({ title: 'Ibex hill' });
      const section = await ada.section(planner.id);
      const activity = await ada.activity(section.id, { title: 'Ibex' });
      await ada.activity(section.id, { title: 'Another ibex' });
      await settle();
      const bin = async (path: string, id: string, left: number) => {
        await ada.must('DELETE', `/${path}/${id}`);
        expect(await search('ibex')).toHaveLength(left);
        await settle();
        expect(await search('ibex')).toHaveLength(left);
        await ada.must('POST', `/trash/${id}/restore`);
        expect(await search('ibex')).toHaveLength(3);
      };
      await bin('activities', activity.id, 2);
      await bin('sections', section.id, 1);
      await bin('planners', planner.id, 0);
    });

    test('what is deleted does not stand in the way of what is there', async () => {
      const section = (await ada.planner({ title: 'Full bin' })).id;
      const place = (await ada.section(section)).id;
      const last = await ada.activity(place, { title: 'Last', description: 'A wombat, far from the title.' });
      const operations = Array.from({ length: 100 }, (_, number) => ({
        op: 'create',
        data: { title: `Wombat ${number}` },
      }));
      await ada.must('POST', `/sections/${place}/activities/batch`, { operations });
      await ada.activity(place, { title: 'Wombat too' });
      await settle();
      await app.database.query(
        `UPDATE activities SET deleted_at = now() WHERE planner_id = $1 AND title LIKE 'Wombat %'`,
        [section],
      );
      for (const query of ['&limit=1', '', `&plannerId=${section}`]) {
        expect((await search('wombat', query)).map(({ id }) => id)).toEqual([last.id]);
      }
    });

    test('what is deleted for good leaves nothing behind, however it goes', async () => {
      const planner = await ada.planner({ title: 'Dodo' });
      const section = await ada.section(planner.id);
      const [one, two] = [await ada.activity(section.id), await ada.activity(section.id)];
      await settle();
      expect(await documents([planner.id, one.id, two.id])).toHaveLength(3);
      await app.database.query('DELETE FROM activities WHERE id = $1', [one.id]);
      expect(await documents([planner.id, one.id, two.id])).toHaveLength(2);
      await app.database.query('DELETE FROM planners WHERE id = $1', [planner.id]);
      expect(await documents([planner.id, one.id, two.id])).toEqual([]);
      await settle();
      expect(await search('dodo')).toEqual([]);
    });

    test('a deletion does not wait for whoever indexes; what they write is forgotten by the next run', async () => {
      const { id } = await make('Race');
      const indexing = await app.database.connect();
      try {
        await indexing.query('BEGIN');
        await indexing.query('SELECT pg_advisory_xact_lock_shared(4210308)');
        await app.database.query('DELETE FROM activities WHERE id = $1', [id]);
        await indexing.query(
          `INSERT INTO search_documents VALUES ($1, 'activity', $2, 1, 'race', 0::bit(256), 'race'::tsvector)
           ON CONFLICT DO NOTHING`,
          [id, plannerId],
        );
        const run = app.get(SearchIndexer).run(RequestContext.system());
        await indexing.query('COMMIT');
        await run;
        expect(await documents([id])).toEqual([]);
        expect((await app.database.query('SELECT FROM search_forgotten')).rowCount).toBe(0);
      } finally {
        indexing.release();
      }
    });
  });
});
