import { Module } from '@nestjs/common';
import { PlanningModule } from './planning.module';

/** Planning in the API process: its controllers. */
@Module({ imports: [PlanningModule], exports: [PlanningModule] })
export class PlanningApiModule {}
