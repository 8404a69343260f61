import { Module } from '@nestjs/common';
import { PersonContexts } from '@almanac/platform';
import { ImportMaking } from './application/imports/import-making';
import { JobPerson } from './application/job-person';
import { ImportsModule } from './imports.module';
import { DropImportProcessor } from './jobs/drop-import.processor';
import { ImportEventRouter } from './jobs/import-event.router';
import { MakeImportProcessor } from './jobs/make-import.processor';

/** Imports in the worker: large files are made planners of. */
@Module({
  imports: [ImportsModule],
  providers: [
    PersonContexts,
    JobPerson,
    ImportMaking,
    MakeImportProcessor,
    DropImportProcessor,
    ImportEventRouter,
  ],
})
export class ImportsWorkerModule {}
