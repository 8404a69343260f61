import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Audience, CryptoModule, RoomPolicy } from '@almanac/platform';
import { ActivityBatchService } from './application/activity-batch.service';
import { ActivityQueries } from './application/activity-queries';
import { ActivityCreator } from './application/activity-creator';
import { ActivityWriter } from './application/activity-writer';
import { ActivityService } from './application/activity.service';
import { AssignmentAnnouncements } from './application/activity-parts/assignment-announcements';
import { Announcer } from './application/announcer';
import { ExamplePlannerService } from './application/example-planner.service';
import { ExampleSurroundings } from './application/example-surroundings';
import { PlanApplyService } from './application/plans/plan-apply.service';
import { PlanHistory } from './application/plans/plan-history';
import { PlannerAccess } from './application/planner-access/planner-access';
import { PlannerGate } from './application/planner-access/planner-gate';
import { PlannerCopyService } from './application/planner-copy.service';
import { PlannerLimit } from './application/planner-limit';
import { PlannerQueries } from './application/planner-queries';
import { PlannerRooms } from './application/planner-rooms';
import { PlannerService } from './application/planner.service';
import { AccessReader } from './application/ports/access-reader';
import { ActivityStore } from './application/ports/activity-store';
import { ActivityViews } from './application/ports/activity-views';
import { PlannerCopier } from './application/ports/planner-copier';
import { FinishedPlanners } from './application/ports/finished-planners';
import { PlannerLedger } from './application/ports/planner-ledger';
import { PlannerStore } from './application/ports/planner-store';
import { PlannerViews } from './application/ports/planner-views';
import { PurgeStore } from './application/ports/purge-store';
import { RecordViews } from './application/ports/record-views';
import { SectionStore } from './application/ports/section-store';
import { WholePlanners } from './application/ports/whole-planners';
import { AutoArchive } from './application/auto-archive';
import { PurgeService } from './application/purge.service';
import { SectionService } from './application/section.service';
import { PlannerAnnouncements } from './application/planner-announcements';
import { TeamPlannerService } from './application/team-planner.service';
import { TeamPlanners } from './application/team-planners';
import { TrashService } from './application/trash.service';
import { activityPartProviders } from './infrastructure/activity-parts/activity-parts.providers';
import { recurrenceProviders } from './infrastructure/recurrence/recurrence.providers';
import { SyncModule } from './sync.module';
import { planningEntities } from './infrastructure/entities';
import { HeldByPlanning } from './infrastructure/personal/held-by-planning';
import { SqlPlanningSights } from './infrastructure/sql-planning.sights';
import { SqlAccessReader } from './infrastructure/sql-access.reader';
import { SqlActivityStore } from './infrastructure/sql-activity.store';
import { SqlActivityViews } from './infrastructure/sql-activity.views';
import { SqlPlannerCopier } from './infrastructure/sql-planner.copier';
import { SqlFinishedPlanners } from './infrastructure/sql-finished-planners';
import { SqlPlannerLedger } from './infrastructure/sql-planner.ledger';
import { SqlPlannerStore } from './infrastructure/sql-planner.store';
import { SeenSectionsCache } from './infrastructure/seen-sections';
import { SqlPlannerViews } from './infrastructure/sql-planner.views';
import { SqlPurgeStore } from './infrastructure/sql-purge.store';
import { SqlRecordViews } from './infrastructure/sql-record.views';
import { SqlPlanningFigures } from './infrastructure/sql-planning.figures';
import { SqlSectionStore } from './infrastructure/sql-section.store';
import { SqlWholePlanners } from './infrastructure/whole/sql-whole-planners';
import { PlansModule } from './plans.module';
import { SearchModule } from './search.module';
import { sharingProviders } from './infrastructure/sharing/sharing.providers';
import { SqlAudience } from './infrastructure/sharing/sql-audience';

const ports = [
  { provide: AccessReader, useClass: SqlAccessReader },
  { provide: FinishedPlanners, useClass: SqlFinishedPlanners },
  { provide: PlannerLedger, useClass: SqlPlannerLedger },
  { provide: PlannerStore, useClass: SqlPlannerStore },
  { provide: PlannerCopier, useClass: SqlPlannerCopier },
  { provide: SectionStore, useClass: SqlSectionStore },
  { provide: ActivityStore, useClass: SqlActivityStore },
  SeenSectionsCache,
  { provide: PlannerViews, useClass: SqlPlannerViews },
  { provide: ActivityViews, useClass: SqlActivityViews },
  { provide: RecordViews, useClass: SqlRecordViews },
  { provide: PurgeStore, useClass: SqlPurgeStore },
  { provide: WholePlanners, useClass: SqlWholePlanners },
  { provide: RoomPolicy, useClass: PlannerRooms },
  { provide: Audience, useClass: SqlAudience },
];
const useCases = [
  PlannerAccess,
  PlannerService,
  TeamPlannerService,
  PlannerCopyService,
  PlannerQueries,
  SectionService,
  ActivityService,
  ActivityBatchService,
  ActivityQueries,
  TrashService,
  PurgeService,
  AutoArchive,
  PlanApplyService,
  PlanHistory,
  ExamplePlannerService,
];
const collaborators = [
  PlannerGate,
  PlannerLimit,
  PlannerAnnouncements,
  ExampleSurroundings,
  TeamPlanners,
  Announcer,
  AssignmentAnnouncements,
  ActivityCreator,
  ActivityWriter,
];

/** Planners, sections and activities, for every process. */
@Module({
  imports: [CryptoModule, TypeOrmModule.forFeature(planningEntities), PlansModule, SearchModule, SyncModule],
  providers: [
    ...ports,
    ...collaborators,
    ...useCases,
    ...activityPartProviders,
    ...recurrenceProviders,
    ...sharingProviders,
    SqlPlanningFigures,
    SqlPlanningSights,
    HeldByPlanning,
  ],
  exports: [
    ...ports,
    PlansModule,
    SearchModule,
    SyncModule,
    ...useCases,
    ...activityPartProviders,
    ...sharingProviders,
    ...recurrenceProviders,
    // What templates make planners of, and undo writes with.
    ...[ActivityWriter, Announcer, PlannerGate, PlannerLimit],
  ],
})
export class PlanningModule {}
