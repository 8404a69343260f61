import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Redis } from 'ioredis';
import type { JobName, QueueName } from '@almanac/contracts';
import { REDIS } from '../cache';
import { LOGGER, type PinoLogger } from '../logging';
import type { JobEnvelope } from './job-envelope';
import { QUEUES } from './job-queue';
import { jobOptions, queuePolicies } from './queue-policy';

/** Work that is done by the clock. The payload of such a job is empty. */
type Schedule = {
  [Q in QueueName]: {
    queue: Q;
    name: JobName<Q>;
    /** In UTC. */
    cron: string;
  };
}[QueueName];

/** Each at a minute of its own, so that they do not run into each other. */
export const schedules: readonly Schedule[] = [
  { queue: 'maintenance', name: 'expire-tokens', cron: '7 * * * *' },
  { queue: 'maintenance', name: 'end-given-tiers', cron: '* * * * *' },
  { queue: 'maintenance', name: 'archive-finished', cron: '17 * * * *' },
  { queue: 'maintenance', name: 'expire-idempotency-keys', cron: '22 * * * *' },
  { queue: 'maintenance', name: 'expire-exports', cron: '27 * * * *' },
  { queue: 'maintenance', name: 'sweep-files', cron: '42 * * * *' },
  { queue: 'maintenance', name: 'purge-deleted', cron: '37 * * * *' },
  { queue: 'maintenance', name: 'purge-accounts', cron: '47 * * * *' },
  { queue: 'maintenance', name: 'expire-changes', cron: '57 * * * *' },
  { queue: 'maintenance', name: 'audit-partitions', cron: '52 3 * * *' },
  { queue: 'webhooks', name: 'resume-deliveries', cron: '* * * * *' },
  { queue: 'webhooks', name: 'expire-deliveries', cron: '17 * * * *' },
  { queue: 'maintenance', name: 'index-search', cron: '* * * * *' },
  { queue: 'billing', name: 'sweep', cron: '* * * * *' },
  { queue: 'billing', name: 'reconcile', cron: '13 2 * * *' },
  { queue: 'billing', name: 'expire', cron: '33 3 * * *' },
  { queue: 'notifications', name: 'dispatch', cron: '* * * * *' },
  { queue: 'notifications', name: 'expire', cron: '12 * * * *' },
];

/**
 * Keeps the schedules in Redis, where they are one for all workers: however many there are, a run is one
 * job. They are written again whenever Redis comes (back), as it may have come back empty.
 */
@Injectable()
export class JobSchedules implements OnApplicationBootstrap {
  constructor(
    @Inject(QUEUES) private readonly queues: ReadonlyMap<QueueName, Queue<JobEnvelope>>,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    const write = (): void => {
      this.write().catch((error: unknown) =>
        this.logger.warn({ err: error }, 'the schedules could not be written'),
      );
    };
    this.redis.on('ready', write);
    if (this.redis.status === 'ready') write();
  }

  /** Writes down those that are missing, and takes away those that are none any more. */
  async write(): Promise<void> {
    for (const [name, queue] of this.queues) {
      const wanted = schedules.filter((schedule) => schedule.queue === name);
      for (const held of await queue.getRepeatableJobs()) {
        if (!wanted.some((schedule) => schedule.name === held.name && schedule.cron === held.cron)) {
          await queue.removeRepeatableByKey(held.key);
        }
      }
      for (const schedule of wanted) {
        // No envelope: the runner makes the ids of a run from the id of its job.
        await queue.add(schedule.name, {} as JobEnvelope, {
          ...jobOptions(queuePolicies[name]),
          repeat: { cron: schedule.cron, tz: 'UTC' },
        });
      }
    }
  }
}
