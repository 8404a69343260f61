import type { Redis } from 'ioredis';
import type { ConfigValues } from '../config';
import { jobsTotal } from './job-metrics';
import { outcomesKey } from './queue-keys';

export const jobOutcomes = ['completed', 'postponed', 'retried', 'dead'] as const;
export type TryOutcome = (typeof jobOutcomes)[number];

/** How often what was counted is written down; a worker that is killed takes that much with it. */
const WRITE_MS = 1000;

/**
 * Counts how tries of jobs end. The counts go to Redis, one sum for all workers, and the API shows them: so they are
 * whole although a worker has ended, or has no port at which it is asked.
 */
export class OutcomeCounts {
  private counts = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly config: Pick<ConfigValues, 'REDIS_PREFIX'>,
  ) {}

  count(queue: string, name: string, outcome: TryOutcome): void {
    jobsTotal.inc({ queue, name, outcome });
    const field = `${queue}/${name}/${outcome}`;
    this.counts.set(field, (this.counts.get(field) ?? 0) + 1);
    this.timer ??= setTimeout(() => this.write(), WRITE_MS);
  }

  /** What cannot be written is counted again later. */
  write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const counts = this.counts;
    this.counts = new Map();
    if (counts.size === 0) return;
    const commands = this.redis.multi();
    for (const [field, count] of counts) commands.hincrby(outcomesKey(this.config), field, count);
    commands.exec().catch(() => {
      for (const [field, count] of counts) this.counts.set(field, (this.counts.get(field) ?? 0) + count);
    });
  }
}
