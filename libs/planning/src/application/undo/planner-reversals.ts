import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { Planner } from '../../domain/planner';
import { patchBack, type Operation } from '../../domain/undo/operation';
import { PlannerService } from '../planner.service';
import { OperationLog } from '../ports/operation-log';
import { PlannerStore } from '../ports/planner-store';
import { ShareLinkService } from '../sharing/share-link.service';
import { BuiltOn, handsOn, notUndoable, undoneOtherwise, written } from './built-on';
import { Reversals } from './reversals';

/** Takes back writes of planners; making a copy of one is making one. */
@Injectable()
export class PlannerReversals extends Reversals {
  override readonly byName: Reversals['byName'] = {
    'planner.created': (tx, context, operation) => this.discard(tx, context, operation),
    'planner.restored': (tx, context, operation) => this.discard(tx, context, operation),
    'planner.updated': (tx, context, operation) => this.giveBack(tx, context, operation),
    'planner.deleted': (tx, context, operation) => this.bringBack(tx, context, operation),
  };

  constructor(
    private readonly store: PlannerStore,
    private readonly planners: PlannerService,
    private readonly log: OperationLog,
    private readonly builtOn: BuiltOn,
    private readonly links: ShareLinkService,
  ) {
    super();
  }

  private async discard(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { id, content } = await this.live(tx, operation);
    const { sectionsCount, activitiesCount } = await this.store.resource(tx, id);
    const current = { ...content, sectionsCount, activitiesCount };
    await this.builtOn.requireUnchanged(tx, operation, operation.payload['planner'], current);
    const other = await this.log.byOthers(tx, operation);
    if (other !== undefined) throw await this.builtOn.refusal(tx, operation, ['content']);
    return this.planners.remove(context, id);
  }

  private async giveBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const link = operation.changes.find(({ field }) => field === 'shareLink');
    if (link?.before === false) return this.unshare(tx, context, operation);
    if (link || handsOn(operation))
      throw notUndoable('Sharing and owners are not undone: share it or hand it on anew');
    const { id, content, archivedAt } = await this.live(tx, operation);
    await this.builtOn.requireKept(tx, operation, { ...content, archived: archivedAt !== null });
    const { archived, ...patch } = patchBack(operation.changes);
    if (typeof archived === 'boolean') {
      return written((await this.planners.setArchived(context, id, archived)).operationId);
    }
    return written((await this.planners.update(context, id, patch, undefined)).operationId);
  }

  /** Takes a link back that was made; one that was taken back is dead for good. */
  private async unshare(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    await this.live(tx, operation);
    const later = await this.log.later(tx, operation, 'shareLink');
    if (later !== undefined) throw await this.builtOn.refusal(tx, operation, ['shareLink']);
    return written(await this.links.remove(context, operation.resourceId));
  }

  private async bringBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const planner = await this.store.load(tx, operation.resourceId);
    if (!planner) throw undoneOtherwise('It is gone for good');
    if (planner.deletedAt === null) throw await this.builtOn.refusal(tx, operation, ['deleted']);
    return written((await this.planners.restore(context, planner.id)).operationId);
  }

  private async live(tx: Transaction, operation: Operation): Promise<Planner> {
    const planner = await this.store.load(tx, operation.resourceId);
    if (!planner) throw undoneOtherwise('It is gone for good');
    if (planner.deletedAt !== null) throw await this.builtOn.refusal(tx, operation, ['deleted']);
    return planner;
  }
}
