import { teamRoles, type TeamRole } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { roleByTeam } from '@almanac/planning';
import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, person, share, type Person } from '../planning/support';
import { join, makeTeam, teamPlanner, type Team } from './support';

describe('planners of a team', () => {
  let app: TestApp;
  let team: Team;
  let planner: string;
  let section: string;

  beforeAll(async () => {
    app = await createTestApp();
    team = await makeTeam(app);
    planner = (await teamPlanner(team)).id;
    section = (await team.owner.section(planner)).id;
  });
  afterAll(() => app.close());

  const leave = (who: Person, of: Team = team) => who.must('DELETE', `/teams/${of.id}/members/${who.id}`);
  const ids = (data: TestAnswer['body']) => data.planners.map(({ id }: { id: string }) => id);

  it('belong to the team and to no person', async () => {
    const answer = await team.manager.send('POST', `/teams/${team.id}/planners`, { title: 'Compost' });
    expect(answer.status).toBe(201);
    const { data } = answer.body;
    expect(data).toMatchObject({ ownerId: null, teamId: team.id, role: 'admin', version: 1 });
    expect(answer.headers.get('location')).toBe(`/api/v1/planners/${data.id}`);
    expect(
      fieldsOf(await team.owner.send('POST', `/teams/${team.id}/planners`, { ownerId: newId() })),
    ).toEqual(expect.arrayContaining(['title', 'ownerId']));
    const both = `UPDATE planners SET owner_id = $2 WHERE id = $1`;
    await expect(app.database.query(both, [data.id, team.owner.id])).rejects.toThrow('planners_one_owner');
  });

  it('are made by members who have bought it, and by nobody else', async () => {
    const make = (who: Person, id = team.id) => who.send('POST', `/teams/${id}/planners`, { title: 'x' });
    expect((await make(team.member)).body.error.details.required).toEqual(['create:team-planners']);
    expect((await make(await person(app, { tier: 'enterprise' }))).status).toBe(403);
    expect((await make(team.owner, newId())).status).toBe(404);
  });

  it('give members what editors may, managers what admins may, and owners everything', async () => {
    const path = `/planners/${planner}`;
    const role = async (who: Person) => (await who.must('GET', path)).role as string;
    expect([await role(team.member), await role(team.manager), await role(team.owner)]).toEqual([
      'editor',
      'admin',
      'owner',
    ]);
    const activity = await team.member.activity(section, { title: 'Dig' });
    await team.member.must('PATCH', `/activities/${activity.id}`, { status: 'completed' });
    await team.member.must('PATCH', path, { title: 'Better beds' });
    expect((await team.member.send('PATCH', path, { settings: { autoArchive: true } })).status).toBe(403);
    expect((await team.member.send('POST', `${path}/archive`)).status).toBe(403);
    await team.manager.must('POST', `${path}/archive`);
    await team.manager.must('POST', `${path}/unarchive`);
    expect((await team.manager.send('DELETE', path)).status).toBe(403);
    const other = (await teamPlanner(team)).id;
    await team.owner.must('DELETE', `/planners/${other}`);
    const trash = async (who: Person) =>
      (await who.must('GET', '/trash')).items.map(({ id }: { id: string }) => id);
    expect(await trash(team.owner)).toContain(other);
    expect(await trash(team.manager)).not.toContain(other);
    await team.owner.must('POST', `/trash/${other}/restore`);
    expect(await role(team.member)).toBe('editor');
  });

  it('know the same roles in PostgreSQL as in the rules', async () => {
    const { rows } = await app.database.query<{ team: TeamRole; role: string; worth: string }>(
      `SELECT m.role AS team, p.role, planner_role_by_team(m.role) AS worth
         FROM team_members m JOIN planner_members p ON p.user_id = m.user_id AND p.planner_id = $2
        WHERE m.team_id = $1 ORDER BY m.role`,
      [team.id, planner],
    );
    const expected = { manager: 'admin', member: 'editor', owner: 'owner' };
    expect(Object.fromEntries(rows.map((row) => [row.team, row.role]))).toEqual(expected);
    expect(Object.fromEntries(rows.map((row) => [row.team, row.worth]))).toEqual(expected);
    expect(Object.fromEntries(teamRoles.map((one) => [one, roleByTeam(one)]))).toEqual(expected);
  });

  it('show as collaborators only who was named on them', async () => {
    const guest = await person(app);
    await share(app, planner, guest.id, 'viewer');
    const { collaborators } = await team.owner.must('GET', `/planners/${planner}`);
    expect(collaborators).toMatchObject([{ userId: guest.id, role: 'viewer' }]);
  });

  it('stand in the lists of everybody who has them, by team and by role', async () => {
    const own = (await team.member.planner()).id as string;
    const list = async (who: Person, query = '') => ids(await who.must('GET', `/planners?limit=50&${query}`));
    expect(await list(team.member)).toEqual(expect.arrayContaining([own, planner]));
    expect(await list(team.member, `teamId=${team.id}`)).not.toContain(own);
    expect(await list(team.member, `teamId=${team.id}`)).toContain(planner);
    expect(await list(team.member, `teamId=${newId()}`)).toEqual([]);
    expect(await list(team.member, 'role=editor')).toContain(planner);
    expect(await list(team.member, 'role=owner')).toEqual([own]);
    expect(await list(team.owner, 'role=owner')).toContain(planner);
    expect(await list(team.owner, `role=owner&teamId=${team.id}`)).toContain(planner);
    const ofTeam = await team.member.must('GET', `/teams/${team.id}/planners?search=beds&sort=title`);
    expect(ids(ofTeam)).toContain(planner);
    expect(ofTeam.pagination.total).toBe(ofTeam.planners.length);
    const root = await person(app, { admin: true });
    expect((await root.must('GET', `/teams/${team.id}/planners?search=better`)).planners).toMatchObject([
      { id: planner, role: null },
    ]);
  });

  it('count against nobody’s limit', async () => {
    const free = await person(app, { tier: 'free' });
    await join(app, team.id, free.id, 'owner');
    for (let made = 0; made < 5; made += 1) await free.planner();
    expect(codeOf(await free.send('POST', '/planners', { title: 'one more' }))).toBe('MAX_PLANNERS_REACHED');
    const shared = (await teamPlanner(team)).id;
    await free.must('DELETE', `/planners/${shared}`);
    // A planner of the team, so it takes no place of theirs.
    await free.must('POST', `/planners/${shared}/restore`);
    const copy = await free.send('POST', `/planners/${shared}/duplicate`, {});
    expect(codeOf(copy)).toBe('MAX_PLANNERS_REACHED');
    await leave(free);
  });

  it('are copied into one’s own', async () => {
    const copy = await team.manager.must('POST', `/planners/${planner}/duplicate`, {});
    expect(copy).toMatchObject({ ownerId: team.manager.id, teamId: null, role: 'owner' });
  });

  it('are gone with the membership, on the next request, and come back with it', async () => {
    const one = await makeTeam(app);
    const mine = (await teamPlanner(one)).id;
    const activity = await one.owner.activity((await one.owner.section(mine)).id);
    const guest = await person(app);
    await share(app, mine, guest.id, 'viewer');
    await join(app, one.id, guest.id, 'manager');
    expect((await guest.must('GET', `/planners/${mine}`)).role).toBe('admin');
    const etag = (await guest.get(`/planners/${mine}`)).headers.get('etag') ?? '';
    await leave(one.member, one);
    await leave(guest, one);
    for (const path of [`/planners/${mine}`, `/activities/${activity.id}`, `/teams/${one.id}/planners`]) {
      expect([path, (await one.member.get(path)).status]).toEqual([path, 403]);
    }
    expect(ids(await one.member.must('GET', '/planners'))).toEqual([]);
    expect((await one.member.send('PATCH', `/activities/${activity.id}`, { title: 'x' })).status).toBe(403);
    // What was given by name stays; the answer from before is not taken for the present one.
    const after = await guest.get(`/planners/${mine}`, { 'if-none-match': etag });
    expect([after.status, after.body.data.role]).toEqual([200, 'viewer']);
    await join(app, one.id, one.member.id, 'member');
    expect((await one.member.get(`/planners/${mine}`)).status).toBe(200);
  });

  it('follow a change of role at once', async () => {
    const one = await makeTeam(app);
    const mine = (await teamPlanner(one)).id;
    await one.owner.must('PATCH', `/teams/${one.id}/members/${one.manager.id}`, { role: 'member' });
    expect((await one.manager.send('POST', `/planners/${mine}/archive`)).status).toBe(403);
    await one.owner.must('PATCH', `/teams/${one.id}/members/${one.manager.id}`, { role: 'owner' });
    await one.manager.must('DELETE', `/planners/${mine}`);
  });

  it('have every member, whoever joins while they are made', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await makeTeam(app);
      const guests = await Promise.all([person(app), person(app)]);
      const [first, second] = await Promise.all([
        teamPlanner(one),
        teamPlanner(one),
        ...guests.map((guest) => join(app, one.id, guest.id, 'member')),
      ]);
      for (const guest of guests) {
        const seen = ids(await guest.must('GET', '/planners'));
        expect(new Set(seen)).toEqual(new Set([first?.id, second?.id]));
      }
    }
  });

  it('are written by who is removed at the same time before that, or not at all', async () => {
    for (let round = 0; round < 6; round += 1) {
      const one = await makeTeam(app);
      const mine = (await teamPlanner(one)).id;
      const part = (await one.owner.section(mine)).id;
      const writes = Array.from({ length: 8 }, (_, n) =>
        one.member.send('POST', `/sections/${part}/activities`, { title: `Write ${n}` }),
      );
      const removal = one.owner.send('DELETE', `/teams/${one.id}/members/${one.member.id}`);
      const answers = await Promise.all(writes);
      expect((await removal).status).toBe(200);
      const made = answers.filter(({ status }) => status === 201).length;
      expect(answers.every(({ status }) => status === 201 || status === 403)).toBe(true);
      const { rows } = await app.database.query(
        `SELECT (SELECT count(*)::int FROM activities WHERE planner_id = $1) AS rows,
                (SELECT activities_count FROM planner_stats WHERE planner_id = $1) AS counted,
                (SELECT coalesce(max(seq), 0) FROM outbox WHERE name = 'activity.created' AND actor_id = $2)
                  < (SELECT seq FROM outbox WHERE name = 'team.member-removed' AND payload ->> 'teamId' = $3) AS before`,
        [mine, one.member.id, one.id],
      );
      expect(rows).toEqual([{ rows: made, counted: made, before: true }]);
    }
  });

  it('are explained by the team', async () => {
    const root = await person(app, { admin: true });
    const explain = async (userId: string, permission: string, resourceType: string, resourceId: string) =>
      root.must('POST', '/admin/permissions/explain', { userId, permission, resourceType, resourceId });
    const may = await explain(team.member.id, 'write:own-planners', 'planner', planner);
    expect(may.allowed).toBe(true);
    expect(may.via).toContainEqual({
      type: 'team',
      id: team.id,
      name: 'member',
      grants: expect.arrayContaining(['read:own-planners', 'write:own-activities']),
    });
    expect(may.via.some(({ type }: { type: string }) => type === 'collaboration')).toBe(false);
    const mayNot = await explain((await person(app)).id, 'write:own-planners', 'planner', planner);
    expect(mayNot).toMatchObject({
      allowed: false,
      missing: expect.arrayContaining(['role editor on this planner']),
    });
    const manages = await explain(team.manager.id, 'manage:team-members', 'team', team.id);
    expect(manages.via).toContainEqual(
      expect.objectContaining({ type: 'team', id: team.id, name: 'manager' }),
    );
    const outside = await person(app, { tier: 'enterprise' });
    expect(await explain(outside.id, 'manage:team-members', 'team', team.id)).toMatchObject({
      allowed: false,
      missing: ['write:teams', 'role manager in this team'],
    });
  });
});
