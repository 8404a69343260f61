import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Job } from 'bull';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueName } from '@almanac/contracts';
import { REDIS, RedisConnections, redisReady } from '../cache';
import { Config } from '../config';
import { LOGGER, withoutRedaction, type PinoLogger } from '../logging';
import { DeadLetterCollector } from './dead-letter-collector';
import { discoverHandlers } from './discovery';
import { jobNames, type JobEnvelope } from './job-envelope';
import { OutcomeCounts } from './job-outcomes';
import { JobTries } from './job-tries';
import { PostponeJob } from './postpone-job';
import { QueueConsumer } from './queue-consumer';
import { queueKeyPrefix } from './queue-keys';
import { queueNames } from './queue-policy';

/** For Bull to write down how the last jobs ended; it cannot where Redis is away. */
const WRITE_DOWN_MS = 1500;
/** How often jobs are looked for that died and were not laid down. */
const SWEEP_MS = 15_000;

/** Takes jobs out of the queues and gives each to its one handler. Lives in the worker alone. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly outcomes: OutcomeCounts;
  private tries: JobTries;
  private readonly consumers: QueueConsumer[] = [];
  /** What still goes on for jobs that were given up. */
  private readonly farewells = new Set<Promise<void>>();
  private client: Redis | undefined;
  private sweeper: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly connections: RedisConnections,
    private readonly config: Config,
    private readonly deadLetters: DeadLetterCollector,
    @Inject(REDIS) redis: Redis,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    this.outcomes = new OutcomeCounts(redis, config);
    this.tries = new JobTries(new Map(), this.outcomes, logger);
  }

  /** @throws Error where a job has no handler, or two: such a worker must not start. */
  onApplicationBootstrap(): void {
    this.tries = new JobTries(discoverHandlers(this.discovery), this.outcomes, withoutRedaction(this.logger));
    const client = this.connections.connect('consumer', 'jobs');
    this.client = client;
    void this.start(client);
  }

  /**
   * Takes no more jobs and lets those under way finish, within SHUTDOWN_TIMEOUT_MS or until a second signal; then
   * the others go back to their queues.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.sweeper);
    const impatience = new Impatience();
    const drained = this.drain().then(() => true);
    const inTime = await Promise.race([
      drained,
      impatience.signalled.then(() => false),
      sleep(this.config.SHUTDOWN_TIMEOUT_MS, false, { ref: false }),
    ]);
    impatience.end();
    if (!inTime) {
      this.logger.warn({ jobs: this.tries.count }, 'jobs still run at shutdown and go back to their queues');
      this.tries.handBack();
      await Promise.race([drained, sleep(WRITE_DOWN_MS, undefined, { ref: false })]);
    }
    this.outcomes.write();
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
  }

  private async drain(): Promise<void> {
    // Bull's own wait needs Redis; when that is away, what runs in this process is all there is to wait for.
    if (this.client?.status === 'ready')
      await Promise.allSettled(this.consumers.map((consumer) => consumer.pause()));
    await this.tries.finished();
    await Promise.allSettled(this.farewells);
  }

  private async start(client: Redis): Promise<void> {
    // Bull gives up a queue whose first commands fail, so it begins when Redis is there.
    while (!(await redisReady(client, 1000))) if (this.stopping) return;
    this.sweep();
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS);
    const subscriber = this.connections.connect('subscriber', 'jobs-news');
    const names = queueNames.filter((name) => jobNames(name).length > 0);
    // Every queue listens on what they share.
    for (const shared of [client, subscriber]) shared.setMaxListeners(10 + 10 * names.length);
    for (const name of names) {
      const consumer = new QueueConsumer(
        name,
        queueKeyPrefix(this.config),
        { client, subscriber, bclient: this.connections.connect('consumer', workerConnection(name)) },
        { run: this.tries.run.bind(this.tries), failed: this.noteFailure.bind(this) },
        this.config.JOB_LOCK_MS,
        this.logger,
      );
      this.consumers.push(consumer);
      void consumer.consume();
    }
  }

  private noteFailure(queue: QueueName, job: Job<JobEnvelope> | null, error: Error): void {
    if (!job) return;
    // Bull says so by the time of the end: a job whose worker died too often has tries left, and gets none.
    const dead = typeof job.finishedOn === 'number';
    const facts = { ...this.tries.named(job), queue, job: job.name, jobId: job.id };
    if (!dead && error instanceof PostponeJob) {
      this.outcomes.count(queue, job.name, 'postponed');
      this.logger.info({ ...facts, delayMs: error.delayMs, reason: error.message }, 'job is put off');
      return;
    }
    this.outcomes.count(queue, job.name, dead ? 'dead' : 'retried');
    const failure = { ...facts, attempt: job.attemptsMade, err: error };
    if (!dead) {
      this.logger.warn(failure, 'job failed and will be tried again');
      return;
    }
    this.logger.error(failure, 'job failed for good and lies among the dead letters');
    this.bury(queue, job);
  }

  /** What Bull holds until PostgreSQL has taken it, whoever saw it die. */
  private sweep(): void {
    this.deadLetters
      .leftBehind()
      .then((left) => left.forEach(({ queue, job }) => this.bury(queue, job)))
      .catch((error: unknown) => this.logger.warn({ err: error }, 'dead letters could not be looked for'));
  }

  private bury(queue: QueueName, job: Job<JobEnvelope>): void {
    const facts = { ...this.tries.named(job), queue, job: job.name, jobId: job.id };
    const buried = this.giveUp(queue, job)
      .catch((reason: unknown) =>
        this.logger.error({ ...facts, err: reason }, 'whoever waits for the job could not be told'),
      )
      .then(() => this.deadLetters.collect(queue, job))
      .catch((reason: unknown) =>
        this.logger.error({ ...facts, err: reason }, 'a dead letter could not be kept; this is tried again'),
      );
    this.farewells.add(buried);
    void buried.finally(() => this.farewells.delete(buried));
  }

  private async giveUp(queue: QueueName, job: Job<JobEnvelope>): Promise<void> {
    const { handler, eventId, context, payload } = this.tries.open(queue, job);
    await handler.gaveUp?.(payload, { eventId, context, signal: new AbortController().signal });
  }
}

/** By this name in Redis's CLIENT LIST the board knows that somebody works the queue off: Bull's own way to write it. */
function workerConnection(queue: QueueName): string {
  return `jobs:${Buffer.from(queue).toString('base64')}`;
}

/** Hears the signal that somebody sends to a process which is stopping already. */
class Impatience {
  private readonly hear = (): void => this.resolve?.();
  private resolve: (() => void) | undefined;
  readonly signalled = new Promise<void>((resolve) => (this.resolve = resolve));

  constructor() {
    process.once('SIGTERM', this.hear).once('SIGINT', this.hear);
  }

  end(): void {
    process.off('SIGTERM', this.hear).off('SIGINT', this.hear);
  }
}
