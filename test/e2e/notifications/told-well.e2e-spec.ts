import type { Queue } from 'bull';
import type { QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { QUEUES } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { person, share, type Person } from '../planning/support';
import { happen, kindsOf, listOf, mailsTo, settled } from './support';
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
