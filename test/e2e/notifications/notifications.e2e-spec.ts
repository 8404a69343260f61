import type { Queue } from 'bull';
import type { QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { Deliveries } from '@almanac/notifications';
import { PostponeJob, QUEUES } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { PlainClient } from '../realtime/plain-client';
import { codeOf, fieldsOf, person, share, unshare, walk, type Person } from '../planning/support';
import { deliveriesOf, happen, kindsOf, listOf, mailsTo, settled } from './support';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';
const done = (userId: string, type = 'planner-export') => ({
  jobId: newId(),
  userId,
  type,
  status: 'completed' as const,
});

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
    [ada, grace, viewer, stranger] = [
      await person(app, { displayName: 'Ada' }),
      await person(app, { displayName: 'Grace' }),
      await person(app),
      await person(app),
    ];
    plannerId = (await ada.planner({ title: 'Spring fair' })).id as string;
    await share(app, plannerId, grace.id, 'editor');
    await share(app, plannerId, viewer.id, 'viewer');
    id = (await ada.activity((await ada.section(plannerId)).id as string, { title: 'Book the hall' }))
      .id as string;
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
      await makeDue(grace);
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
      await happen(app, 'job.finished', done(ada.id, 'data-export'));
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
      const eventId = await happen(app, 'job.finished', done(ada.id));
      await settled(app);
      const queue = notificationQueue();
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
      await happen(app, 'job.finished', done(ada.id));
      await settled(app);
      await makeDue(ada);
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
      for (let index = 0; index < count; index += 1)
        await happen(app, 'job.finished', done(ada.id, `work-${index}`));
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
        expect(codeOf(await who.send('POST', '/notifications/read', { ids: [own] }))).toBe('NOT_FOUND');
        expect(codeOf(await who.send('DELETE', `/notifications/${own}`))).toBe('NOT_FOUND');
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
      await happen(app, 'job.finished', { ...done(ada.id, 'data-export'), personal: true });
      await settled(app);
      await happen(app, 'job.finished', done(ada.id, 'planner-pdf'));
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

  describe('preferences', () => {
    const path = '/notifications/preferences';

    test('have defaults, are replaced whole, and have a version', async () => {
      const before = await ada.get(path);
      expect(before.headers.get('etag')).toBe('"v0"');
      expect(before.body.data).toMatchObject({ quietHours: null, digest: 'immediate' });
      expect(before.body.data.kinds.comment).toEqual({ inApp: true, email: false, push: true, sms: false });
      const wanted = {
        kinds: { comment: { email: true } },
        quietHours: { from: '22:00', to: '06:30' },
        digest: 'hourly',
      };
      const changed = await ada.send('PUT', path, wanted, { 'if-match': '"v0"' });
      expect(changed.body.data.kinds.comment).toEqual({ inApp: true, email: true, push: true, sms: false });
      expect(changed.headers.get('etag')).toBe('"v1"');
      expect((await ada.get(path)).body.data).toEqual(changed.body.data);
      expect((await ada.send('PUT', path, {}, { 'if-match': '"v0"' })).status).toBe(412);
      expect((await ada.must('PUT', path, {})).kinds).toEqual(before.body.data.kinds);
    });

    test('refuse what makes no sense, and silence about security', async () => {
      const refused: [object, string][] = [
        [{ kinds: { security: { email: false } } }, 'kinds.security.email'],
        [{ kinds: { gossip: {} } }, 'kinds.gossip'],
        [{ quietHours: { from: '22:00', to: '22:00' } }, 'quietHours.to'],
        [{ quietHours: { from: '24:00', to: '07:00' } }, 'quietHours.from'],
        [{ digest: 'weekly' }, 'digest'],
      ];
      for (const [body, field] of refused) {
        const answer = await ada.send('PUT', path, body);
        expect([answer.status, ...fieldsOf(answer)]).toEqual([422, field]);
      }
    });

    test('of ten at once from one version one wins', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => ada.send('PUT', path, { digest: 'daily' }, { 'if-match': '"v0"' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([
        200,
        ...Array.from({ length: 9 }, () => 412),
      ]);
    });

    test('hold in the list, too, and quiet hours keep what is not urgent', async () => {
      await ada.must('PUT', path, {
        kinds: { job: { inApp: false, email: true, push: true } },
        quietHours: { from: clock(-60), to: clock(60) },
      });
      await happen(app, 'job.finished', done(ada.id));
      await happen(app, 'security.noticed', {
        userId: ada.id,
        kind: 'new-device',
        device: 'X',
        ip: null,
        country: null,
      });
      await settled(app);
      expect(await kindsOf(ada)).toEqual(['security']);
      const waiting = (await deliveriesOf(app, ada.id)).filter(({ status }) => status === 'pending');
      expect(waiting.map(({ channel }) => channel)).toEqual(['email', 'push']);
      const { rows } = await app.database.query<{ id: string }>(
        `SELECT id FROM notification_deliveries WHERE user_id = $1 AND status = 'pending' LIMIT 1`,
        [ada.id],
      );
      // Also where its job has come late.
      const claim = app.getFromWorker(Deliveries).claim(rows[0]?.id ?? '');
      await expect(claim).rejects.toBeInstanceOf(PostponeJob);
      await ada.must('PUT', path, { kinds: { job: { inApp: false, push: true } } });
      await makeDue(ada);
      await dispatch();
      await settled(app);
      expect((await mailsTo(app, ada.user.email)).map(({ subject }) => subject)).toContain(
        'Your planner export is ready',
      );
    });
  });

  describe('digests', () => {
    const daily = (who: Person) => who.must('PUT', '/notifications/preferences', { digest: 'daily' });

    test('bring each fact once, also with many workers at once, and not what was read or deleted', async () => {
      await daily(ada);
      for (const type of ['one', 'two', 'three', 'four'])
        await happen(app, 'job.finished', done(ada.id, type));
      await settled(app);
      expect(await mailsTo(app, ada.user.email)).toEqual([]);
      const [read, removed] = await listOf(ada);
      await ada.must('POST', '/notifications/read', { ids: [read?.id] });
      await ada.must('DELETE', `/notifications/${removed?.id}`);
      await makeDue(ada);
      await Promise.all(Array.from({ length: 8 }, () => dispatch()));
      await settled(app);
      const mails = await mailsTo(app, ada.user.email);
      expect(mails).toHaveLength(1);
      const left = (await listOf(ada)).filter((one) => !one.read);
      expect(left).toHaveLength(2);
      for (const { title } of left) expect(mails[0]?.text).toContain(title);
      for (const gone of [read, removed]) expect(mails[0]?.text).not.toContain(gone?.title);
      await dispatch();
      await settled(app);
      expect(await mailsTo(app, ada.user.email)).toHaveLength(1);
    });

    test('do not come when there is nothing to say', async () => {
      await daily(ada);
      await happen(app, 'job.finished', done(ada.id));
      await settled(app);
      await ada.must('POST', '/notifications/read', { all: true });
      await makeDue(ada);
      await dispatch();
      await settled(app);
      expect(await mailsTo(app, ada.user.email)).toEqual([]);
    });
  });

  describe('unsubscribing', () => {
    const link = async () => {
      await happen(app, 'job.finished', done(ada.id));
      await settled(app);
      const [mail] = await mailsTo(app, ada.user.email);
      const found = mail?.links.find((one) => one.includes('/unsubscribe'));
      return new URL(found ?? 'none:').search;
    };
    const job = async () => (await ada.must('GET', '/notifications/preferences')).kinds.job;
    const post = (search: string, body = 'List-Unsubscribe=One-Click') =>
      app.request('POST', `//unsubscribe${search}`, {
        raw: body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });

    test('one click ends the mails of that kind; looking at the page ends nothing', async () => {
      const search = await link();
      const page = await app.request('GET', `//unsubscribe${search}`);
      expect(page.status).toBe(200);
      expect(page.text).toContain('<form method="post">');
      expect((await job()).email).toBe(true);
      const answers = await Promise.all([post(search), post(search), post(search)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(await job()).toEqual({ inApp: true, email: false, push: false, sms: false });
      await happen(app, 'job.finished', done(ada.id));
      await settled(app);
      expect(await mailsTo(app, ada.user.email)).toHaveLength(1);
    });

    test('a mail program may send the form in parts, as RFC 8058 would rather have it', async () => {
      const search = await link();
      const answer = await app.request('POST', `//unsubscribe${search}`, {
        raw: '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      });
      expect(answer.status).toBe(200);
      expect((await job()).email).toBe(false);
    });

    test('the page is in the language of the reader’s mails', async () => {
      const search = await link();
      const page = async () => (await app.request('GET', `//unsubscribe${search}`)).text;
      expect(await page()).toContain('<html lang="en">');
      await ada.must('PATCH', '/users/me', { preferences: { language: 'de-AT' } });
      const asked = await page();
      expect(asked).toContain('<html lang="de">');
      expect(asked).toContain('Keine Mails mehr über Aufträge, die Sie gestartet haben?');
      const done = await post(search);
      expect(done.text).toContain('Die Mails sind abbestellt');
      expect((await job()).email).toBe(false);
    });

    test('a link that was changed, or made up for security, does nothing', async () => {
      const search = await link();
      const token = new URLSearchParams(search).get('token') ?? '';
      const [, kind = '', mac = ''] = token.split('.');
      const wrong = [
        `${grace.id}.${kind}.${mac}`,
        `${ada.id}.comment.${mac}`,
        `${ada.id}.security.${mac}`,
        `${ada.id}.${kind}.${mac.slice(0, -1)}`,
        'x',
      ];
      for (const other of wrong) {
        expect(codeOf(await post(`?token=${encodeURIComponent(other)}`))).toBe('INVALID_TOKEN');
        expect((await app.request('GET', `//unsubscribe?token=${encodeURIComponent(other)}`)).status).toBe(
          400,
        );
      }
      // Whoever opens it in a browser is told so on a page, in their language.
      const headers = { accept: 'text/html', 'accept-language': 'de-AT,en;q=0.5' };
      const page = await app.request('GET', '//unsubscribe?token=x', { headers });
      expect([page.status, page.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
      expect(page.text).toContain('Dieser Link geht nicht');
      expect((await post('')).status).toBe(422);
      expect((await job()).email).toBe(true);
      // Forms are for this alone.
      const form = { raw: 'all=true', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
      const elsewhere = await app.request('POST', '/notifications/read', { ...form, token: ada.user.token });
      expect(elsewhere.status).toBe(415);
    });
  });

  /** A clock time so many minutes from now, in UTC. */
  function clock(minutes: number): string {
    return new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  }

  /** As if the time had come. */
  async function makeDue(who: Person): Promise<void> {
    await app.database.query(
      `UPDATE notification_deliveries SET due_at = now() - interval '1 second'
        WHERE user_id = $1 AND status IN ('gathering', 'pending')`,
      [who.id],
    );
  }

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

  function notificationQueue(): Queue {
    const queue = app.getFromWorker<ReadonlyMap<QueueName, Queue>>(QUEUES).get('notifications');
    if (!queue) throw new Error('There is such a queue');
    return queue;
  }

  /** What the schedule does every minute. */
  async function dispatch(): Promise<void> {
    const job = await notificationQueue().add('dispatch', {}, { jobId: `test-${newId()}` });
    await eventually(async () => expect(await job.getState()).toBe('completed'));
  }
});
