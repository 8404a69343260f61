import type { Tier } from '@almanac/contracts';
import {
  createTestApp,
  type TestAnswer,
  type TestApp,
  type TestReplica,
  type TestUser,
} from '@almanac/testing';
import { codeOf, type Person } from '../planning/support';
import { makeTeam, teamPlanner } from '../teams/support';

let app: TestApp;
let replica: TestReplica;
let admin: TestUser;

beforeAll(async () => {
  app = await createTestApp();
  replica = await app.replica();
  admin = await app.user({ admin: true });
});
afterAll(() => app.close());

async function setTier(who: Person, tier: Tier): Promise<void> {
  const answer = await app.request('PATCH', `/admin/users/${who.id}`, { token: admin.token, body: { tier } });
  expect(answer.status).toBe(200);
}
/** By the other replica. */
const there = (who: Person, method: string, path: string, body?: object): Promise<TestAnswer> =>
  replica.request(method, path, { token: who.user.token, ...(body && { body }) });

describe('what teams have', () => {
  it('is read-only while no owner of the team has a tier with teams', async () => {
    const team = await makeTeam(app);
    const planner = await teamPlanner(team);
    const section = await team.owner.section(planner.id);
    const write = async (who: Person) =>
      (await there(who, 'POST', `/sections/${section.id}/activities`, { title: 'x' })).status;
    expect(await write(team.member)).toBe(201);
    await setTier(team.owner, 'free');
    for (const who of [team.owner, team.manager, team.member]) expect(await write(who)).toBe(403);
    const refusal = await there(team.member, 'PATCH', `/planners/${planner.id}`, { title: 'No' });
    expect([refusal.status, codeOf(refusal)]).toEqual([403, 'FORBIDDEN']);
    expect(refusal.body.error.details).toEqual({
      reason: 'team-tier',
      required: ['create:team-planners'],
    });
    expect((await team.member.must('GET', `/planners/${planner.id}`)).readOnly).toBe(true);
    expect((await team.member.must('GET', '/planners')).planners).toMatchObject([{ readOnly: true }]);
    const more = await there(team.owner, 'POST', `/teams/${team.id}/planners`, { title: 'No' });
    expect(more.status).toBe(403);
    await app.database.query(`UPDATE team_members SET role = 'owner' WHERE team_id = $1 AND user_id = $2`, [
      team.id,
      team.manager.id,
    ]);
    expect(await write(team.member)).toBe(201);
  });

  it('shows it: plans in lists, by themselves under an ETag of their own, and in the delta sync', async () => {
    const team = await makeTeam(app);
    const plan = await team.owner.plan({ teamId: team.id });
    const path = `/plans/${plan.id}`;
    expect(plan.readOnly).toBe(false);
    const synced = async () => {
      const { changes } = await team.member.must('GET', '/sync?limit=500');
      return changes.find(({ id }: TestAnswer['body']) => id === plan.id).data.readOnly;
    };
    const before = await team.member.get(path);
    expect([before.body.data.readOnly, await synced()]).toEqual([false, false]);
    await setTier(team.owner, 'free');
    expect((await there(team.member, 'PATCH', path, { title: 'No' })).status).toBe(403);
    const after = await team.member.get(path, { 'If-None-Match': String(before.headers.get('etag')) });
    expect([after.status, after.body.data.readOnly, await synced()]).toEqual([200, true, true]);
    expect((await there(team.member, 'GET', '/plans')).body.data.plans).toMatchObject([{ readOnly: true }]);
    // Also where nothing was to be done.
    expect(await team.owner.must('POST', `${path}/restore`)).toMatchObject({ readOnly: true });
    const etag = String(after.headers.get('etag'));
    expect((await team.member.get(path, { 'If-None-Match': etag })).status).toBe(304);
    await setTier(team.owner, 'enterprise');
    expect(await team.member.must('PATCH', path, { title: 'Yes' })).toMatchObject({ readOnly: false });
  });

  it('gets nothing new then, whoever makes it, and nothing back out of the trash', async () => {
    const team = await makeTeam(app);
    const gone = await teamPlanner(team);
    await team.owner.must('DELETE', `/planners/${gone.id}`);
    const plan = await team.owner.plan({ teamId: team.id });
    await team.owner.must('DELETE', `/plans/${plan.id}`);
    const body = { title: 'x', sections: [] };
    const template = { name: 'x', kind: 'planner', body, visibility: 'team', teamId: team.id };
    const given = await team.manager.must('POST', '/templates', template);
    await setTier(team.owner, 'free');
    const writes: [Person, string, string, object?][] = [
      // Their own tier has teams, but no owner's has.
      [team.manager, 'POST', `/teams/${team.id}/planners`, { title: 'No' }],
      [team.manager, 'POST', '/plans', { title: 'No', teamId: team.id }],
      [team.member, 'POST', '/plans', { title: 'No', teamId: team.id }],
      [team.member, 'POST', '/templates', template],
      [team.manager, 'PATCH', `/templates/${given.id}`, { name: 'No' }],
      [team.owner, 'POST', `/planners/${gone.id}/restore`],
      [team.owner, 'POST', `/trash/${gone.id}/restore`],
      [team.owner, 'POST', `/plans/${plan.id}/restore`],
    ];
    for (const [who, method, path, sent] of writes) {
      const { status, body: answer } = await there(who, method, path, sent);
      expect([path, status, answer.error?.code, answer.error?.details?.reason]).toEqual([
        ...[path, 403, 'FORBIDDEN', 'team-tier'],
      ]);
    }
    await team.manager.must('PATCH', `/templates/${given.id}`, { visibility: 'private' });
    await setTier(team.owner, 'enterprise');
    await team.owner.must('POST', `/planners/${gone.id}/restore`);
    await team.owner.must('POST', `/plans/${plan.id}/restore`);
    await team.member.must('POST', '/plans', { title: 'Yes', teamId: team.id });
  });
});
