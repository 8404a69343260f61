import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Bull, { type Queue } from 'bull';
import { Redis } from 'ioredis';
import type { LiveEnvelope, QueueName } from '@almanac/contracts';
import {
  createLogger,
  JobQueue,
  liveChannel,
  NestLogger,
  queueKeyPrefix,
  QUEUES,
  type ConfigValues,
} from '@almanac/platform';
import { createTestDatabase, testConfig, testEnvironment, type TestDatabase } from '@almanac/testing';
import { BackgroundModule } from './background.module';
import { eventually } from './eventually';
import { OutboxRows } from './outbox-rows';
import { OwnRedis } from './own-redis';
import { Program } from './program';
import { SHORT_LOCK } from './short-lock';

/** The relay and the queues on real PostgreSQL, and on a Redis that is stopped, frozen and started again. */
describe('outbox relay and queues', () => {
  let database: TestDatabase;
  let redis: OwnRedis;
  let config: ConfigValues;
  let outbox: OutboxRows;
  let workers: INestApplicationContext[] = [];
  let listener: Redis;
  const programs: Program[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    redis = await OwnRedis.start();
    config = await testConfig(database.url, {
      REDIS_URL: redis.url,
      SHUTDOWN_TIMEOUT_MS: '5000',
      ...SHORT_LOCK,
    });
    outbox = await OutboxRows.connect(database.url);
    // Without the ready check: one that subscribes while it is under way would lose its subscription.
    listener = new Redis(redis.url, {
      enableReadyCheck: false,
      maxRetriesPerRequest: null,
      retryStrategy: () => 50,
    });
    listener.on('error', () => undefined);
  });

  afterEach(async () => {
    listener.disconnect();
    await Promise.all(programs.splice(0).map((program) => program.end('SIGKILL')));
    await Promise.all(workers.map((worker) => worker.close()));
    workers = [];
    await outbox.close();
    await redis.remove();
    await database.drop();
  });

  async function startWorker(): Promise<INestApplicationContext> {
    const logger = createLogger(config, 'worker');
    const app = await NestFactory.createApplicationContext(BackgroundModule.with(config, logger), {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    workers.push(app);
    return app;
  }

  /** A worker in a process of its own, with the same stores. */
  async function startProgram(extra: Record<string, string> = {}): Promise<Program> {
    const { DATABASE_URL, REDIS_URL, REDIS_PREFIX, DATA_DIR } = config;
    const shared = { REDIS_URL, REDIS_PREFIX, DATA_DIR, ...SHORT_LOCK, ...extra };
    return Program.start(
      'test/e2e/background/background-worker.ts',
      await testEnvironment(DATABASE_URL, shared),
    );
  }

  /** Two workers. The first has read a batch, handed over nothing of it, stands still, and has lost the lock. */
  async function startTwo(
    standStillAt: string,
    write: () => Promise<unknown>,
  ): Promise<{ goOn: () => Promise<void> }> {
    const first = await startProgram({ STAND_STILL_AT: standStillAt });
    programs.push(first);
    await eventually(async () => expect(await outbox.relaySession()).toBeDefined());
    await write();
    await first.says('stands still');
    await startWorker();
    await outbox.endRelaySession();
    const goOn = async (): Promise<void> => {
      await eventually(async () => expect(await outbox.relayConnections()).toBe(1));
      first.signal('SIGCONT');
      // It has ended its turn, and begun another.
      await eventually(async () => expect(await outbox.relayConnections()).toBe(2));
    };
    return { goOn };
  }

  async function listen(plannerId: string): Promise<LiveEnvelope[]> {
    const heard: LiveEnvelope[] = [];
    // Its place in the stream stands before the message.
    listener.on('message', (_channel, text: string) =>
      heard.push(JSON.parse(text.slice(text.indexOf('{'))) as LiveEnvelope),
    );
    await listener.subscribe(liveChannel(config, `planner:${plannerId}`));
    return heard;
  }

  async function mails(): Promise<string[]> {
    return readdir(join(config.DATA_DIR, 'mail')).catch(() => []);
  }

  const titles = (heard: LiveEnvelope[]): number[] =>
    heard.map(({ data }) =>
      'planner' in data && 'title' in data.planner ? Number(data.planner.title) : NaN,
    );
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

  it('goes on in another worker while the one that relays stands still, and tells nothing twice when it is back', async () => {
    const first = await startProgram();
    try {
      const plannerId = await outbox.plannerUpdates(0);
      const heard = await listen(plannerId);
      await first.says('worker ready');
      await outbox.plannerUpdates(1, plannerId);
      await eventually(() => expect(heard).toHaveLength(1), 30_000);
      await startWorker();
      first.signal('SIGSTOP');
      await outbox.plannerUpdates(20, plannerId);
      await eventually(() => expect(heard).toHaveLength(21), 30_000);
      first.signal('SIGCONT');
      await outbox.plannerUpdates(20, plannerId);
      await outbox.notify();
      await eventually(() => expect(heard).toHaveLength(41), 30_000);
      // It has come round by the time it ends.
      expect(await first.end('SIGTERM')).toBe(0);
      expect(new Set(heard.map(({ seq }) => seq)).size).toBe(41);
      expect(heard).toHaveLength(41);
    } finally {
      await first.end('SIGKILL');
    }
  }, 120_000);

  it('publishes nothing of the batch that it had read when another has relayed it meanwhile', async () => {
    const plannerId = await outbox.plannerUpdates(0);
    const heard = await listen(plannerId);
    const { goOn } = await startTwo('planner.updated', () => outbox.plannerUpdates(3, plannerId));
    await eventually(() => expect(heard).toHaveLength(3));
    await outbox.plannerUpdates(3, plannerId, 4);
    await eventually(() => expect(heard).toHaveLength(6));
    await goOn();
    await outbox.plannerUpdates(1, plannerId, 7);
    await eventually(() => expect(titles(heard)).toContain(7));
    expect(titles(heard)).toEqual(upTo(7));
  }, 120_000);

  it('puts no job of the batch that it had read into a queue when another has relayed it meanwhile', async () => {
    const queue = new Bull('mail', redis.url, { prefix: queueKeyPrefix(config) });
    try {
      // What is put in stays there to be seen.
      await queue.pause();
      const { goOn } = await startTwo('user.verification-requested', () => outbox.verifications(1));
      const [job] = await eventually(async () => {
        const jobs = await queue.getWaiting();
        expect(jobs).toHaveLength(1);
        return jobs;
      });
      // One that is known would not be put in again in any case.
      await job?.remove();
      await goOn();
      expect(await queue.getWaiting()).toEqual([]);
    } finally {
      await queue.close();
    }
  }, 120_000);

  it('keeps the lock while Redis is slow to take a batch', async () => {
    const worker = await startWorker();
    const jobs = worker.get(JobQueue);
    const addAll = jobs.addAll.bind(jobs);
    let goOn = (): void => undefined;
    const slow = new Promise<void>((resolve) => (goOn = resolve));
    const adding = jest.spyOn(jobs, 'addAll').mockImplementationOnce(async (queue, requests) => {
      await slow;
      await addAll(queue, requests);
    });
    try {
      await outbox.verifications(1);
      await eventually(() => expect(adding).toHaveBeenCalled());
      const before = await outbox.relaySession();
      expect(before).toBeDefined();
      await eventually(async () => {
        const session = await outbox.relaySession();
        expect(session?.pid).toBe(before?.pid);
        // Longer than PostgreSQL lets a process be silent.
        expect(Number(session?.spokeAt) - Number(before?.spokeAt)).toBeGreaterThan(16_000);
      }, 45_000);
    } finally {
      goOn();
    }
    await eventually(async () => expect(await outbox.counts()).toMatchObject({ waiting: 0, inbox: 1 }));
    expect(adding).toHaveBeenCalledTimes(1);
  }, 120_000);

  it('relays by signal and by polling, in order, with the envelope of the spec', async () => {
    await startWorker();
    const plannerId = await outbox.plannerUpdates(0);
    const heard = await listen(plannerId);
    await outbox.plannerUpdates(1200, plannerId);
    await outbox.notify();
    await eventually(() => expect(heard).toHaveLength(1200));
    expect(titles(heard)).toEqual(upTo(1200));
    expect(heard[0]).toEqual({
      type: 'planner:updated',
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      seq: expect.any(Number),
      prev: null,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      actor: null,
      version: 1,
      data: { planner: { id: plannerId, title: '1' } },
    });
    await outbox.plannerUpdates(1, plannerId, 1201);
    await eventually(() => expect(heard).toHaveLength(1201));
  });

  it('keeps the order and hands over each event once although two workers run', async () => {
    await Promise.all([startWorker(), startWorker()]);
    const plannerId = await outbox.plannerUpdates(0);
    const heard = await listen(plannerId);
    for (let round = 0; round < 20; round += 1) {
      await outbox.plannerUpdates(30, plannerId, round * 30 + 1);
      await outbox.notify();
    }
    await eventually(async () => expect((await outbox.counts()).delivered).toBe(600));
    expect(titles(heard)).toEqual(upTo(600));
  });

  it('puts an event that breaks its contract aside, and goes on with the others', async () => {
    await startWorker();
    const plannerId = await outbox.plannerUpdates(0);
    const heard = await listen(plannerId);
    await outbox.raw('planner.updated', { planner: 'none' });
    await outbox.raw('no.such-event', {});
    await outbox.plannerUpdates(3, plannerId);
    await outbox.notify();
    await eventually(() => expect(titles(heard)).toEqual([1, 2, 3]));
    await eventually(async () =>
      expect(await outbox.counts()).toMatchObject({ waiting: 0, delivered: 3, failed: 2 }),
    );
  });

  it('sends one mail for an event that is relayed again and again', async () => {
    await startWorker();
    await outbox.verifications(5);
    for (let round = 0; round < 3; round += 1) {
      await outbox.notify();
      await eventually(async () => expect(await outbox.counts()).toMatchObject({ waiting: 0, inbox: 5 }));
      await outbox.forgetDelivery();
    }
    // Also when its job is no longer known in Redis: the inbox knows.
    await listener.flushall();
    await outbox.notify();
    await eventually(async () => expect(await outbox.counts()).toMatchObject({ waiting: 0, inbox: 5 }));
    await sleep(500);
    expect(await mails()).toHaveLength(5);
  });

  it('waits while Redis is away, marks nothing, and delivers everything when it is back', async () => {
    await startWorker();
    const plannerId = await outbox.plannerUpdates(0);
    const heard = await listen(plannerId);
    await outbox.verifications(2);
    await outbox.notify();
    await eventually(async () => expect(await mails()).toHaveLength(2));

    await redis.stop('SIGKILL');
    await outbox.plannerUpdates(50, plannerId);
    await outbox.verifications(10);
    await outbox.notify();
    await sleep(2500);
    expect(await outbox.counts()).toMatchObject({ waiting: 60, delivered: 2 });

    await redis.start();
    await eventually(async () => expect(await mails()).toHaveLength(12));
    await eventually(() => expect(titles(heard)).toEqual(upTo(50)));
    await eventually(async () =>
      expect(await outbox.counts()).toMatchObject({ waiting: 0, delivered: 62, inbox: 12 }),
    );
  });

  it('takes up its queues again after several restarts of Redis, and after one that froze', async () => {
    await startWorker();
    for (let round = 1; round <= 2; round += 1) {
      await redis.stop(round === 1 ? 'SIGTERM' : 'SIGKILL');
      await sleep(round * 400);
      await redis.start();
      await outbox.verifications(4);
      await outbox.notify();
      await eventually(async () => expect(await mails()).toHaveLength(round * 4));
    }
    redis.freeze();
    await outbox.verifications(4);
    await outbox.notify();
    // Longer than a connection waits for an answer.
    await sleep(2500);
    redis.thaw();
    await eventually(async () => expect(await mails()).toHaveLength(12));
  });

  it('fails, and does not wait until it is back, when a job is put in while Redis is away', async () => {
    const worker = await startWorker();
    await redis.stop();
    const queue = worker.get<ReadonlyMap<QueueName, Queue>>(QUEUES).get('maintenance');
    await eventually(() => expect(queue?.client.status).not.toBe('ready'));
    const jobs = worker.get(JobQueue);
    await expect(
      jobs.add('maintenance', 'purge-deleted', {}, { eventId: crypto.randomUUID() }),
    ).rejects.toThrow();
  });
});
