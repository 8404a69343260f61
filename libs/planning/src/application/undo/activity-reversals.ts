import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import { conflict } from '../../domain/refusals';
import { patchBack, type Operation } from '../../domain/undo/operation';
import { ActivityWriter } from '../activity-writer';
import { PlannerGate } from '../planner-access/planner-gate';
import { ActivityStore } from '../ports/activity-store';
import { SectionStore } from '../ports/section-store';
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
    'activity.moved': (tx, context, operation) => this.moveBack(tx, context, operation),
    'activity.deleted': (tx, context, operation) => this.bringBack(tx, context, operation),
  };

  constructor(
    store: ActivityStore,
    builtOn: BuiltOn,
    private readonly sections: SectionStore,
    private readonly writer: ActivityWriter,
    private readonly gate: PlannerGate,
    private readonly trash: TrashService,
    private readonly next: NextTakeBack,
  ) {
    super(store, builtOn);
  }

  private async discard(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { id, content, sectionId, position } = await this.live(tx, operation);
    const current = { ...content, sectionId, position };
    await this.builtOn.requireUnchanged(tx, operation, operation.payload['activity'], current);
    return this.writer.remove(tx, context, id, {});
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

  private async moveBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { id, sectionId, position } = await this.live(tx, operation);
    await this.builtOn.requireKept(tx, operation, { sectionId, position });
    const before = new Map(operation.changes.map((change) => [change.field, change.before]));
    const old = text(before.get('sectionId')) ?? sectionId;
    const section = await this.sections.load(tx, old);
    if (section?.deletedAt !== null) throw undoneOtherwise('The section that it was in is gone');
    await this.gate.enter(context, tx, 'section', old);
    const target = { sectionId: old, plannerId: section.plannerId, at: text(before.get('position')) };
    return written((await this.writer.move(tx, context, id, target, {})).operationId);
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

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
