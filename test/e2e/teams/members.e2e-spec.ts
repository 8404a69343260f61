import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, person, type Person } from '../planning/support';
import { join, makeTeam, tally, type Team } from './support';

describe('members of a team', () => {
  let app: TestApp;
  let team: Team;

  beforeAll(async () => {
    app = await createTestApp();
    team = await makeTeam(app);
  });
  afterAll(() => app.close());

  const setRole = (who: Person, of: Team, whom: string, role: string) =>
    who.send('PATCH', `/teams/${of.id}/members/${whom}`, { role });
  const remove = (who: Person, of: Team, whom: string) =>
    who.send('DELETE', `/teams/${of.id}/members/${whom}`);
  const owners = async ({ id }: Team) => {
    const { rows } = await app.database.query(
      `SELECT user_id FROM team_members WHERE team_id = $1 AND role = 'owner'`,
      [id],
    );
    return rows.length;
  };

  it('are listed for all of them, with addresses for those who manage', async () => {
    const { members } = await team.manager.must('GET', `/teams/${team.id}/members?order=asc`);
    expect(members).toMatchObject([
      {
        userId: team.owner.id,
        id: team.owner.id,
        role: 'owner',
        displayName: 'Olive Owner',
        email: team.owner.user.email,
      },
      { userId: team.manager.id, role: 'manager' },
      { userId: team.member.id, role: 'member' },
    ]);
    const seen = await team.member.must('GET', `/teams/${team.id}/members?search=olive`);
    expect(seen.members).toMatchObject([{ userId: team.owner.id, email: null }]);
    const byAddress = `/teams/${team.id}/members?search=${team.owner.user.email}`;
    expect((await team.member.must('GET', byAddress)).members).toEqual([]);
    expect((await team.owner.must('GET', byAddress)).members).toHaveLength(1);
  });

  it('get other roles from managers and owners, none above their own', async () => {
    const one = await makeTeam(app);
    expect((await setRole(one.manager, one, one.member.id, 'owner')).status).toBe(403);
    expect((await setRole(one.manager, one, one.owner.id, 'member')).status).toBe(403);
    expect((await setRole(one.manager, one, one.manager.id, 'owner')).status).toBe(403);
    expect((await setRole(one.member, one, one.member.id, 'owner')).status).toBe(403);
    const answer = await setRole(one.manager, one, one.member.id, 'manager');
    expect([answer.status, answer.body.data]).toMatchObject([
      200,
      { userId: one.member.id, role: 'manager' },
    ]);
    // A free account may be a manager, but has not bought the managing.
    const refused = await setRole(one.member, one, one.manager.id, 'member');
    expect(refused.body.error.details.required).toEqual(['manage:team-members']);
    expect((await remove(one.member, one, one.manager.id)).body.error.details.required).toEqual([
      'manage:team-members',
    ]);
    expect((await setRole(one.owner, one, one.member.id, 'owner')).status).toBe(200);
    expect((await setRole(one.owner, one, newId(), 'member')).status).toBe(404);
    expect(fieldsOf(await setRole(one.owner, one, one.member.id, 'boss'))).toEqual(['role']);
  });

  it('can leave, whatever their tier, but not the last owner', async () => {
    const one = await makeTeam(app);
    expect((await remove(one.member, one, one.manager.id)).status).toBe(403);
    expect((await remove(one.member, one, one.member.id)).status).toBe(200);
    expect((await one.member.get(`/teams/${one.id}`)).status).toBe(403);
    for (const attempt of [
      await remove(one.owner, one, one.owner.id),
      await setRole(one.owner, one, one.owner.id, 'member'),
    ]) {
      expect([attempt.status, codeOf(attempt)]).toEqual([409, 'CONFLICT']);
      expect(attempt.body.error.details).toEqual({ reason: 'last-owner' });
    }
    expect((await remove(one.manager, one, one.owner.id)).status).toBe(403);
    expect((await remove(one.owner, one, one.manager.id)).status).toBe(200);
  });

  it('are helped by an admin of the server where no owner is left to do it', async () => {
    const one = await makeTeam(app);
    const root = await person(app, { admin: true });
    expect((await setRole(root, one, one.member.id, 'owner')).status).toBe(200);
    expect((await remove(root, one, one.owner.id)).status).toBe(200);
    expect((await remove(root, one, one.member.id)).body.error.details).toEqual({ reason: 'last-owner' });
  });

  it('does not count an owner whose account is deleted', async () => {
    const one = await makeTeam(app);
    const ghost = await person(app);
    await join(app, one.id, ghost.id, 'owner');
    await app.database.query(`UPDATE users SET status = 'deleted', deleted_at = now() WHERE id = $1`, [
      ghost.id,
    ]);
    expect((await remove(one.owner, one, one.owner.id)).status).toBe(409);
    expect(await one.owner.must('GET', `/teams/${one.id}`)).toMatchObject({ memberCount: 3 });
    expect((await one.owner.must('GET', `/teams/${one.id}/members`)).members).toHaveLength(3);
  });

  it('keeps one of two owners who demote each other, or leave, at once', async () => {
    for (const act of ['demote each other', 'demote themselves', 'leave'] as const) {
      for (let round = 0; round < 4; round += 1) {
        const one = await makeTeam(app);
        const other = await person(app, { tier: 'enterprise' });
        await join(app, one.id, other.id, 'owner');
        const answers = await Promise.all(
          [one.owner, other].map((who) => {
            const whom = act === 'demote each other' && who === one.owner ? other.id : who.id;
            const target = act === 'demote each other' && who === other ? one.owner.id : whom;
            return act === 'leave' ? remove(who, one, target) : setRole(who, one, target, 'member');
          }),
        );
        const { 200: won = 0, ...lost } = tally(answers);
        expect([act, won, Object.keys(lost)]).toEqual([
          act,
          1,
          [act === 'demote each other' ? '403' : '409'],
        ]);
        expect(await owners(one)).toBe(1);
      }
    }
  });

  it('writes every change into the audit log', async () => {
    const one = await makeTeam(app);
    await setRole(one.owner, one, one.member.id, 'manager');
    await remove(one.owner, one, one.member.id);
    const { rows } = await app.database.query(
      `SELECT action, before, after FROM audit_log WHERE resource_id = $1 AND action LIKE 'team.member.%' ORDER BY seq`,
      [one.id],
    );
    expect(rows).toEqual([
      {
        action: 'team.member.updated',
        before: { userId: one.member.id, role: 'member' },
        after: { userId: one.member.id, role: 'manager' },
      },
      { action: 'team.member.removed', before: { userId: one.member.id, role: 'manager' }, after: null },
    ]);
  });
});
