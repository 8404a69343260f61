import { newId } from '@almanac/kernel';
import { Deliveries } from '@almanac/notifications';
import { PostponeJob } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { codeOf, fieldsOf, person, type Person } from '../planning/support';
import {
  deliveriesOf,
  happen,
  jobEnded,
  kindsOf,
  listOf,
  mailsTo,
  makeDue,
  notificationQueue,
  settled,
} from './support';

describe('notifications', () => {
  let app: TestApp;
  let ada: Person;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
  });
  beforeEach(async () => {
    ada = await person(app, { displayName: 'Ada' });
  });
  afterAll(() => app.close());

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
      await jobEnded(app, ada.id);
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
      await makeDue(app, ada);
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
      for (const type of ['one', 'two', 'three', 'four']) await jobEnded(app, ada.id, type);
      await settled(app);
      expect(await mailsTo(app, ada.user.email)).toEqual([]);
      const [read, removed] = await listOf(ada);
      await ada.must('POST', '/notifications/read', { ids: [read?.id] });
      await ada.must('DELETE', `/notifications/${removed?.id}`);
      await makeDue(app, ada);
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
      await jobEnded(app, ada.id);
      await settled(app);
      await ada.must('POST', '/notifications/read', { all: true });
      await makeDue(app, ada);
      await dispatch();
      await settled(app);
      expect(await mailsTo(app, ada.user.email)).toEqual([]);
    });
  });

  describe('unsubscribing', () => {
    const link = async () => {
      await jobEnded(app, ada.id);
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
      await jobEnded(app, ada.id);
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
        `${(await person(app)).id}.${kind}.${mac}`,
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

  /** What the schedule does every minute. */
  async function dispatch(): Promise<void> {
    const job = await notificationQueue(app).add('dispatch', {}, { jobId: `test-${newId()}` });
    await eventually(async () => expect(await job.getState()).toBe('completed'));
  }
});
