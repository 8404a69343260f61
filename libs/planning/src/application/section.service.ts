import { Injectable } from '@nestjs/common';
import { conflict, newId, type FieldChange, type Id } from '@almanac/kernel';
import { UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { changesBetween } from '../domain/changes';
import { positionAt, positionsAtEnd, type Placed } from '../domain/position';
import { notFound, requireVersion } from '../domain/refusals';
import { patchSection, sectionContent, type Section, type SectionInput } from '../domain/section';
import { Announcer, type Written } from './announcer';
import { PlannerGate } from './planner-access/planner-gate';
import { PlannerLedger, type Mark } from './ports/planner-ledger';
import { PlannerStore } from './ports/planner-store';
import { SectionStore } from './ports/section-store';

/** A section as it is sent; `order` counts from 0, and past the end means the end. */
export type PlacedInput = SectionInput & { order?: number | undefined };

/** Makes, changes, orders and deletes sections. */
@Injectable()
export class SectionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly store: SectionStore,
    private readonly planners: PlannerStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
  ) {}

  create(context: RequestContext, plannerId: Id, input: PlacedInput & { title: string }): Promise<Written> {
    const { order, ...given } = input;
    const content = sectionContent(given);
    return this.unitOfWork.run(context, async (transaction) => {
      await this.gate.enter(context, transaction, 'planner', plannerId);
      const placed = await this.store.placed(transaction, plannerId);
      const mark = await this.ledger.advance(transaction, plannerId, { sections: 1 });
      const id = newId();
      const position = positionAt(placed, order ?? placed.length, mark.tick);
      await this.store.insert(transaction, { id, plannerId, position, content });
      return this.announce(transaction, context, mark, id, { name: 'section.created' });
    });
  }

  /** A merge patch; `order` moves the section. */
  update(context: RequestContext, id: Id, input: PlacedInput, version: number | undefined): Promise<Written> {
    const { order, ...patch } = input;
    return this.unitOfWork.run(context, async (transaction) => {
      const section = await this.enter(context, transaction, id, version);
      const next = patchSection(section.content, patch);
      const changes = changesBetween({ ...section.content }, { ...next });
      const others = await this.store.placed(transaction, section.plannerId);
      const from = others.findIndex((other) => other.id === id);
      const to = order === undefined ? from : Math.min(order, others.length - 1);
      if (to !== from) changes.push({ field: 'order', before: from, after: to });
      if (changes.length === 0) {
        return { resource: await this.store.resource(transaction, id), operationId: undefined };
      }
      const mark = await this.ledger.advance(transaction, section.plannerId, {});
      const rest = others.filter((other) => other.id !== id);
      const position = to === from ? section.position : positionAt(rest, to, mark.tick);
      await this.store.update(transaction, id, next, position);
      return this.announce(transaction, context, mark, id, { name: 'section.updated', changes });
    });
  }

  /** Puts the section into the trash, and with it its activities. Gives the operation's id. */
  remove(context: RequestContext, id: Id): Promise<Id> {
    return this.unitOfWork.run(context, async (transaction) => {
      const { plannerId, version } = await this.enter(context, transaction, id, undefined);
      const { activities, completed } = await this.store.remove(transaction, id);
      const mark = await this.ledger.advance(transaction, plannerId, {
        sections: -1,
        activities: -activities,
        completed: -completed,
        structure: true,
      });
      return this.announcer.announce(transaction, context, mark, {
        name: 'section.deleted',
        payload: { section: { id, plannerId } },
        of: { type: 'section', id, version: version + 1 },
        changes: [{ field: 'deleted', before: false, after: true }],
      });
    });
  }

  /**
   * Sets the whole order at once. Gives the id of the operation, if any section changed its place.
   * @throws DomainError CONFLICT for a list that is not exactly what the planner has now, PRECONDITION_FAILED where the
   * caller has seen another version of the planner.
   */
  reorder(context: RequestContext, plannerId: Id, order: readonly Id[]): Promise<Id | undefined> {
    return this.unitOfWork.run(context, async (transaction) => {
      await this.gate.enter(context, transaction, 'planner', plannerId);
      const planner = await this.planners.load(transaction, plannerId);
      if (!planner) throw notFound('planner');
      requireVersion(planner.version, { header: context.expectedVersions });
      const placed = await this.store.placed(transaction, plannerId);
      requireSameSections(placed, order);
      const moved = order.filter((id, index) => placed[index]?.id !== id);
      const [first] = moved;
      if (first === undefined) return undefined;
      const mark = await this.ledger.advance(transaction, plannerId, {});
      const positions = positionsAtEnd(mark.tick, order.length);
      const places = order.flatMap((id, index) => ({ id, position: positions[index] ?? '' }));
      await this.store.setPositions(transaction, places, moved);
      return this.announceMoved(transaction, context, mark, { placed, order, moved });
    });
  }

  private async announceMoved(
    transaction: Transaction,
    context: RequestContext,
    first: Mark,
    { placed, order, moved }: { placed: readonly Placed[]; order: readonly Id[]; moved: readonly Id[] },
  ): Promise<Id> {
    const operationIds: Id[] = [];
    for (const [index, id] of moved.entries()) {
      const mark = index === 0 ? first : await this.ledger.advance(transaction, first.plannerId, {});
      const before = placed.findIndex((section) => section.id === id);
      const changes = [{ field: 'order', before, after: order.indexOf(id) }];
      const written = await this.announce(transaction, context, mark, id, {
        name: 'section.updated',
        changes,
      });
      if (written.operationId !== undefined) operationIds.push(written.operationId);
    }
    return this.announcer.group(transaction, context, operationIds);
  }

  private async enter(
    context: RequestContext,
    transaction: Transaction,
    id: Id,
    version: number | undefined,
  ): Promise<Section> {
    await this.gate.enter(context, transaction, 'section', id);
    const section = await this.store.load(transaction, id);
    if (section?.deletedAt !== null) throw notFound('section');
    requireVersion(section.version, { header: context.expectedVersions, body: version });
    return section;
  }

  private async announce(
    transaction: Transaction,
    context: RequestContext,
    mark: Mark,
    id: Id,
    event: { name: 'section.created' | 'section.updated'; changes?: FieldChange[] },
  ): Promise<Written> {
    const resource = await this.store.resource(transaction, id);
    const operationId = await this.announcer.announce(transaction, context, mark, {
      name: event.name,
      payload: { section: resource },
      of: { type: 'section', id, version: resource.version },
      ...(event.changes ? { changes: event.changes } : {}),
    });
    return { resource, operationId };
  }
}

function requireSameSections(placed: readonly Placed[], order: readonly Id[]): void {
  const present = new Set(placed.map(({ id }) => id));
  if (order.length === present.size && order.every((id) => present.has(id))) return;
  throw conflict('The order does not name exactly the sections that the planner has now', {
    sections: [...present],
  });
}
