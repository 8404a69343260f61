import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import { isObject } from '../../domain/merge-patch';
import { patchBack, type Operation } from '../../domain/undo/operation';
import { ActivityLinks } from '../activity-parts/activity-links';
import { ActivityWriter } from '../activity-writer';
import { ActivityStore } from '../ports/activity-store';
import { TrashService } from '../trash.service';
import { BuiltOn, undoneOtherwise, written } from './built-on';
import { NextTakeBack } from './next-take-back';
import { OfActivities } from './of-activities';

/** Takes back writes of activities, and of what is kept with them. */
@Injectable()
export class ActivityReversals extends OfActivities {
  override readonly byName: OfActivities['byName'] = {
    'activity.created': (tx, context, operation) => this.discard(tx, context, operation),
    'activity.restored': (tx, context, operation) => this.discard(tx, context, operation),
    'activity.updated': (tx, context, operation) => this.giveBack(tx, context, operation),
    'activity.deleted': (tx, context, operation) => this.bringBack(tx, context, operation),
  };

  constructor(
    store: ActivityStore,
    builtOn: BuiltOn,
    private readonly writer: ActivityWriter,
    private readonly trash: TrashService,
    private readonly next: NextTakeBack,
    private readonly links: ActivityLinks,
  ) {
    super(store, builtOn);
  }

  private async discard(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { id, plannerId, content, sectionId, position } = await this.live(tx, operation);
    const told = operation.payload['activity'];
    const blockedBy = await this.likeTold(tx, plannerId, content.blockedBy, told);
    await this.builtOn.requireUnchanged(tx, operation, told, { ...content, blockedBy, sectionId, position });
    return this.writer.remove(tx, context, id, {});
  }

  /** Events leave out what lies in the trash: that it lies there, or came back, changes nothing of what waits for it. */
  private async likeTold(
    tx: Transaction,
    plannerId: Id,
    blockedBy: readonly Id[],
    told: unknown,
  ): Promise<Id[]> {
    const named = isObject(told) && Array.isArray(told['blockedBy']) ? told['blockedBy'] : [];
    const untold = blockedBy.filter((id) => !named.includes(id));
    const shown = await this.links.shown(tx, plannerId, untold);
    return blockedBy.filter((id) => named.includes(id) || shown.includes(id));
  }

  private async giveBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const activity = await this.live(tx, operation);
    const { content } = activity;
    await this.builtOn.requireKept(tx, operation, { ...content });
    const alone = await this.next.take(tx, context, operation, activity);
    const patch = patchBack(operation.changes);
    if (!alone && patch['status'] === 'cancelled' && content.series?.nextActivityId === null) {
      throw conflict('It is the last of its series: skip or cancel it anew', { reason: 'not-undoable' });
    }
    return written((await this.writer.revert(tx, context, operation, patch, { alone })).operationId);
  }

  private async bringBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    if (operation.changes.some(({ field }) => field === 'plannerId')) {
      throw conflict('It moved to another planner: undo that', { reason: 'other-operation' });
    }
    const activity = await this.store.load(tx, operation.resourceId);
    if (!activity) throw undoneOtherwise('It is gone for good');
    if (activity.deletedAt === null) throw await this.builtOn.refusal(tx, operation, ['deleted']);
    return written((await this.trash.restore(context, activity.id)).operationId);
  }
}
