import { Module, type DynamicModule } from '@nestjs/common';
import { BillingWorkerModule } from '@almanac/billing';
import { ExportsWorkerModule, ImportsWorkerModule } from '@almanac/exports';
import { FilesWorkerModule } from '@almanac/files';
import { IdentityWorkerModule } from '@almanac/identity';
import { NotificationsWorkerModule } from '@almanac/notifications';
import { PlanningWorkerModule } from '@almanac/planning';
import {
  CacheModule,
  ConfigModule,
  DatabaseModule,
  JobsWorkerModule,
  LimitsModule,
  LoggingModule,
  MailModule,
  OutgoingModule,
  QueueWorkerModule,
  WorkerHealthModule,
  type ConfigValues,
  type PinoLogger,
} from '@almanac/platform';
import { WebhooksWorkerModule } from '@almanac/webhooks';
import { migrations } from '../../../migrations';

/** The composition root of the process that relays events, works off queues and keeps schedules. */
@Module({})
export class WorkerModule {
  static with(config: ConfigValues, logger: PinoLogger): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.with(config),
        LoggingModule.with(logger),
        DatabaseModule,
        CacheModule,
        LimitsModule,
        OutgoingModule,
        MailModule,
        IdentityWorkerModule,
        FilesWorkerModule,
        PlanningWorkerModule,
        WebhooksWorkerModule.with([PlanningWorkerModule]),
        BillingWorkerModule,
        NotificationsWorkerModule,
        ExportsWorkerModule,
        ImportsWorkerModule,
        JobsWorkerModule,
        QueueWorkerModule,
        WorkerHealthModule.with(migrations.map((migration) => migration.name)),
      ],
    };
  }
}
