import { Module } from '@nestjs/common';
import { PlanningModule } from './planning.module';

/** Planning in the worker: the purge, and where its events go. */
@Module({ imports: [PlanningModule], exports: [PlanningModule] })
export class PlanningWorkerModule {}
