import { Module } from '@nestjs/common';
import { ActivitiesController } from './api/activities.controller';
import { activityPartControllers } from './api/activity-parts/activity-parts.controllers';
import { BatchController } from './api/batch.controller';
import { GanttController } from './api/plans/gantt.controller';
import { PlanHistoryController } from './api/plans/plan-history.controller';
import { PlansController } from './api/plans/plans.controller';
import { PlannersController } from './api/planners.controller';
import { SearchController } from './api/search.controller';
import { OccurrencesController } from './api/recurrence/occurrences.controller';
import { SectionsController } from './api/sections.controller';
import { sharingControllers } from './api/sharing/sharing.controllers';
import { SyncController } from './api/sync/sync.controller';
import { OperationsController } from './api/undo/operations.controller';
import { TeamPlannersController } from './api/team-planners.controller';
import { PlanTemplatesController } from './api/templates/plan-templates.controller';
import { PlannerTemplatesController } from './api/templates/planner-templates.controller';
import { TemplatesController } from './api/templates/templates.controller';
import { TrashController } from './api/trash.controller';
import { PlannerStanding } from './application/planner-access/planner-standing';
import { PlanStandings } from './application/plans/plan-standing';
import { TemplateStanding } from './application/templates/template-standing';
import { TrashOfAllService } from './application/trash-of-all.service';
import { CollaboratorsMeter, PlannersMeter } from './infrastructure/sql-planning.meters';
import { PlanningStatistics } from './infrastructure/sql-planning.statistics';
import { PlanningEventRouter } from './jobs/planning-event.router';
import { PlansEventRouter } from './jobs/plans-event.router';
import { CollaboratorEventRouter } from './jobs/sharing/collaborator-event.router';
import { PlanningModule } from './planning.module';
import { TemplatesModule } from './templates.module';
import { UndoModule } from './undo.module';

/** Planning in the API process: its controllers. Batches come first, as literal paths win. */
@Module({
  imports: [PlanningModule, TemplatesModule, UndoModule],
  controllers: [
    PlannersController,
    TeamPlannersController,
    SectionsController,
    BatchController,
    ...activityPartControllers,
    OccurrencesController,
    ActivitiesController,
    TrashController,
    SearchController,
    PlansController,
    GanttController,
    PlanHistoryController,
    TemplatesController,
    PlannerTemplatesController,
    PlanTemplatesController,
    ...sharingControllers,
    SyncController,
    OperationsController,
  ],
  providers: [
    TrashOfAllService,
    // So that what this process commits reaches its own sockets at once.
    PlanningEventRouter,
    CollaboratorEventRouter,
    PlansEventRouter,
    PlannerStanding,
    PlanStandings,
    TemplateStanding,
    PlannersMeter,
    CollaboratorsMeter,
    PlanningStatistics,
  ],
  exports: [PlanningModule],
})
export class PlanningApiModule {}
