import * as fc from 'fast-check';
import { encodeCursor } from '@almanac/kernel';
import { ChangeRetention, PurgeService } from '@almanac/planning';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { join, makeTeam, teamPlanner } from '../teams/support';
import { codeOf, fieldsOf, person, share, sharePlan, unshare, type Person } from './support';
import { served, SyncClient, type Change } from './sync-model';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';
const told = (changes: Change[]) => changes.map(({ type, op, id }) => `${op} ${type} ${id}`);

describe('the delta sync', () => {
  let app: TestApp;
  let ada: Person;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  afterAll(() => app.close());

  const equal = async (client: SyncClient) => expect(client.kept()).toEqual(await served(client.who));

  describe('gives', () => {
    test('everything at first, in pages of any size, each thing as REST shows it', async () => {
      const owner = await person(app);
      const planner = await owner.planner({ title: 'P' });
      const sections = [await owner.section(planner.id), await owner.section(planner.id)];
      for (const { id } of sections) for (let n = 0; n < 3; n += 1) await owner.activity(id);
      await owner.must('POST', `/planners/${(await owner.planner()).id}/archive`);
      for (const limit of [1, 2, 3, 1000]) {
        const client = new SyncClient(owner);
        const changes = await client.whole(limit);
        expect(changes.map(({ type }) => type).slice(0, 4)).toEqual([
          'planner',
          'section',
          'section',
          'activity',
        ]);
        expect(changes).toHaveLength(10);
        await equal(client);
        expect(await client.whole(limit)).toEqual([]);
      }
    });

    test('what changed since, in order, each thing once and with it the counts around it', async () => {
      const owner = await person(app);
      const planner = await owner.planner();
      const section = await owner.section(planner.id);
      const client = new SyncClient(owner);
      await client.whole();
      const activity = await owner.activity(section.id, { title: 'a' });
      await owner.must('PATCH', `/activities/${activity.id}`, { title: 'b' });
      const changes = await client.whole();
      expect(told(changes)).toEqual([`upsert activity ${activity.id}`, `upsert planner ${planner.id}`]);
      expect(changes[0]?.data).toMatchObject({ title: 'b', version: 2 });
      expect(changes[1]?.data).toMatchObject({ activitiesCount: 1, role: 'owner' });
      await owner.must('DELETE', `/activities/${activity.id}`);
      expect(told(await client.whole(1))).toEqual([
        `delete activity ${activity.id}`,
        `upsert planner ${planner.id}`,
      ]);
      await equal(client);
    });

    test('a seq goes on behind the change that has it', async () => {
      const owner = await person(app);
      const section = await owner.section((await owner.planner()).id);
      const client = new SyncClient(owner);
      await client.whole();
      for (const title of ['a', 'b', 'c']) await owner.activity(section.id, { title });
      const changes = (await client.whole()).filter(({ type }) => type === 'activity');
      const { changes: later } = await owner.must('GET', `/sync?since=${changes[0]?.seq}`);
      expect(
        later.filter(({ type }: Change) => type === 'activity').map(({ data }: Change) => data?.['title']),
      ).toEqual(['b', 'c']);
      expect((await owner.must('GET', `/sync?since=${later.at(-1).seq}`)).changes).toEqual([]);
      const { rows } = await app.database.query(`SELECT max(seq) AS seq FROM outbox`);
      expect((await owner.must('GET', `/sync?since=${rows[0].seq}`)).changes).toEqual([]);
    });

    test('a section with its activities when it goes and when it comes back, and a planner likewise', async () => {
      const owner = await person(app);
      const planner = await owner.planner();
      const [first, second] = [await owner.section(planner.id), await owner.section(planner.id)];
      await owner.activity(first.id);
      await owner.activity(second.id);
      const client = new SyncClient(owner);
      await client.whole();
      for (const [method, path] of [
        ['DELETE', `/sections/${first.id}`],
        ['POST', `/trash/${first.id}/restore`],
        ['DELETE', `/planners/${planner.id}`],
        ['POST', `/planners/${planner.id}/restore`],
      ] as const) {
        await owner.must(method, path);
        await client.whole(2);
        await equal(client);
      }
      await owner.must('PUT', `/planners/${planner.id}/sections/order`, { order: [second.id, first.id] });
      await client.whole(1);
      await equal(client);
      const copy = await owner.must('POST', `/planners/${planner.id}/duplicate`, {});
      expect(told(await client.whole())).toContain(`upsert planner ${copy.id}`);
      await equal(client);
    });

    test('a planner whole to whom it is shared with, and its deletion to whom it is no longer', async () => {
      const [owner, guest] = [await person(app), await person(app)];
      const planner = await owner.planner();
      const activity = await owner.activity((await owner.section(planner.id)).id);
      const client = new SyncClient(guest);
      await client.whole();
      await share(app, planner.id, guest.id, 'viewer');
      expect(told(await client.whole())).toContain(`upsert activity ${activity.id}`);
      await equal(client);
      await app.database.query(`UPDATE planner_members SET own_role = 'editor' WHERE user_id = $1`, [
        guest.id,
      ]);
      expect((await client.whole()).map(({ data }) => data?.['role'])).toEqual(['editor']);
      await unshare(app, planner.id, guest.id);
      await owner.must('PATCH', `/activities/${activity.id}`, { title: 'secret' });
      expect(told(await client.whole())).toEqual([`delete planner ${planner.id}`]);
      await equal(client);
    });

    test('an activity that moves out of sight its deletion, one that moves into sight itself', async () => {
      const [owner, guest] = [await person(app), await person(app)];
      const [open, closed] = [await owner.planner(), await owner.planner()];
      const [shown, hidden] = [await owner.section(open.id), await owner.section(closed.id)];
      await share(app, open.id, guest.id, 'viewer');
      const activity = await owner.activity(shown.id);
      const client = new SyncClient(guest);
      await client.whole();
      await owner.must('POST', `/activities/${activity.id}/move`, { sectionId: hidden.id });
      expect(told(await client.whole())).toContain(`delete activity ${activity.id}`);
      await owner.must('POST', `/activities/${activity.id}/move`, { sectionId: shown.id });
      expect(told(await client.whole())).toContain(`upsert activity ${activity.id}`);
      await equal(client);
    });

    test('comments, which come and go with their activity and are counted on it', async () => {
      const [owner, guest] = [await person(app), await person(app)];
      const [open, closed] = [await owner.planner(), await owner.planner()];
      const [section, hidden] = [await owner.section(open.id), await owner.section(closed.id)];
      const activity = await owner.activity(section.id);
      await share(app, open.id, guest.id, 'viewer');
      const clients = [new SyncClient(owner), new SyncClient(guest)] as const;
      for (const client of clients) await client.whole();
      const path = `/activities/${activity.id}/comments`;
      const { id } = await guest.must('POST', path, { text: 'a' });
      expect(told(await clients[0].whole())).toEqual([
        ...[`upsert comment ${id}`, `upsert activity ${activity.id}`, `upsert planner ${open.id}`],
      ]);
      await owner.must('POST', path, { text: 'b' });
      await guest.must('PATCH', `${path}/${id}`, { text: 'c' });
      for (const [method, where, body] of [
        ['DELETE', `/activities/${activity.id}`],
        ['POST', `/trash/${activity.id}/restore`],
        ['POST', `/activities/${activity.id}/move`, { sectionId: hidden.id }],
        ['POST', `/activities/${activity.id}/move`, { sectionId: section.id }],
        ['DELETE', `/sections/${section.id}`],
        ['POST', `/trash/${section.id}/restore`],
        ['DELETE', `/planners/${open.id}`],
        ['POST', `/planners/${open.id}/restore`],
        ['DELETE', `${path}/${id}`],
      ] as const) {
        await owner.must(method, where, body);
        for (const [index, client] of clients.entries()) {
          await client.whole(1 + index * 3);
          await equal(client);
        }
      }
      expect(clients[1].comments.size).toBe(1);
    });

    test('what waits for an activity anew, when that goes out of sight or comes back', async () => {
      const owner = await person(app);
      const planner = await owner.planner();
      const [section, other] = [await owner.section(planner.id), await owner.section(planner.id)];
      const elsewhere = await owner.section((await owner.planner()).id);
      const first = await owner.activity(other.id);
      const waiting = await owner.activity(section.id, { blockedBy: [first.id] });
      const client = new SyncClient(owner);
      await client.whole();
      for (const [method, path, body, limit] of [
        ['DELETE', `/activities/${first.id}`, undefined, 10],
        ['POST', `/trash/${first.id}/restore`, undefined, 1],
        ['DELETE', `/sections/${other.id}`, undefined, 10],
        ['POST', `/trash/${other.id}/restore`, undefined, 10],
        ['DELETE', `/activities/${waiting.id}`, undefined, 10],
        ['POST', `/activities/${first.id}/move`, { sectionId: elsewhere.id }, 10],
        ['POST', `/trash/${waiting.id}/restore`, undefined, 10],
        ['POST', `/activities/${first.id}/move`, { sectionId: other.id }, 10],
      ] as const) {
        await owner.must(method, path, body);
        await client.whole(limit);
        await equal(client);
      }
      expect(client.activities.get(waiting.id)?.['blockedBy']).toEqual([first.id]);
    });

    test('planners of a team with the membership', async () => {
      const team = await makeTeam(app);
      const guest = await person(app);
      const planner = (await teamPlanner(team)).id as string;
      const client = new SyncClient(guest);
      await client.whole();
      await join(app, team.id, guest.id, 'member');
      await client.whole();
      await equal(client);
      expect(client.planners.get(planner)).toMatchObject({ role: 'editor' });
      await team.owner.must('PATCH', `/teams/${team.id}/members/${guest.id}`, { role: 'manager' });
      await client.whole();
      expect(client.planners.get(planner)).toMatchObject({ role: 'admin' });
      await team.owner.must('DELETE', `/teams/${team.id}/members/${guest.id}`);
      expect(told(await client.whole())).toEqual([`delete planner ${planner}`]);
    });
  });

  describe('gives templates', () => {
    const template = (who: Person, more: object = {}) =>
      who.must('POST', '/templates', {
        name: 'T',
        kind: 'planner',
        body: { title: 'P', sections: [] },
        ...more,
      });

    test('of one’s own, without their bodies, through all that is done with them', async () => {
      const [owner, stranger] = [await person(app), await person(app)];
      const { id } = await template(owner);
      await template(owner, { visibility: 'public' });
      await owner.planner();
      for (const limit of [1, 2, 1000]) {
        const client = new SyncClient(owner);
        expect(await client.whole(limit)).toHaveLength(3);
        await equal(client);
      }
      const client = new SyncClient(owner);
      const shown = (await client.whole()).find((change) => change.id === id);
      expect(shown).toMatchObject({ type: 'template', data: { name: 'T', version: 1, usageCount: 0 } });
      expect(shown?.data).not.toHaveProperty('body');
      await owner.must('PATCH', `/templates/${id}`, { name: 'b' });
      await owner.must('PATCH', `/templates/${id}`, { body: { title: 'Q' } });
      const [changed, ...others] = await client.whole(1);
      expect([changed?.data, others]).toMatchObject([{ name: 'b', version: 3 }, []]);
      await owner.must('POST', `/templates/${id}/instantiate`, { startDate: '2026-03-02' });
      await client.whole(1);
      await equal(client);
      expect(client.templates.get(id)).toMatchObject({ version: 3, usageCount: 1 });
      await owner.must('DELETE', `/templates/${id}`);
      expect(told(await client.whole())).toEqual([`delete template ${id}`]);
      await app.database.query('DELETE FROM templates WHERE id = $1', [id]);
      expect(told(await client.whole())).toEqual([`delete template ${id}`]);
      await equal(client);
      expect(await new SyncClient(stranger).whole()).toEqual([]);
    });

    test('of a team with the membership, and their deletion when they are taken back', async () => {
      const team = await makeTeam(app);
      const [guest, other] = [await person(app), await person(app)];
      const clients = [team.owner, guest, other].map((who) => new SyncClient(who));
      const [, theirs, others] = clients as [SyncClient, SyncClient, SyncClient];
      await join(app, team.id, guest.id, 'member');
      for (const client of clients) await client.whole();
      const given = { visibility: 'team', teamId: team.id };
      const { id } = await template(team.owner, given);
      expect(told(await theirs.whole())).toEqual([`upsert template ${id}`]);
      // Joining while one is given: whichever comes first, both are told of.
      const [second] = await Promise.all([
        template(team.owner, given),
        join(app, team.id, other.id, 'member'),
        others.whole(),
      ]);
      await others.whole(1);
      expect([...others.templates.keys()].sort()).toEqual([id, second.id].sort());
      await team.owner.must('PATCH', `/templates/${id}`, { visibility: 'public' });
      await team.owner.must('PATCH', `/templates/${id}`, { name: 'Seen by all' });
      for (const client of clients) {
        await client.whole(1);
        await equal(client);
      }
      await team.owner.must('DELETE', `/teams/${team.id}/members/${guest.id}`);
      expect(told(await theirs.whole())).toEqual([`delete template ${second.id}`]);
      await team.owner.must('DELETE', `/teams/${team.id}`);
      expect(told(await others.whole())).toEqual([`delete template ${second.id}`]);
      for (const client of clients) {
        await client.whole();
        await equal(client);
      }
    });

    test('to no key that may not read them', async () => {
      const owner = await person(app);
      const { id } = await template(owner);
      const permissions = ['read:own-planners', 'read:own-activities'];
      const { key } = await owner.must('POST', '/auth/api-keys', { name: 'k', permissions });
      const headers = { 'x-api-key': key };
      const first = await app.request('GET', '/sync', { headers });
      expect(first.body.data.changes).toEqual([]);
      await owner.must('PATCH', `/templates/${id}`, { name: 'b' });
      const { nextToken } = first.body.data;
      const later = await app.request('GET', `/sync?since=${nextToken}`, { headers });
      expect(later.body.data).toMatchObject({ changes: [], hasMore: false });
      expect((await owner.must('GET', `/sync?since=${nextToken}`)).changes).toHaveLength(1);
    });
  });

  describe('gives plans', () => {
    test('without their steps, as lists show them, through all that is done with them', async () => {
      const owner = await person(app);
      const steps = [{ id: 'a', title: 'A', duration: 60 }];
      const { id } = await owner.plan({ title: 'First', steps });
      await owner.planner();
      await owner.plan({ title: 'Second' });
      for (const limit of [1, 2, 1000]) {
        const client = new SyncClient(owner);
        expect(await client.whole(limit)).toHaveLength(3);
        await equal(client);
      }
      const client = new SyncClient(owner);
      const shown = (await client.whole()).find((change) => change.id === id);
      expect(shown).toMatchObject({ type: 'plan', data: { stepsCount: 1, version: 1, role: 'owner' } });
      expect(shown?.data).not.toHaveProperty('steps');
      await owner.must('PATCH', `/plans/${id}`, { title: 'b' });
      await owner.must('PATCH', `/plans/${id}`, { steps: [] });
      const [changed, ...others] = await client.whole(1);
      expect([changed?.data, others]).toMatchObject([{ title: 'b', version: 3, stepsCount: 0 }, []]);
      await owner.must('DELETE', `/plans/${id}`);
      expect(told(await client.whole())).toEqual([`delete plan ${id}`]);
      await equal(client);
      await owner.must('POST', `/plans/${id}/restore`);
      expect(told(await client.whole())).toEqual([`upsert plan ${id}`]);
      await owner.plan();
      await client.whole(1);
      await equal(client);
      await app.database.query('DELETE FROM plans WHERE id = $1', [id]);
      expect(told(await client.whole())).toEqual([`delete plan ${id}`]);
      await equal(client);
    });

    test('to whom they are shared with, with the role, and their deletion to whom they are no longer', async () => {
      const [owner, guest, stranger] = [await person(app), await person(app), await person(app)];
      const { id } = await owner.plan();
      const clients = [owner, guest, stranger].map((who) => new SyncClient(who));
      const [mine, theirs, nobodys] = clients as [SyncClient, SyncClient, SyncClient];
      for (const client of clients) await client.whole();
      await sharePlan(app, id, guest.id, 'viewer');
      expect(told(await theirs.whole())).toEqual([`upsert plan ${id}`]);
      expect(theirs.plans.get(id)).toMatchObject({ role: 'viewer' });
      await owner.must('PATCH', `/plans/${id}/collaborators/${guest.id}`, { role: 'admin' });
      expect((await theirs.whole()).map(({ data }) => data?.['role'])).toEqual(['admin']);
      await owner.must('POST', `/plans/${id}/transfer`, { userId: guest.id });
      for (const client of clients) {
        await client.whole(1);
        await equal(client);
      }
      expect([mine, theirs].map(({ plans }) => plans.get(id)?.['role'])).toEqual(['admin', 'owner']);
      await guest.must('DELETE', `/plans/${id}/collaborators/${owner.id}`);
      await guest.must('PATCH', `/plans/${id}`, { title: 'secret' });
      expect(told(await mine.whole())).toEqual([`delete plan ${id}`]);
      expect(nobodys.plans.size).toBe(0);
      for (const client of clients) {
        await client.whole();
        await equal(client);
      }
    });

    test('of a team with the membership', async () => {
      const team = await makeTeam(app);
      const guest = await person(app);
      const client = new SyncClient(guest);
      await client.whole();
      const { id } = await team.owner.plan({ teamId: team.id });
      expect(await client.whole()).toEqual([]);
      // Joining while a plan is made: whichever comes first, both are told of.
      const [second] = await Promise.all([
        team.owner.plan({ teamId: team.id }),
        join(app, team.id, guest.id, 'member'),
        client.whole(),
      ]);
      await client.whole();
      await equal(client);
      expect([...client.plans.keys()].sort()).toEqual([id, second.id].sort());
      await team.owner.must('PATCH', `/teams/${team.id}/members/${guest.id}`, { role: 'manager' });
      await client.whole();
      await equal(client);
      expect(client.plans.get(id)).toMatchObject({ role: 'admin' });
      await team.owner.must('DELETE', `/teams/${team.id}/members/${guest.id}`);
      expect(told(await client.whole(1)).sort()).toEqual(
        [`delete plan ${id}`, `delete plan ${second.id}`].sort(),
      );
      await equal(client);
    });

    test('to no key that may not read them', async () => {
      const owner = await person(app);
      const { id } = await owner.plan();
      const { key } = await owner.must('POST', '/auth/api-keys', {
        name: 'k',
        permissions: ['read:own-planners', 'read:own-activities'],
      });
      const headers = { 'x-api-key': key };
      const first = await app.request('GET', '/sync', { headers });
      expect(first.body.data.changes).toEqual([]);
      await owner.must('PATCH', `/plans/${id}`, { title: 'b' });
      const { nextToken } = first.body.data;
      const later = await app.request('GET', `/sync?since=${nextToken}`, { headers });
      expect(later.body.data).toMatchObject({ changes: [], hasMore: false });
      expect((await owner.must('GET', `/sync?since=${nextToken}`)).changes).toHaveLength(1);
    });

    test('and keeps the history of one that is there, whoever has lost it', async () => {
      const [owner, guest] = [await person(app), await person(app)];
      const { id } = await owner.plan();
      await sharePlan(app, id, guest.id, 'viewer');
      await app.database.query('DELETE FROM plan_members WHERE plan_id = $1', [id]);
      await app.database.query(`UPDATE outbox_cursor SET delivered = '{[0,1000000)}'`);
      await app.database.query(
        `UPDATE access_changes SET occurred_at = now() - interval '91 days' WHERE resource_id = $1`,
        [id],
      );
      while ((await app.get(ChangeRetention).forget()) > 0);
      expect((await owner.must('GET', `/plans/${id}/history`)).history).toHaveLength(1);
    });
  });

  describe('refuses', () => {
    test('a token that is none, one that is too old, and a limit that is none', async () => {
      for (const since of [
        'x',
        '-1',
        '1.5',
        '999999999999999',
        encodeCursor(['s1', 1]),
        encodeCursor(['s2', 1, 1]),
      ]) {
        const answer = await ada.get(`/sync?since=${since}`);
        expect([since, answer.status, fieldsOf(answer)]).toEqual([since, 422, ['since']]);
      }
      for (const query of ['limit=0', 'limit=1001', 'since=', 'cursor=1', 'page=1']) {
        expect([query, (await ada.get(`/sync?${query}`)).status]).toEqual([query, 422]);
      }
      const issued = (days: number) => encodeCursor(['s1', Date.now() - days * 86_400_000, 1]);
      expect((await ada.get(`/sync?since=${issued(89)}`)).status).toBe(200);
      const old = await ada.get(`/sync?since=${issued(91)}`);
      expect([old.status, codeOf(old)]).toEqual([410, 'GONE']);
      const broken = encodeCursor([
        's1',
        Date.now(),
        1,
        UNKNOWN,
        2,
        UNKNOWN,
        1,
        '2026-02-31T00:00:00.000Z',
        'x',
      ]);
      expect((await ada.get(`/sync?since=${broken}`)).status).toBe(422);
    });

    test('a seq whose event is older than 90 days', async () => {
      await ada.planner();
      const { rows } = await app.database.query(
        `UPDATE outbox SET occurred_at = now() - interval '91 days' WHERE seq = (SELECT min(seq) FROM outbox) RETURNING seq`,
      );
      expect((await ada.get(`/sync?since=${rows[0].seq}`)).status).toBe(410);
    });

    test('whoever is not signed in, and keys that may not read both', async () => {
      expect((await app.request('GET', '/sync')).status).toBe(401);
      for (const [permissions, status] of [
        [['read:own-planners'], 403],
        [['read:own-activities'], 403],
        [['read:own-planners', 'read:own-activities'], 200],
      ] as const) {
        const { key } = await ada.must('POST', '/auth/api-keys', { name: 'k', permissions });
        expect((await app.request('GET', '/sync', { headers: { 'x-api-key': key } })).status).toBe(status);
      }
    });
  });

  test('remembers what it needs for 90 days, and the history of a planner for as long as the planner lives', async () => {
    const owner = await person(app);
    const [dead, living] = [await owner.planner(), await owner.planner()];
    await owner.must('DELETE', `/planners/${dead.id}`);
    const age = (table: string, days: number) =>
      app.database.query(`UPDATE ${table} SET occurred_at = occurred_at - make_interval(days => $1)`, [days]);
    await app.database.query(`UPDATE planners SET deleted_at = now() - interval '31 days' WHERE id = $1`, [
      dead.id,
    ]);
    await app.get(PurgeService).run(RequestContext.system());
    await app.database.query(`UPDATE outbox_cursor SET delivered = '{[0,1000000)}'`);
    const retention = app.get(ChangeRetention);
    await retention.forget();
    const counts = async () => {
      const { rows } = await app.database.query(
        `SELECT (SELECT count(*)::int FROM outbox WHERE stream_id = $1) AS dead,
                (SELECT count(*)::int FROM outbox WHERE stream_id = $2) AS living,
                (SELECT count(*)::int FROM outbox WHERE stream_id IS NULL) AS outside,
                (SELECT count(*)::int FROM access_changes) AS access`,
        [dead.id, living.id],
      );
      return rows[0];
    };
    const before = await counts();
    expect(before).toMatchObject({ dead: 2, living: 1 });
    await age('outbox', 89);
    await age('access_changes', 89);
    expect(await retention.forget()).toBe(0);
    await age('outbox', 2);
    await age('access_changes', 2);
    while ((await retention.forget()) > 0);
    expect(await counts()).toEqual({ dead: 0, living: 1, outside: 0, access: 0 });
    expect((await owner.must('GET', `/planners/${living.id}/history`)).history).toHaveLength(1);
    const client = new SyncClient(owner);
    await client.whole();
    await equal(client);
  });

  describe('in parallel', () => {
    test('never goes past a number whose transaction has not ended', async () => {
      const owner = await person(app);
      const [slow, quick] = [await owner.planner(), await owner.planner()];
      const client = new SyncClient(owner);
      await client.whole();
      const late = await app.database.connect();
      try {
        // A write that draws its number first and commits last.
        await late.query('BEGIN');
        await late.query(
          `UPDATE planner_stats SET prev_seq = last_seq, last_seq = nextval('outbox_seq'), tick = tick + 1 WHERE planner_id = $1`,
          [slow.id],
        );
        await late.query(`UPDATE planners SET title = 'late', version = 2 WHERE id = $1`, [slow.id]);
        await owner.must('PATCH', `/planners/${quick.id}`, { title: 'early' });
        const waiting = client.whole();
        await new Promise((resolve) => setTimeout(resolve, 50));
        await late.query(
          `INSERT INTO outbox (seq, event_id, name, stream_id, prev, resource_type, resource_id, payload)
           SELECT last_seq, gen_random_uuid(), 'planner.updated', planner_id, prev_seq, 'planner', planner_id,
                  json_build_object('planner', json_build_object('id', planner_id)) FROM planner_stats WHERE planner_id = $1`,
          [slow.id],
        );
        await late.query('COMMIT');
        expect((await waiting).map(({ data }) => data?.['title'])).toEqual(['late', 'early']);
      } finally {
        late.release();
      }
      await equal(client);
    });

    test('a client that replays ends equal to the server, whatever happens meanwhile', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 50, size: 'max' }), async (steps) => {
          const story = await Story.begin(app);
          await story.play(steps);
          for (const client of story.clients) {
            await client.whole(7);
            await equal(client);
            const fresh = new SyncClient(client.who);
            await fresh.whole(3);
            expect(fresh.kept()).toEqual(client.kept());
          }
        }),
        {
          numRuns: Number(process.env['SYNC_RUNS'] ?? 6),
          interruptAfterTimeLimit: Number(process.env['SYNC_RUNS'] ?? 6) * 2000,
          markInterruptAsFailure: false,
        },
      );
    }, 300_000);
  });
});

