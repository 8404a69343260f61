import { Module, type DynamicModule } from '@nestjs/common';
import { FilesModule } from '@almanac/files';
import { IdentityModule } from '@almanac/identity';
import { PlanningModule, TemplatesModule } from '@almanac/planning';
import {
  CacheModule,
  ConfigModule,
  DatabaseModule,
  LimitsModule,
  LoggingModule,
  OutgoingModule,
  type ConfigValues,
  type PinoLogger,
} from '@almanac/platform';
import { WebhooksModule } from '@almanac/webhooks';

/** The composition root of commands that need the use cases. */
@Module({})
export class CliModule {
  static with(config: ConfigValues, logger: PinoLogger): DynamicModule {
    return {
      module: CliModule,
      imports: [
        ConfigModule.with(config),
        LoggingModule.with(logger),
        DatabaseModule,
        CacheModule,
        LimitsModule,
        OutgoingModule,
        IdentityModule,
        FilesModule,
        PlanningModule,
        TemplatesModule,
        WebhooksModule,
      ],
    };
  }
}
