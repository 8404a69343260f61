import { Module } from '@nestjs/common';
import { ArchiveFinishedProcessor } from './jobs/archive-finished.processor';
import { IndexSearchProcessor } from './jobs/index-search.processor';
import { ExpireChangesProcessor } from './jobs/sync/expire-changes.processor';
import { PlanningEventRouter } from './jobs/planning-event.router';
import { PlansEventRouter } from './jobs/plans-event.router';
import { PurgeDeletedProcessor } from './jobs/purge-deleted.processor';
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
    IndexSearchProcessor,
    ExpireChangesProcessor,
  ],
  exports: [PlanningModule],
})
export class PlanningWorkerModule {}
