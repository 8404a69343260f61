import { createTestApp, type TestApp, type TestReplica } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { person } from '../planning/support';
import { IoClient } from '../realtime/io-client';
import { PlainClient } from '../realtime/plain-client';
import { accept, invited, makeTeam, teamPlanner } from './support';

describe('sockets and teams, over two API processes', () => {
  let app: TestApp;
  let other: TestReplica;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    other = await app.replica();
  });
  afterAll(() => app.close());

  it('hear a planner that is made for the team, at both doors of both processes', async () => {
    const team = await makeTeam(app);
    const plain = await PlainClient.signedIn(other.url, team.member.user.token);
    const io = await IoClient.signedIn(app.url, team.manager.user.token);
    const planner = await teamPlanner(team);
    const told = await plain.next(({ type }) => type === 'planner:created');
    expect(told['data']).toEqual({ planner: expect.objectContaining({ id: planner.id, teamId: team.id }) });
    await io.next('planner:created');
    // Whoever hears all of theirs is in its room by now.
    await eventually(async () => {
      await team.owner.must('PATCH', `/planners/${planner.id}`, { title: `Beds ${Math.random()}` });
      expect(plain.of('planner:updated').length).toBeGreaterThan(0);
    });
    plain.close();
    io.close();
  });

  it('leave the rooms of the team at once when somebody is removed, leaves, or the team goes', async () => {
    for (const way of ['removed', 'left'] as const) {
      const team = await makeTeam(app);
      const { id: plannerId } = await teamPlanner(team);
      const sockets = [
        await PlainClient.signedIn(app.url, team.member.user.token),
        await PlainClient.signedIn(other.url, team.member.user.token),
      ];
      const io = await IoClient.signedIn(other.url, team.member.user.token);
      expect(await io.ask('join-planner', { plannerId })).toMatchObject({ success: true });
      const who = way === 'removed' ? team.owner : team.member;
      await who.must('DELETE', `/teams/${team.id}/members/${team.member.id}`);
      // The other process, on the very next request.
      const { token } = team.member.user;
      expect((await other.request('GET', `/planners/${plannerId}`, { token })).status).toBe(403);
      for (const socket of sockets) {
        expect(await socket.next(({ type }) => type === 'planner:left')).toMatchObject({
          data: { plannerId },
        });
      }
      await io.next('planner:left');
      await team.owner.must('PATCH', `/planners/${plannerId}`, { title: 'Behind closed doors' });
      expect((await io.ask('join-planner', { plannerId })).success).toBe(false);
      const witness = await PlainClient.signedIn(other.url, team.owner.user.token);
      await team.owner.must('PATCH', `/planners/${plannerId}`, { title: 'Told to those inside' });
      await witness.next(({ type }) => type === 'planner:updated');
      for (const socket of sockets) expect(JSON.stringify(socket.heard)).not.toContain('doors');
      expect(JSON.stringify(io.heard)).not.toContain('doors');
      for (const client of [...sockets, io, witness]) client.close();
    }
  });

  it('hear nothing of what is changed right after somebody was removed', async () => {
    for (let round = 0; round < 3; round += 1) {
      const team = await makeTeam(app);
      const { id: plannerId } = await teamPlanner(team);
      const io = await IoClient.signedIn(app.url, team.member.user.token);
      const plain = await PlainClient.signedIn(app.url, team.member.user.token);
      const witness = await PlainClient.signedIn(app.url, team.owner.user.token);
      expect(await io.ask('join-planner', { plannerId })).toMatchObject({ success: true });
      // From here on changes are told ahead of the relay.
      await team.owner.must('PATCH', `/planners/${plannerId}`, { title: 'For all' });
      await io.next('planner:updated');
      await witness.next(({ type }) => type === 'planner:updated');
      await team.owner.must('DELETE', `/teams/${team.id}/members/${team.member.id}`);
      for (let n = 0; n < 4; n += 1) {
        await team.owner.must('PATCH', `/planners/${plannerId}`, { title: `Behind closed doors ${n}` });
      }
      await io.next('planner:left');
      await witness.next((message) => JSON.stringify(message).includes('doors 3'));
      expect(JSON.stringify(witness.heard)).toContain('doors 0');
      expect(JSON.stringify([io.heard, plain.heard])).not.toContain('doors');
      for (const client of [io, plain, witness]) client.close();
    }
  });

  it('enter the rooms of a team that their user joins, and none that they have left by themselves', async () => {
    const team = await makeTeam(app);
    const { id: plannerId } = await teamPlanner(team);
    const guest = await person(app);
    const quiet = (await guest.planner()).id as string;
    const token = await invited(team, guest.user.email);
    const plain = await PlainClient.signedIn(other.url, guest.user.token);
    const left = await plain.ask({ type: 'unsubscribe', rooms: [`planner:${quiet}`] });
    expect(left.type).toBe('ack');
    expect((await accept(guest, token)).status).toBe(200);
    await eventually(async () => {
      await team.owner.must('PATCH', `/planners/${plannerId}`, { title: `Beds ${Math.random()}` });
      expect(plain.of('planner:updated').length).toBeGreaterThan(0);
    });
    await guest.must('PATCH', `/planners/${quiet}`, { title: 'Unheard' });
    await team.owner.must('PATCH', `/planners/${plannerId}`, { title: 'Heard' });
    await plain.next((message) => JSON.stringify(message).includes('"Heard"'));
    expect(JSON.stringify(plain.heard)).not.toContain('Unheard');
    plain.close();
  });

  it('join and are removed at the same time: in the end they are out', async () => {
    for (let round = 0; round < 4; round += 1) {
      const team = await makeTeam(app);
      const { id: plannerId } = await teamPlanner(team);
      const io = await IoClient.signedIn(other.url, team.member.user.token);
      const [joined] = await Promise.all([
        io.ask('join-planner', { plannerId }),
        team.owner.must('DELETE', `/teams/${team.id}/members/${team.member.id}`),
      ]);
      if (joined.success) await io.next('planner:left');
      const inside = await PlainClient.signedIn(other.url, team.owner.user.token);
      await team.owner.must('PATCH', `/planners/${plannerId}`, { title: 'Secret' });
      await inside.next(({ type }) => type === 'planner:updated');
      expect(JSON.stringify(io.heard)).not.toContain('Secret');
      io.close();
      inside.close();
    }
  });
});
