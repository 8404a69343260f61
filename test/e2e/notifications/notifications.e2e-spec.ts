import { newId } from '@almanac/kernel';
import { Deliveries } from '@almanac/notifications';
import { PostponeJob } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { PlainClient } from '../realtime/plain-client';
import { codeOf, unshare, walk, type Person } from '../planning/support';
import {
  deliveriesOf,
  happen,
  jobEnded,
  kindsOf,
  listOf,
  mailsTo,
  makeDue,
  notificationQueue,
  scene,
  settled,
} from './support';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';

const titleOf = (data: unknown): string => (data as { notification: { title: string } }).notification.title;

describe('notifications', () => {
  let app: TestApp;
  let ada: Person;
  let grace: Person;
  let viewer: Person;
  let stranger: Person;
  let plannerId: string;
  let id: string;

  beforeAll(async () => {
    app = await createTestApp({ worker: true, config: { APP_URL: 'https://app.example.org/#/' } });
  });
  beforeEach(async () => {
    ({ ada, grace, viewer, stranger, plannerId, id } = await scene(app));
  });
  afterAll(() => app.close());

  const name = (who: Person, username: string) => who.must('PATCH', '/users/me', { username });

  describe('whom what concerns', () => {
    test('whoever is newly assigned is told, live, in the list and by mail; who assigns themselves is not', async () => {
      const socket = await PlainClient.signedIn(app.url, grace.user.token);
      await ada.must('POST', `/activities/${id}/assignees`, { userId: grace.id });
      const live = await socket.next(({ type }) => type === 'notification:new');
      await ada.must('POST', `/activities/${id}/assignees`, { userId: grace.id });
      await ada.must('POST', `/activities/${id}/assignees`, { userId: ada.id });
      await settled(app);
      const [only, ...others] = await listOf(grace);
      expect(others).toEqual([]);
      expect(only).toMatchObject({
        kind: 'assignment',
        title: 'Ada assigned you “Book the hall”',
        body: 'In the planner “Spring fair”.',
        url: `https://app.example.org/#/activities/${id}`,
        read: false,
      });
      expect(live['data']).toEqual({ notification: only });
      expect(socket.of('notification:new')).toHaveLength(1);
      socket.close();
      expect(await listOf(ada)).toEqual([]);
      const [mail, ...more] = await mailsTo(app, grace.user.email);
      expect(more).toEqual([]);
      expect(mail?.subject).toBe(only?.title);
      expect(mail?.links).toContain(only?.url);
    });

    test('also where nobody has verified the address yet, as long as the server does not demand that', async () => {
      await app.database.query('UPDATE users SET email_verified = false WHERE id = $1', [grace.id]);
      await ada.must('POST', `/activities/${id}/assignees`, { userId: grace.id });
      await eventually(async () => expect(await mailsTo(app, grace.user.email)).toHaveLength(1));
    });

    test('assigned at creation, alone or in a batch', async () => {
      const section = (await ada.section(plannerId)).id as string;
      await ada.activity(section, { title: 'One', assignees: [grace.id, ada.id] });
      const data = { title: 'Two', assignees: [grace.id] };
      await ada.must('POST', `/sections/${section}/activities/batch`, {
        operations: [{ op: 'create', data }],
      });
      await settled(app);
      // Both may be told of at the same time.
      expect((await listOf(grace)).map(({ title }) => title).sort()).toEqual([
        'Ada assigned you “One”',
        'Ada assigned you “Two”',
      ]);
    });

    test('a comment: who made the activity, works on it or has said something; the mentioned once; never the author', async () => {
      await name(viewer, `v${viewer.id.slice(-8)}`);
      await name(stranger, `s${stranger.id.slice(-8)}`);
      await ada.must('POST', `/activities/${id}/assignees`, { userId: grace.id });
      await settled(app);
      const mention = `@v${viewer.id.slice(-8)} @s${stranger.id.slice(-8)}`;
      await grace.must('POST', `/activities/${id}/comments`, { text: `Look ${mention}` });
      await settled(app);
      expect(await kindsOf(ada)).toEqual(['comment']);
      expect(await kindsOf(grace)).toEqual(['assignment']);
      expect(await listOf(viewer)).toMatchObject([
        { kind: 'mention', title: 'Grace mentioned you in “Book the hall”', body: `Look ${mention}` },
      ]);
      expect(await listOf(stranger)).toEqual([]);
      const said = await viewer.must('POST', `/activities/${id}/comments`, { text: 'Aha' });
      await settled(app);
      expect(await kindsOf(ada)).toEqual(['comment', 'comment']);
      expect(await kindsOf(grace)).toEqual(['assignment', 'comment']);
      expect(await kindsOf(viewer)).toEqual(['mention']);
      // An edit tells the newly named alone.
      await name(grace, `g${grace.id.slice(-8)}`);
      await viewer.must('PATCH', `/activities/${id}/comments/${said.id}`, {
        text: `@g${grace.id.slice(-8)}`,
      });
      await settled(app);
      expect(await kindsOf(grace)).toEqual(['assignment', 'comment', 'mention']);
      expect(await kindsOf(ada)).toHaveLength(2);
    });

    test('nobody who may not see the thing by then, and nothing goes out that they may see no more', async () => {
      // Assigned both, though one of them may not see it.
      await app.database.query('UPDATE activities SET assignees = $2 WHERE id = $1', [
        id,
        [stranger.id, grace.id],
      ]);
      await happen(app, 'activity.assigned', {
        activityId: id,
        plannerId,
        title: 'Secret',
        userIds: [stranger.id, grace.id],
      });
      await settled(app);
      expect(await listOf(stranger)).toEqual([]);
      expect(await kindsOf(grace)).toEqual(['assignment']);
      await grace.must('PUT', '/notifications/preferences', { digest: 'daily' });
      await happen(app, 'activity.assigned', {
        activityId: id,
        plannerId,
        title: 'Secret',
        userIds: [grace.id],
      });
      await settled(app);
      await unshare(app, plannerId, grace.id);
      await makeDue(app, grace);
      await happen(app, 'notification.due', { userId: grace.id, delivery: await digestFor(grace) });
      await settled(app);
      expect(await mailsTo(app, grace.user.email)).toHaveLength(1);
    });

    test('a role given by somebody else, and a planner handed on', async () => {
      await ada.must('POST', `/planners/${plannerId}/transfer`, { userId: grace.id });
      await settled(app);
      expect(await listOf(grace)).toMatchObject([
        { kind: 'share', title: 'Ada handed the planner “Spring fair” on to you' },
      ]);
      expect(await listOf(ada)).toEqual([]);
    });

    test('an invitation, in the app, beside the mail that has the link', async () => {
      await ada.must('POST', `/planners/${plannerId}/collaborators`, {
        email: stranger.user.email,
        role: 'viewer',
      });
      await settled(app);
      const [only] = await listOf(stranger);
      expect(only).toMatchObject({
        kind: 'invitation',
        title: 'You are invited into the planner “Spring fair”',
      });
      expect(await mailsTo(app, stranger.user.email)).toHaveLength(1);
      // Its title goes with whose it is.
      const { rows } = await app.database.query('SELECT owner_id FROM notifications WHERE id = $1', [
        only?.id,
      ]);
      expect(rows).toEqual([{ owner_id: ada.id }]);
    });

    test('a reminder by its own channels, below the master switches; ended work; what is about security', async () => {
      const due = { activityId: id, plannerId, title: 'Book the hall', dueDate: '2026-12-01T09:00:00.000Z' };
      const reminder = (channels: ('email' | 'in-app' | 'push')[]) =>
        happen(app, 'reminder.due', { ...due, reminderId: newId(), userId: ada.id, channels });
      await ada.must('PUT', '/notifications/preferences', { digest: 'daily' });
      await reminder(['email']);
      await settled(app);
      expect(await listOf(ada)).toEqual([]);
      expect((await mailsTo(app, ada.user.email)).map(({ subject }) => subject)).toEqual([
        'Reminder: Book the hall',
      ]);
      await ada.must('PATCH', '/users/me', { preferences: { notifications: { reminder: false } } });
      await reminder(['email', 'in-app']);
      await jobEnded(app, ada.id, 'data-export');
      await happen(app, 'webhook.disabled', {
        webhookId: newId(),
        userId: ada.id,
        host: 'hooks.example.com',
        reason: 'gone',
      });
      await happen(app, 'security.noticed', {
        userId: ada.id,
        kind: 'new-device',
        device: 'Firefox',
        ip: null,
        country: null,
      });
      await settled(app);
      expect((await kindsOf(ada)).sort()).toEqual(['job', 'job', 'security']);
      expect(await listOf(ada)).toContainEqual(
        expect.objectContaining({
          title: 'Your webhook at hooks.example.com was switched off',
          body: 'Its receiver has answered that it is gone (410).',
        }),
      );
      const mails = (await mailsTo(app, ada.user.email)).map(({ subject }) => subject);
      expect(mails.sort()).toEqual(['A new device signed in to your account', 'Reminder: Book the hall']);
    });

    test('words of users are inert', async () => {
      const title = 'a\u202eb\nBcc: x@example.org <b>';
      await ada.must('PATCH', `/activities/${id}`, { title });
      await ada.must('POST', `/activities/${id}/assignees`, { userId: grace.id });
      await settled(app);
      expect((await listOf(grace))[0]?.title).toBe('Ada assigned you “ab Bcc: x@example.org <b>”');
    });
  });

  describe('once', () => {
    test('the same event twenty times at once is one notification, and one delivery a channel', async () => {
      const eventId = await jobEnded(app, ada.id);
      await settled(app);
      const queue = notificationQueue(app);
      await Promise.all(
        Array.from({ length: 20 }, (_none, index) =>
          queue.add(
            'tell',
            { eventId, requestId: newId(), payload: {} },
            { jobId: `again-${eventId}-${index}` },
          ),
        ),
      );
      await settled(app);
      expect(await listOf(ada)).toHaveLength(1);
      expect(await deliveriesOf(app, ada.id)).toEqual([{ channel: 'email', status: 'sent', digest: false }]);
      expect(await mailsTo(app, ada.user.email)).toHaveLength(1);
      // Not even once it is deleted.
      await ada.must('DELETE', `/notifications/${(await listOf(ada))[0]?.id}`);
      await queue.add('tell', { eventId, requestId: newId(), payload: {} }, { jobId: `late-${eventId}` });
      await settled(app);
      expect(await listOf(ada)).toEqual([]);
    });

    test('of twenty who claim a delivery one gets it; the others come again, and find it sent', async () => {
      const deliveries = app.getFromWorker(Deliveries);
      await ada.must('PUT', '/notifications/preferences', { digest: 'daily' });
      await jobEnded(app, ada.id);
      await settled(app);
      await makeDue(app, ada);
      const { deliveryId } = await digestFor(ada);
      const claims = await Promise.allSettled(Array.from({ length: 20 }, () => deliveries.claim(deliveryId)));
      const won = claims.filter((claim) => claim.status === 'fulfilled' && claim.value !== undefined);
      expect(won).toHaveLength(1);
      const lost = claims.flatMap((claim) => (claim.status === 'rejected' ? [claim.reason as unknown] : []));
      expect(lost).toHaveLength(19);
      for (const reason of lost) expect(reason).toBeInstanceOf(PostponeJob);
      await deliveries.release(deliveryId);
      expect(await deliveries.claim(deliveryId)).toMatchObject({ kind: 'digest', email: ada.user.email });
      await deliveries.settle(deliveryId, 'sent');
      expect(await deliveries.claim(deliveryId)).toBeUndefined();
      expect((await deliveriesOf(app, ada.id)).map(({ status }) => status)).toEqual(['sent', 'sent']);
    });
  });

  describe('the list', () => {
    const make = async (count: number) => {
      for (let index = 0; index < count; index += 1) await jobEnded(app, ada.id, `work-${index}`);
      await settled(app);
      return listOf(ada);
    };

    test('pages, tells how many are unread, and shows only those', async () => {
      const all = await make(5);
      const page = await ada.must('GET', '/notifications?limit=2');
      expect(page).toMatchObject({ unreadCount: 5, pagination: { total: 5, pages: 3, hasNext: true } });
      expect(await walk(ada, '/notifications?limit=2', 'notifications')).toEqual([...all].reverse());
      const ids = all.slice(0, 2).map((one) => one.id);
      const answer = await ada.send('POST', '/notifications/read', { ids });
      expect(answer.body.data).toEqual({ unreadCount: 3 });
      expect(await listOf(ada, '?unread=true')).toEqual(all.slice(2));
      expect((await ada.must('POST', '/notifications/read', { all: true })).unreadCount).toBe(0);
    });

    test('refuses what is not theirs, and then does nothing', async () => {
      const [one] = await make(1);
      const own = one?.id ?? '';
      for (const who of [stranger, grace]) {
        expect(codeOf(await who.send('POST', '/notifications/read', { ids: [own] }))).toBe('FORBIDDEN');
        expect(codeOf(await who.send('DELETE', `/notifications/${own}`))).toBe('FORBIDDEN');
      }
      expect(codeOf(await ada.send('POST', '/notifications/read', { ids: [own, UNKNOWN] }))).toBe(
        'NOT_FOUND',
      );
      for (const body of [{}, { all: false }, { ids: [own], all: true }, { ids: [] }, { ids: ['x'] }]) {
        expect((await ada.send('POST', '/notifications/read', body)).status).toBe(422);
      }
      expect((await listOf(ada))[0]?.read).toBe(false);
      await ada.must('DELETE', `/notifications/${own}`);
      expect((await ada.send('DELETE', `/notifications/${own}`)).status).toBe(404);
      expect((await ada.must('GET', '/notifications')).unreadCount).toBe(0);
    });

    test('shows what is personal to the person alone, signed in themselves', async () => {
      const sockets = { session: ada.user.token, key: '', acting: '' };
      const permissions = ['profile', 'planners', 'activities'].map((name) => `read:own-${name}`);
      sockets.key = (
        await ada.must('POST', '/auth/api-keys', {
          name: 'Key',
          permissions: [...permissions, 'write:own-profile'],
        })
      ).key as string;
      const admin = await app.user({ admin: true });
      const acting = await app.request('POST', `/admin/users/${ada.id}/impersonate`, { token: admin.token });
      sockets.acting = acting.body.data.accessToken as string;
      const byKey = { headers: { 'x-api-key': sockets.key } };
      const byAdmin = { token: sockets.acting };
      const clients = await Promise.all(
        [sockets.session, sockets.key, sockets.acting].map((token) => PlainClient.signedIn(app.url, token)),
      );
      await jobEnded(app, ada.id, 'data-export', { personal: true });
      await settled(app);
      await jobEnded(app, ada.id, 'planner-pdf');
      await settled(app);
      const titles = ['The export of your data is ready', 'Your planner pdf is ready'];
      const [own, shared] = await listOf(ada);
      expect([own?.title, shared?.title]).toEqual(titles);
      expect((await ada.must('GET', '/notifications')).unreadCount).toBe(2);
      const heard = await Promise.all(
        clients.map(async (client) => {
          await client.next(({ type, data }) => type === 'notification:new' && titleOf(data) === titles[1]);
          return client.of('notification:new').map(({ data }) => titleOf(data));
        }),
      );
      expect(heard).toEqual([titles, titles.slice(1), titles.slice(1)]);
      clients.forEach((client) => client.close());

      for (const as of [byKey, byAdmin]) {
        const list = await app.request('GET', '/notifications', as);
        expect(list.body.data).toMatchObject({ unreadCount: 1, pagination: { total: 1 } });
        expect(list.body.data.notifications).toEqual([shared]);
        const none = await app.request('GET', '/notifications?limit=1&page=2', as);
        expect(none.body.data.notifications).toEqual([]);
        for (const [method, path, body] of [
          ['POST', '/notifications/read', { ids: [own?.id, shared?.id] }],
          ['POST', '/notifications/read', { ids: [own?.id] }],
          ['DELETE', `/notifications/${own?.id}`, undefined],
        ] as const) {
          expect((await app.request(method, path, { ...as, body })).status).toBe(404);
        }
        expect((await listOf(ada)).map(({ read }) => read)).toEqual([false, false]);
      }
      const read = await app.request('POST', '/notifications/read', { ...byKey, body: { all: true } });
      expect(read.body.data).toEqual({ unreadCount: 0 });
      expect((await listOf(ada)).map((one) => one.read)).toEqual([false, true]);
      expect((await ada.must('POST', '/notifications/read', { ids: [own?.id] })).unreadCount).toBe(0);
      await ada.must('DELETE', `/notifications/${own?.id}`);
    });

    test('counts exactly while some are read and others deleted at once', async () => {
      const all = await make(12);
      const answers = await Promise.all(
        all.flatMap(({ id: own }, index) => [
          ada.send('POST', '/notifications/read', { ids: [own] }),
          ...(index % 2 === 0 ? [ada.send('DELETE', `/notifications/${own}`)] : []),
          ...(index === 6 ? [ada.send('POST', '/notifications/read', { all: true })] : []),
          ada.get('/notifications?limit=100'),
        ]),
      );
      for (const { status, body } of answers) {
        expect([200, 404]).toContain(status);
        const rows = body.data?.notifications as { read: boolean }[] | undefined;
        if (rows) expect(body.data.unreadCount).toBe(rows.filter(({ read }) => !read).length);
      }
      const end = await ada.must('GET', '/notifications');
      expect(end).toMatchObject({ unreadCount: 0, pagination: { total: 6 } });
    });
  });

  /** A digest of theirs that no job works off. */
  async function digestFor(who: Person): Promise<{ deliveryId: string; channel: 'email' }> {
    const deliveryId = newId();
    await app.database.query(
      `INSERT INTO notification_deliveries (id, user_id, channel, status, due_at, queued_at)
       VALUES ($1, $2, 'email', 'pending', now(), now())`,
      [deliveryId, who.id],
    );
    await app.database.query(
      `UPDATE notification_deliveries SET status = 'gathered', digest_id = $1
        WHERE user_id = $2 AND status = 'gathering'`,
      [deliveryId, who.id],
    );
    return { deliveryId, channel: 'email' };
  }
});
