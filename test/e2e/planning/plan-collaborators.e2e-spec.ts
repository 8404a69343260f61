import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp, type TestReplica } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { mailTo, tokenIn } from '../identity/support';
import { PlainClient } from '../realtime/plain-client';
import { accept, makeTeam, tally } from '../teams/support';
import { codeOf, fieldsOf, person, share, sharePlan, type Person } from './support';
import { sharedPlan, sharingOf, type Shared } from './sharing-support';

let app: TestApp;
let other: TestReplica;
let one: Shared;
let count = 0;

beforeAll(async () => {
  app = await createTestApp({ worker: true });
  other = await app.replica();
  one = await sharedPlan(app);
});
afterAll(() => app.close());

const address = () => `plan-guest-${(count += 1)}@example.com`;
const { remove: takeOff } = sharingOf('planners');
const path = (id: string) => `/plans/${id}`;
const { invite, invitedTo, entries, remove, transfer } = sharingOf('plans');

async function rolesOn(id: string): Promise<Record<string, string>> {
  const { rows } = await app.database.query<{ user_id: string; role: string }>(
    'SELECT user_id, role FROM plan_members WHERE plan_id = $1',
    [id],
  );
  return Object.fromEntries(rows.map((row) => [row.user_id, row.role]));
}

describe('inviting somebody to a plan', () => {
  it('names the plan in the mail, and lets them write it once they accept', async () => {
    const { id } = await one.owner.plan({ title: 'Barn' });
    const guest = await person(app, { tier: 'free', displayName: 'Gil Guest' });
    const made = await invite(one.owner, id, { email: guest.user.email });
    expect(made.status).toBe(201);
    const invited = made.headers.get('x-operation-id');
    const undone = await one.owner.send('POST', `/operations/${invited}/undo`);
    expect([undone.status, codeOf(undone)]).toEqual([409, 'CONFLICT']);
    expect(made.headers.get('location')).toBe(`/api/v1/plans/${id}/collaborators`);
    expect(made.body.data).toMatchObject({ email: guest.user.email, role: 'editor', status: 'pending' });
    expect((await guest.get(path(id))).status).toBe(403);
    const mail = await mailTo(app, guest.user.email);
    expect(mail.subject).toContain('the plan “Barn”');
    const token = tokenIn(mail);
    const looked = await app.request('GET', `/invitations/${token}`);
    expect(looked.body.data).toMatchObject({ kind: 'plan', name: 'Barn', role: 'editor' });
    const answer = await accept(guest, token);
    expect([answer.status, answer.body.data]).toEqual([
      200,
      { kind: 'plan', id, name: 'Barn', role: 'editor' },
    ]);
    await guest.must('PATCH', path(id), { title: 'The barn' });
    expect((await guest.must('GET', path(id))).collaborators).toMatchObject([{ userId: guest.id }]);
    expect((await guest.must('GET', '/plans')).plans).toMatchObject([{ id, role: 'editor' }]);
    expect(await entries(one.owner, id)).toMatchObject([{ id: guest.id, status: 'accepted' }]);
    const { history } = await guest.must('GET', `/plans/${id}/history?limit=2`);
    expect(history).toMatchObject([
      { action: 'plan.updated', changes: [{ field: 'title', before: 'Barn', after: 'The barn' }] },
      {
        action: 'plan.member-joined',
        resourceType: 'plan',
        actorId: guest.id,
        changes: [{ field: 'collaborators', before: null, after: { userId: guest.id, role: 'editor' } }],
      },
    ]);
    const log = await guest.must('GET', '/users/me/audit-log');
    expect(JSON.stringify(log)).toContain('plan.member.joined');
  });

  it('by their id keeps their address; an open invitation is renewed and taken back', async () => {
    const { id } = await one.owner.plan();
    const guest = await person(app, { displayName: 'Gil Guest' });
    const { body, text } = await invite(one.owner, id, { userId: guest.id });
    expect(body.data).toMatchObject({ userId: guest.id, displayName: 'Gil Guest', email: null });
    expect(text).not.toContain(guest.user.email);
    const first = tokenIn(await mailTo(app, guest.user.email));
    expect((await invite(one.owner, id, { userId: guest.id, role: 'viewer' })).status).toBe(201);
    expect((await accept(guest, first)).status).toBe(400);
    const [open, ...others] = await entries(one.owner, id, '?status=pending');
    expect(others).toEqual([]);
    expect((await remove(one.owner, id, open?.['id'] as string)).status).toBe(200);
    expect((await remove(one.owner, id, open?.['id'] as string)).status).toBe(404);
  });

  it('is refused for oneself, for who is on it, for nobody and for bad input', async () => {
    const { id, owner, admin, editor } = one;
    const tries: [Person, object, number, string[] | string][] = [
      [owner, { email: owner.user.email }, 422, ['email']],
      [admin, { userId: admin.id }, 422, ['userId']],
      [owner, { userId: editor.id }, 409, 'ALREADY_EXISTS'],
      [admin, { email: owner.user.email }, 409, 'ALREADY_EXISTS'],
      [owner, { userId: newId() }, 422, ['userId']],
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
    expect((await invite(owner, 'x', { email: address() })).status).toBe(422);
    expect((await invite(owner, newId(), { email: address() })).status).toBe(404);
    expect(await entries(owner, id, '?status=pending')).toEqual([]);
  });

  it('to a plan in the trash is dead, and an API key needs the permission', async () => {
    const { id } = await one.owner.plan();
    const guest = await person(app);
    const token = await invitedTo(one.owner, id, guest.user.email);
    await one.owner.must('DELETE', path(id));
    expect((await accept(guest, token)).status).toBe(400);
    expect((await invite(one.owner, id, { email: address() })).status).toBe(404);
    await one.owner.must('POST', `/plans/${id}/restore`);
    expect((await accept(guest, token)).status).toBe(200);
    for (const [permissions, status] of [
      [['write:own-plans'], 403],
      [['write:own-plans', 'share:planners'], 201],
    ] as const) {
      const { key } = await one.owner.must('POST', '/auth/api-keys', { name: 'K', permissions });
      const answer = await app.request('POST', `/plans/${id}/collaborators`, {
        headers: { 'x-api-key': key as string },
        body: { email: address(), role: 'viewer' },
      });
      expect([permissions, answer.status]).toEqual([permissions, status]);
    }
  });
});

describe('who may do what with collaborators of a plan', () => {
  it('viewers and editors see who is on it, and change nothing; strangers see nothing', async () => {
    const { id, owner, viewer, editor, admin } = one;
    const stranger = await person(app, { tier: 'enterprise' });
    const before = await rolesOn(id);
    for (const who of [viewer, editor, stranger]) {
      for (const [method, at, body] of [
        ['POST', 'collaborators', { email: address(), role: 'viewer' }],
        ['PATCH', `collaborators/${admin.id}`, { role: 'viewer' }],
        ['DELETE', `collaborators/${admin.id}`, undefined],
        ['DELETE', `collaborators/${owner.id}`, undefined],
        ['POST', 'transfer', { userId: who.id }],
      ] as const) {
        const answer = await who.send(method, `/plans/${id}/${at}`, body);
        expect([method, at, answer.status, codeOf(answer)]).toEqual([method, at, 403, 'FORBIDDEN']);
      }
    }
    const seen = await viewer.get(`/plans/${id}/collaborators`);
    expect(seen.body.data.pagination.total).toBe(3);
    expect(seen.text).not.toContain('@example.com');
    expect((await stranger.get(`/plans/${id}/collaborators`)).status).toBe(403);
    expect((await viewer.get(`/plans/${id}/history`)).status).toBe(200);
    expect((await stranger.get(`/plans/${id}/history`)).status).toBe(403);
    expect((await stranger.send('POST', `/plans/${id}/leave`)).status).toBe(403);
    expect(await rolesOn(id)).toEqual(before);
    expect((await app.request('GET', `/plans/${id}/collaborators`)).status).toBe(401);
  });

  it('admins manage collaborators and never who owns it; their invitations go with them', async () => {
    const { id, owner, admin, viewer } = await sharedPlan(app);
    const guest = await person(app);
    const token = await invitedTo(admin, id, guest.user.email);
    const raise = () => admin.send('PATCH', `/plans/${id}/collaborators/${viewer.id}`, { role: 'editor' });
    const raised = await raise();
    expect([raised.status, raised.body.data.role]).toEqual([200, 'editor']);
    expect(raised.headers.get('x-operation-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect((await raise()).headers.get('x-operation-id')).toBeNull();
    for (const answer of [
      await admin.send('PATCH', `/plans/${id}/collaborators/${owner.id}`, { role: 'viewer' }),
      await remove(admin, id, owner.id),
      await owner.send('POST', `/plans/${id}/leave`),
    ]) {
      expect([answer.status, answer.body.error.details.reason]).toEqual([409, 'owner']);
    }
    expect((await transfer(admin, id, viewer.id)).status).toBe(403);
    await owner.must('PATCH', `/plans/${id}/collaborators/${admin.id}`, { role: 'editor' });
    expect((await accept(guest, token)).status).toBe(400);
  });

  it('everybody may leave, also by their own id, and is out with the next request', async () => {
    const { id, viewer, editor } = await sharedPlan(app);
    expect((await viewer.send('POST', `/plans/${id}/leave`)).status).toBe(200);
    expect((await remove(editor, id, editor.id)).status).toBe(200);
    for (const who of [viewer, editor]) {
      expect((await who.get(path(id))).status).toBe(403);
      expect((await who.must('GET', '/plans')).plans).toEqual([]);
    }
  });

  it('hands it on to a collaborator, and never what a team owns', async () => {
    const { id, owner, editor } = await sharedPlan(app);
    for (const userId of [owner.id, (await person(app)).id]) {
      const answer = await transfer(owner, id, userId);
      expect([answer.status, fieldsOf(answer)]).toEqual([422, ['userId']]);
    }
    const stale = { 'if-match': '"v9"' };
    expect((await owner.send('POST', `/plans/${id}/transfer`, { userId: editor.id }, stale)).status).toBe(
      412,
    );
    const done = await transfer(owner, id, editor.id);
    expect([done.status, done.body.data]).toEqual([
      200,
      expect.objectContaining({ ownerId: editor.id, role: 'admin', version: 2 }),
    ]);
    expect((await editor.must('GET', path(id))).role).toBe('owner');
    expect((await owner.send('DELETE', path(id))).status).toBe(403);
    const team = await makeTeam(app);
    const { id: ofTeam } = await team.owner.plan({ teamId: team.id });
    await sharePlan(app, ofTeam, owner.id, 'viewer');
    const refusal = await transfer(team.owner, ofTeam, owner.id);
    expect([refusal.status, refusal.body.error.details.reason]).toEqual([409, 'of-a-team']);
    const notByName = await team.member.send('POST', `/plans/${ofTeam}/leave`);
    expect([notByName.status, notByName.body.error.details.reason]).toEqual([409, 'not-by-name']);
  });
});

describe('at the same time', () => {
  it('one of several acceptances wins', async () => {
    const { id } = await one.owner.plan();
    const guest = await person(app);
    const token = await invitedTo(one.owner, id, guest.user.email);
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(guest, token)));
    expect(tally(answers)).toEqual({ 200: 1, 400: 4 });
    expect(await rolesOn(id)).toEqual({ [guest.id]: 'editor' });
  });

  it('one of several invitations to the last place wins; the limit is that of the owner', async () => {
    const owner = await person(app);
    const { id } = await owner.plan();
    await app.database.query(
      `INSERT INTO plan_members (plan_id, user_id, role)
       SELECT $1, gen_random_uuid(), 'viewer' FROM generate_series(1, 24)`,
      [id],
    );
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? app : other).request('POST', `/plans/${id}/collaborators`, {
          token: owner.user.token,
          body: { email: address(), role: 'viewer' },
        }),
      ),
    );
    expect(tally(answers)).toEqual({ 201: 1, 403: 5 });
    const full = await invite(owner, id, { email: address() });
    expect([codeOf(full), full.body.error.details]).toEqual([
      'MAX_COLLABORATORS_REACHED',
      { limit: 25, used: 25, tier: 'premium' },
    ]);
  });

  it('the last place goes to one of two who accept', async () => {
    const owner = await person(app);
    const { id } = await owner.plan();
    const guests = [await person(app), await person(app)];
    const tokens = await Promise.all(guests.map((guest) => invitedTo(owner, id, guest.user.email)));
    await app.database.query(
      `INSERT INTO plan_members (plan_id, user_id, role)
       SELECT $1, gen_random_uuid(), 'viewer' FROM generate_series(1, 24)`,
      [id],
    );
    const answers = await Promise.all(guests.map((guest, index) => accept(guest, tokens[index] ?? '')));
    expect(tally(answers)).toEqual({ 200: 1, 403: 1 });
  });

  it('nobody owns a plan that they have left, and writes of who is taken off come before that', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { id, owner, admin, editor } = await sharedPlan(app);
      // Whoever hands it on stays an admin only where the tier of the new owner has room for one.
      await app.database.query("UPDATE users SET tier = 'premium' WHERE id = $1", [admin.id]);
      const [moved, left, removed, ...writes] = await Promise.all([
        transfer(owner, id, admin.id),
        admin.send('POST', `/plans/${id}/leave`),
        remove(owner, id, editor.id),
        ...Array.from({ length: 6 }, (_, index) =>
          (index % 2 ? app : other).request('PATCH', path(id), {
            token: editor.user.token,
            body: { title: `Late ${index}` },
          }),
        ),
      ]);
      expect([
        [200, 409],
        [422, 200],
      ]).toContainEqual([moved.status, left.status]);
      expect(removed.status).toBe(200);
      for (const { status } of writes) expect([200, 403]).toContain(status);
      const { rows } = await app.database.query<{ owner_id: string; on: boolean; late: boolean }>(
        `SELECT p.owner_id, EXISTS (SELECT FROM plan_members m WHERE m.plan_id = p.id AND m.user_id = p.owner_id) AS on,
                EXISTS (SELECT FROM outbox o WHERE o.stream_id = $1 AND o.actor_id = $2 AND o.seq >
                  (SELECT seq FROM outbox l WHERE l.stream_id = $1 AND l.name = 'plan.member-left'
                      AND l.payload -> 'user' ->> 'id' = $2::text)) AS late
           FROM plans p WHERE p.id = $1`,
        [id, editor.id],
      );
      expect(rows).toEqual([
        { owner_id: moved.status === 200 ? admin.id : owner.id, on: false, late: false },
      ]);
    }
  });
});

