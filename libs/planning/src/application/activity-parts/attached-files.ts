import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, FileParents, type RequestContext } from '@almanac/platform';
import { allows } from '../../domain/role';
import { PlannerAccess } from '../planner-access/planner-access';
import { AttachmentStore } from '../ports/attachment-store';

/** Whoever may see an activity may see its files. */
@Injectable()
export class AttachedFiles extends FileParents {
  constructor(
    private readonly store: AttachmentStore,
    private readonly access: PlannerAccess,
    private readonly database: Database,
  ) {
    super();
  }

  override async seen(context: RequestContext, fileIds: readonly Id[]): Promise<Id[]> {
    const holding = await this.store.holding(this.database.for(context), fileIds);
    const activityIds = [...new Set(holding.map(({ activityId }) => activityId))];
    const found = await this.access.find(context, 'activity', activityIds);
    return holding.flatMap(({ fileId, activityId }) => {
      const standing = found.get(activityId);
      return standing && !standing.gone && allows(standing.role, 'read') ? [fileId] : [];
    });
  }
}
