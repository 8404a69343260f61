import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../config';
import { dataSourceOptions } from './data-source-options';
import { Database } from './database';
import { DeadLetterEntity } from '../dead-letters/dead-letter.entity';
import { JobEntity } from '../jobs/job.entity';
import { InboxEntity } from './inbox.entity';
import { DailyUsageEntity } from './daily-usage.entity';
import { IdempotencyKeyEntity } from './idempotency-key.entity';
import { OutboxCursorEntity } from './outbox-cursor.entity';
import { QueueCheckpointEntity } from './queue-checkpoint.entity';
import { OutboxEntity } from './outbox.entity';
import { OutboxSignal } from './outbox-signal';
import { SettledNumbers } from './settled-numbers';
import { QueryTimes } from './query-times';
import { UnitOfWork } from './unit-of-work';

/** What the platform itself keeps in PostgreSQL. */
export const platformEntities = [
  OutboxEntity,
  OutboxCursorEntity,
  QueueCheckpointEntity,
  InboxEntity,
  DailyUsageEntity,
  IdempotencyKeyEntity,
  JobEntity,
  DeadLetterEntity,
];

@Module({ providers: [QueryTimes], exports: [QueryTimes] })
class QueryTimesModule {}

@Global()
@Module({
  imports: [
    QueryTimesModule,
    TypeOrmModule.forRootAsync({
      imports: [QueryTimesModule],
      inject: [Config, QueryTimes],
      useFactory: (config: Config, logger: QueryTimes) => ({
        ...dataSourceOptions(config),
        logger,
        autoLoadEntities: true,
        retryAttempts: 1,
        retryDelay: 0,
      }),
    }),
    TypeOrmModule.forFeature(platformEntities),
  ],
  providers: [Database, UnitOfWork, OutboxSignal, SettledNumbers],
  exports: [Database, UnitOfWork, OutboxSignal, SettledNumbers],
})
export class DatabaseModule {}
