import { Module, type DynamicModule } from '@nestjs/common';
import { CacheModule } from '../cache';
import { OutgoingModule } from '../outgoing';
import { Health, KNOWN_MIGRATIONS } from './health.service';
import { Leaving } from './leaving';
import { ProcessMetrics } from './process-metrics';
import { WorkerLeaving, WorkerPort } from './worker-port';

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
        WorkerLeaving,
        WorkerPort,
        { provide: Leaving, useExisting: WorkerLeaving },
        { provide: KNOWN_MIGRATIONS, useValue: migrations },
      ],
    };
  }
}