describe('sockets', () => {
  it('of everybody on it hear who joins, changes and leaves; who is off hears no more of it', async () => {
    const { id } = await one.owner.plan();
    const guest = await person(app, { displayName: 'Gil Guest' });
    const [mine, theirs] = await Promise.all([
      PlainClient.signedIn(other.url, one.owner.user.token),
      PlainClient.signedIn(app.url, guest.user.token),
    ]);
    const user = { id: guest.id, displayName: 'Gil Guest' };
    const heard = async (type: string, data: object) => {
      for (const client of [mine, theirs])
        expect(await client.next((message) => message.type === type)).toMatchObject({ data });
    };
    await accept(guest, await invitedTo(one.owner, id, guest.user.email));
    await heard('plan:member-joined', { planId: id, user, role: 'editor' });
    await one.owner.must('PATCH', `/plans/${id}/collaborators/${guest.id}`, { role: 'admin' });
    await heard('plan:member-updated', { planId: id, user, role: 'admin' });
    await guest.must('POST', `/plans/${id}/leave`);
    await heard('plan:member-left', { planId: id, user });
    await one.owner.must('PATCH', path(id), { title: 'Alone again' });
    expect(await mine.next(({ type }) => type === 'plan:updated')).toMatchObject({ data: { plan: { id } } });
    mine.close();
    theirs.close();
  });
});

