import { encodeCursor } from '@almanac/kernel';
import { ChangeRetention, PurgeService } from '@almanac/planning';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { join, makeTeam, teamPlanner } from '../teams/support';
import { codeOf, fieldsOf, person, share, unshare, type Person } from './support';
import { equal, SyncClient, told, UNKNOWN, type Change } from './sync-model';

describe('the delta sync', () => {
  let app: TestApp;
  let ada: Person;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  afterAll(() => app.close());

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
});