const kinds = [
  ...['planner', 'section', 'section', 'activity', 'activity', 'activity', 'edit', 'edit', 'edit planner'],
  ...[
    'edit section',
    'move',
    'move',
    'batch',
    'delete',
    'delete section',
    'delete planner',
    'restore',
    'restore',
  ],
  ...['archive', 'order', 'duplicate', 'share', 'share', 'unshare', 'role', 'join', 'leave', 'transfer'],
  ...['comment', 'comment', 'comment', 'comment edit', 'comment delete', 'block', 'block', 'recur', 'recur'],
  ...['complete', 'complete', 'occurrence', 'occurrence', 'checklist', 'reminder', 'assign', 'collaborator'],
  ...['plan', 'plan', 'edit plan', 'delete plan', 'restore plan', 'share plan', 'unshare plan'],
  ...['template', 'template', 'edit template', 'give template', 'use template', 'delete template'],
  ...['undo', 'undo', 'undo', 'sync', 'sync', 'sync'],
] as const;
const step = fc.record({
  kind: fc.constantFrom(...kinds),
  who: fc.nat(2),
  one: fc.nat(1000),
  other: fc.nat(1000),
  /** Whether the next step does not wait for this one. */
  together: fc.boolean(),
});
type Step = { kind: (typeof kinds)[number]; who: number; one: number; other: number; together: boolean };

