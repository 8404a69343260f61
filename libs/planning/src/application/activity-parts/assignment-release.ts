import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { Announcer } from '../announcer';
import { ActivityLinkStore } from '../ports/activity-link-store';
import { PlannerLedger } from '../ports/planner-ledger';

/**
 * Takes people off what is still open in planners that they may no longer see; what was done or called off goes on
 * saying who did it. It asks anew under each planner's lock, so somebody who was let in again meanwhile stays, and
 * nobody can be assigned in between. Doing it twice does no harm.
 */
@Injectable()
export class AssignmentRelease {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: ActivityLinkStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
    private readonly database: Database,
  ) {}

  async run(context: RequestContext, userId: Id): Promise<void> {
    for (const plannerId of await this.store.unseen(this.database.for(context), userId)) {
      let released = true;
      while (released) {
        released = await this.unitOfWork.run(context, (tx) => this.some(tx, context, plannerId, userId));
      }
    }
  }

  /** Whether there may be more. */
  private async some(tx: Transaction, context: RequestContext, plannerId: Id, userId: Id): Promise<boolean> {
    await this.ledger.lock(tx, [plannerId]);
    if ((await this.store.seeing(tx, plannerId, [userId])).length > 0) return false;
    await this.store.releaseInTrash(tx, plannerId, userId);
    const open = await this.store.openAssigned(tx, plannerId, userId);
    for (const { id, assignees: before } of open) {
      const mark = await this.ledger.advance(tx, plannerId, {});
      const resource = await this.store.release(tx, id, userId);
      const after = before.filter((one) => one !== userId);
      await this.announcer.announce(tx, context, mark, {
        name: 'activity.updated',
        payload: { activity: resource },
        of: { type: 'activity', id, version: resource.version },
        changes: [{ field: 'assignees', before, after }],
      });
    }
    return open.length > 0;
  }
}
