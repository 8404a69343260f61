import { Module } from '@nestjs/common';
import { HeldByPlanning } from './infrastructure/personal/held-by-planning';
import { PlanningEventRouter } from './jobs/planning-event.router';
import { PurgeDeletedProcessor } from './jobs/purge-deleted.processor';
import { PlanningModule } from './planning.module';

/** Planning in the worker: the purge, what it holds on people, and where its events go. */
@Module({
  imports: [PlanningModule],
  providers: [PlanningEventRouter, PurgeDeletedProcessor, HeldByPlanning],
  exports: [PlanningModule],
})
export class PlanningWorkerModule {}
