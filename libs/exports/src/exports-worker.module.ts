import { Module } from '@nestjs/common';
import { PersonContexts } from '@almanac/platform';
import { ExportMaking } from './application/export-making';
import { JobPerson } from './application/job-person';
import { ExportsModule } from './exports.module';
import { ExportEventRouter } from './jobs/export-event.router';
import { MakeExportProcessor } from './jobs/make-export.processor';

/** Exports in the worker: they are made. */
@Module({
  imports: [ExportsModule],
  providers: [PersonContexts, JobPerson, ExportMaking, MakeExportProcessor, ExportEventRouter],
})
export class ExportsWorkerModule {}
