import { Module } from '@nestjs/common';
import { AssignmentAnnouncements } from './application/activity-parts/assignment-announcements';
import { ExamplePlanService } from './application/plans/example-plan.service';
import { PlanAccess } from './application/plans/plan-access';
import { PlanAnnouncements } from './application/plans/plan-announcements';
import { PlanApplications } from './application/plans/plan-applications';
import { PlanQueries } from './application/plans/plan-queries';
import { PlanScheduleService } from './application/plans/plan-schedule.service';
import { PlanService } from './application/plans/plan.service';
import { PlanApplicationStore } from './application/plans/ports/plan-application-store';
import { PlanReader } from './application/plans/ports/plan-reader';
import { PlanStore } from './application/plans/ports/plan-store';
import { PlanViews } from './application/plans/ports/plan-views';
import { ScheduleThreads } from './application/plans/ports/schedule-threads';
import { UndoNotes } from './application/ports/undo-notes';
import { CollaboratorStore } from './application/ports/sharing/collaborator-store';
import { TeamPlans } from './application/plans/team-plans';
import { PiscinaScheduleThreads } from './infrastructure/plans/piscina-schedule-threads';
import { SqlPlanApplicationStore } from './infrastructure/plans/sql-plan-application.store';
import { SqlPlanReader } from './infrastructure/plans/sql-plan.reader';
import { SqlPlanStore } from './infrastructure/plans/sql-plan.store';
import { SqlPlanViews } from './infrastructure/plans/sql-plan.views';
import { SqlCollaboratorStore } from './infrastructure/sharing/sql-collaborator.store';
import { SqlUndoNotes } from './infrastructure/undo/sql-undo-notes';

const ports = [
  { provide: PlanReader, useClass: SqlPlanReader },
  { provide: PlanStore, useClass: SqlPlanStore },
  { provide: PlanViews, useClass: SqlPlanViews },
  { provide: PlanApplicationStore, useClass: SqlPlanApplicationStore },
  { provide: CollaboratorStore, useClass: SqlCollaboratorStore },
  { provide: UndoNotes, useClass: SqlUndoNotes },
  { provide: ScheduleThreads, useClass: PiscinaScheduleThreads },
];
const useCases = [PlanService, PlanQueries, PlanScheduleService, PlanApplications, ExamplePlanService];

/** Plans and their schedules, for every process. Who shares one is asked of `PlanAccess`. */
@Module({
  providers: [...ports, PlanAccess, PlanAnnouncements, AssignmentAnnouncements, TeamPlans, ...useCases],
  // And what shares them, as it shares planners, and notes what undoing needs.
  exports: [PlanReader, PlanAccess, PlanStore, PlanAnnouncements, CollaboratorStore, UndoNotes, ...useCases],
})
export class PlansModule {}
