import { Module } from '@nestjs/common';
import { JobsApiModule } from '@almanac/platform';
import { ExportAnswers } from './api/export-answers';
import { PlannerExportsController } from './api/planner-exports.controller';
import { PlannerPagesController } from './api/planner-pages.controller';
import { ExportsModule } from './exports.module';

/** Exports in the API process: they are asked for, and waited for a little. */
@Module({
  imports: [ExportsModule, JobsApiModule],
  controllers: [PlannerExportsController, PlannerPagesController],
  providers: [ExportAnswers],
  exports: [ExportsModule, ExportAnswers],
})
export class ExportsApiModule {}
