import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { Announcer } from '../announcer';
import { AttachmentStore } from '../ports/attachment-store';
import { PlannerLedger } from '../ports/planner-ledger';

/** Takes a file that was deleted off every activity, under each planner's lock. Doing it twice does no harm. */
@Injectable()
export class AttachmentRelease {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AttachmentStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
    private readonly database: Database,
  ) {}

  async run(context: RequestContext, fileId: Id): Promise<void> {
    for (const plannerId of await this.store.plannersOf(this.database.for(context), fileId)) {
      let released = true;
      while (released) {
        released = await this.unitOfWork.run(context, (tx) => this.some(tx, context, plannerId, fileId));
      }
    }
  }

  /** Whether there may be more. */
  private async some(tx: Transaction, context: RequestContext, plannerId: Id, fileId: Id): Promise<boolean> {
    await this.ledger.lock(tx, [plannerId]);
    await this.store.releaseInTrash(tx, plannerId, fileId);
    const holding = await this.store.attachedIn(tx, plannerId, fileId);
    for (const { id, attachments: before } of holding) {
      const mark = await this.ledger.advance(tx, plannerId, {});
      const resource = await this.store.release(tx, id, fileId);
      const after = before.filter((one) => one.id !== fileId);
      await this.announcer.announce(tx, context, mark, {
        name: 'activity.updated',
        payload: { activity: resource },
        of: { type: 'activity', id, version: resource.version },
        changes: [{ field: 'attachments', before, after }],
      });
    }
    return holding.length > 0;
  }
}
