import { Module, type DynamicModule } from '@nestjs/common';
import { BillingApiModule } from '@almanac/billing';
import { IdentityApiModule, IdentityAuditModule } from '@almanac/identity';
import { ExportsApiModule, ImportsApiModule } from '@almanac/exports';
import { FilesApiModule } from '@almanac/files';
import { NotificationsApiModule } from '@almanac/notifications';
import { PlanningApiModule } from '@almanac/planning';
import {
  CacheModule,
  ConfigModule,
  DatabaseModule,
  DeadLettersApiModule,
  DevMailModule,
  HealthModule,
  HttpModule,
  JobsApiModule,
  LimitsModule,
  LoggingModule,
  OutgoingModule,
  QueueBoardModule,
  RealtimeModule,
  StorageApiModule,
  UsageModule,
  type ConfigValues,
  type PinoLogger,
} from '@almanac/platform';
import { WebhooksApiModule } from '@almanac/webhooks';
import { migrations } from '../../../migrations';

/** The composition root of the HTTP and socket process. */
@Module({})
export class ApiModule {
  static with(config: ConfigValues, logger: PinoLogger): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.with(config),
        LoggingModule.with(logger),
        DatabaseModule,
        CacheModule,
        LimitsModule,
        UsageModule,
        OutgoingModule,
        HttpModule,
        HealthModule.with(migrations.map((migration) => migration.name)),
        IdentityApiModule,
        FilesApiModule,
        StorageApiModule,
        PlanningApiModule,
        WebhooksApiModule,
        BillingApiModule,
        NotificationsApiModule,
        ExportsApiModule,
        ImportsApiModule,
        JobsApiModule,
        DeadLettersApiModule.with([IdentityAuditModule]),
        QueueBoardModule,
        RealtimeModule.with([PlanningApiModule]),
        // Mails hold links that sign in: they are shown to developers alone.
        ...(config.NODE_ENV === 'production' ? [] : [DevMailModule]),
      ],
    };
  }
}
