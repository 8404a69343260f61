import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import Bull, { type Job, type Queue } from 'bull';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { v5 } from 'uuid';
import type { QueueName } from '@almanac/contracts';
import { RedisConnections, redisReady } from '../cache';
import { Config } from '../config';
import { RequestContext } from '../context';
import { LOGGER, type PinoLogger } from '../logging';
import { discoverHandlers, handlerKey, type AnyJobHandler } from './discovery';
import { checkedPayload, parseEnvelope, UnfitJobError, type JobEnvelope } from './job-envelope';
import { jobSeconds, jobsTotal } from './job-metrics';
import { queueKeyPrefix } from './queue-keys';
import { PostponeJob } from './postpone-job';
import { BACK_OFF, pauseAfter, POSTPONED_AT_MOST_MS, queueNames, queuePolicies } from './queue-policy';

/**
 * A worker that dies (`kill -9`) holds its jobs' locks for so long; then another takes the jobs up. A job
 * that runs longer keeps its lock by renewing it.
 */
const LOCK_MS = 6000;
const LOCK_RENEWAL_MS = 2000;
const STALLED_CHECK_MS = 2500;
/** A job whose worker dies this often is likely what kills it, and becomes a dead letter. */
const MAX_DEATHS = 5;
/** Bull needs Redis to close a queue; a process that stops does not wait for one that is away. */
const CLOSE_MS = 1000;
/** A name space of our own (RFC 9562 section 5.5): the id of a schedule's run is made of its job's id. */
const RUN_NAMESPACE = '6f1b6d3e-6f0a-4c55-9a62-0d7a1f7f6a10';

