import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { Operation } from '../../domain/undo/operation';
import { ActivityWriter } from '../activity-writer';
import { PlannerGate } from '../planner-access/planner-gate';
import { ActivityStore } from '../ports/activity-store';
import { SectionStore } from '../ports/section-store';
import { BuiltOn, undoneOtherwise, written } from './built-on';
import { OfActivities } from './of-activities';

/** Takes back that activities were moved, within their planner or into another one. */
@Injectable()
export class MoveReversals extends OfActivities {
  override readonly byName: OfActivities['byName'] = {
    'activity.moved': (tx, context, operation) => this.moveBack(tx, context, operation),
  };

  constructor(
    store: ActivityStore,
    builtOn: BuiltOn,
    private readonly sections: SectionStore,
    private readonly writer: ActivityWriter,
    private readonly gate: PlannerGate,
  ) {
    super(store, builtOn);
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
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
