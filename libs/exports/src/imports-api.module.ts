import { Module } from '@nestjs/common';
import { JobsApiModule } from '@almanac/platform';
import { ImportAnswers } from './api/imports/import-answers';
import { ImportsController } from './api/imports/imports.controller';
import { ReceiveImportGuard } from './api/imports/receive-import.guard';
import { JobEnds } from './api/job-ends';
import { ImportsModule } from './imports.module';

/** Imports in the API process: files are received and read; small ones are made planners of. */
@Module({
  imports: [ImportsModule, JobsApiModule],
  controllers: [ImportsController],
  providers: [ReceiveImportGuard, JobEnds, ImportAnswers],
})
export class ImportsApiModule {}
