import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Gauge } from 'prom-client';
import type { QueueName } from '@almanac/contracts';
import { REDIS } from '../cache';
import { Config } from '../config';
import { Database, statement } from '../database';
import { answeredBy } from '../health/metrics';
import { outboxLag } from './outbox-relay';
import { queueDepths } from './queue-depths';
import { outcomesKey, queueKeyPrefix } from './queue-keys';
import { queueNames } from './queue-policy';

const outcomes = new Gauge({
  name: 'job_outcomes_total',
  help: 'Tries of jobs by queue, name and outcome (completed, postponed, retried, dead), over all workers.',
  labelNames: ['queue', 'name', 'outcome'] as const,
});
const depth = new Gauge({
  name: 'queue_jobs',
  help: 'Jobs in a queue by state (waiting, active, delayed, failed).',
  labelNames: ['queue', 'state'] as const,
});
const oldest = new Gauge({
  name: 'queue_oldest_waiting_seconds',
  help: 'For how long the job has been due that waits longest in a queue.',
  labelNames: ['queue'] as const,
});
const dead = new Gauge({
  name: 'dead_letters',
  help: 'Jobs that have used up their tries, and that no admin has retried or discarded.',
  labelNames: ['queue'] as const,
});

const openLetters = statement<{ queue: string; count: number }>(
  'queue-metrics.dead-letters',
  `SELECT queue, count(*)::int AS count FROM dead_letters WHERE status = 'open' GROUP BY queue`,
);
const oldestEvent = statement<{ seconds: number }>(
  'queue-metrics.outbox-lag',
  `SELECT coalesce(extract(epoch FROM now() - min(occurred_at)), 0)::float8 AS seconds FROM outbox_waiting`,
);

/**
 * What /metrics says of the queues: read when it is asked, as queues belong to no process. Every API process says the
 * same. What cannot be read is left out rather than said to be nothing.
 */
@Injectable()
export class QueueMetrics implements OnModuleInit {
  private reading: Promise<void> | undefined;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    answeredBy([outcomes, depth, oldest, dead, outboxLag], () => this.collected());
  }

  /** Once for all of them: prom-client asks each by itself, all at the same time. */
  private collected(): Promise<void> {
    this.reading ??= this.collect().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async collect(): Promise<void> {
    for (const gauge of [outcomes, depth, oldest, dead]) gauge.reset();
    await Promise.all([this.fromRedis().catch(() => undefined), this.fromPostgres().catch(() => undefined)]);
  }

  private async fromRedis(): Promise<void> {
    const counts = await this.redis.hgetall(outcomesKey(this.config));
    for (const [field, count] of Object.entries(counts)) {
      const [queue = '', name = '', outcome = ''] = field.split('/');
      outcomes.set({ queue, name, outcome }, Number(count));
    }
    await Promise.all([this.readDepths(), ...queueNames.map((name) => this.readOldest(name))]);
  }

  private async readDepths(): Promise<void> {
    for (const { name: queue, ...states } of await queueDepths(this.redis, this.config))
      for (const [state, count] of Object.entries(states)) depth.set({ queue, state }, count);
  }

  private async readOldest(queue: QueueName): Promise<void> {
    const key = `${queueKeyPrefix(this.config)}:${queue}`;
    const first = await this.redis.lindex(`${key}:wait`, -1);
    oldest.set({ queue }, first === null ? 0 : await this.dueForSeconds(`${key}:${first}`));
  }

  private async dueForSeconds(jobKey: string): Promise<number> {
    const [timestamp, delay] = await this.redis.hmget(jobKey, 'timestamp', 'delay');
    if (timestamp === null || timestamp === undefined) return 0;
    return Math.max(0, (Date.now() - Number(timestamp) - Number(delay ?? 0)) / 1000);
  }

  private async fromPostgres(): Promise<void> {
    const letters = await this.database.query(openLetters, []);
    for (const queue of queueNames) dead.set({ queue }, 0);
    for (const { queue, count } of letters) dead.set({ queue }, count);
    const [row] = await this.database.query(oldestEvent, []);
    outboxLag.set(row?.seconds ?? 0);
  }
}
