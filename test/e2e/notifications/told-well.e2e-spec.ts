import type { Queue } from 'bull';
import type { QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { Deliveries } from '@almanac/notifications';
import { QUEUES } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { person, share, type Person } from '../planning/support';
import { deliveriesOf, happen, kindsOf, listOf, mailsTo, settled } from './support';
import { PlainClient } from '../realtime/plain-client';
import { askFor } from './worker-program';

let app: TestApp;
let ada: Person;
let grace: Person;
let plannerId: string;
let sectionId: string;
let id: string;

beforeAll(async () => {
  app = await createTestApp({ worker: true });
});
beforeEach(async () => {
  [ada, grace] = [await person(app, { displayName: 'Ada' }), await person(app, { displayName: 'Grace' })];
  plannerId = (await ada.planner({ title: 'Spring fair' })).id as string;
  await share(app, plannerId, grace.id, 'editor');
  sectionId = (await ada.section(plannerId)).id as string;
  id = (await ada.activity(sectionId, { title: 'Book the hall' })).id as string;
});
afterAll(() => app.close());

const makeDue = (who: Person) =>
  app.database.query(`UPDATE notification_deliveries SET due_at = now() WHERE user_id = $1`, [who.id]);

describe('without a front-end', () => {
  it('nothing leads anywhere, and mails say where a thing is', async () => {
    const username = `g${grace.id.slice(-8)}`;
    await grace.must('PATCH', '/users/me', { username });
    await ada.must('POST', `/activities/${id}/comments`, { text: `Look @${username}` });
    await settled(app);
    expect(await listOf(grace)).toMatchObject([{ kind: 'mention', url: null }]);
    const [mail] = await mailsTo(app, grace.user.email);
    expect(mail?.text).toContain('Planner: Spring fair');
    expect(mail?.links.every((link) => link.includes('/unsubscribe?'))).toBe(true);
  });
});

describe('a comment that is deleted', () => {
  let username: string;
  beforeEach(async () => {
    username = `g${grace.id.slice(-8)}`;
    await grace.must('PATCH', '/users/me', { username });
    await grace.must('PUT', '/notifications/preferences', { digest: 'daily' });
  });
  const say = (text: string) => ada.must('POST', `/activities/${id}/comments`, { text });

  it('is read in no list and no mail any more', async () => {
    const secret = await say(`The code is 4711 @${username}`);
    await say(`Good morning @${username}`);
    await settled(app);
    expect(await kindsOf(grace)).toEqual(['mention', 'mention']);
    await ada.must('DELETE', `/activities/${id}/comments/${secret.id}`);
    await settled(app);
    expect((await listOf(grace)).map(({ body }) => body)).toEqual([`Good morning @${username}`]);
    await makeDue(grace);
    await askFor(app, 'notifications', 'dispatch', {});
    await settled(app);
    const [mail, ...others] = await mailsTo(app, grace.user.email);
    expect(others).toEqual([]);
    expect(mail?.text).toContain('Good morning');
    expect(mail?.text).not.toContain('4711');
  });

  it('is not told of, though the word of it comes later', async () => {
    const said = await say(`The code is 4711 @${username}`);
    await settled(app);
    const { rows } = await app.database.query<{ event_id: string }>(
      `SELECT event_id FROM outbox WHERE name = 'comment.created' AND resource_id = $1`,
      [said.id],
    );
    await app.database.query('DELETE FROM notifications WHERE comment_id = $1', [said.id]);
    await ada.must('DELETE', `/activities/${id}/comments/${said.id}`);
    await settled(app);
    const queue = { eventId: rows[0]?.event_id, requestId: newId(), payload: {} };
    await askAgain(queue);
    await settled(app);
    expect(await listOf(grace)).toEqual([]);
  });

  it('whoever is named in it is told of that once, however often it is edited', async () => {
    const said = await say(`Look @${username}`);
    await settled(app);
    for (const text of ['Nobody', `@${username} again`, 'Nobody', `@${username}`])
      await ada.must('PATCH', `/activities/${id}/comments/${said.id}`, { text });
    await settled(app);
    expect(await kindsOf(grace)).toEqual(['mention']);
  });

  async function askAgain(data: object): Promise<void> {
    const queue = app.getFromWorker<ReadonlyMap<QueueName, Queue>>(QUEUES).get('notifications');
    await queue?.add('tell', data, { jobId: newId() });
  }
});

describe('mails of reminders', () => {
  const reminder = (channels: ('email' | 'sms' | 'in-app')[]) =>
    happen(app, 'reminder.due', {
      ...{ activityId: id, plannerId, title: 'Book the hall', dueDate: null },
      ...{ reminderId: newId(), userId: ada.id, channels },
    });

  it('end by one click, too; what cannot come as it was asked for is in the list', async () => {
    await reminder(['email']);
    await settled(app);
    const [mail] = await mailsTo(app, ada.user.email);
    expect(await listOf(ada)).toEqual([]);
    const link = mail?.links.find((one) => one.includes('/unsubscribe')) ?? '';
    const answer = await app.request('POST', `//unsubscribe${new URL(link).search}`, {
      raw: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(200);
    await reminder(['email']);
    // Nobody knows a number.
    await reminder(['sms']);
    await settled(app);
    expect(await mailsTo(app, ada.user.email)).toHaveLength(1);
    expect(await kindsOf(ada)).toEqual(['reminder', 'reminder']);
  });

  it('is in the list where the number is gone in which it was to come, unless the thing is gone, too', async () => {
    const preferences = { notifications: { sms: true } };
    const profile = (phoneNumber: string | null) =>
      ada.must('PATCH', '/users/me', { phoneNumber, preferences });
    await profile('+4915112345678');
    // It is quiet until tomorrow, so that both wait.
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
    await ada.must('PUT', '/notifications/preferences', { quietHours: { from: at(-60), to: at(-120) } });
    await reminder(['sms']);
    await settled(app);
    expect(await deliveriesOf(app, ada.id)).toMatchObject([{ channel: 'sms', status: 'pending' }]);
    expect(await listOf(ada)).toEqual([]);
    await profile(null);
    await makeDue(ada);
    await askFor(app, 'notifications', 'dispatch', {});
    await settled(app);
    expect(await deliveriesOf(app, ada.id)).toMatchObject([{ channel: 'sms', status: 'undeliverable' }]);
    expect(await listOf(ada)).toMatchObject([{ kind: 'reminder', title: 'Reminder: Book the hall' }]);

    await profile('+4915112345678');
    await reminder(['sms']);
    await settled(app);
    await profile(null);
    await ada.must('DELETE', `/activities/${id}`);
    await makeDue(ada);
    await askFor(app, 'notifications', 'dispatch', {});
    await settled(app);
    expect((await deliveriesOf(app, ada.id)).at(-1)).toMatchObject({ channel: 'sms', status: 'withdrawn' });
    expect(await kindsOf(ada)).toEqual(['reminder']);
  });
});

describe('assignments', () => {
  const batch = (operations: object[], atomic = true) =>
    ada.must('POST', '/activities/batch', { atomic, operations });
  const make = (title: string, ...assignees: string[]) => ({
    ...{ op: 'create', sectionId },
    data: { title, assignees },
  });

  it('of one batch are one fact for each person, about what is theirs at its end', async () => {
    const alan = await person(app);
    await share(app, plannerId, alan.id, 'viewer');
    const other = (await ada.activity(sectionId, { title: 'Fetch the keys' })).id as string;
    await batch([
      ...Array.from({ length: 20 }, (_none, index) => make(`Step ${index}`, grace.id, ada.id)),
      { op: 'update', id, data: { assignees: [grace.id, alan.id] } },
      { op: 'update', id: other, data: { assignees: [grace.id] } },
      { op: 'update', id: other, data: { assignees: [] } },
    ]);
    await settled(app);
    expect(await listOf(grace)).toMatchObject([
      {
        kind: 'assignment',
        title: 'Ada assigned you 21 activities',
        body: 'In the planner “Spring fair”.',
        resource: { type: 'planner', id: plannerId },
      },
    ]);
    expect(await mailsTo(app, grace.user.email)).toHaveLength(1);
    expect(await listOf(alan)).toMatchObject([
      { title: 'Ada assigned you “Book the hall”', resource: { type: 'activity', id } },
    ]);
    expect(await listOf(ada)).toEqual([]);
  });

  it('that a batch takes back are not told of', async () => {
    await batch(
      [
        { op: 'update', id, data: { assignees: [grace.id] } },
        { op: 'update', id, data: { assignees: [grace.id], version: 99 } },
        { op: 'update', id, data: { assignees: [] } },
      ],
      false,
    );
    await settled(app);
    expect(await listOf(grace)).toEqual([]);
  });

  it('that were taken back stand in no digest', async () => {
    await grace.must('PUT', '/notifications/preferences', { digest: 'daily' });
    const kept = (await ada.activity(sectionId, { title: 'Fetch the keys' })).id as string;
    for (const one of [id, kept])
      await ada.must('POST', `/activities/${one}/assignees`, { userId: grace.id });
    await batch([make('One', grace.id), make('Two', grace.id)]);
    const elsewhere = (await ada.planner({ title: 'Autumn fair' })).id as string;
    await share(app, elsewhere, grace.id, 'editor');
    const section = (await ada.section(elsewhere)).id as string;
    await batch(['Three', 'Four'].map((title) => ({ ...make(title, grace.id), sectionId: section })));
    await settled(app);
    expect(await kindsOf(grace)).toEqual(Array.from({ length: 4 }, () => 'assignment'));
    await ada.must('DELETE', `/activities/${id}/assignees/${grace.id}`);
    await app.database.query(`UPDATE activities SET assignees = '{}' WHERE planner_id = $1`, [elsewhere]);
    await makeDue(grace);
    await askFor(app, 'notifications', 'dispatch', {});
    await settled(app);
    const [mail, ...others] = await mailsTo(app, grace.user.email);
    expect(others).toEqual([]);
    expect(mail?.text).toContain('assigned you “Fetch the keys”');
    expect(mail?.text).toContain('assigned you 2 activities');
    expect(mail?.text).not.toContain('Book the hall');
    expect(mail?.text).not.toContain('Autumn fair');
  });
});

describe('what was assigned at once', () => {
  const make = (title: string) => ({
    ...{ op: 'create', sectionId },
    data: { title, assignees: [grace.id] },
  });
  const batch = async (...titles: string[]): Promise<string[]> => {
    const { results } = (await ada.must('POST', '/activities/batch', {
      ...{ atomic: true, operations: titles.map(make) },
    })) as { results: { data: { id: string } }[] };
    return results.map(({ data }) => data.id);
  };
  const takeBack = (activityId: string) =>
    ada.must('DELETE', `/activities/${activityId}/assignees/${grace.id}`);

  it.each([
    ['en', 'Ada assigned you 2 activities', 'Ada assigned you “Tables”'],
    ['de', 'Ada hat Ihnen 2 Aktivitäten zugewiesen', 'Ada hat Ihnen „Tables“ zugewiesen'],
  ])('is counted anew where it is told later (%s)', async (language, two, one) => {
    await grace.must('PATCH', '/users/me', { preferences: { language } });
    await grace.must('PUT', '/notifications/preferences', { digest: 'daily' });
    // Of these two are left, one of them deleted; of the next one; of the last none, and all of what came after it.
    const [a = '', b = ''] = await batch('Chairs 1', 'Chairs 2', 'Chairs 3', 'Chairs 4');
    const [, c = '', d = ''] = await batch('Tables', 'Lamps', 'Cups');
    const [e = '', f = ''] = await batch('Gone 1', 'Gone 2');
    await batch('Kept 1', 'Kept 2', 'Kept 3');
    const { id: planId } = await ada.plan({
      ...{ title: 'Fair', startsAt: '2026-03-02T09:00:00.000Z' },
      steps: [1, 2, 3, 4, 5].map((n) => ({
        id: `${n}`,
        title: `Step ${n}`,
        duration: 60,
        assignee: grace.id,
      })),
    });
    const applied = (await ada.must('POST', `/plans/${planId}/apply`, { plannerId })) as { created: number };
    expect(applied.created).toBe(5);
    await settled(app);
    // Jobs that are done at the same time may come in either order.
    expect((await listOf(grace)).map(({ title }) => Number(/\d+/.exec(title)?.[0])).sort()).toEqual([
      ...[2, 3, 3, 4, 5],
    ]);
    await ada.must('DELETE', `/activities/${a}`);
    for (const taken of [b, c, d, e, f]) await takeBack(taken);
    const { rows } = await app.database.query<{ id: string }>(
      `SELECT id FROM activities WHERE planner_id = $1 AND title = 'Step 3'`,
      [plannerId],
    );
    await takeBack(rows[0]?.id ?? '');
    await makeDue(grace);
    await askFor(app, 'notifications', 'dispatch', {});
    await settled(app);
    const [mail, ...others] = await mailsTo(app, grace.user.email);
    expect(others).toEqual([]);
    expect(mail?.subject).toMatch(/^4 /);
    const lines = [...(mail?.text ?? '').matchAll(/^\* (.*?) \(/gm)].map(([, line]) => line);
    const of = (count: number) => two.replace('2', `${count}`);
    expect(lines.sort()).toEqual([two, one, of(3), of(4)].sort());
    expect(mail?.text).not.toContain('Gone');
  });
});

describe('a reminder by push', () => {
  const reminder = (channels: ('push' | 'sms' | 'in-app')[]) =>
    happen(app, 'reminder.due', {
      ...{ activityId: id, plannerId, title: 'Book the hall', dueDate: null },
      ...{ reminderId: newId(), userId: ada.id, channels },
    });

  it('that reaches no device is in the list, told live and counted, once', async () => {
    const socket = await PlainClient.signedIn(app.url, ada.user.token);
    await reminder(['push']);
    await socket.next(({ type }) => type === 'notification:new');
    await settled(app);
    expect(await deliveriesOf(app, ada.id)).toMatchObject([{ channel: 'push', status: 'undeliverable' }]);
    const [only, ...others] = await listOf(ada);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ kind: 'reminder', title: 'Reminder: Book the hall', read: false });
    expect(socket.of('notification:new').map(({ data }) => data)).toEqual([{ notification: only }]);
    expect((await ada.must('GET', '/notifications')).unreadCount).toBe(1);
    socket.close();
  });

  it('is in the list once where two ways fail at the same time, and not where one has told it', async () => {
    const deliveries = app.getFromWorker(Deliveries);
    const kept = async (statuses: string[]): Promise<string[]> => {
      const { rows } = await app.database.query<{ id: string }>(
        `WITH told AS (
           INSERT INTO notifications (id, user_id, event_id, kind, title, in_app)
           VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'reminder', 'Told', false) RETURNING id)
         INSERT INTO notification_deliveries (id, user_id, notification_id, channel, status, chosen, due_at, queued_at)
         SELECT gen_random_uuid(), $1, told.id, way.channel, way.status, true, now(), now()
           FROM told, unnest($2::text[], $3::text[]) way (channel, status) RETURNING id`,
        [ada.id, ['push', 'sms'].slice(0, statuses.length), statuses],
      );
      return rows.map((row) => row.id);
    };
    for (let round = 0; round < 10; round += 1) {
      const both = await kept(['pending', 'pending']);
      await Promise.all(both.map((one) => deliveries.settle(one, 'undeliverable')));
    }
    expect(await listOf(ada)).toHaveLength(10);
    const [push = ''] = await kept(['pending', 'sent']);
    await deliveries.settle(push, 'undeliverable');
    expect(await listOf(ada)).toHaveLength(10);
    await settled(app);
    const { rows } = await app.database.query(
      `SELECT resource_id FROM outbox WHERE name = 'notification.created' AND payload ->> 'userId' = $1`,
      [ada.id],
    );
    expect(rows).toHaveLength(10);
  });

  it('stays away from the list of whoever wants no reminders there', async () => {
    await ada.must('PUT', '/notifications/preferences', { kinds: { reminder: { inApp: false } } });
    await reminder(['push']);
    await settled(app);
    expect(await deliveriesOf(app, ada.id)).toMatchObject([{ status: 'undeliverable' }]);
    expect(await listOf(ada)).toEqual([]);
  });
});

describe('applying a plan', () => {
  const step = (number: number, assignee: string) => ({
    ...{ id: `s${number}`, title: `Step ${number}`, duration: 60 },
    assignee,
  });
  const plan = (steps: object[]) => ada.plan({ title: 'Fair', startsAt: '2026-03-02T09:00:00.000Z', steps });

  it('tells each person once of all that it assigns to them, and nobody when nothing is new', async () => {
    const alan = await person(app);
    const stranger = await person(app);
    await share(app, plannerId, alan.id, 'viewer');
    const steps = [
      ...Array.from({ length: 300 }, (_none, index) => step(index, grace.id)),
      step(300, alan.id),
      step(301, stranger.id),
      step(302, ada.id),
      step(303, 'somebody'),
    ];
    const { id: planId } = await plan(steps);
    await ada.must('POST', `/plans/${planId}/apply`, { plannerId });
    await ada.must('POST', `/plans/${planId}/apply`, { plannerId });
    await settled(app);
    expect(await listOf(grace)).toMatchObject([
      {
        kind: 'assignment',
        title: 'Ada assigned you 300 activities',
        body: 'In the planner “Spring fair”.',
        resource: { type: 'planner', id: plannerId },
      },
    ]);
    expect(await mailsTo(app, grace.user.email)).toHaveLength(1);
    expect(await listOf(alan)).toMatchObject([
      { kind: 'assignment', title: 'Ada assigned you “Step 300”', resource: { type: 'activity' } },
    ]);
    expect(await listOf(stranger)).toEqual([]);
    expect(await listOf(ada)).toEqual([]);
    // What is new is told, and only that.
    const before = await ada.get(`/plans/${planId}`);
    const next = [...steps.slice(0, 300), step(300, grace.id), ...steps.slice(301)];
    const changed = await ada.send(
      'PATCH',
      `/plans/${planId}`,
      { steps: next },
      {
        'if-match': before.headers.get('etag') ?? '',
      },
    );
    expect(changed.status).toBe(200);
    await ada.must('POST', `/plans/${planId}/apply`, { plannerId });
    await settled(app);
    expect((await listOf(grace)).map(({ title }) => title)).toEqual([
      'Ada assigned you 300 activities',
      'Ada assigned you “Step 300”',
    ]);
    expect(await listOf(alan)).toHaveLength(1);
  });

  it('tells once where two apply at the same time', async () => {
    const { id: planId } = await plan([step(1, grace.id), step(2, grace.id)]);
    await Promise.all([1, 2, 3].map(() => ada.send('POST', `/plans/${planId}/apply`, { plannerId })));
    await settled(app);
    expect((await listOf(grace)).map(({ title }) => title)).toEqual(['Ada assigned you 2 activities']);
  });
});
