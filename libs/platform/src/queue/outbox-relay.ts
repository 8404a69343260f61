import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { Gauge, Histogram } from 'prom-client';
import { LONGEST_RECONNECT_PAUSE_MS, REDIS } from '../cache';
import { Config } from '../config';
import { LOGGER, type PinoLogger } from '../logging';
import { discoverRouters } from './discovery';
import type { EventRouter } from './event-router';
import { JobQueue } from './job-queue';
import { LostJobs } from './lost-jobs';
import { publishMessages } from './publish-messages';
import { routeBatch, type Batch } from './relay-batch';
import { RelayConnection } from './relay-connection';
import { RelayNews } from './relay-news';
import { advanceCursor, readWaiting, type WaitingEvents } from './outbox-cursor';
import { Wakeup } from './wakeup';

/** Events at a time. */
const BATCH = 500;
/** How often the outbox is looked at although nobody has signalled. */
const POLL_MS = 1000;
/** Under load events are gathered for so long, as each batch has a price of its own. */
const GATHER_MS = 20;
/** After an outage of Redis subscribers need a moment to be back; a message before that would reach nobody. */
const SETTLE_MS = 3 * LONGEST_RECONNECT_PAUSE_MS;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

export const outboxLag = new Gauge({
  name: 'outbox_lag_seconds',
  help: 'Age of the oldest event that is committed and not yet delivered, as the relay saw it last.',
});
const deliverySeconds = new Histogram({
  name: 'outbox_delivery_seconds',
  help: 'Time from an event to its delivery.',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 300],
});

/**
 * Hands committed events from the outbox to the queues and to Redis pub/sub (spec: background.md), at least
 * once, in the order of `seq`, by one process at a time. Marks an event delivered only after Redis has taken
 * everything that comes of it. When Redis or PostgreSQL is away it waits; nothing is lost by that.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wakeup = new Wakeup();
  private readonly connection: RelayConnection;
  private routers: readonly EventRouter[] = [];
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;
  private failures = 0;
  /** When Redis came back; undefined while there was no outage. */
  private redisBackAt: number | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly jobs: JobQueue,
    private readonly config: Config,
    private readonly news: RelayNews,
    private readonly lost: LostJobs,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    this.connection = new RelayConnection(config, () => this.wakeup.ring());
  }

  onApplicationBootstrap(): void {
    this.routers = discoverRouters(this.discovery);
    if (this.redis.status !== 'ready') this.redisBackAt = Infinity;
    this.redis.on('close', () => {
      this.redisBackAt = Infinity;
      this.lost.suspect();
    });
    this.redis.on('ready', () => {
      if (this.redisBackAt !== undefined) this.redisBackAt = Date.now();
    });
    this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wakeup.ring();
    await Promise.race([this.loop, sleep(this.config.SHUTDOWN_TIMEOUT_MS, undefined, { ref: false })]);
    await this.connection.close();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.untilRedisHasSettled();
        const more = await this.relayBatch();
        this.failures = 0;
        if (!more) await this.untilThereIsMore();
      } catch (error) {
        await this.recoverFrom(error);
      }
    }
  }

  /** At most BATCH events. True where it is known that there is more to do; never where another process relays. */
  private async relayBatch(): Promise<boolean> {
    const client = await this.connection.openAsRelay();
    if (!client) {
      // What was seen as the relay is of no worth any more.
      outboxLag.set(0);
      return false;
    }
    const relaying = { client, connection: this.connection, routers: this.routers };
    await this.lost.look(relaying);
    const waiting = await readWaiting(client, BATCH);
    const { rows } = waiting;
    outboxLag.set(rows[0] ? (Date.now() - rows[0].occurred_at.getTime()) / 1000 : 0);
    if (rows.length > 0) await this.deliver(client, waiting);
    else if (waiting.gaps > 0 && waiting.settledUpTo !== undefined) await advanceCursor(client, waiting, []);
    await this.lost.putBack(relaying);
    return rows.length === BATCH || this.lost.arePutBack;
  }

  /** Nothing holds a transaction open meanwhile. A death between delivery and mark delivers again. */
  private async deliver(client: Client, waiting: WaitingEvents): Promise<void> {
    const batch = routeBatch(waiting.rows, this.routers, this.config);
    const batches = await this.connection.keptDuring(() => this.handOver(batch));
    await advanceCursor(
      client,
      waiting,
      batch.broken.map(({ seq }) => seq),
      batches,
    );
    if (batches !== undefined) this.lost.remembered(batches);
    this.news.tell(waiting.rows);
    for (const { error, ...event } of batch.broken) {
      this.logger.error({ ...event, err: error }, 'an event cannot be relayed and is put aside');
    }
    const now = Date.now();
    for (const row of waiting.rows) deliverySeconds.observe((now - row.occurred_at.getTime()) / 1000);
  }

  /**
   * Before each step this process makes sure that it is the one that relays: another may have gone on from here. Gives
   * the number of the batch where it has jobs.
   */
  private async handOver({ jobs, messages }: Batch): Promise<number | undefined> {
    for (const [queue, requests] of jobs) {
      await this.connection.assertRelays();
      await this.jobs.addAll(queue, requests);
    }
    if (messages.length === 0 && jobs.size === 0) return undefined;
    await this.connection.assertRelays();
    // In one round trip.
    const [batches] = await Promise.all([
      jobs.size > 0 ? this.lost.markNext() : undefined,
      publishMessages(this.redis, this.config, messages),
    ]);
    return batches;
  }

  private async untilThereIsMore(): Promise<void> {
    const before = Date.now();
    await this.wakeup.sleep(POLL_MS);
    // Woken at once: events come thick and fast.
    if (Date.now() - before < GATHER_MS && !this.stopping) await sleep(GATHER_MS);
  }

  private async untilRedisHasSettled(): Promise<void> {
    while (this.redisBackAt !== undefined && !this.stopping) {
      const left = this.redisBackAt + SETTLE_MS - Date.now();
      if (left <= 0) this.redisBackAt = undefined;
      else await this.wakeupOrPause(Math.min(left, 200));
    }
  }

  /** Nothing was marked: the turn ends with its connection, and the next one begins from the start. */
  private async recoverFrom(error: unknown): Promise<void> {
    await this.connection.close();
    this.failures += 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.failures, 10), LONGEST_PAUSE_MS);
    if (!this.stopping)
      this.logger.warn({ err: error, pauseMs: pause }, 'events wait: the relay tries again');
    await this.wakeupOrPause(pause);
  }

  /** A pause that a shutdown ends, and a signal of new events does not. */
  private async wakeupOrPause(milliseconds: number): Promise<void> {
    const until = Date.now() + milliseconds;
    while (!this.stopping && Date.now() < until) await this.wakeup.sleep(until - Date.now());
  }
}
