import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Bull, { type Queue } from 'bull';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import {
  advanceCursor,
  claimRelay,
  Config,
  createLogger,
  HandlesJob,
  JobQueue,
  liveChannel,
  LostJobs,
  NestLogger,
  queueKeyPrefix,
  readWaiting,
  RelayConnection,
  RelayMark,
  relayMarkKey,
  schedules,
  type ConfigValues,
  type JobContext,
  type JobHandler,
} from '@almanac/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@almanac/testing';
import { BackgroundModule, TestMailHandler } from './background.module';
import { eventually } from './eventually';
import { OutboxRows } from './outbox-rows';
import { OwnRedis } from './own-redis';

/** How often the job of each event was run. Nothing else keeps it from being done again. */
const runs = new Map<string, number>();

@Injectable()
@HandlesJob('maintenance', 'renew-states')
class CountingHandler implements JobHandler<'maintenance', 'renew-states'> {
  async handle(_payload: { userId: string }, { eventId }: JobContext): Promise<void> {
    runs.set(eventId, (runs.get(eventId) ?? 0) + 1);
    await Promise.resolve();
  }
}

const handlers = [
  { job: 'mail/verify-email', type: TestMailHandler },
  { job: 'maintenance/renew-states', type: CountingHandler },
];

/** Jobs that a real Redis has lost, in the ways in which it loses them. */
describe('what Redis has lost', () => {
  let database: TestDatabase;
  let redis: OwnRedis;
  let config: ConfigValues;
  let outbox: OutboxRows;
  let client: Redis;
  let workers: INestApplicationContext[] = [];
  let queues: Queue[] = [];
  /** Of the worker that was started last. */
  let warn: jest.SpyInstance;
  const connections: Redis[] = [];

  beforeEach(async () => {
    runs.clear();
    database = await createTestDatabase();
    redis = await OwnRedis.start();
    config = await testConfig(database.url, {
      REDIS_URL: redis.url,
      SHUTDOWN_TIMEOUT_MS: '5000',
    });
    outbox = await OutboxRows.connect(database.url);
    client = connect();
    queues = ['mail', 'maintenance'].map(
      (name) =>
        new Bull(name, {
          prefix: queueKeyPrefix(config),
          createClient: () => connect(),
        }),
    );
    for (const queue of queues) queue.on('error', () => undefined);
  });

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    workers = [];
    await Promise.all(queues.map((queue) => queue.close()));
    for (const connection of connections.splice(0)) connection.disconnect();
    await outbox.close();
    await redis.remove();
    await database.drop();
  });

  function connect(): Redis {
    const connection = new Redis(redis.url, {
      enableReadyCheck: false,
      maxRetriesPerRequest: null,
      retryStrategy: () => 50,
    });
    connection.on('error', () => undefined);
    connections.push(connection);
    return connection;
  }

  async function startWorker(): Promise<INestApplicationContext> {
    const logger = createLogger(config, 'worker');
    warn = jest.spyOn(logger, 'warn');
    const app = await NestFactory.createApplicationContext(BackgroundModule.with(config, logger, handlers), {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    workers.push(app);
    return app;
  }

  const mails = (): Promise<string[]> => readdir(join(config.DATA_DIR, 'mail')).catch(() => []);
  const changes = (count: number): Promise<string[]> =>
    outbox.aboutUsers('user.authorisation-changed', count);
  const timesOf = (ids: readonly string[]): number[] => ids.map((id) => runs.get(id) ?? 0);
  const once = (ids: readonly string[]): number[] => ids.map(() => 1);

  const pause = (): Promise<unknown> => Promise.all(queues.map((queue) => queue.pause()));
  const resume = (): Promise<unknown> => Promise.all(queues.map((queue) => queue.resume()));
  /** How many jobs are in each queue; runs of schedules come by the clock. */
  const jobsIn = (states: Bull.JobStatus[]): Promise<number[]> =>
    Promise.all(
      queues.map(async (queue) => {
        const jobs = await queue.getJobs(states);
        return jobs.filter(({ id }) => !String(id).startsWith('repeat:')).length;
      }),
    );
  const held = (): Promise<number[]> => jobsIn(['paused']);

  /** Everything is done that was written so far, and the relay knows that. */
  const allDone = (): Promise<void> =>
    eventually(async () => expect(await outbox.queuesSeenEmpty()).toBe(12), 60_000);

  /** Nothing is being put back any more, and no job is left. */
  const settled = async (): Promise<void> => {
    await eventually(async () => expect(await client.get(relayMarkKey(config))).toMatch(/^\d+$/), 60_000);
    await eventually(async () => expect(await jobsIn(['waiting', 'active', 'paused'])).toEqual([0, 0]));
  };

  it('is put back after a flush, though nothing else happens; what was done, told or given up is left alone', async () => {
    await startWorker();
    const plannerId = await outbox.plannerUpdates(0);
    const heard: string[] = [];
    const listener = connect();
    listener.on('message', (_channel, text: string) => heard.push(text));
    await listener.subscribe(liveChannel(config, `planner:${plannerId}`));
    const done = await changes(4);
    await outbox.verifications(3);
    await outbox.plannerUpdates(3, plannerId);
    await allDone();
    expect(timesOf(done)).toEqual(once(done));

    await pause();
    const waiting = await changes(6);
    const [dead = '', discarded = ''] = await changes(2);
    await outbox.verifications(5);
    await outbox.plannerUpdates(2, plannerId, 4);
    await outbox.layDown('maintenance', 'renew-states', dead, 'open');
    await outbox.layDown('maintenance', 'renew-states', discarded, 'discarded');
    await eventually(async () => expect(await held()).toEqual([5, 8]));
    await eventually(() => expect(new Set(heard).size).toBe(5));
    const before = heard.length;
    await client.flushall();

    await eventually(() => expect(timesOf(waiting)).toEqual(once(waiting)), 60_000);
    await eventually(async () => expect(await mails()).toHaveLength(8));
    await settled();
    expect(timesOf([...done, ...waiting])).toEqual(once([...done, ...waiting]));
    expect(timesOf([dead, discarded])).toEqual([0, 0]);
    expect(await mails()).toHaveLength(8);
    expect(heard).toHaveLength(before);
  }, 180_000);

  it('is put back where the relay has seen it waiting, also after a second flush, with the schedules', async () => {
    await startWorker();
    await pause();
    const waiting = await changes(3);
    await eventually(async () => expect(await outbox.seenOpen('maintenance')).toBe(3), 60_000);
    await client.flushall();
    await eventually(() => expect(timesOf(waiting)).toEqual(once(waiting)), 60_000);
    await settled();
    await allDone();
    await client.flushall();
    const count = (name: string): number => schedules.filter(({ queue }) => queue === name).length;
    await eventually(
      async () =>
        expect(await Promise.all(queues.map((queue) => queue.getRepeatableCount()))).toEqual([
          count('mail'),
          count('maintenance'),
        ]),
      60_000,
    );
    await settled();
    expect(timesOf(waiting)).toEqual(once(waiting));
  }, 180_000);

  it.each([
    ['at all', 0],
    ['but after the loss', 1],
  ])(
    'is put back where it lay there when the relay first looked, and nothing came since %s',
    async (_when, after) => {
      await startWorker();
      await pause();
      const waiting = await changes(3);
      await eventually(async () => expect(await held()).toEqual([0, 3]));
      await Promise.all(workers.splice(0).map((worker) => worker.close()));
      await outbox.forgetRelaying();
      await client.del(relayMarkKey(config));
      await startWorker();
      await eventually(async () => expect(await outbox.seenOpen('maintenance')).toBe(3), 60_000);
      expect(warn).not.toHaveBeenCalledWith(expect.stringContaining('lost'));
      await client.flushall();
      const all = [...waiting, ...(await changes(after))];
      await eventually(() => expect(timesOf(all)).toEqual(once(all)), 60_000);
      await settled();
      expect(timesOf(all)).toEqual(once(all));
      expect(warn).toHaveBeenCalledWith({ jobs: 3 }, expect.stringContaining('back in their queues'));
    },
    180_000,
  );

  it('is put back after a restart without data', async () => {
    await startWorker();
    const done = await changes(2);
    await allDone();
    await pause();
    const waiting = await changes(3);
    await outbox.verifications(3);
    await eventually(async () => expect(await held()).toEqual([3, 3]));
    await redis.stop('SIGKILL');
    redis.clear();
    const meanwhile = await changes(2);
    await redis.start();
    const all = [...done, ...waiting, ...meanwhile];
    await eventually(() => expect(timesOf(all)).toEqual(once(all)), 60_000);
    await eventually(async () => expect(await mails()).toHaveLength(3));
    await settled();
    expect(timesOf(all)).toEqual(once(all));
    expect(await mails()).toHaveLength(3);
  }, 180_000);

  it('is put back where only the last of it is missing', async () => {
    await startWorker();
    const done = await changes(2);
    await allDone();
    await pause();
    const kept = await changes(2);
    await eventually(async () => expect(await held()).toEqual([0, 2]));
    redis.copy();
    const lost = await changes(3);
    await outbox.verifications(2);
    await eventually(async () => expect(await held()).toEqual([2, 5]));
    await redis.stop('SIGKILL');
    redis.putBackCopy();
    await redis.start();
    await eventually(async () => expect(await held()).toEqual([2, 5]), 60_000);
    await resume();
    const all = [...done, ...kept, ...lost];
    await eventually(() => expect(timesOf(all)).toEqual(once(all)), 60_000);
    await settled();
    expect(timesOf(all)).toEqual(once(all));
    expect(await mails()).toHaveLength(2);
  }, 180_000);

  it('mails nothing twice, however long ago the queues were looked at', async () => {
    await startWorker();
    await outbox.verifications(5);
    await allDone();
    expect(await mails()).toHaveLength(5);
    await outbox.forgetLooks();
    await client.flushall();
    const [last = ''] = await changes(1);
    await settled();
    expect(timesOf([last])).toEqual([1]);
    expect(await mails()).toHaveLength(5);
  }, 180_000);

  it('does not keep what is new waiting while it is put back', async () => {
    const worker = await startWorker();
    await pause();
    const waiting = await changes(1200);
    await eventually(async () => expect(await held()).toEqual([0, 1200]));
    const jobs = worker.get(JobQueue);
    const addAll = jobs.addAll.bind(jobs);
    const order: string[] = [];
    jest.spyOn(jobs, 'addAll').mockImplementation(async (queue, requests) => {
      order.push(queue);
      if (order.length === 1) await outbox.verifications(1);
      await addAll(queue, requests);
    });
    await client.flushall();
    await eventually(() => expect(timesOf(waiting)).toEqual(once(waiting)), 60_000);
    await settled();
    expect(order.slice(0, 3)).toEqual(['maintenance', 'mail', 'maintenance']);
    expect(await mails()).toHaveLength(1);
  }, 180_000);

  it('is put back from the beginning where whoever did that has died', async () => {
    await startWorker();
    await pause();
    const waiting = await changes(700);
    await eventually(async () => expect(await held()).toEqual([0, 700]));
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await client.flushall();
    await client.set(relayMarkKey(config), 'restoring:by-a-dead-one');
    await startWorker();
    await startWorker();
    await eventually(() => expect(timesOf(waiting)).toEqual(once(waiting)), 60_000);
    await settled();
    expect(timesOf(waiting)).toEqual(once(waiting));
  }, 180_000);

  it('is looked for as of the look before the last: what a job has written into Redis may be lost, too', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const relay = new Client({ connectionString: database.url });
    await relay.connect();
    try {
      // The worker leaves the relaying to this test.
      expect(await claimRelay(relay)).toBe(true);
      const worker = await startWorker();
      const relaying = {
        client: relay,
        connection: new RelayConnection(worker.get(Config), () => undefined),
        routers: [],
      };
      // As though it was set at a look before.
      await client.set(relayMarkKey(config), '1');
      const seen: number[] = [];
      for (let look = 1; look <= 4; look += 1) {
        await worker.get(LostJobs).look(relaying);
        seen.push(await outbox.queuesSeenEmpty());
        if (look === 1) {
          await changes(1);
          const waiting = await readWaiting(relay, 10);
          await advanceCursor(relay, waiting, []);
        }
        now.mockReturnValue(look * 6000);
      }
      expect(seen).toEqual([0, 0, 12, 12]);
    } finally {
      now.mockRestore();
      await relay.end();
    }
  });

  it('is known by a mark that never goes back, and stands for nothing where one before it is missing', async () => {
    const mark = new RelayMark(client, config);
    const number = async (): Promise<number | undefined> => (await mark.look(() => 0)).number;
    expect(await number()).toBe(0);
    expect(await mark.set(0, 1)).toBe(true);
    expect(await mark.set(1, 2)).toBe(true);
    expect(await mark.set(0, 1)).toBe(true);
    expect(await number()).toBe(2);
    expect(await mark.set(3, 4)).toBe(false);
    expect(await number()).toBe(2);
    await mark.beginRestoring('one');
    expect(await mark.set(2, 3)).toBe(false);
    expect(await mark.endRestoring('another', 3)).toBe(false);
    expect(await number()).toBeUndefined();
    expect(await mark.endRestoring('one', 3)).toBe(true);
    expect(await number()).toBe(3);
  });
});
