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
import { routeBatch, type Batch, type OutboxRow } from './relay-batch';
import { RelayConnection } from './relay-connection';
import { Wakeup } from './wakeup';

/** Events in one transaction. */
const BATCH = 500;
/** How often the outbox is looked at although nobody has signalled. */
const POLL_MS = 1000;
/** Under load events are gathered for so long, as each batch has a price of its own. */
const GATHER_MS = 20;
/** After an outage of Redis subscribers need a moment to be back; a message before that would reach nobody. */
const SETTLE_MS = 3 * LONGEST_RECONNECT_PAUSE_MS;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** Any fixed number will do; it names the lock that lets one process relay at a time. */
const RELAY_LOCK = 4_210_302;

/**
 * Begins and ends of a transaction travel with its statements, in one message each (the simple protocol
 * takes several): at a few dozen batches a second a round trip costs more than a plan.
 */
const BEGIN_AND_READ = `BEGIN;
  WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${RELAY_LOCK}) AS mine)
  SELECT o.seq, o.event_id, o.name, o.stream_id, o.prev, o.actor_id, o.resource_version, o.payload,
         o.request_id, o.occurred_at
    FROM outbox o
   WHERE o.delivered_at IS NULL AND o.failed_at IS NULL AND (SELECT mine FROM turn)
   ORDER BY o.seq LIMIT ${BATCH} FOR UPDATE OF o SKIP LOCKED`;

function mark(column: 'delivered_at' | 'failed_at', seqs: readonly string[]): string {
  // Numbers that PostgreSQL gave; BigInt refuses anything else.
  const list = seqs.map((seq) => BigInt(seq)).join(',');
  return list === '' ? '' : `UPDATE outbox SET ${column} = now() WHERE seq = ANY ('{${list}}'::bigint[]);`;
}

/** One command for a whole batch: most messages have no listener, and each command costs more than such a message. */
const PUBLISH_ALL = `for i = 1, #ARGV, 2 do redis.call('PUBLISH', ARGV[i], ARGV[i + 1]) end`;

const lag = new Gauge({
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
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    this.connection = new RelayConnection(config, () => this.wakeup.ring());
  }

  onApplicationBootstrap(): void {
    this.routers = discoverRouters(this.discovery);
    if (this.redis.status !== 'ready') this.redisBackAt = Infinity;
    this.redis.on('close', () => (this.redisBackAt = Infinity));
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
        const full = (await this.relayBatch()) === BATCH;
        this.failures = 0;
        if (!full) await this.untilThereIsMore();
      } catch (error) {
        await this.recoverFrom(error);
      }
    }
  }

  /** One transaction of at most BATCH events. Gives how many it took up. */
  private async relayBatch(): Promise<number> {
    const client = await this.connection.open();
    const rows = await readRows(client);
    lag.set(rows[0] ? (Date.now() - rows[0].occurred_at.getTime()) / 1000 : 0);
    if (rows.length === 0) await client.query('COMMIT');
    else await this.deliver(client, rows);
    return rows.length;
  }

  private async deliver(client: Client, rows: OutboxRow[]): Promise<void> {
    const batch = routeBatch(rows, this.routers, this.config);
    for (const [queue, requests] of batch.jobs) await this.jobs.addAll(queue, requests);
    await this.publish(batch.messages);
    const broken = batch.broken.map(({ seq }) => seq);
    await client.query(`${mark('delivered_at', batch.delivered)}${mark('failed_at', broken)}COMMIT`);
    for (const { error, ...event } of batch.broken) {
      this.logger.error({ ...event, err: error }, 'an event cannot be relayed and is put aside');
    }
    const now = Date.now();
    for (const row of rows) deliverySeconds.observe((now - row.occurred_at.getTime()) / 1000);
  }

  private async publish(messages: Batch['messages']): Promise<void> {
    if (messages.length === 0) return;
    await this.redis.eval(PUBLISH_ALL, 0, ...messages.flatMap(({ channel, text }) => [channel, text]));
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

  /** Nothing was marked: the transaction ends with its connection, and the next turn begins from the start. */
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

async function readRows(client: Client): Promise<OutboxRow[]> {
  // pg gives a result for each statement, which its types do not know.
  const results: unknown = await client.query(BEGIN_AND_READ);
  const last: unknown = Array.isArray(results) ? results.at(-1) : results;
  if (typeof last !== 'object' || last === null || !('rows' in last))
    throw new Error('PostgreSQL gave no rows');
  return last.rows as OutboxRow[];
}
