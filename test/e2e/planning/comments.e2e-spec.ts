import { createTestApp, type TestApp, type TestReplica } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { PlainClient } from '../realtime/plain-client';
import { makeTeam } from '../teams/support';
import { codeOf, fieldsOf, type Person, person, share, unshare, walk } from './support';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';

describe('comments', () => {
  let app: TestApp;
  let replica: TestReplica;
  let ada: Person;
  let admin: Person;
  let viewer: Person;
  let stranger: Person;
  let plannerId: string;
  let id: string;
  let path: string;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    replica = await app.replica();
    [ada, admin, viewer, stranger] = [
      await person(app),
      await person(app),
      await person(app),
      await person(app),
    ];
    await ada.must('PATCH', '/users/me', { username: 'Ada.L' });
    await viewer.must('PATCH', '/users/me', { username: 'vera' });
    await stranger.must('PATCH', '/users/me', { username: 'stranger' });
  });
  beforeEach(async () => {
    plannerId = (await ada.planner()).id;
    await share(app, plannerId, admin.id, 'admin');
    await share(app, plannerId, viewer.id, 'viewer');
    id = (await ada.activity((await ada.section(plannerId)).id, { title: 'Talk' })).id;
    path = `/activities/${id}/comments`;
  });
  afterAll(() => app.close());

  const say = (who: Person, text: string) => who.must('POST', path, { text });
  const count = async () => (await ada.must('GET', `/activities/${id}`)).comments;

  test('whoever sees the planner may; mentions are those who see it', async () => {
    const text = 'Hi @ada.l, @VERA and @stranger, not @nobody or me@vera.example. @vera!';
    const answer = await viewer.send('POST', path, { text });
    expect(answer.status).toBe(201);
    const comment = answer.body.data;
    expect(comment).toMatchObject({ activityId: id, plannerId, userId: viewer.id, text, version: 1 });
    expect([...comment.mentions].sort()).toEqual([ada.id, viewer.id].sort());
    expect(answer.headers.get('location')).toBe(`/api/v1${path}/${comment.id}`);
    expect(answer.text).not.toContain(stranger.id);
    expect(await ada.must('GET', `${path}/${comment.id}`)).toEqual(comment);
    const activity = await ada.get(`/activities/${id}`);
    expect(activity.body.data).toMatchObject({ comments: 1, version: 1 });
    expect(activity.headers.get('etag')).toBe('"v1.t1"');
    expect(
      (await ada.send('PATCH', `/activities/${id}`, { title: 'T' }, { 'if-match': '"v1.t1"' })).status,
    ).toBe(200);
  });

  test('are changed by their author, and deleted by them or whoever manages the planner', async () => {
    const comment = await say(viewer, 'One');
    const own = `${path}/${comment.id}`;
    for (const who of [ada, admin]) {
      expect(codeOf(await who.send('PATCH', own, { text: 'x' }))).toBe('FORBIDDEN');
    }
    const changed = await viewer.send('PATCH', own, { text: 'Two @ada.l' }, { 'if-match': '"v1"' });
    expect(changed.body.data).toMatchObject({ text: 'Two @ada.l', mentions: [ada.id], version: 2 });
    expect((await viewer.send('PATCH', own, { text: 'x' }, { 'if-match': '"v1"' })).status).toBe(412);
    const adas = await say(ada, 'Mine');
    expect(codeOf(await viewer.send('DELETE', `${path}/${adas.id}`))).toBe('FORBIDDEN');
    await admin.must('DELETE', `${path}/${adas.id}`);
    await viewer.must('DELETE', own);
    expect(await count()).toBe(0);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { text: 'x' } : undefined;
      expect((await viewer.send(method, own, body)).status).toBe(404);
    }
    const { history } = await ada.must('GET', `/planners/${plannerId}/history`);
    const told = history
      .filter((entry: { resourceId: string }) => entry.resourceId === comment.id)
      .map(({ action, changes }: { action: string; changes: unknown }) => [action, changes]);
    expect(told).toEqual([
      ['comment.deleted', [{ field: 'deleted', before: false, after: true }]],
      ['comment.updated', [{ field: 'text', before: 'One', after: 'Two @ada.l' }]],
      ['comment.created', [{ field: 'text', before: null, after: 'One' }]],
    ]);
  });

  test('are refused where they are empty, too long, or somebody else’s business', async () => {
    for (const text of ['', ' ', 'x'.repeat(10_001), 5, 'a\u0000b']) {
      const answer = await viewer.send('POST', path, { text });
      expect([answer.status, fieldsOf(answer)]).toEqual([422, ['text']]);
    }
    expect((await viewer.send('POST', path, { text: '🎉'.repeat(10_000) })).status).toBe(201);
    const { id: commentId } = await say(ada, 'x');
    for (const [method, part] of [
      ['GET', ''],
      ['POST', ''],
      ['GET', `/${commentId}`],
      ['PATCH', `/${commentId}`],
      ['DELETE', `/${commentId}`],
    ] as const) {
      const body = ['POST', 'PATCH'].includes(method) ? { text: 'x' } : undefined;
      expect([method, codeOf(await stranger.send(method, `${path}${part}`, body))]).toEqual([
        method,
        'FORBIDDEN',
      ]);
      const nowhere = await ada.send(method, `/activities/${UNKNOWN}/comments${part}`, body);
      expect([method, nowhere.status]).toEqual([method, 404]);
    }
    const other = await ada.activity((await ada.section(plannerId)).id);
    expect((await ada.get(`/activities/${other.id}/comments/${commentId}`)).status).toBe(404);
    await unshare(app, plannerId, viewer.id);
    expect((await viewer.send('POST', path, { text: 'still here' })).status).toBe(403);
    await share(app, plannerId, viewer.id, 'viewer');
  });

  test('twenty at once, and deletions among them, are counted right; pages are oldest first', async () => {
    const first = await Promise.all(Array.from({ length: 5 }, (_, n) => say(ada, `early ${n}`)));
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? app : replica).request('POST', path, {
          token: viewer.user.token,
          body: { text: `${n}` },
        }),
      ),
      ...first.map((comment) => ada.send('DELETE', `${path}/${comment.id}`)),
      ...first.map((comment) => admin.send('DELETE', `${path}/${comment.id}`)),
    ]);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(5);
    expect(await count()).toBe(20);
    const rows = await walk(ada, `${path}?limit=7`, 'comments');
    expect(rows).toHaveLength(20);
    const times = rows.map(({ createdAt }: { createdAt: string }) => createdAt);
    expect(times).toEqual([...times].sort());
    const page = await ada.must('GET', `${path}?limit=5&order=desc`);
    expect(page.pagination).toMatchObject({ total: 20, pages: 4 });
    expect(page.comments[0].id).toBe(rows.at(-1).id);
  });

  test('are told live, with how many there are', async () => {
    const socket = await PlainClient.signedIn(replica.url, viewer.user.token);
    await socket.ask({ type: 'join-planner', plannerId });
    const comment = await say(ada, 'Look, @vera');
    await ada.must('PATCH', `${path}/${comment.id}`, { text: 'Look again, @vera' });
    await ada.must('DELETE', `${path}/${comment.id}`);
    const told = async (type: string) => (await socket.next((message) => message.type === type)).data;
    expect(await told('comment:created')).toEqual({ comment, mentions: [viewer.id], comments: 1 });
    expect(await told('comment:updated')).toMatchObject({
      comment: { version: 2 },
      mentions: [],
      comments: 1,
    });
    expect(await told('comment:deleted')).toMatchObject({ comment: { id: comment.id }, comments: 0 });
    socket.close();
  });

  test('whoever leaves a team is taken off what is open in its planners', async () => {
    const { id: teamId, owner, member } = await makeTeam(app);
    const planner = await owner.must('POST', `/teams/${teamId}/planners`, { title: 'Of the team' });
    const sectionId = (await owner.section(planner.id)).id;
    const assigned = { assignees: [member.id, owner.id] };
    const open = await owner.activity(sectionId, assigned);
    const done = await owner.activity(sectionId, { ...assigned, status: 'completed' });
    await member.must('DELETE', `/teams/${teamId}/members/${member.id}`);
    await eventually(async () =>
      expect(await owner.must('GET', `/activities/${open.id}`)).toMatchObject({
        assignees: [owner.id],
        version: 2,
      }),
    );
    expect((await owner.must('GET', `/activities/${done.id}`)).assignees).toEqual([member.id, owner.id]);
    const { history } = await owner.must('GET', `/planners/${planner.id}/history?limit=1`);
    expect(history).toMatchObject([{ actorId: null, changes: [{ field: 'assignees' }] }]);
  });
});
