import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PlannerAccess } from './application/planner-access/planner-access';
import { AccessReader } from './application/ports/access-reader';
import { ActivityStore } from './application/ports/activity-store';
import { ActivityViews } from './application/ports/activity-views';
import { PlannerCopier } from './application/ports/planner-copier';
import { PlannerLedger } from './application/ports/planner-ledger';
import { PlannerStore } from './application/ports/planner-store';
import { PlannerViews } from './application/ports/planner-views';
import { RecordViews } from './application/ports/record-views';
import { SectionStore } from './application/ports/section-store';
import { planningEntities } from './infrastructure/entities';
import { SqlAccessReader } from './infrastructure/sql-access.reader';
import { SqlActivityStore } from './infrastructure/sql-activity.store';
import { SqlActivityViews } from './infrastructure/sql-activity.views';
import { SqlPlannerCopier } from './infrastructure/sql-planner.copier';
import { SqlPlannerLedger } from './infrastructure/sql-planner.ledger';
import { SqlPlannerStore } from './infrastructure/sql-planner.store';
import { SqlPlannerViews } from './infrastructure/sql-planner.views';
import { SqlRecordViews } from './infrastructure/sql-record.views';
import { SqlSectionStore } from './infrastructure/sql-section.store';

const ports = [
  { provide: AccessReader, useClass: SqlAccessReader },
  { provide: PlannerLedger, useClass: SqlPlannerLedger },
  { provide: PlannerStore, useClass: SqlPlannerStore },
  { provide: PlannerCopier, useClass: SqlPlannerCopier },
  { provide: SectionStore, useClass: SqlSectionStore },
  { provide: ActivityStore, useClass: SqlActivityStore },
  { provide: PlannerViews, useClass: SqlPlannerViews },
  { provide: ActivityViews, useClass: SqlActivityViews },
  { provide: RecordViews, useClass: SqlRecordViews },
];
const useCases = [PlannerAccess];

/** Planners, sections and activities, for every process. */
@Module({
  imports: [TypeOrmModule.forFeature(planningEntities)],
  providers: [...ports, ...useCases],
  exports: [...useCases],
})
export class PlanningModule {}