/** Three people who work in planners of theirs, of each other and of a team. */
class Story {
  private readonly planners: string[] = [];
  private readonly sections: string[] = [];
  private readonly activities: string[] = [];
  private readonly plans: string[] = [];
  private readonly templates: string[] = [];
  /** Paths of comments. */
  private readonly comments: string[] = [];
  private readonly operations: string[] = [];
  private readonly syncing = new Map<SyncClient, Promise<unknown>>();

  private constructor(
    private readonly app: TestApp,
    readonly people: Person[],
    readonly clients: SyncClient[],
    private readonly teamId: string,
  ) {}

  static async begin(app: TestApp): Promise<Story> {
    const people = await Promise.all([0, 1, 2].map(() => person(app, { tier: 'enterprise' })));
    const [first] = people;
    const team = await first?.must('POST', '/teams', { name: 'Team' });
    const story = new Story(
      app,
      people,
      people.map((who) => new SyncClient(who)),
      team.id,
    );
    const planner = await first?.must('POST', `/teams/${team.id}/planners`, { title: 'Of the team' });
    story.planners.push(planner.id);
    // Something to begin with: each has a planner, which the others write.
    for (const who of people) {
      const own = await who.planner();
      story.planners.push(own.id);
      for (const other of people) if (other !== who) await share(app, own.id, other.id, 'editor');
      for (let n = 0; n < 2; n += 1) {
        const section = await who.section(own.id);
        story.sections.push(section.id);
        for (let m = 0; m < 3; m += 1) story.activities.push((await who.activity(section.id)).id);
      }
    }
    return story;
  }

