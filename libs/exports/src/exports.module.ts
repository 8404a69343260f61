import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JobsModule, Snapshots } from '@almanac/platform';
import { PlanningModule } from '@almanac/planning';
import { ExportKinds } from './application/export-kinds';
import { ExportService } from './application/export.service';
import { PlannerDocuments } from './application/planner-documents';
import { PlannerExporting } from './application/planner-export.kind';
import { DrawingProcess } from './infrastructure/drawing/drawing-process';
import { plannerKinds } from './infrastructure/planner-kinds';

/** Exports, for every process: which kinds there are, and who may have what. */
@Module({
  imports: [DiscoveryModule, JobsModule, PlanningModule],
  providers: [
    Snapshots,
    PlannerDocuments,
    PlannerExporting,
    ExportKinds,
    ExportService,
    DrawingProcess,
    ...plannerKinds,
  ],
  exports: [JobsModule, Snapshots, PlannerDocuments, ExportKinds, ExportService],
})
export class ExportsModule {}
