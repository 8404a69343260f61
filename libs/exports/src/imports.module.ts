import { Module } from '@nestjs/common';
import { JobsApiModule, JobsModule } from '@almanac/platform';
import { TemplatesModule } from '@almanac/planning';
import { ImportsController } from './api/imports/imports.controller';
import { ReceiveImportGuard } from './api/imports/receive-import.guard';
import { ImportMaking } from './application/imports/import-making';
import { ImportService } from './application/imports/import.service';
import { ImportReader } from './application/imports/ports/import-reader';
import { PiscinaImportReader } from './infrastructure/imports/piscina-import-reader';
import { ImportEventRouter } from './jobs/import-event.router';
import { MakeImportProcessor } from './jobs/make-import.processor';

const reader = { provide: ImportReader, useClass: PiscinaImportReader };

/** Imports, for every process. */
@Module({
  imports: [JobsModule, TemplatesModule],
  providers: [reader, ImportService],
  exports: [reader, ImportService, JobsModule],
})
export class ImportsModule {}

/** Imports in the API process: files are received and read; small ones are made planners of. */
@Module({
  imports: [ImportsModule, JobsApiModule],
  controllers: [ImportsController],
  providers: [ReceiveImportGuard],
})
export class ImportsApiModule {}

/** Imports in the worker: large ones are. */
@Module({
  imports: [ImportsModule],
  providers: [ImportMaking, MakeImportProcessor, ImportEventRouter],
  exports: [ImportMaking],
})
export class ImportsWorkerModule {}