describe('assignments in a planner', () => {
  it('are released of who leaves or is taken off it, and what is done stays theirs', async () => {
    const { owner, editor } = one;
    const { id } = await owner.planner();
    const { id: sectionId } = await owner.section(id);
    const open = (await owner.activity(sectionId, { title: 'Open' })).id as string;
    const done = (await owner.activity(sectionId, { title: 'Done' })).id as string;
    const gone = (await owner.activity(sectionId, { title: 'Gone' })).id as string;
    await share(app, id, editor.id, 'editor');
    for (const activity of [open, done, gone])
      await owner.must('POST', `/activities/${activity}/assignees`, { userId: editor.id });
    await owner.must('PATCH', `/activities/${done}`, { status: 'completed' });
    await owner.must('DELETE', `/activities/${gone}`);
    await takeOff(owner, id, editor.id);
    await eventually(async () =>
      expect((await owner.must('GET', `/activities/${open}`)).assignees).toEqual([]),
    );
    expect((await owner.must('GET', `/activities/${done}`)).assignees).toEqual([editor.id]);
    await owner.must('POST', `/trash/${gone}/restore`);
    expect((await owner.must('GET', `/activities/${gone}`)).assignees).toEqual([]);
  });

  it('that come while somebody is taken off end with nobody assigned who cannot see it', async () => {
    const { owner, editor } = one;
    const { id } = await owner.planner();
    const { id: sectionId } = await owner.section(id);
    const activities = await Promise.all(
      Array.from({ length: 6 }, () => owner.activity(sectionId) as Promise<{ id: string }>),
    );
    await share(app, id, editor.id, 'editor');
    const [removed, ...assigned] = await Promise.all([
      takeOff(owner, id, editor.id),
      ...activities.map((activity, index) =>
        (index % 2 ? app : other).request('POST', `/activities/${activity.id}/assignees`, {
          token: owner.user.token,
          body: { userId: editor.id },
        }),
      ),
    ]);
    expect(removed.status).toBe(200);
    for (const { status } of assigned) expect([200, 201, 422]).toContain(status);
    await eventually(async () => {
      const { rows } = await app.database.query(
        'SELECT id FROM activities WHERE planner_id = $1 AND assignees @> ARRAY[$2::uuid]',
        [id, editor.id],
      );
      expect(rows).toEqual([]);
    });
  });
});