  async play(steps: readonly Step[]): Promise<void> {
    let running: Promise<void>[] = [];
    for (const one of steps) {
      running.push(this.take(one));
      if (one.together && running.length < 4) continue;
      await Promise.all(running);
      running = [];
    }
    await Promise.all(running);
  }

  private async take({ kind, who: whose, one, other }: Step): Promise<void> {
    const who = at(this.people, whose);
    const client = at(this.clients, whose);
    const second = at(this.people, other);
    if (!who || !client || !second) return;
    const [planner, section, activity] = [
      at(this.planners, one),
      at(this.sections, one),
      at(this.activities, one),
    ];
    const target = at(this.sections, other);
    const send = async (method: string, path: string, body?: object) => {
      await this.send(who, method, path, body);
    };
    switch (kind) {
      case 'planner':
        return send('POST', '/planners', { title: `Planner ${one}` });
      case 'section':
        return send('POST', `/planners/${planner}/sections`, { title: `Section ${one}`, order: other % 3 });
      case 'activity':
        return send('POST', `/sections/${section}/activities`, { title: `Activity ${one}` });
      case 'edit':
        return send('PATCH', `/activities/${activity}`, {
          title: `Edited ${other}`,
          status: other % 2 === 0 ? 'completed' : 'pending',
        });
      case 'edit planner':
        return send('PATCH', `/planners/${planner}`, { title: `Edited ${other}` });
      case 'edit section':
        return send('PATCH', `/sections/${section}`, { title: `Edited ${other}`, order: other % 3 });
      case 'move':
        return send('POST', `/activities/${activity}/move`, { sectionId: target });
      case 'batch':
        return send('POST', '/activities/batch', {
          atomic: false,
          operations: [
            { op: 'create', sectionId: section, data: { title: 'x' } },
            { op: 'create', sectionId: section, data: { title: 'y' } },
            { op: 'delete', id: activity },
            { op: 'move', id: at(this.activities, other), sectionId: target },
          ].filter((operation) => Object.values(operation).every((value) => value !== undefined)),
        });
      case 'delete':
        return send('DELETE', `/activities/${activity}`);
      case 'delete section':
        return send('DELETE', `/sections/${section}`);
      case 'delete planner':
        return send('DELETE', `/planners/${planner}`);
      case 'restore':
        return send('POST', `/trash/${at([planner, section, activity], other)}/restore`);
      case 'archive':
        return send('POST', `/planners/${planner}/${other % 2 === 0 ? 'archive' : 'unarchive'}`);
      case 'order': {
        const whole = await who.get(`/planners/${planner}`);
        const order = whole.body.data?.sections?.map(({ id }: { id: string }) => id).reverse() ?? [];
        return send('PUT', `/planners/${planner}/sections/order`, { order });
      }
      case 'duplicate':
        return send('POST', `/planners/${planner}/duplicate`, {});
      case 'undo':
        return send('POST', `/operations/${at(this.operations, one) ?? UNKNOWN}/undo`);
      case 'comment':
        return send('POST', `/activities/${activity}/comments`, { text: `Said ${other}` });
      case 'comment edit':
        return send('PATCH', `${at(this.comments, one)}`, { text: `Said again ${other}` });
      case 'comment delete':
        return send('DELETE', `${at(this.comments, one)}`);
      case 'block':
        return send('PATCH', `/activities/${at(this.activities, other)}`, { blockedBy: [activity] });
      case 'recur':
        return send('PATCH', `/activities/${activity}`, {
          dueDate: '2026-03-01T09:00:00Z',
          recurrence: other % 4 === 0 ? null : { pattern: 'daily', interval: 1 + (other % 2) },
        });
      case 'complete':
        return this.complete(who, activity);
      case 'occurrence':
        return this.occurrence(who, activity, other);
      case 'checklist':
        return send('POST', `/activities/${activity}/checklist`, { text: `Item ${other}` });
      case 'reminder':
        return send('POST', `/activities/${activity}/reminders`, { type: 'email', offset: 10 });
      case 'assign':
        return send('PATCH', `/activities/${activity}`, { assignees: other % 3 === 0 ? [] : [second.id] });
      case 'collaborator':
        return other % 3 === 0
          ? send('DELETE', `/planners/${planner}/collaborators/${second.id}`)
          : send('PATCH', `/planners/${planner}/collaborators/${second.id}`, {
              role: other % 3 === 1 ? 'editor' : 'viewer',
            });
      case 'plan':
        return send('POST', '/plans', {
          title: `Plan ${one}`,
          ...(other % 2 === 0 ? { teamId: this.teamId } : {}),
        });
      case 'edit plan':
        return send('PATCH', `/plans/${at(this.plans, one)}`, { title: `Edited ${other}` });
      case 'delete plan':
        return send('DELETE', `/plans/${at(this.plans, one)}`);
      case 'restore plan':
        return send('POST', `/plans/${at(this.plans, one)}/restore`);
      case 'template':
        return send('POST', '/templates', {
          ...{ name: `Template ${one}`, kind: 'planner', body: { title: 'T', sections: [] } },
          ...visibilityOf(this.teamId, other),
        });
      case 'edit template':
        return send('PATCH', `/templates/${at(this.templates, one)}`, { name: `Edited ${other}` });
      case 'give template':
        return send('PATCH', `/templates/${at(this.templates, one)}`, visibilityOf(this.teamId, other));
      case 'use template':
        return send('POST', `/templates/${at(this.templates, one)}/instantiate`, { startDate: '2026-03-02' });
      case 'delete template':
        return send('DELETE', `/templates/${at(this.templates, one)}`);
      case 'share plan':
      case 'unshare plan':
        return this.planAccess(kind, at(this.plans, one), second.id, other);
      case 'sync':
        return this.sync(client, 1 + (other % 9));
      default:
        return this.access(kind, planner, second.id, other);
    }
  }

