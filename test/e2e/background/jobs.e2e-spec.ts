import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Job, Queue } from 'bull';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { jobs as contract, type QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import {
  createLogger,
  HandlesJob,
  jobOptions,
  JobQueue,
  NestLogger,
  PostponeJob,
  POSTPONED_AT_MOST_MS,
  queueKeyPrefix,
  queueNames,
  queuePolicies,
  QUEUES,
  schedules,
  type ConfigValues,
  type JobContext,
} from '@almanac/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@almanac/testing';
import { BackgroundModule, type HandlerOf } from './background.module';
import { eventually } from './eventually';

/** What the handlers below were given, and how they are to behave. */
const seen: { job: string; eventId: string }[] = [];
let gaveUp: string[] = [];
let failures = 0;
let slowMs = 0;
let postponements = 0;
let finished = 0;

@Injectable()
@HandlesJob('mail', 'account-locked')
class FailingHandler {
  async handle(_payload: unknown, { eventId }: JobContext): Promise<void> {
    seen.push({ job: 'account-locked', eventId });
    failures -= 1;
    if (failures >= 0) throw new Error('not yet');
  }

  async gaveUp(_payload: unknown, { eventId }: JobContext): Promise<void> {
    gaveUp.push(eventId);
  }
}

@Injectable()
@HandlesJob('mail', 'account-restored')
class PostponingHandler {
  async handle(_payload: unknown, { eventId }: JobContext): Promise<void> {
    seen.push({ job: 'account-restored', eventId });
    postponements -= 1;
    if (postponements >= 0) throw new PostponeJob(20, 'the circuit is open');
  }

  async gaveUp(_payload: unknown, { eventId }: JobContext): Promise<void> {
    gaveUp.push(eventId);
  }
}

@Injectable()
@HandlesJob('maintenance', 'purge-deleted')
class SlowHandler {
  async handle(_payload: unknown, { eventId }: JobContext): Promise<void> {
    seen.push({ job: 'purge-deleted', eventId });
    await sleep(slowMs);
    finished += 1;
  }
}

const handlers: HandlerOf[] = [
  { job: 'mail/account-locked', type: FailingHandler },
  { job: 'mail/account-restored', type: PostponingHandler },
  { job: 'maintenance/purge-deleted', type: SlowHandler },
];

describe('jobs', () => {
  let database: TestDatabase;
  let config: ConfigValues;
  let workers: INestApplicationContext[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    config = await testConfig(database.url, { SHUTDOWN_TIMEOUT_MS: '5000' });
    seen.length = 0;
    gaveUp = [];
    failures = 0;
    slowMs = 0;
    postponements = 0;
    finished = 0;
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    workers = [];
  });

  async function startWorker(): Promise<INestApplicationContext> {
    const logger = createLogger(config, 'worker');
    const app = await NestFactory.createApplicationContext(BackgroundModule.with(config, logger, handlers), {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    workers.push(app);
    return app;
  }

  function queueOf(worker: INestApplicationContext, name: QueueName): Queue {
    const queue = worker.get<ReadonlyMap<QueueName, Queue>>(QUEUES, { strict: false }).get(name);
    if (!queue) throw new Error(`There is no queue ${name}`);
    return queue;
  }

  async function letters(
    where: string,
    values: string[] = [],
  ): Promise<{ error: string; attempts: number }[]> {
    const pool = new Pool({ connectionString: database.url, max: 1 });
    const { rows } = await pool.query<{ error: string; attempts: number }>(
      `SELECT error, attempts FROM dead_letters WHERE ${where}`,
      values,
    );
    await pool.end();
    return rows;
  }

  const locked = (): { userId: string; until: string } => ({
    userId: newId(),
    until: new Date().toISOString(),
  });

  it('tries again, after a pause, and takes a job that is put in twice once', async () => {
    const worker = await startWorker();
    failures = 1;
    const eventId = newId();
    const jobs = worker.get(JobQueue);
    const payload = locked();
    await jobs.add('mail', 'account-locked', payload, { eventId });
    await jobs.add('mail', 'account-locked', payload, { eventId });
    await eventually(() => expect(seen).toHaveLength(2));
    await sleep(300);
    expect(seen).toEqual([
      { job: 'account-locked', eventId },
      { job: 'account-locked', eventId },
    ]);
    expect(await queueOf(worker, 'mail').getJobCounts()).toMatchObject({
      completed: 1,
      failed: 0,
      waiting: 0,
    });
    expect(gaveUp).toEqual([]);
  });

  it('puts a job off as often as it asks for it, without counting a try', async () => {
    const worker = await startWorker();
    const queue = queueOf(worker, 'mail');
    const eventId = newId();
    postponements = 5;
    const envelope = { eventId, requestId: 'x', payload: { userId: newId() } };
    await queue.add('account-restored', envelope, {
      ...jobOptions({ ...queuePolicies.mail, attempts: 1 }),
      jobId: eventId,
    });
    await eventually(async () =>
      expect(await queue.getJobCounts()).toMatchObject({ completed: 1, failed: 0 }),
    );
    expect(seen).toHaveLength(6);
    expect((await queue.getJob(eventId))?.attemptsMade).toBe(0);
    expect(gaveUp).toEqual([]);
  });

  it('takes a job again whose end Redis refused to note, and does not give it up', async () => {
    const worker = await startWorker();
    const queue = queueOf(worker, 'mail');
    const eventId = newId();
    const envelope = { eventId, requestId: 'x', payload: locked() };
    const options = { ...jobOptions(queuePolicies.mail), jobId: eventId, delay: 3_600_000 };
    const job = await queue.add('account-locked', envelope, options);
    const bull = Object.getPrototypeOf(job) as Job;
    const note = bull.moveToCompleted;
    // The lock has run out, as Redis hung for so long; by the time of the next command this worker has the job again.
    jest.spyOn(bull, 'moveToCompleted').mockImplementationOnce(async function (this: Job, ...args) {
      const token = await this.queue.client.getdel(this.lockKey());
      try {
        return await note.apply(this, args);
      } finally {
        await this.queue.client.set(this.lockKey(), token ?? '');
      }
    });
    await job.promote();
    await eventually(async () =>
      expect(await queue.getJobCounts()).toMatchObject({ completed: 1, failed: 0, delayed: 0 }),
    );
    expect(seen).toHaveLength(2);
    expect((await queue.getJob(eventId))?.attemptsMade).toBe(0);
    expect(gaveUp).toEqual([]);
    expect(await letters('event_id = $1', [eventId])).toEqual([]);
  });

  it('lets a job that puts itself off for days use up its tries, and be seen', async () => {
    const worker = await startWorker();
    const queue = queueOf(worker, 'mail');
    const eventId = newId();
    postponements = 100;
    const envelope = { eventId, requestId: 'x', payload: { userId: newId() } };
    const asOfDaysAgo = {
      ...jobOptions({ ...queuePolicies.mail, attempts: 2 }),
      jobId: eventId,
      timestamp: Date.now() - POSTPONED_AT_MOST_MS - 1000,
    };
    await queue.add('account-restored', envelope, asOfDaysAgo);
    await eventually(() => expect(gaveUp).toEqual([eventId]));
    expect(seen).toHaveLength(2);
    await eventually(async () =>
      expect(await letters('job_id = $1', [eventId])).toMatchObject([
        { error: 'Put off for too long: the circuit is open', attempts: 2 },
      ]),
    );
  });

  it('gives up a job whose worker died at it again and again, and tells its handler', async () => {
    const worker = await startWorker();
    const queue = queueOf(worker, 'mail');
    const eventId = newId();
    const job = { eventId, requestId: 'x', payload: locked() };
    await queue.add('account-locked', job, { jobId: eventId, attempts: 5, delay: 3_600_000 });
    // As it looks when a worker has died over it for the last time: active, and nobody has its lock.
    await queue.client
      .multi()
      .zrem(queue.toKey('delayed'), eventId)
      .hset(queue.toKey(eventId), 'stalledCounter', 5)
      .lpush(queue.toKey('active'), eventId)
      .exec();
    await eventually(() => expect(gaveUp).toEqual([eventId]), 15_000);
    await eventually(async () => expect(await letters('job_id = $1', [eventId])).toHaveLength(1));
    expect(await queue.getJobCounts()).toMatchObject({ failed: 0, active: 0, delayed: 0, waiting: 0 });
    expect(seen).toHaveLength(0);
  }, 30_000);

  it('checks payloads at both ends; what breaks the contract is a dead letter at once', async () => {
    const worker = await startWorker();
    const wrong = { userId: 'nobody', until: 'never' };
    await expect(
      worker.get(JobQueue).add('mail', 'account-locked', wrong, { eventId: newId() }),
    ).rejects.toThrow(
      'The payload of mail/account-locked breaks its contract: userId invalid_format, until invalid_format',
    );
    const queue = queueOf(worker, 'mail');
    await queue.add('account-locked', { eventId: newId(), requestId: 'x', payload: wrong }, { attempts: 5 });
    await queue.add('no-such-job', { eventId: newId(), requestId: 'x', payload: {} }, { attempts: 5 });
    await eventually(async () =>
      expect(await letters(`name IN ('account-locked', 'no-such-job') AND attempts = 1`)).toHaveLength(2),
    );
    expect(await queue.getJobCounts()).toMatchObject({ failed: 0, delayed: 0, waiting: 0 });
    expect(seen).toHaveLength(0);
  });

  it('lets a running job finish before it stops, and takes no other', async () => {
    const worker = await startWorker();
    slowMs = 1500;
    const jobs = worker.get(JobQueue);
    for (let index = 0; index < 6; index += 1) {
      await jobs.add('maintenance', 'purge-deleted', {}, { eventId: newId() });
    }
    await eventually(() => expect(seen).toHaveLength(4));
    await worker.close();
    workers = [];
    expect({ started: seen.length, finished }).toEqual({ started: 4, finished: 4 });
    slowMs = 0;
    await startWorker();
    await eventually(() => expect(finished).toBe(6));
    expect(new Set(seen.map(({ eventId }) => eventId)).size).toBe(6);
  });

  it('lets go of the connections that wait for jobs as it stops, in place of waiting for Bull to cut them', async () => {
    const used = queueNames.filter((name) => Object.keys(contract[name]).length > 0);
    const worker = await startWorker();
    const { client } = queueOf(worker, 'mail');
    const waiting = new RegExp(`^id=([0-9]+) .*name=${config.REDIS_PREFIX}:jobs:.* cmd=brpoplpush `, 'gm');
    const ids = await eventually(async () => {
      const found = [...String(await client.client('LIST')).matchAll(waiting)].map(([, id]) => id);
      expect(found).toHaveLength(used.length);
      return found;
    });
    const asked = jest.spyOn(Redis.prototype, 'client');
    await worker.close();
    const calls: unknown[][] = asked.mock.calls;
    asked.mockRestore();
    const unblocked = calls.filter(([command]) => command === 'UNBLOCK').map(([, id]) => String(id));
    expect(new Set(unblocked)).toEqual(new Set(ids));
    workers = workers.filter((one) => one !== worker);
  });

  it('keeps one schedule however many workers there are, and runs it once', async () => {
    const [worker] = await Promise.all([startWorker(), startWorker(), startWorker()]);
    const queue = queueOf(worker, 'maintenance');
    const ofMaintenance = schedules.filter((schedule) => schedule.queue === 'maintenance');
    await eventually(async () => expect(await queue.getRepeatableJobs()).toHaveLength(ofMaintenance.length));
    const due = (await queue.getDelayed()).filter(({ name }) => name === 'purge-deleted');
    expect(due).toHaveLength(1);
    await due[0]?.promote();
    await eventually(() => expect(seen).toHaveLength(1));
    await sleep(300);
    expect(seen).toEqual([
      { job: 'purge-deleted', eventId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/) },
    ]);
    expect((await queue.getDelayed()).filter(({ name }) => name === 'purge-deleted')).toHaveLength(1);
  });

  it('makes a run that was due while every worker was down once, when they are back', async () => {
    const first = await startWorker();
    const named = async (queue: Queue) =>
      (await queue.getDelayed()).filter(({ name }) => name === 'purge-deleted');
    await eventually(async () => expect(await named(queueOf(first, 'maintenance'))).toHaveLength(1));
    await first.close();
    workers = [];
    const client = new Redis(config.REDIS_URL);
    const key = `${queueKeyPrefix(config)}:maintenance:delayed`;
    // Three hours ago: in the meantime it would have run three times.
    for (const member of await client.zrange(key, 0, -1)) {
      const name = await client.hget(`${queueKeyPrefix(config)}:maintenance:${member}`, 'name');
      if (name === 'purge-deleted') await client.zadd(key, (Date.now() - 3 * 3_600_000) * 4096, member);
    }
    client.disconnect();
    const [back] = await Promise.all([startWorker(), startWorker()]);
    await eventually(() => expect(seen).toHaveLength(1));
    await sleep(500);
    expect(seen).toHaveLength(1);
    const [next, ...others] = await named(queueOf(back, 'maintenance'));
    expect(others).toEqual([]);
    expect(Number(next?.timestamp) + Number(next?.opts.delay)).toBeGreaterThan(Date.now());
  });

  it('forgets idempotency keys after 24 hours and inbox entries after 30 days', async () => {
    const worker = await startWorker();
    const pool = new Pool({ connectionString: database.url, max: 1 });
    await pool.query(
      `INSERT INTO idempotency_keys (caller_id, fingerprint, body_hash, status, headers, created_at)
       SELECT gen_random_uuid(), int8send(n), '', 200, '{}', now() - make_interval(hours => 20 + n::int % 8)
         FROM generate_series(1, 12000) AS n`,
    );
    await pool.query(
      `INSERT INTO inbox (consumer, event_id, handled_at)
       SELECT 'x', gen_random_uuid(), now() - make_interval(days => n) FROM generate_series(1, 60) AS n`,
    );
    await worker.get(JobQueue).add('maintenance', 'expire-idempotency-keys', {}, { eventId: newId() });
    const counts =
      'SELECT (SELECT count(*)::int FROM idempotency_keys) AS keys, (SELECT count(*)::int FROM inbox) AS inbox';
    await eventually(async () =>
      expect((await pool.query(counts)).rows).toEqual([{ keys: 6000, inbox: 29 }]),
    );
    await pool.end();
  });
});
