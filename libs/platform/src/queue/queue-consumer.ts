import Bull, { type Job, type Queue } from 'bull';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueName } from '@almanac/contracts';
import type { PinoLogger } from '../logging';
import type { JobEnvelope } from './job-envelope';
import { BACK_OFF, pauseAfter, queuePolicies } from './queue-policy';

/** A job whose worker dies this often is likely what kills it, and becomes a dead letter. */
const MAX_DEATHS = 5;
/** Bull needs Redis to close a queue; a process that stops does not wait for one that is away. */
const CLOSE_MS = 1000;
/** Until a queue that could not be opened is opened again. */
const REOPEN_MS = 1000;

/** The connections of a queue: one to command, one that waits for jobs, one that hears of new ones. */
export interface QueueConnections {
  client: Redis;
  bclient: Redis;
  subscriber: Redis;
}

/** What a consumer does with the jobs of its queue. */
export interface JobTaker {
  run(queue: QueueName, job: Job<JobEnvelope>): Promise<void>;
  /** A try has failed; `job` is undefined where it is gone already. */
  failed(queue: QueueName, job: Job<JobEnvelope> | null, error: Error): void;
}

/** Takes the jobs of one queue, for as long as the process lives. */
export class QueueConsumer {
  private queue: Queue<JobEnvelope> | undefined;
  private stopping = false;
  /** By which Redis knows the connection that waits for jobs. */
  private waiter: Promise<number | undefined> | undefined;

  constructor(
    private readonly name: QueueName,
    private readonly prefix: string,
    private readonly connections: QueueConnections,
    private readonly taker: JobTaker,
    /**
     * A worker that dies (`kill -9`) holds its jobs' locks for so long; then another takes the jobs up. A job
     * that runs longer keeps its lock by renewing it.
     */
    private readonly lockMs: number,
    private readonly logger: PinoLogger,
  ) {}

  /** Resolves at the end of the process. Bull gives up a queue whose first commands fail, so it is opened again. */
  async consume(): Promise<void> {
    const { bclient } = this.connections;
    const ask = (): void => {
      this.waiter = bclient.client('ID').catch(() => undefined);
    };
    // Before it waits for the first time: while it does, it answers nothing else.
    ask();
    bclient.on('ready', ask);
    while (!this.ended()) {
      const queue = this.open();
      this.queue = queue;
      try {
        await queue.process('*', queuePolicies[this.name].concurrency, (job: Job<JobEnvelope>) =>
          this.taker.run(this.name, job),
        );
        return;
      } catch (error) {
        if (this.ended()) return;
        this.logger.warn({ queue: this.name, err: error }, 'the queue has stopped and is opened again');
        await close(queue);
        await sleep(REOPEN_MS, undefined, { ref: false });
      }
    }
  }

  /** Takes no more jobs. Resolves when Bull has written down how those under way ended. */
  async pause(): Promise<void> {
    this.stopping = true;
    const paused = this.queue?.pause(true);
    await this.stopWaiting();
    await paused;
  }

  /**
   * Bull would give the connection that waits for jobs half a second, and then cut it, be it off a job just taken. It
   * waits once for each job that may run at a time, one after the other.
   */
  private async stopWaiting(): Promise<void> {
    await this.queue?.isReady();
    const known = await Promise.race([this.waiter, sleep(0, undefined, { ref: false })]);
    if (known === undefined) return;
    const { client } = this.connections;
    for (let left = queuePolicies[this.name].concurrency; left > 0; left -= 1)
      if ((await client.client('UNBLOCK', known).catch(() => 0)) !== 1) return;
  }

  async close(): Promise<void> {
    this.stopping = true;
    if (this.queue) await close(this.queue);
  }

  /** Asked anew each time: it changes while others are waited for. */
  private ended(): boolean {
    return this.stopping;
  }

  private open(): Queue<JobEnvelope> {
    const policy = queuePolicies[this.name];
    const queue = new Bull<JobEnvelope>(this.name, {
      prefix: this.prefix,
      createClient: (type) => this.connections[type],
      settings: {
        lockDuration: this.lockMs,
        lockRenewTime: Math.round(this.lockMs / 3),
        stalledInterval: Math.round(this.lockMs / 2.4),
        maxStalledCount: MAX_DEATHS,
        guardInterval: 2000,
        retryProcessDelay: 500,
        backoffStrategies: {
          [BACK_OFF]: (attemptsMade: number, error: Error) => pauseAfter(policy, attemptsMade, error),
        },
      },
    });
    // Bull gives its connection a name and lets nobody know when that fails, which ends the process; ours have one.
    Object.assign(queue, { setWorkerName: () => Promise.resolve() });
    queue.on('error', (error) => this.logger.warn({ queue: this.name, err: error }, 'the queue has trouble'));
    queue.on('stalled', (job) =>
      this.logger.warn(
        { queue: this.name, job: job.name, jobId: job.id },
        'a job was cut off and is taken up again',
      ),
    );
    queue.on('failed', (job: Job<JobEnvelope> | null, error) => this.taker.failed(this.name, job, error));
    return queue;
  }
}

async function close(queue: Queue<JobEnvelope>): Promise<void> {
  const closed = queue.close(true).catch(() => undefined);
  await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })]);
}