  /** What recurs makes its next, which goes on being worked with. */
  private async complete(who: Person, activity: string | undefined): Promise<void> {
    const answer = await this.send(who, 'PATCH', `/activities/${activity}`, { status: 'completed' });
    const next: unknown = answer?.series?.nextActivityId;
    if (typeof next === 'string') this.activities.push(next);
  }

  private async occurrence(who: Person, activity: string | undefined, other: number): Promise<void> {
    const range = 'from=2026-03-01T00:00:00Z&to=2026-03-12T00:00:00Z';
    const { body } = await who.get(`/activities/${activity}/occurrences?${range}`);
    const found: { originalStart: string } | undefined = at(body.data?.occurrences ?? [], other);
    if (!found) return;
    const path = `/activities/${activity}/occurrences/${encodeURIComponent(found.originalStart)}`;
    const scope = other % 3 === 0 ? 'following' : 'this';
    if (other % 2 === 0) return void (await this.send(who, 'DELETE', `${path}?scope=${scope}`));
    const changed = await this.send(who, 'PATCH', path, { scope, title: `Own ${other}` });
    if (typeof changed?.activityId === 'string') this.activities.push(changed.activityId);
  }

  /** One page; a client has one request under way at a time. */
  private async sync(client: SyncClient, limit: number): Promise<void> {
    const before = this.syncing.get(client) ?? Promise.resolve();
    const next = before.then(() => client.page(limit));
    this.syncing.set(client, next);
    await next;
  }

