import { BullModule, getQueueToken } from '@nestjs/bull';
import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Queue } from 'bull';
import type { Redis } from 'ioredis';
import type { QueueName } from '@almanac/contracts';
import { REDIS } from '../cache';
import { Config } from '../config';
import { ExpireIdempotencyKeysProcessor } from './expire-idempotency-keys.processor';
import { DeadLetterCollector } from './dead-letter-collector';
import { DeadLetterRouter } from './dead-letter.router';
import { JobQueue, QUEUES } from './job-queue';
import { JobRunner } from './job-runner';
import { JobSchedules } from './job-schedules';
import { LostJobs } from './lost-jobs';
import { OutboxRelay } from './outbox-relay';
import { RelayNews } from './relay-news';
import { queueKeyPrefix } from './queue-keys';
import { queueNames } from './queue-policy';

/** Puts jobs into queues, and says what was relayed; for every process. */
@Global()
@Module({
  imports: [
    BullModule.registerQueueAsync(
      ...queueNames.map((name) => ({
        name,
        inject: [REDIS, Config],
        // Whoever puts jobs in does so over the connection that fails fast.
        useFactory: (redis: Redis, config: Config) => {
          // Each queue listens for its errors.
          redis.setMaxListeners(10 + 2 * queueNames.length);
          return { createClient: () => redis, prefix: queueKeyPrefix(config), skipVersionCheck: true };
        },
      })),
    ),
  ],
  providers: [
    {
      provide: QUEUES,
      inject: queueNames.map((name) => getQueueToken(name)),
      useFactory: (...queues: Queue[]): ReadonlyMap<QueueName, Queue> =>
        new Map(queueNames.flatMap((name, index) => (queues[index] ? [[name, queues[index]] as const] : []))),
    },
    JobQueue,
    RelayNews,
  ],
  exports: [QUEUES, JobQueue, RelayNews],
})
export class QueueModule {}

/** Relays the outbox, works the queues off and keeps the schedules; for the worker alone. */
@Module({
  imports: [QueueModule, DiscoveryModule],
  providers: [
    OutboxRelay,
    LostJobs,
    JobRunner,
    DeadLetterCollector,
    DeadLetterRouter,
    JobSchedules,
    ExpireIdempotencyKeysProcessor,
  ],
  exports: [OutboxRelay, JobRunner],
})
export class QueueWorkerModule {}
