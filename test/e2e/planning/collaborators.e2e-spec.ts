import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp, type TestReplica } from '@almanac/testing';
import { mailTo, PASSWORD, tokenIn } from '../identity/support';
import { IoClient } from '../realtime/io-client';
import { PlainClient } from '../realtime/plain-client';
import { accept, makeTeam, tally, teamPlanner } from '../teams/support';
import { codeOf, fieldsOf, person, type Person } from './support';
import { rolesOn, sharedPlanner, sharingOf, type Shared } from './sharing-support';

let app: TestApp;
let other: TestReplica;
let one: Shared;
let count = 0;

beforeAll(async () => {
  app = await createTestApp({ worker: true });
  other = await app.replica();
  one = await sharedPlanner(app);
});
afterAll(() => app.close());

const address = () => `guest-${(count += 1)}@example.com`;
const { invite, invitedTo, entries, remove, transfer } = sharingOf('planners');
const expectOne = (answers: { status: number }[], status: number) =>
  expect(answers.filter((answer) => answer.status === status)).toHaveLength(1);

describe('inviting somebody to a planner', () => {
  it('leaves them pending until they accept by the link of the mail, and then they write', async () => {
    const { id } = await one.owner.planner({ title: 'Garden' });
    const guest = await person(app, { tier: 'free', displayName: 'Gil Guest' });
    const made = await invite(one.owner, id, { email: guest.user.email.toUpperCase() });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/v1/planners/${id}/collaborators`);
    expect(made.body.data).toMatchObject({
      userId: null,
      displayName: null,
      email: guest.user.email.toUpperCase(),
      role: 'editor',
      status: 'pending',
      invitedBy: one.owner.id,
    });
    const days = (Date.parse(made.body.data.expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(14);
    expect((await guest.get(`/planners/${id}`)).status).toBe(403);
    const mail = await mailTo(app, guest.user.email.toUpperCase());
    expect(mail.subject).toContain('Garden');
    expect(mail.text).toContain(one.owner.user.email);
    const answer = await accept(guest, tokenIn(mail));
    expect([answer.status, answer.body.data]).toEqual([
      200,
      { kind: 'planner', id, name: 'Garden', role: 'editor' },
    ]);
    expect((await guest.must('GET', `/planners/${id}`)).role).toBe('editor');
    await guest.section(id);
    expect(await entries(one.owner, id)).toEqual([
      expect.objectContaining({
        userId: guest.id,
        id: guest.id,
        email: guest.user.email,
        status: 'accepted',
      }),
    ]);
    const { history } = await one.owner.must('GET', `/planners/${id}/history?limit=2`);
    expect(history[1]).toMatchObject({
      action: 'collaborator.joined',
      actorId: guest.id,
      changes: [{ field: 'collaborators', before: null, after: { userId: guest.id, role: 'editor' } }],
    });
    const log = await guest.must('GET', '/users/me/audit-log');
    expect(JSON.stringify(log)).toContain('planner.member.joined');
  });

  it('works for people without an account, who make one first', async () => {
    const { id } = await one.owner.planner();
    const email = address();
    const token = await invitedTo(one.owner, id, email, 'viewer');
    const registered = await app.request('POST', '/auth/register', {
      body: { email, password: PASSWORD, displayName: 'Newcomer', acceptTerms: true },
    });
    expect(registered.status).toBe(201);
    await app.database.query('UPDATE users SET email_verified = true WHERE email_lower = $1', [email]);
    const signed = await app.request('POST', '/auth/login', { body: { email, password: PASSWORD } });
    const answer = await app.request('POST', `/invitations/${token}/accept`, {
      token: signed.body.data.accessToken,
    });
    expect(answer.status).toBe(200);
  });

  it('by their id shows their name and keeps their address, and is bound to it', async () => {
    const { id } = await one.owner.planner();
    const guest = await person(app, { displayName: 'Gil Guest' });
    const { body, text } = await invite(one.owner, id, { userId: guest.id });
    expect(body.data).toMatchObject({ userId: guest.id, displayName: 'Gil Guest', email: null });
    expect(text).not.toContain(guest.user.email);
    const list = await one.owner.get(`/planners/${id}/collaborators`);
    expect(list.text).not.toContain(guest.user.email);
    const token = tokenIn(await mailTo(app, guest.user.email));
    const stranger = await accept(one.editor, token);
    expect([stranger.status, codeOf(stranger)]).toEqual([403, 'FORBIDDEN']);
    expect((await accept(guest, token)).status).toBe(200);
  });

  it('is refused for oneself, for who is on it, for nobody, and for both or neither of email and userId', async () => {
    const { id, owner, admin, editor } = one;
    const tries: [Person, object, number, string[] | string][] = [
      [owner, { email: owner.user.email }, 422, ['email']],
      [admin, { userId: admin.id }, 422, ['userId']],
      [owner, { email: editor.user.email.toUpperCase() }, 409, 'ALREADY_EXISTS'],
      [owner, { userId: editor.id, role: 'admin' }, 409, 'ALREADY_EXISTS'],
      [admin, { email: owner.user.email }, 409, 'ALREADY_EXISTS'],
      [owner, { userId: newId() }, 422, ['userId']],
      [owner, { email: address(), userId: editor.id }, 422, ['email', 'userId']],
      [owner, {}, 422, ['email', 'userId']],
      [owner, { email: address(), role: 'owner' }, 422, ['role']],
      [owner, { email: 'nobody', x: 1 }, 422, ['email', 'x']],
    ];
    for (const [who, body, status, told] of tries) {
      const answer = await invite(who, id, body);
      expect([body, answer.status]).toEqual([body, status]);
      if (typeof told === 'string') expect(codeOf(answer)).toBe(told);
      else expect(fieldsOf(answer).sort()).toEqual(told);
    }
    expect(await entries(owner, id, '?status=pending')).toEqual([]);
  });

  it('again replaces the open invitation, and taking it back kills its link', async () => {
    const { id } = await one.owner.planner();
    const guest = await person(app);
    const first = await invitedTo(one.owner, id, guest.user.email, 'viewer');
    const second = await invitedTo(one.owner, id, guest.user.email, 'admin', 2);
    expect((await accept(guest, first)).status).toBe(400);
    const [open, ...others] = await entries(one.owner, id, '?status=pending');
    expect([open?.['role'], others]).toEqual(['admin', []]);
    expect((await remove(one.owner, id, open?.['id'] as string)).status).toBe(200);
    expect((await remove(one.owner, id, open?.['id'] as string)).status).toBe(404);
    const late = await accept(guest, second);
    expect([late.status, codeOf(late)]).toEqual([400, 'INVALID_TOKEN']);
  });

  it('is closed by settings.allowCollaboration, as is accepting; who is on it stays', async () => {
    const shared = await sharedPlanner(app);
    const guest = await person(app);
    const token = await invitedTo(shared.owner, shared.id, guest.user.email);
    const settings = (allowCollaboration: boolean) =>
      shared.owner.must('PATCH', `/planners/${shared.id}`, { settings: { allowCollaboration } });
    await settings(false);
    for (const answer of [
      await invite(shared.owner, shared.id, { email: address() }),
      await accept(guest, token),
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
      expect(answer.body.error.details.reason).toBe('collaboration-closed');
    }
    expect((await shared.viewer.get(`/planners/${shared.id}`)).status).toBe(200);
    await settings(true);
    expect((await accept(guest, token)).status).toBe(200);
  });

  it('to a planner in the trash is dead, and lives again when it is restored', async () => {
    const { id } = await one.owner.planner();
    const guest = await person(app);
    const token = await invitedTo(one.owner, id, guest.user.email);
    await one.owner.must('DELETE', `/planners/${id}`);
    expect((await accept(guest, token)).status).toBe(400);
    expect((await invite(one.owner, id, { email: address() })).status).toBe(404);
    await one.owner.must('POST', `/planners/${id}/restore`);
    expect((await accept(guest, token)).status).toBe(200);
  });

  it('takes nothing from who has more already, and is for an API key only with the permission', async () => {
    const team = await makeTeam(app);
    const { id } = await teamPlanner(team);
    const token = await invitedTo(team.manager, id, team.member.user.email, 'viewer');
    expect((await accept(team.member, token)).body.data.role).toBe('viewer');
    // The stronger of both counts, and what was given by name goes alone.
    expect((await team.member.must('GET', `/planners/${id}`)).role).toBe('editor');
    expect((await team.member.send('POST', `/planners/${id}/leave`)).status).toBe(200);
    expect((await team.member.must('GET', `/planners/${id}`)).role).toBe('editor');
    const again = await team.member.send('POST', `/planners/${id}/leave`);
    expect([again.status, again.body.error.details.reason]).toEqual([409, 'not-by-name']);
    for (const [permissions, status] of [
      [['write:own-planners'], 403],
      [['write:own-planners', 'share:planners'], 201],
    ] as const) {
      const { key } = await one.owner.must('POST', '/auth/api-keys', { name: 'K', permissions });
      const answer = await app.request('POST', `/planners/${one.id}/collaborators`, {
        headers: { 'x-api-key': key as string },
        body: { email: address(), role: 'viewer' },
      });
      expect([permissions, answer.status]).toEqual([permissions, status]);
    }
  });
});

describe('who may do what with collaborators', () => {
  it('viewers and editors see who is on it, and change nothing; strangers see nothing', async () => {
    const { id, owner, viewer, editor, admin } = one;
    const stranger = await person(app, { tier: 'enterprise' });
    const before = await rolesOn(app, id);
    for (const who of [viewer, editor, stranger]) {
      for (const [method, path, body] of [
        ['POST', 'collaborators', { email: address(), role: 'viewer' }],
        ['PATCH', `collaborators/${admin.id}`, { role: 'viewer' }],
        ['DELETE', `collaborators/${admin.id}`, undefined],
        ['DELETE', `collaborators/${owner.id}`, undefined],
        ['POST', 'transfer', { userId: who.id }],
      ] as const) {
        const answer = await who.send(method, `/planners/${id}/${path}`, body);
        expect([method, path, answer.status, codeOf(answer)]).toEqual([method, path, 403, 'FORBIDDEN']);
      }
    }
    await invite(owner, id, { email: 'secret-guest@example.com' });
    const seen = await viewer.get(`/planners/${id}/collaborators`);
    expect(seen.body.data.pagination.total).toBe(3);
    expect(seen.text).not.toContain('@example.com');
    expect((await stranger.get(`/planners/${id}/collaborators`)).status).toBe(403);
    expect((await stranger.send('POST', `/planners/${id}/leave`)).status).toBe(403);
    expect(await rolesOn(app, id)).toEqual(before);
    expect((await app.request('GET', `/planners/${id}/collaborators`)).status).toBe(401);
  });

  it('admins manage collaborators, and never who owns it', async () => {
    const shared = await sharedPlanner(app);
    const { id, owner, admin, viewer } = shared;
    const raised = await admin.send('PATCH', `/planners/${id}/collaborators/${viewer.id}`, { role: 'admin' });
    expect([raised.status, raised.body.data.role]).toEqual([200, 'admin']);
    expect(raised.headers.get('x-operation-id')).toMatch(/^[0-9a-f-]{36}$/);
    const same = await admin.send('PATCH', `/planners/${id}/collaborators/${viewer.id}`, { role: 'admin' });
    expect([same.status, same.headers.get('x-operation-id')]).toEqual([200, null]);
    for (const answer of [
      await admin.send('PATCH', `/planners/${id}/collaborators/${owner.id}`, { role: 'viewer' }),
      await remove(admin, id, owner.id),
      await owner.send('POST', `/planners/${id}/leave`),
    ]) {
      expect([answer.status, answer.body.error.details.reason]).toEqual([409, 'owner']);
    }
    expect((await transfer(admin, id, viewer.id)).status).toBe(403);
    const unknown = await admin.send('PATCH', `/planners/${id}/collaborators/${newId()}`, { role: 'viewer' });
    expect(unknown.status).toBe(404);
    expect((await remove(admin, id, 'x')).status).toBe(422);
    expect(
      (await admin.send('PATCH', `/planners/${id}/collaborators/${viewer.id}`, { role: 'owner' })).status,
    ).toBe(422);
  });

  it('invitations of an admin go when the admin does', async () => {
    const shared = await sharedPlanner(app);
    const guest = await person(app);
    const token = await invitedTo(shared.admin, shared.id, guest.user.email);
    await shared.owner.must('PATCH', `/planners/${shared.id}/collaborators/${shared.admin.id}`, {
      role: 'editor',
    });
    expect((await accept(guest, token)).status).toBe(400);
  });

  it('everybody may leave, also by their own id, and is out with the next request', async () => {
    const shared = await sharedPlanner(app);
    expect((await shared.viewer.send('POST', `/planners/${shared.id}/leave`)).status).toBe(200);
    expect((await remove(shared.editor, shared.id, shared.editor.id)).status).toBe(200);
    for (const who of [shared.viewer, shared.editor]) {
      expect((await who.get(`/planners/${shared.id}`)).status).toBe(403);
    }
    const { history } = await shared.owner.must('GET', `/planners/${shared.id}/history?limit=1`);
    expect(history[0]).toMatchObject({
      action: 'collaborator.left',
      changes: [
        { field: 'collaborators', before: { userId: shared.editor.id, role: 'editor' }, after: null },
      ],
    });
  });
});

describe('the limit of collaborators', () => {
  it('is that of the owner, and not of who invites', async () => {
    const free = await person(app, { tier: 'free' });
    const mine = await free.planner();
    const refusal = await invite(free, mine.id, { email: address() });
    expect([refusal.status, codeOf(refusal)]).toEqual([403, 'MAX_COLLABORATORS_REACHED']);
    expect(refusal.body.error.details).toEqual({ limit: 0, used: 0, tier: 'free' });
    expect((await invite(one.admin, one.id, { email: address() })).status).toBe(201);
  });

  it('counts open invitations: of several at once for the last place one wins', async () => {
    const owner = await person(app);
    const { id } = await owner.planner();
    await app.database.query(
      `INSERT INTO planner_members (planner_id, user_id, role)
       SELECT $1, gen_random_uuid(), 'viewer' FROM generate_series(1, 24)`,
      [id],
    );
    const emails = Array.from({ length: 6 }, address);
    const answers = await Promise.all(
      emails.map((email, index) =>
        (index % 2 ? app : other).request('POST', `/planners/${id}/collaborators`, {
          token: owner.user.token,
          body: { email, role: 'viewer' },
        }),
      ),
    );
    expect(tally(answers)).toEqual({ 201: 1, 403: 5 });
    // To renew the one that is there takes no further place.
    const [open] = await entries(owner, id, '?status=pending');
    expect((await invite(owner, id, { email: open?.['email'] })).status).toBe(201);
    expect((await invite(owner, id, { email: address() })).body.error.details).toEqual({
      limit: 25,
      used: 25,
      tier: 'premium',
    });
  });

  it('is asked for again at acceptance; an upgrade makes the same link good', async () => {
    const owner = await person(app);
    const { id } = await owner.planner();
    const guest = await person(app);
    const token = await invitedTo(owner, id, guest.user.email);
    await app.database.query("UPDATE users SET tier = 'free' WHERE id = $1", [owner.id]);
    const refusal = await accept(guest, token);
    expect([refusal.status, codeOf(refusal)]).toEqual([403, 'MAX_COLLABORATORS_REACHED']);
    await app.database.query("UPDATE users SET tier = 'premium' WHERE id = $1", [owner.id]);
    expect((await accept(guest, token)).status).toBe(200);
  });
});

describe('transferring a planner', () => {
  it('makes a collaborator its owner, and the owner an admin', async () => {
    const shared = await sharedPlanner(app);
    const { id, owner, editor } = shared;
    for (const userId of [owner.id, (await person(app)).id]) {
      const answer = await transfer(owner, id, userId);
      expect([answer.status, fieldsOf(answer)]).toEqual([422, ['userId']]);
    }
    const stale = await owner.send(
      'POST',
      `/planners/${id}/transfer`,
      { userId: editor.id },
      { 'if-match': '"v9"' },
    );
    expect(stale.status).toBe(412);
    const done = await transfer(owner, id, editor.id);
    expect([done.status, done.body.data]).toEqual([
      200,
      expect.objectContaining({ ownerId: editor.id, role: 'admin', version: 2 }),
    ]);
    expect((await editor.must('GET', `/planners/${id}`)).role).toBe('owner');
    expect(await rolesOn(app, id)).toMatchObject({ [owner.id]: 'admin', [shared.admin.id]: 'admin' });
    expect((await transfer(owner, id, shared.admin.id)).status).toBe(403);
    const { history } = await editor.must('GET', `/planners/${id}/history?limit=3`);
    expect(history[2].changes).toEqual([{ field: 'ownerId', before: owner.id, after: editor.id }]);
    // What a free tier allows does not take anybody off.
    expect((await shared.viewer.get(`/planners/${id}`)).status).toBe(200);
  });

  it('obeys the limit of who gets it, and leaves planners of teams alone', async () => {
    const shared = await sharedPlanner(app);
    for (let made = 0; made < 5; made += 1) await shared.editor.planner();
    const full = await transfer(shared.owner, shared.id, shared.editor.id);
    expect([full.status, codeOf(full)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
    const team = await makeTeam(app);
    const { id } = await teamPlanner(team);
    const answer = await transfer(team.owner, id, team.member.id);
    expect([answer.status, answer.body.error.details.reason]).toEqual([409, 'of-a-team']);
    expect((await transfer(team.manager, id, team.member.id)).status).toBe(403);
  });
});

describe('at the same time', () => {
  it('one of several acceptances wins, and somebody is on it once', async () => {
    const { id } = await one.owner.planner();
    const guest = await person(app);
    const token = await invitedTo(one.owner, id, guest.user.email);
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(guest, token)));
    expect(tally(answers)).toEqual({ 200: 1, 400: 4 });
    expect(await rolesOn(app, id)).toEqual({ [guest.id]: 'editor' });
  });

  it('either the acceptance or the taking back holds', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { id } = await one.owner.planner();
      const guest = await person(app);
      const token = await invitedTo(one.owner, id, guest.user.email);
      const [open] = await entries(one.owner, id);
      const [accepted, revoked] = await Promise.all([
        accept(guest, token),
        remove(one.owner, id, open?.['id'] as string),
      ]);
      expectOne([accepted, revoked], 200);
      expect([400, 404]).toContain(accepted.status === 200 ? revoked.status : accepted.status);
      const on = accepted.status === 200 ? { [guest.id]: 'editor' } : {};
      expect(await rolesOn(app, id)).toEqual(on);
    }
  });

  it('one of two transfers wins, and nobody owns a planner that they have left', async () => {
    for (let round = 0; round < 3; round += 1) {
      const shared = await sharedPlanner(app);
      const { id, owner, editor, viewer, admin } = shared;
      const both = await Promise.all([transfer(owner, id, editor.id), transfer(owner, id, viewer.id)]);
      expect(tally(both)).toEqual({ 200: 1, 403: 1 });
      const winner = both[0].status === 200 ? editor : viewer;
      const [moved, left] = await Promise.all([
        transfer(winner, id, admin.id),
        admin.send('POST', `/planners/${id}/leave`),
      ]);
      // Whoever was first: the owner cannot leave, and who has left cannot own.
      expect([
        [200, 409],
        [422, 200],
      ]).toContainEqual([moved.status, left.status]);
      const { rows } = await app.database.query<{ owner_id: string; on: boolean }>(
        `SELECT owner_id, EXISTS (SELECT FROM planner_members m WHERE m.planner_id = p.id
                                     AND m.user_id = p.owner_id) AS on FROM planners p WHERE id = $1`,
        [id],
      );
      expect(rows).toEqual([{ owner_id: moved.status === 200 ? admin.id : winner.id, on: false }]);
    }
  });

  it('writes of somebody who is taken off come before that, or not at all', async () => {
    for (let round = 0; round < 3; round += 1) {
      const shared = await sharedPlanner(app);
      const { id: sectionId } = await shared.owner.section(shared.id);
      const [removed, ...writes] = await Promise.all([
        remove(shared.owner, shared.id, shared.editor.id),
        ...Array.from({ length: 8 }, (_, index) =>
          (index % 2 ? app : other).request('POST', `/sections/${sectionId}/activities`, {
            token: shared.editor.user.token,
            body: { title: 'Late' },
          }),
        ),
      ]);
      expect(removed.status).toBe(200);
      for (const { status } of writes) expect([201, 403]).toContain(status);
      const { rows } = await app.database.query<{ late: boolean }>(
        `SELECT EXISTS (SELECT FROM outbox o WHERE o.stream_id = $1 AND o.actor_id = $2 AND o.seq >
                 (SELECT seq FROM outbox WHERE stream_id = $1 AND name = 'collaborator.left')) AS late`,
        [shared.id, shared.editor.id],
      );
      expect(rows).toEqual([{ late: false }]);
    }
  });
});

describe('sockets', () => {
  it('hear who joins, changes and leaves, under the colon name and the dashed one', async () => {
    const { id } = await one.owner.planner();
    const guest = await person(app, { displayName: 'Gil Guest' });
    const io = await IoClient.signedIn(other.url, one.owner.user.token);
    expect(await io.ask('join-planner', { plannerId: id })).toMatchObject({ success: true });
    const plain = await PlainClient.signedIn(other.url, guest.user.token);
    const token = await invitedTo(one.owner, id, guest.user.email);
    expect((await accept(guest, token)).status).toBe(200);
    const user = { id: guest.id, displayName: 'Gil Guest' };
    expect(await io.next('collaborator:joined')).toMatchObject({
      actor: guest.id,
      version: 1,
      data: { plannerId: id, user, role: 'editor' },
    });
    expect(await io.next('collaborator-joined')).toMatchObject({ user });
    await one.owner.must('PATCH', `/planners/${id}/collaborators/${guest.id}`, { role: 'admin' });
    expect(await io.next('collaborator:updated')).toMatchObject({ data: { user, role: 'admin' } });
    await guest.must('POST', `/planners/${id}/leave`);
    expect(await io.next('collaborator:left')).toMatchObject({ data: { plannerId: id, user } });
    expect(await io.next('collaborator-left')).toMatchObject({ user });
    expect(await plain.next(({ type }) => type === 'planner:left')).toMatchObject({
      data: { plannerId: id },
    });
    io.close();
    plain.close();
  });

  it('of somebody who is taken off leave its room at once, in every process', async () => {
    for (const url of [app.url, other.url]) {
      const { id, owner, viewer } = await sharedPlanner(app);
      const io = await IoClient.signedIn(url, viewer.user.token);
      const plain = await PlainClient.signedIn(url, viewer.user.token);
      const witness = await PlainClient.signedIn(app.url, owner.user.token);
      expect(await io.ask('join-planner', { plannerId: id })).toMatchObject({ success: true });
      await owner.must('PATCH', `/planners/${id}`, { title: 'For all' });
      await io.next('planner:updated');
      expect((await remove(owner, id, viewer.id)).status).toBe(200);
      for (let n = 0; n < 3; n += 1)
        await owner.must('PATCH', `/planners/${id}`, { title: `Behind closed doors ${n}` });
      await io.next('planner:left');
      await plain.next(({ type }) => type === 'planner:left');
      expect((await io.ask('join-planner', { plannerId: id })).success).toBe(false);
      await witness.next((message) => JSON.stringify(message).includes('doors 2'));
      expect(JSON.stringify([io.heard, plain.heard])).not.toContain('doors');
      for (const client of [io, plain, witness]) client.close();
    }
  });
});
