import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, person, walk, type Person } from '../planning/support';
import { join, makeTeam, teamPlanner, type Team } from './support';

describe('teams', () => {
  let app: TestApp;
  let team: Team;
  let stranger: Person;

  beforeAll(async () => {
    app = await createTestApp();
    team = await makeTeam(app);
    stranger = await person(app, { tier: 'enterprise' });
  });
  afterAll(() => app.close());

  describe('making one', () => {
    it('makes its maker the owner', async () => {
      const answer = await stranger.send('POST', '/teams', { name: ' Choir ', description: 'Tuesdays' });
      expect(answer.status).toBe(201);
      const { data } = answer.body;
      expect(answer.headers.get('location')).toBe(`/api/v1/teams/${data.id}`);
      expect(data).toMatchObject({
        name: 'Choir',
        description: 'Tuesdays',
        role: 'owner',
        memberCount: 1,
        version: 1,
      });
      const { rows } = await app.database.query(
        `SELECT action, actor_id FROM audit_log WHERE resource_type = 'team' AND resource_id = $1`,
        [data.id],
      );
      expect(rows).toEqual([{ action: 'team.created', actor_id: stranger.id }]);
    });

    it('needs the permission, which enterprise brings', async () => {
      const answer = await (await person(app)).send('POST', '/teams', { name: 'No' });
      expect([answer.status, answer.body.error.details.required]).toEqual([403, ['create:team-planners']]);
    });

    it.each([
      [{}, 'name'],
      [{ name: '  ' }, 'name'],
      [{ name: 'x'.repeat(101) }, 'name'],
      [{ name: 'x', description: 'x'.repeat(1001) }, 'description'],
      [{ name: 'x', ownerId: newId() }, 'ownerId'],
    ])('refuses %j and names %s', async (body, field) => {
      const answer = await stranger.send('POST', '/teams', body);
      expect([answer.status, fieldsOf(answer)]).toEqual([422, [field]]);
    });
  });

  describe('seeing them', () => {
    it('lists one’s own, by name or age, and finds them by text and role', async () => {
      const who = await person(app, { tier: 'enterprise' });
      for (const name of ['Bees', 'Ants', 'Cats 100%']) await who.must('POST', '/teams', { name });
      await join(app, team.id, who.id, 'member');
      const names = async (query: string) =>
        (await who.must('GET', `/teams${query}`)).teams.map(({ name }: { name: string }) => name);
      expect(await names('?sort=name&order=asc')).toEqual(['Ants', 'Bees', 'Cats 100%', 'Garden club']);
      expect(await names('?search=100%25')).toEqual(['Cats 100%']);
      expect(await names('?role=member')).toEqual(['Garden club']);
      expect(await walk(who, '/teams?limit=1', 'teams')).toHaveLength(4);
    });

    it('is for members; 403 for others, 404 for what is not there', async () => {
      expect((await team.member.must('GET', `/teams/${team.id}`)).role).toBe('member');
      for (const part of ['', '/members', '/planners']) {
        expect((await stranger.get(`/teams/${team.id}${part}`)).status).toBe(403);
        expect((await stranger.get(`/teams/${newId()}${part}`)).status).toBe(404);
      }
      const root = await person(app, { admin: true });
      expect(await root.must('GET', `/teams/${team.id}`)).toMatchObject({ role: null, memberCount: 4 });
    });

    it('has an ETag that tells of changes among the members, too', async () => {
      const path = `/teams/${team.id}`;
      const etag = (await team.owner.get(path)).headers.get('etag') ?? '';
      expect((await team.owner.get(path, { 'if-none-match': etag })).status).toBe(304);
      const guest = await person(app);
      await join(app, team.id, guest.id, 'member');
      await team.owner.must('DELETE', `${path}/members/${guest.id}`);
      expect((await team.owner.get(path, { 'if-none-match': etag })).status).toBe(200);
    });
  });

  describe('changing one', () => {
    it('is for managers and owners, with the permission, and not over a change of somebody else', async () => {
      const path = `/teams/${team.id}`;
      const changed = await team.manager.send(
        'PATCH',
        path,
        { description: 'Spades' },
        { 'if-match': '"v1"' },
      );
      expect([changed.status, changed.body.data]).toMatchObject([200, { description: 'Spades', version: 2 }]);
      const stale = await team.owner.send('PATCH', path, { description: null }, { 'if-match': '"v1"' });
      expect([stale.status, codeOf(stale)]).toEqual([412, 'PRECONDITION_FAILED']);
      expect((await team.owner.must('PATCH', path, { description: null })).description).toBeNull();
      const plain = await person(app, { tier: 'enterprise' });
      await join(app, team.id, plain.id, 'member');
      expect((await plain.send('PATCH', path, { name: 'Mine' })).body.error.details).toEqual({
        requiredRole: 'manager',
        role: 'member',
      });
      expect((await team.member.send('PATCH', path, { name: 'Mine' })).status).toBe(403);
    });
  });

  describe('deleting one', () => {
    it('is for owners, and refused while the team owns planners; its trash falls to who deletes it', async () => {
      const doomed = await makeTeam(app);
      const path = `/teams/${doomed.id}`;
      const planner = await teamPlanner(doomed);
      expect((await doomed.manager.send('DELETE', path)).status).toBe(403);
      const refused = await doomed.owner.send('DELETE', path);
      expect([refused.status, codeOf(refused)]).toEqual([409, 'CONFLICT']);
      expect(refused.body.error.details).toEqual({ reason: 'team-owns', planners: 1 });
      await doomed.owner.must('DELETE', `/planners/${planner.id}`);
      await doomed.owner.must('DELETE', path);
      expect((await doomed.owner.get(path)).status).toBe(404);
      expect((await doomed.member.must('GET', '/teams')).teams).toEqual([]);
      const restored = await doomed.owner.must('POST', `/planners/${planner.id}/restore`);
      expect(restored).toMatchObject({ ownerId: doomed.owner.id, teamId: null, role: 'owner' });
      expect((await doomed.member.get(`/planners/${planner.id}`)).status).toBe(403);
    });

    it('and a planner that is taken out of the trash at the same time: it is there, and somebody’s', async () => {
      for (let round = 0; round < 6; round += 1) {
        const doomed = await makeTeam(app);
        const { id } = await teamPlanner(doomed);
        await doomed.owner.must('DELETE', `/planners/${id}`);
        const other = await person(app, { tier: 'enterprise' });
        await join(app, doomed.id, other.id, 'owner');
        const [gone, back] = await Promise.all([
          doomed.owner.send('DELETE', `/teams/${doomed.id}`),
          other.send('POST', `/planners/${id}/restore`),
        ]);
        // Too late to restore: it is the other owner's by then.
        expect([
          [200, 404],
          [409, 200],
        ]).toContainEqual([gone.status, back.status]);
        const restored = back.status === 200 ? 200 : 404;
        expect((await doomed.owner.get(`/planners/${id}`)).status).toBe(restored);
      }
    });

    it('and a planner that is made at the same time: one of both wins', async () => {
      for (let round = 0; round < 5; round += 1) {
        const doomed = await makeTeam(app);
        const [gone, made] = await Promise.all([
          doomed.owner.send('DELETE', `/teams/${doomed.id}`),
          doomed.manager.send('POST', `/teams/${doomed.id}/planners`, { title: 'Race' }),
        ]);
        expect([
          [200, 404],
          [409, 201],
        ]).toContainEqual([gone.status, made.status]);
      }
    });
  });
});
