import { Module, type DynamicModule } from '@nestjs/common';
import { CacheModule } from '../cache';
import { Drain } from '../http';
import { OutgoingModule } from '../outgoing';
import { HealthController } from './health.controller';
import { Health, KNOWN_MIGRATIONS } from './health.service';
import { ShutdownState } from './shutdown-state';
import { ProcessMetrics } from './process-metrics';

@Module({})
export class HealthModule {
  /** @param migrations names that must have run before the process is ready. */
  static with(migrations: readonly string[]): DynamicModule {
    return {
      module: HealthModule,
      imports: [CacheModule, OutgoingModule],
      controllers: [HealthController],
      providers: [
        Health,
        ProcessMetrics,
        { provide: ShutdownState, useExisting: Drain },
        { provide: KNOWN_MIGRATIONS, useValue: migrations },
      ],
    };
  }
}
