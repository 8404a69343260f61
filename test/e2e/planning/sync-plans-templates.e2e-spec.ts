import { ChangeRetention } from '@almanac/planning';
import { createTestApp, type TestApp } from '@almanac/testing';
import { join, makeTeam } from '../teams/support';
import { person, sharePlan, type Person } from './support';
import { equal, SyncClient, told } from './sync-model';

describe('the delta sync', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp();
  });
  afterAll(() => app.close());

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
});