/** Takes jobs out of the queues and gives each to its one handler. Lives in the worker alone. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly queues: Queue<JobEnvelope>[] = [];
  private readonly running = new Set<Promise<void>>();
  private handlers: ReadonlyMap<string, AnyJobHandler> = new Map();
  private client: Redis | undefined;
  private stopping = false;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly connections: RedisConnections,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** @throws Error where a job has no handler, or two: such a worker must not start. */
  onApplicationBootstrap(): void {
    this.handlers = discoverHandlers(this.discovery);
    const client = this.connections.connect('consumer', 'jobs');
    this.client = client;
    void this.start(client);
  }

  /** Takes no more jobs and lets those under way finish, within SHUTDOWN_TIMEOUT_MS. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const finished = this.drain().then(() => true);
    const inTime = await Promise.race([
      finished,
      sleep(this.config.SHUTDOWN_TIMEOUT_MS, false, { ref: false }),
    ]);
    if (!inTime) {
      this.logger.warn(
        { jobs: this.running.size },
        'jobs were still running at shutdown; they are taken up again',
      );
    }
    const closed = Promise.allSettled(this.queues.map((queue) => queue.close(true)));
    await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })]);
  }

  private async drain(): Promise<void> {
    // Bull's own wait needs Redis; when that is away, what runs in this process is all there is to wait for.
    if (this.client?.status === 'ready') {
      await Promise.allSettled(this.queues.map((queue) => queue.pause(true)));
    }
    await Promise.allSettled(this.running);
  }

  private async start(client: Redis): Promise<void> {
    // Bull gives up a queue whose first commands fail, so it begins when Redis is there.
    while (!(await redisReady(client, 1000))) if (this.stopping) return;
    for (const name of queueNames) this.consume(name, client);
  }

  private consume(name: QueueName, client: Redis): void {
    const policy = queuePolicies[name];
    const queue = new Bull<JobEnvelope>(name, {
      prefix: queueKeyPrefix(this.config),
      createClient: (type) =>
        type === 'client' ? client : this.connections.connect('consumer', `jobs-${name}-${type}`),
      settings: {
        lockDuration: LOCK_MS,
        lockRenewTime: LOCK_RENEWAL_MS,
        stalledInterval: STALLED_CHECK_MS,
        maxStalledCount: MAX_DEATHS,
        guardInterval: 2000,
        retryProcessDelay: 500,
        backoffStrategies: {
          [BACK_OFF]: (attemptsMade: number, error: Error) => pauseAfter(policy, attemptsMade, error),
        },
      },
    });
    queue.on('error', (error) => this.logger.warn({ queue: name, err: error }, 'the queue has trouble'));
    queue.on('stalled', (job) =>
      this.logger.warn(
        { queue: name, job: job.name, jobId: job.id },
        'a job was cut off and is taken up again',
      ),
    );
    queue.on('failed', (job, error) => this.noteFailure(name, job, error));
    void queue
      .process('*', policy.concurrency, (job: Job<JobEnvelope>) => this.tracked(name, job))
      .catch((error: unknown) => this.logger.error({ queue: name, err: error }, 'the queue has stopped'));
    this.queues.push(queue);
  }

  private async tracked(queue: QueueName, job: Job<JobEnvelope>): Promise<void> {
    const work = this.work(queue, job);
    const settled = work.catch(() => undefined);
    this.running.add(settled);
    try {
      await work;
    } catch (error) {
      // Straight to the dead letters: another try would end like this one.
      if (error instanceof UnfitJobError) await job.discard();
      if (error instanceof PostponeJob) postpone(job, error);
      throw error;
    } finally {
      this.running.delete(settled);
    }
  }

  private async work(queue: QueueName, job: Job<JobEnvelope>): Promise<void> {
    const handler = this.handlers.get(handlerKey(queue, job.name));
    if (!handler) throw new UnfitJobError(`There is no job ${queue}/${job.name}`);
    const { eventId, requestId, payload } = parseEnvelope(job.data, () => scheduledRun(job));
    const checked = checkedPayload(queue, job.name, payload);
    const stop = jobSeconds.startTimer({ queue, name: job.name });
    try {
      await handler.handle(checked, { eventId, context: RequestContext.system(requestId) });
      jobsTotal.inc({ queue, name: job.name, outcome: 'completed' });
      this.logger.debug({ queue, job: job.name, eventId, requestId }, 'job done');
    } finally {
      stop();
    }
  }

  private noteFailure(queue: QueueName, job: Job<JobEnvelope>, error: Error): void {
    // Bull says so by the time of the end: a job whose worker died too often has tries left, and gets none.
    const dead = typeof job.finishedOn === 'number';
    if (!dead && error instanceof PostponeJob) {
      jobsTotal.inc({ queue, name: job.name, outcome: 'postponed' });
      this.logger.info(
        { queue, job: job.name, jobId: job.id, delayMs: error.delayMs, reason: error.message },
        'job is put off',
      );
      return;
    }
    jobsTotal.inc({ queue, name: job.name, outcome: dead ? 'dead' : 'retried' });
    const facts = { queue, job: job.name, jobId: job.id, attempt: job.attemptsMade, err: error };
    if (!dead) {
      this.logger.warn(facts, 'job failed and will be tried again');
      return;
    }
    this.logger.error(facts, 'job failed for good and lies among the dead letters');
    const told = this.giveUp(queue, job).catch((failure: unknown) =>
      this.logger.error({ ...facts, err: failure }, 'whoever waits for the job could not be told'),
    );
    this.running.add(told);
    void told.finally(() => this.running.delete(told));
  }

  private async giveUp(queue: QueueName, job: Job<JobEnvelope>): Promise<void> {
    const handler = this.handlers.get(handlerKey(queue, job.name));
    if (!handler?.gaveUp) return;
    const { eventId, requestId, payload } = parseEnvelope(job.data, () => scheduledRun(job));
    const checked = checkedPayload(queue, job.name, payload);
    await handler.gaveUp(checked, { eventId, context: RequestContext.system(requestId) });
  }
}

/**
 * Takes back the try that Bull is about to count.
 * @throws Error where the job was due so long ago that its tries count from now on.
 */
function postpone(job: Job<JobEnvelope>, error: PostponeJob): void {
  const dueAt = job.timestamp + (job.opts.delay ?? 0);
  if (Date.now() - dueAt > POSTPONED_AT_MOST_MS)
    throw new Error(`Put off for too long: ${error.message}`, { cause: error });
  job.attemptsMade -= 1;
}

/** A run of a schedule: its id is the same on every replica and at every try. */
function scheduledRun(job: Job<JobEnvelope>): JobEnvelope {
  const eventId = v5(String(job.id), RUN_NAMESPACE);
  return { eventId, requestId: eventId, payload: {} };
}
