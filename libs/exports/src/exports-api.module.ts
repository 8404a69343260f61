import { Module } from '@nestjs/common';
import { JobsApiModule, PersonContexts } from '@almanac/platform';
import { ExportAnswers } from './api/export-answers';
import { JobEnds } from './api/job-ends';
import { PlannerExportsController } from './api/planner-exports.controller';
import { PlannerPagesController } from './api/planner-pages.controller';
import { ExportDownloads } from './application/export-downloads';
import { JobPerson } from './application/job-person';
import { ExportsModule } from './exports.module';

/** Exports in the API process: they are asked for, and waited for a little. */
@Module({
  imports: [ExportsModule, JobsApiModule],
  controllers: [PlannerExportsController, PlannerPagesController],
  providers: [JobEnds, ExportAnswers, PersonContexts, JobPerson, ExportDownloads],
  exports: [ExportsModule, ExportAnswers],
})
export class ExportsApiModule {}