  private async planAccess(
    kind: string,
    plan: string | undefined,
    person: string,
    other: number,
  ): Promise<void> {
    const query =
      kind === 'unshare plan'
        ? 'DELETE FROM plan_members WHERE plan_id = $1 AND user_id = $2 AND $3::text IS NOT NULL'
        : `INSERT INTO plan_members (plan_id, user_id, role)
           SELECT id, $2, $3 FROM plans WHERE id = $1 AND owner_id IS DISTINCT FROM $2
           ON CONFLICT (plan_id, user_id) DO UPDATE SET role = excluded.role`;
    const role = ['viewer', 'editor', 'admin'][other % 3];
    await this.app.database.query(query, [plan ?? UNKNOWN, person, role]);
  }

  private async access(
    kind: string,
    planner: string | undefined,
    person: string,
    other: number,
  ): Promise<void> {
    const role = ['viewer', 'editor', 'admin'][other % 3];
    const statements: Record<string, [string, unknown[]]> = {
      share: [
        `INSERT INTO planner_members (planner_id, user_id, role) SELECT id, $2, $3 FROM planners
          WHERE id = $1 AND owner_id <> $2 ON CONFLICT DO NOTHING`,
        [planner, person, role],
      ],
      unshare: [
        'DELETE FROM planner_members WHERE planner_id = $1 AND user_id = $2 AND team_role IS NULL',
        [planner, person],
      ],
      role: [
        'UPDATE planner_members SET own_role = $3 WHERE planner_id = $1 AND user_id = $2 AND own_role IS NOT NULL',
        [planner, person, role],
      ],
      join: [
        `INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'member') ON CONFLICT DO NOTHING`,
        [this.teamId, person],
      ],
      leave: [
        `DELETE FROM team_members WHERE team_id = $1 AND user_id = $2 AND role <> 'owner'`,
        [this.teamId, person],
      ],
      transfer: [
        `WITH old AS (SELECT id, owner_id FROM planners WHERE id = $1 AND owner_id IS NOT NULL AND owner_id <> $2),
              out AS (DELETE FROM planner_members m USING old WHERE m.planner_id = old.id AND m.user_id = $2),
              kept AS (INSERT INTO planner_members (planner_id, user_id, role) SELECT id, owner_id, 'admin' FROM old)
         UPDATE planners p SET owner_id = $2, version = version + 1 FROM old WHERE p.id = old.id`,
        [planner, person],
      ],
    };
    const [text, values] = statements[kind] ?? ['SELECT 1', []];
    // As writers do: the ledger first.
    const connection = await this.app.database.connect();
    try {
      await connection.query('BEGIN');
      await connection.query('SELECT 1 FROM planner_stats WHERE planner_id = $1 FOR UPDATE', [
        planner ?? UNKNOWN,
      ]);
      await connection.query(text, values);
      if (kind === 'transfer') await this.note(connection, planner);
      await connection.query('COMMIT');
    } catch (error) {
      await connection.query('ROLLBACK');
      // Two that take each other's locks: a use case would begin again.
      if ((error as { code?: string }).code !== '40P01') throw error;
    } finally {
      connection.release();
    }
  }

