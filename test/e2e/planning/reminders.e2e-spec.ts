import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { ReminderAgenda, ReminderFiring } from '@almanac/planning';
import { PostponeJob, REDIS, RequestContext } from '@almanac/platform';
import { createTestApp, type TestApp, type TestBody } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { Program, WORKER } from '../background/program';
import { SHORT_LOCK } from '../background/short-lock';
import { person, share, unshare, type Person } from './support';

jest.setTimeout(60_000);

interface Told {
  reminderId: string;
  payload: TestBody;
  occurredAt: Date;
}

/** Everything that was told of reminders of this activity, in order. */
async function told(app: TestApp, activityId: string): Promise<Told[]> {
  const { rows } = await app.database.query<Told>(
    `SELECT payload ->> 'reminderId' AS "reminderId", payload, occurred_at AS "occurredAt" FROM outbox
      WHERE name = 'reminder.due' AND payload ->> 'activityId' = $1 ORDER BY seq`,
    [activityId],
  );
  return rows;
}

const firesAt = async (app: TestApp, id: string): Promise<Date | null> => {
  const { rows } = await app.database.query<{ fires_at: Date | null }>(
    'SELECT fires_at FROM activity_reminders WHERE id = $1',
    [id],
  );
  return rows[0]?.fires_at ?? null;
};

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('reminders go off', () => {
  let app: TestApp;
  let ada: Person;
  let plannerId: string;
  let sectionId: string;

  beforeAll(async () => {
    app = await createTestApp({ worker: true, config: { REMINDER_SWEEP_SECONDS: '1' } });
    ada = await person(app);
    plannerId = (await ada.planner()).id;
    sectionId = (await ada.section(plannerId)).id;
  });
  afterAll(() => app.close());

  const remind = (activityId: string, body: object, who = ada): Promise<TestBody> =>
    who.must('POST', `/activities/${activityId}/reminders`, { type: 'email', ...body });
  /** A reminder whose time has been missed for so long. */
  const missed = async (activityId: string, lateMs: number, who = ada): Promise<TestBody> => {
    const reminder = await remind(activityId, { time: '2040-01-01T00:00:00Z' }, who);
    await app.database.query(
      `UPDATE activity_reminders SET fires_at = now() - make_interval(secs => $2) WHERE id = $1`,
      [reminder.id, lateMs / 1000],
    );
    return reminder;
  };
  const fire = async (id: string): Promise<boolean> => {
    const at = await firesAt(app, id);
    if (!at) return false;
    return app.getFromWorker(ReminderFiring).fire(RequestContext.system(), { id, firesAt: at });
  };

  test('at their time, once, and are shown as sent', async () => {
    const { id } = await ada.activity(sectionId, { title: 'Tea', dueDate: '2040-05-01T10:00:00Z' });
    const reminder = await remind(id, { time: inMs(1500), type: 'push' });
    const [event] = await eventually(async () => {
      const events = await told(app, id);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(event?.payload).toEqual({
      ...{ reminderId: reminder.id, activityId: id, plannerId, userId: ada.id },
      ...{ title: 'Tea', dueDate: '2040-05-01T10:00:00.000Z', channels: ['push'] },
    });
    const shown = await ada.must('GET', `/activities/${id}`);
    expect(shown.reminders).toMatchObject([{ id: reminder.id, sent: true }]);
    expect(shown.version).toBe(3);
    const lag = Date.parse(shown.reminders[0].sentAt) - Date.parse(reminder.time);
    expect(lag).toBeGreaterThanOrEqual(0);
    process.stderr.write(`a reminder went off ${lag} ms after its time\n`);
    await app.getFromWorker(ReminderAgenda).sweep(RequestContext.system());
    expect(await told(app, id)).toHaveLength(1);
  });

  test('once, however many workers, jobs and sweeps come at the same time', async () => {
    const { id } = await ada.activity(sectionId);
    const reminders = [await missed(id, 10_000), await missed(id, 20_000)];
    const firing = app.getFromWorker(ReminderFiring);
    const times = await Promise.all(reminders.map((one) => firesAt(app, one.id)));
    const goes = reminders.flatMap((one, index) => {
      const at = times[index];
      if (!at) throw new Error('It does not wait');
      return Array.from({ length: 8 }, () =>
        firing.fire(RequestContext.system(), { id: one.id, firesAt: at }),
      );
    });
    const sweeps = Array.from({ length: 4 }, () =>
      app.getFromWorker(ReminderAgenda).sweep(RequestContext.system()),
    );
    await Promise.all([...goes, ...sweeps]);
    const ids = (await told(app, id)).map(({ reminderId }) => reminderId);
    expect(ids.sort()).toEqual(reminders.map((one) => one.id).sort());
  });

  test('at the due date’s new time alone, and not before their time', async () => {
    const { id } = await ada.activity(sectionId, { dueDate: inMs(60_000 + 1200) });
    const reminder = await remind(id, { offset: 1 });
    const old = await firesAt(app, reminder.id);
    const moved = inMs(60_000 + 2500);
    await ada.must('PATCH', `/activities/${id}`, { dueDate: moved });
    if (!old) throw new Error('It does not wait');
    expect(
      await app
        .getFromWorker(ReminderFiring)
        .fire(RequestContext.system(), { id: reminder.id, firesAt: old }),
    ).toBe(false);
    await expect(fire(reminder.id)).rejects.toBeInstanceOf(PostponeJob);
    const [event] = await eventually(async () => {
      const events = await told(app, id);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(event?.occurredAt.getTime()).toBeGreaterThanOrEqual(Date.parse(moved) - 60_000);
  });

  test('not where the time was past when it was set, nor when it was taken away', async () => {
    const { id } = await ada.activity(sectionId);
    const past = await remind(id, { time: inMs(-1000) });
    const gone = await remind(id, { time: inMs(900) });
    const kept = await remind(id, { time: inMs(1000) });
    await ada.must('DELETE', `/activities/${id}/reminders/${gone.id}`);
    await eventually(async () => expect(await told(app, id)).toHaveLength(1));
    expect((await told(app, id))[0]?.reminderId).toBe(kept.id);
    expect(await fire(past.id)).toBe(false);
    // Another time arms one that has gone off.
    await ada.must('PATCH', `/activities/${id}/reminders/${kept.id}`, { time: inMs(500) });
    await eventually(async () => expect(await told(app, id)).toHaveLength(2));
  });

  test('late after an outage, but not when it lies too far back', async () => {
    const { id } = await ada.activity(sectionId);
    const late = await missed(id, 3 * 3_600_000);
    const tooLate = await missed(id, 25 * 3_600_000);
    await eventually(async () => expect(await firesAt(app, tooLate.id)).toBeNull());
    await eventually(async () => expect(await told(app, id)).toHaveLength(1));
    expect((await told(app, id))[0]?.reminderId).toBe(late.id);
  });

  test('of what was in the trash, called off or archived, and is back in time', async () => {
    const { id } = await ada.activity(sectionId);
    const reminder = await remind(id, { time: inMs(2500) });
    await ada.must('DELETE', `/activities/${id}`);
    await ada.must('POST', `/trash/${id}/restore`);
    await ada.must('PATCH', `/activities/${id}`, { status: 'completed' });
    await ada.must('PATCH', `/activities/${id}`, { status: 'pending' });
    await ada.must('POST', `/planners/${plannerId}/archive`);
    await ada.must('POST', `/planners/${plannerId}/unarchive`);
    await eventually(async () => expect(await told(app, id)).toHaveLength(1));
    expect((await told(app, id))[0]?.reminderId).toBe(reminder.id);
  });

  describe('and pass by', () => {
    let planner: TestBody;
    let section: TestBody;
    let activity: TestBody;
    let bob: Person;
    beforeEach(async () => {
      bob = await person(app);
      planner = await ada.planner();
      section = await ada.section(planner.id);
      activity = await ada.activity(section.id);
      await share(app, planner.id, bob.id, 'editor');
    });

    const cases: [string, () => Promise<unknown>][] = [
      ['what is completed', () => ada.must('PATCH', `/activities/${activity.id}`, { status: 'completed' })],
      ['what is cancelled', () => ada.must('PATCH', `/activities/${activity.id}`, { status: 'cancelled' })],
      ['what is in the trash', () => ada.must('DELETE', `/activities/${activity.id}`)],
      ['a section in the trash', () => ada.must('DELETE', `/sections/${section.id}`)],
      ['a planner in the trash', () => ada.must('DELETE', `/planners/${planner.id}`)],
      ['an archived planner', () => ada.must('POST', `/planners/${planner.id}/archive`)],
      [
        'a planner without reminders',
        () => ada.must('PATCH', `/planners/${planner.id}`, { settings: { reminderEnabled: false } }),
      ],
      ['who may no longer see it', () => unshare(app, planner.id, bob.id)],
      [
        'whose account is deleted',
        () =>
          app.database.query(`UPDATE users SET status = 'deleted', deleted_at = now() WHERE id = $1`, [
            bob.id,
          ]),
      ],
    ];
    test.each(cases)('%s', async (_what, change) => {
      const reminder = await remind(activity.id, { time: '2040-01-01T00:00:00Z' }, bob);
      await change();
      await app.database.query('UPDATE activity_reminders SET fires_at = now() WHERE id = $1', [reminder.id]);
      await fire(reminder.id);
      expect(await told(app, activity.id)).toEqual([]);
      // It waits for nothing any more: coming back later does not make it go off late.
      expect(await firesAt(app, reminder.id)).toBeNull();
    });

    test('nobody when it is somebody else who left', async () => {
      const own = await missed(activity.id, 10_000);
      await unshare(app, planner.id, bob.id);
      await fire(own.id);
      expect(await told(app, activity.id)).toHaveLength(1);
    });
  });

  test('of a copy too, and of the next occurrence', async () => {
    const copied = await ada.planner();
    const { id } = await ada.activity((await ada.section(copied.id)).id, {
      dueDate: inMs(86_400_000 * 2),
      recurrence: { pattern: 'daily', interval: 1 },
    });
    await remind(id, { time: inMs(2500) });
    await remind(id, { offset: 60 });
    const copy = await ada.must('POST', `/planners/${copied.id}/duplicate`, {});
    const { sections } = await ada.must('GET', `/planners/${copy.id}`);
    await eventually(async () => expect(await told(app, sections[0].activities[0].id)).toHaveLength(1));
    const done = await ada.must('PATCH', `/activities/${id}`, { status: 'completed' });
    const next = await ada.must('GET', `/activities/${done.series.nextActivityId}`);
    expect(next.reminders).toMatchObject([{ offset: 60, sent: false }]);
    const waits = await firesAt(app, next.reminders[0].id);
    expect(waits?.toISOString()).toBe(new Date(Date.parse(next.dueDate) - 3_600_000).toISOString());
  });

  test('although Redis has lost everything', async () => {
    const { id } = await ada.activity(sectionId);
    await remind(id, { time: inMs(4000) });
    const redis = app.getFromWorker<Redis>(REDIS);
    const keys = () => redis.keys(`${app.config.REDIS_PREFIX}:jobs:reminders:fire:*`);
    await eventually(async () => expect((await keys()).length).toBeGreaterThan(0));
    const all = await redis.keys(`${app.config.REDIS_PREFIX}:*`);
    await redis.del(all);
    await eventually(async () => expect(await told(app, id)).toHaveLength(1));
    const [reminder] = (await ada.must('GET', `/activities/${id}`)).reminders;
    const lag = Date.parse(reminder.sentAt) - Date.parse(reminder.time);
    process.stderr.write(`after a flush a reminder went off ${lag} ms after its time\n`);
    expect(lag).toBeLessThan(5000);
  });
});

describe('kill -9 of a worker while reminders go off', () => {
  let app: TestApp;
  const programs: Program[] = [];
  beforeAll(async () => {
    app = await createTestApp();
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    await app.close();
  });

  const start = (): Program => {
    const program = Program.beside(app, WORKER, { REMINDER_SWEEP_SECONDS: '1', ...SHORT_LOCK });
    programs.push(program);
    return program;
  };

  it('loses none and lets none go off twice', async () => {
    const ada = await person(app);
    const { id } = await ada.activity((await ada.section((await ada.planner()).id)).id);
    const first = start();
    await app.database.query(
      `INSERT INTO activity_reminders (id, activity_id, user_id, type, remind_at, fires_at)
       SELECT gen_random_uuid(), $1, $2, 'in-app', now(), now() FROM generate_series(1, 150)`,
      [id, ada.id],
    );
    await app.database.query('UPDATE activities SET reminders_count = 150 WHERE id = $1', [id]);
    await eventually(async () => expect((await told(app, id)).length).toBeGreaterThan(20), 30_000);
    await first.end('SIGKILL');
    const before = (await told(app, id)).length;
    expect(before).toBeLessThan(150);
    start();
    start();
    await eventually(async () => expect((await told(app, id)).length).toBeGreaterThanOrEqual(150), 40_000);
    await sleep(500);
    const ids = (await told(app, id)).map(({ reminderId }) => reminderId);
    expect([ids.length, new Set(ids).size]).toEqual([150, 150]);
  }, 90_000);
});
