import { Module, type DynamicModule } from '@nestjs/common';
import { CacheModule } from '../cache';
import { OutgoingModule } from '../outgoing';
import { Health, KNOWN_MIGRATIONS } from './health.service';
import { ShutdownState } from './shutdown-state';
import { ProcessMetrics } from './process-metrics';
import { WorkerShutdown, WorkerPort } from './worker-port';

/** Health and figures of a worker, on a port of its own where there is one. */
@Module({})
export class WorkerHealthModule {
  /** @param migrations names that must have run before the worker is ready. */
  static with(migrations: readonly string[]): DynamicModule {
    return {
      module: WorkerHealthModule,
      imports: [CacheModule, OutgoingModule],
      providers: [
        Health,
        ProcessMetrics,
        WorkerShutdown,
        WorkerPort,
        { provide: ShutdownState, useExisting: WorkerShutdown },
        { provide: KNOWN_MIGRATIONS, useValue: migrations },
      ],
    };
  }
}