  /** The event by which everybody hears of a new owner. */
  private async note(
    connection: { query: TestApp['database']['query'] },
    planner: string | undefined,
  ): Promise<void> {
    await connection.query(
      `WITH mark AS (UPDATE planner_stats SET last_seq = nextval('outbox_seq'), prev_seq = last_seq, tick = tick + 1
                      WHERE planner_id = $1 RETURNING *)
       INSERT INTO outbox (seq, event_id, name, stream_id, prev, resource_type, resource_id, payload)
       SELECT last_seq, uuidv7(), 'planner.updated', planner_id, prev_seq, 'planner', planner_id,
              json_build_object('planner', json_build_object('id', planner_id)) FROM mark`,
      [planner],
    );
  }

  private async send(who: Person, method: string, path: string, body?: object): Promise<TestAnswer['body']> {
    if (path.includes('undefined') || JSON.stringify(body ?? null).includes('[null]')) return undefined;
    const answer = await who.send(method, path, body);
    if (answer.status >= 500) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    if (answer.status >= 300) return undefined;
    const operation = answer.headers.get('x-operation-id');
    if (operation !== null) this.operations.push(operation);
    const { data } = answer.body ?? {};
    const id: unknown = data?.id;
    if (answer.status !== 201 || typeof id !== 'string') return data;
    if (path.endsWith('/sections')) this.sections.push(id);
    else if (path === '/plans') this.plans.push(id);
    else if (path === '/templates') this.templates.push(id);
    else if (path.startsWith('/templates')) this.planners.push(id);
    else if (path.endsWith('/activities')) this.activities.push(id);
    else if (path.endsWith('/comments')) this.comments.push(`${path}/${id}`);
    else if (path.startsWith('/planners')) this.planners.push(id);
    return data;
  }
}

function visibilityOf(teamId: string, number: number): object {
  const visibility = ['private', 'public', 'team', 'team'][number % 4];
  return { visibility, ...(visibility === 'team' ? { teamId } : {}) };
}

function at<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(list.length, 1)];
}
