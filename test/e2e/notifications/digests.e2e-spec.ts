import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { newId, type Id } from '@almanac/kernel';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import type { Program } from '../background/program';
import { person } from '../planning/support';
import { MailSink } from './mail-sink';
import { deliveriesOf, happen, mailsTo, settled } from './support';
import { askFor, startWorker } from './worker-program';

const HOUR = 3_600_000;

describe('hourly digests', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
  });
  afterAll(() => app.close());

  const finished = (userId: Id, type: string) =>
    happen(app, 'job.finished', { jobId: newId(), userId, type, status: 'completed' });
  const due = async (userId: Id): Promise<number[]> => {
    const { rows } = await app.database.query<{ due_at: Date }>(
      'SELECT due_at FROM notification_deliveries WHERE user_id = $1 ORDER BY due_at',
      [userId],
    );
    return rows.map(({ due_at }) => due_at.getTime());
  };

  it.each([
    ['UTC', 0],
    ['Asia/Kathmandu', 15 * 60_000],
  ])('gather until the full hour of the person’s clock (%s), and are one mail', async (timezone, past) => {
    const ada = await person(app);
    await ada.must('PATCH', '/users/me', { preferences: { timezone } });
    await ada.must('PUT', '/notifications/preferences', { digest: 'hourly' });
    await finished(ada.id, 'one');
    await finished(ada.id, 'two');
    await settled(app);
    const now = Date.now();
    const times = await due(ada.id);
    expect(times).toHaveLength(2);
    for (const time of times) {
      expect(time % HOUR).toBe(past);
      expect(time).toBeGreaterThan(now - 60_000);
      expect(time).toBeLessThanOrEqual(now + HOUR);
    }
    expect(await mailsTo(app, ada.user.email)).toEqual([]);
    await app.database.query('UPDATE notification_deliveries SET due_at = now() WHERE user_id = $1', [
      ada.id,
    ]);
    await Promise.all([1, 2, 3].map(() => askFor(app, 'notifications', 'dispatch', {})));
    await eventually(async () => expect(await mailsTo(app, ada.user.email)).toHaveLength(1));
    await settled(app);
    const [mail, ...others] = await mailsTo(app, ada.user.email);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('2 things are new in Almanac');
    expect(mail?.text).toContain('Your one is ready');
    expect(mail?.text).toContain('Your two is ready');
    // The next hour has its own.
    await finished(ada.id, 'three');
    await settled(app);
    expect((await deliveriesOf(app, ada.id)).map(({ status, digest }) => [status, digest])).toEqual(
      expect.arrayContaining([
        ['sent', true],
        ['gathering', false],
      ]),
    );
  });
});

/** The worker is killed with SIGKILL while it makes digests: some are made, one is half made, the others are not. */
describe('kill -9 of a worker that makes digests', () => {
  const PEOPLE = 12;
  const FACTS = 3;
  let sink: MailSink;
  let app: TestApp;
  const programs: Program[] = [];

  beforeAll(async () => {
    sink = await new MailSink().open();
    app = await createTestApp({ config: { SMTP_URL: sink.url } });
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    await app.close();
    await sink.close();
  });

  /** Facts that wait for a digest which is due. */
  async function gathering(userId: Id): Promise<void> {
    await app.database.query(
      `WITH told AS (
         INSERT INTO notifications (id, user_id, event_id, kind, title, in_app)
         SELECT gen_random_uuid(), $1, gen_random_uuid(), 'job', 'Fact ' || n, true FROM generate_series(1, $2::int) n
         RETURNING id)
       INSERT INTO notification_deliveries (id, user_id, notification_id, channel, status, due_at)
       SELECT gen_random_uuid(), $1, id, 'email', 'gathering', now() - interval '1 minute' FROM told`,
      [userId, FACTS],
    );
  }

  const counts = async (): Promise<Record<string, number>> => {
    const { rows } = await app.database.query<{ status: string; count: number }>(
      `SELECT CASE WHEN notification_id IS NULL THEN 'digest ' ELSE '' END || status AS status, count(*)::int AS count
         FROM notification_deliveries GROUP BY 1`,
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  };

  it('loses nothing and tells nothing twice', async () => {
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => app.user()));
    for (const { id } of people) await gathering(id);
    // The last whom the worker comes to, as far as the index says: it waits there, in the middle of a digest.
    const held = await app.database.connect();
    await held.query('BEGIN');
    const [victim] = people
      .map(({ id }) => id)
      .sort()
      .slice(PEOPLE / 2);
    await held.query(
      `SELECT id FROM notification_deliveries WHERE user_id = $1 AND status = 'gathering' ORDER BY id DESC LIMIT 1
        FOR UPDATE`,
      [victim],
    );
    const first = startWorker(app);
    programs.push(first);
    await askFor(app, 'notifications', 'dispatch', {});
    await eventually(async () => {
      const { rows } = await app.database.query(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows).toHaveLength(1);
      // What it made before is sent: mails that are cut off are tried elsewhere.
      expect((await counts())['digest pending']).toBeUndefined();
    }, 30_000);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    await held.query('ROLLBACK');
    held.release();
    const before = await counts();
    expect(before['gathering']).toBeGreaterThanOrEqual(FACTS);

    programs.push(startWorker(app));
    // The job of the dead worker, and two that come at the same time.
    await Promise.all([1, 2].map(() => askFor(app, 'notifications', 'dispatch', {})));
    await eventually(
      async () => expect(await counts()).toEqual({ 'digest sent': PEOPLE, sent: PEOPLE * FACTS }),
      60_000,
    );
    await sleep(500);
    expect(sink.mails.map(({ to }) => to[0]).sort()).toEqual(people.map(({ email }) => email).sort());
    for (const { raw } of sink.mails) {
      const { text = '', subject } = await PostalMime.parse(raw);
      expect(subject).toBe('3 things are new in Almanac');
      expect([...text.matchAll(/^\* Fact (\d)/gm)].map(([, number]) => number).sort()).toEqual([
        '1',
        '2',
        '3',
      ]);
    }
  }, 120_000);
});
