import { Module } from '@nestjs/common';
import { ArchiveFinishedProcessor } from './jobs/archive-finished.processor';
import { IndexSearchProcessor } from './jobs/index-search.processor';
import { ExpireChangesProcessor } from './jobs/sync/expire-changes.processor';
import { PlanningEventRouter } from './jobs/planning-event.router';
import { PlansEventRouter } from './jobs/plans-event.router';
import { FireReminderProcessor } from './jobs/reminders/fire-reminder.processor';
import { PlanRemindersProcessor } from './jobs/reminders/plan-reminders.processor';
import { ReminderEventRouter } from './jobs/reminders/reminder-event.router';
import { ReminderSweepClock } from './jobs/reminders/sweep-clock';
import { SweepRemindersProcessor } from './jobs/reminders/sweep-reminders.processor';
import { ReminderAgenda } from './application/activity-parts/reminder-agenda';
import { PurgeDeletedProcessor } from './jobs/purge-deleted.processor';
import { DetachFileProcessor } from './jobs/detach-file.processor';
import { ReleaseAssignmentsProcessor } from './jobs/release-assignments.processor';
import { CollaboratorEventRouter } from './jobs/sharing/collaborator-event.router';
import { PlanningModule } from './planning.module';
import { TemplatesModule } from './templates.module';

/** Planning in the worker: the purge, and where its events go. */
@Module({
  imports: [PlanningModule, TemplatesModule],
  providers: [
    PlanningEventRouter,
    CollaboratorEventRouter,
    PlansEventRouter,
    PurgeDeletedProcessor,
    ArchiveFinishedProcessor,
    ReleaseAssignmentsProcessor,
    DetachFileProcessor,
    IndexSearchProcessor,
    ExpireChangesProcessor,
    ReminderAgenda,
    ReminderEventRouter,
    ReminderSweepClock,
    FireReminderProcessor,
    PlanRemindersProcessor,
    SweepRemindersProcessor,
  ],
  exports: [PlanningModule],
})
export class PlanningWorkerModule {}
