import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import { isObject, type JsonObject } from '../../domain/merge-patch';
import type { Section } from '../../domain/section';
import { overwritten, patchBack, type Operation } from '../../domain/undo/operation';
import { SectionStore } from '../ports/section-store';
import { SectionService } from '../section.service';
import { TrashService } from '../trash.service';
import { BuiltOn, undoneOtherwise, written } from './built-on';
import { Reversals } from './reversals';

/** Takes back writes of sections. */
@Injectable()
export class SectionReversals extends Reversals {
  override readonly byName: Reversals['byName'] = {
    'section.created': (tx, context, operation) => this.discard(tx, context, operation),
    'section.updated': (tx, context, operation) => this.giveBack(tx, context, operation),
    'section.deleted': (tx, context, operation) => this.bringBack(tx, context, operation),
  };

  constructor(
    private readonly store: SectionStore,
    private readonly sections: SectionService,
    private readonly trash: TrashService,
    private readonly builtOn: BuiltOn,
  ) {
    super();
  }

  /** Puts sections back where they were before an order was set; each must stand where that put it. */
  async orderBack(tx: Transaction, context: RequestContext, operations: readonly Operation[]): Promise<Id> {
    const plannerId = operations[0]?.plannerId ?? '';
    const placed = await this.store.placed(tx, plannerId);
    const moved = new Set(operations.map(({ resourceId }) => resourceId));
    const order: (Id | undefined)[] = placed.map(({ id }) => (moved.has(id) ? undefined : id));
    for (const operation of operations) {
      const at = placed.findIndex(({ id }) => id === operation.resourceId);
      const [change] = operation.changes;
      const before = Number(change?.before);
      if (at < 0 || overwritten(operation.changes, { order: at }).length > 0 || before >= order.length) {
        throw await this.builtOn.refusal(tx, operation, ['order']);
      }
      order[before] = operation.resourceId;
    }
    const whole = order.filter((id) => id !== undefined);
    if (whole.length < placed.length) throw undoneOtherwise('Sections came or went since');
    return written(await this.sections.reorder(context, plannerId, whole));
  }

  private async discard(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { id, content } = await this.live(tx, operation);
    const told = operation.payload['section'];
    const inside = await this.store.activitiesOf(tx, id);
    const before = isObject(told) && Array.isArray(told['activities']) ? told['activities'] : [];
    const current = { ...content, activities: settled(inside) };
    await this.builtOn.requireUnchanged(
      tx,
      operation,
      isObject(told) ? { ...told, activities: settled(before) } : told,
      current,
    );
    return this.sections.remove(context, id);
  }

  private async giveBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { id, plannerId, content } = await this.live(tx, operation);
    const order = (await this.store.placed(tx, plannerId)).findIndex((other) => other.id === id);
    await this.builtOn.requireKept(tx, operation, { ...content, order });
    const patch = patchBack(operation.changes);
    return written((await this.sections.update(context, id, patch, undefined)).operationId);
  }

  private async bringBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const section = await this.store.load(tx, operation.resourceId);
    if (!section) throw undoneOtherwise('It is gone for good');
    if (section.deletedAt === null) throw await this.builtOn.refusal(tx, operation, ['deleted']);
    return written((await this.trash.restore(context, section.id)).operationId);
  }

  private async live(tx: Transaction, operation: Operation): Promise<Section> {
    const section = await this.store.load(tx, operation.resourceId);
    if (!section) throw undoneOtherwise('It is gone for good');
    if (section.deletedAt !== null) throw await this.builtOn.refusal(tx, operation, ['deleted']);
    return section;
  }
}

/** What they say, in one order, without what every write changes: one that was taken back leaves no trace. */
function settled(activities: readonly unknown[]): JsonObject[] {
  return activities
    .filter(isObject)
    .map(({ version: _version, updatedAt: _updatedAt, updatedBy: _updatedBy, ...rest }) => rest)
    .sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
}
