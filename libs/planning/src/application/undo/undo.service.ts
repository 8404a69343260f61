import { Injectable } from '@nestjs/common';
import type { DomainEventName, ErrorCode } from '@almanac/contracts';
import { conflict, DomainError, notFound, systemClock, type Id } from '@almanac/kernel';
import {
  callerOf,
  holdPlaces,
  requirePermissions,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { allows } from '../../domain/role';
import { canBeUndone, UNDO_HOURS, type Operation } from '../../domain/undo/operation';
import { Announcer } from '../announcer';
import { PlannerAccess, requireAllowed } from '../planner-access/planner-access';
import { OperationLog } from '../ports/operation-log';
import { PlannerLedger } from '../ports/planner-ledger';
import { AllReversals } from './all-reversals';
import { notUndoable } from './built-on';
import type { Reverse } from './reversals';
import { SectionReversals } from './section-reversals';

/**
 * Takes back a write of the last day (spec: planning.md; fine-print.md, `POST /operations/:id/undo`; docs/adr/0083,
 * 0134). That is a write like any other, with an id of its own: it is in the history, is heard live, and can be undone in turn.
 * Never undoes what somebody else did, nor what somebody has built on, and never half of a group.
 */
@Injectable()
export class UndoService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: PlannerAccess,
    private readonly ledger: PlannerLedger,
    private readonly log: OperationLog,
    private readonly announcer: Announcer,
    private readonly sections: SectionReversals,
    private readonly reversals: AllReversals,
  ) {}

  /**
   * Gives the id of the write that took it back.
   * @throws DomainError NOT_FOUND, FORBIDDEN for the write of somebody else or a role that is lost, CONFLICT with
   * the reason.
   */
  undo(context: RequestContext, id: Id): Promise<Id> {
    return this.unitOfWork.run(context, async (transaction) => {
      const [operation] = await this.log.find(transaction, [id]);
      if (!operation) throw notThere();
      const outside = this.reversals.outside(operation);
      if (outside) return this.undoOutside(transaction, context, operation, outside);
      const parts = await this.partsOf(transaction, operation);
      await this.requireAuthor(context, operation, parts);
      requireRecent(operation);
      const reverse = parts.map((part) => this.reversalOf(part));
      await this.enter(transaction, context, parts);
      if (isOrder(parts)) return this.sections.orderBack(transaction, context, parts);
      const done: Id[] = [];
      for (const [index, part] of [...parts.entries()].reverse()) {
        const id = await reverse[index]?.(transaction, context, part);
        if (id !== undefined) done.push(id);
      }
      return this.announcer.group(transaction, context, done);
    });
  }

  /** What stands outside planners, alone: a group has none of it. */
  private async undoOutside(
    transaction: Transaction,
    context: RequestContext,
    operation: Operation,
    { reversals, reverse }: NonNullable<ReturnType<AllReversals['outside']>>,
  ): Promise<Id> {
    const caller = callerOf(context);
    if (operation.actorId !== caller.userId) {
      throw (await reversals.sees(transaction, context, operation)) ? notTheirs() : notThere();
    }
    requirePermissions(caller, [reversals.permission]);
    requireRecent(operation);
    return reverse(transaction, context, operation);
  }

  private async partsOf(transaction: Transaction, operation: Operation): Promise<Operation[]> {
    const ids = operation.payload['operationIds'];
    if (operation.name !== ('operation.grouped' satisfies DomainEventName) || !Array.isArray(ids))
      return [operation];
    return this.log.find(transaction, ids.map(String));
  }

  /** Who may see the planner learns that it was another; who may not, nothing. */
  private async requireAuthor(
    context: RequestContext,
    { actorId }: Operation,
    parts: readonly Operation[],
  ): Promise<void> {
    const { userId } = callerOf(context);
    if (actorId === userId) return;
    const plannerIds = plannersOf(parts);
    const found = await this.access.find(context, 'planner', plannerIds);
    const seen =
      plannerIds.length > 0 && plannerIds.every((id) => allows(found.get(id)?.role ?? null, 'read'));
    throw seen ? notTheirs() : notThere();
  }

  /** The policy, the locks of all planners concerned, and the policy again, as it may have changed meanwhile. */
  private async enter(
    transaction: Transaction,
    context: RequestContext,
    parts: readonly Operation[],
  ): Promise<void> {
    const plannerIds = plannersOf(parts);
    await this.judge(context, plannerIds, parts);
    // A planner that comes back takes a place of the caller's; that lock comes before those of planners, as everywhere.
    if (parts.some(({ name }) => name === 'planner.deleted'))
      await holdPlaces(transaction, callerOf(context).userId, 'planners');
    await this.ledger.lock(transaction, plannerIds);
    await this.judge(context, plannerIds, parts);
  }

  private async judge(
    context: RequestContext,
    plannerIds: readonly Id[],
    parts: readonly Operation[],
  ): Promise<void> {
    const found = await this.access.find(context, 'planner', plannerIds);
    for (const id of plannerIds) {
      const standing = found.get(id);
      if (!standing) throw conflict('Its planner is gone for good', { reason: 'changed-since', changed: [] });
      // Whoever sees a planner may comment.
      const intent = parts.every(({ name }) => name.startsWith('comment.')) ? 'comment' : 'write';
      // What lies in the trash has no place among its owner's planners; whether it gets one is asked when it comes back.
      requireAllowed(standing.gone ? { ...standing, readOnly: null } : standing, intent);
      const deleting = parts.every(({ resourceId }) => resourceId === id);
      if (standing.gone && !deleting) throw conflict('Its planner is in the trash', { reason: 'in-trash' });
    }
  }

  private reversalOf(operation: Operation): Reverse {
    const reverse = this.reversals.inPlanner(operation);
    if (reverse) return reverse;
    throw notUndoable(`What ${operation.name} did cannot be undone`);
  }
}

/** One setting of a whole order: its sections can only go back together. */
function isOrder(parts: readonly Operation[]): boolean {
  return (
    parts.length > 1 &&
    parts.every(
      ({ name, changes }) => name === 'section.updated' && changes.every(({ field }) => field === 'order'),
    )
  );
}

function plannersOf(parts: readonly Operation[]): Id[] {
  return [...new Set(parts.flatMap(({ plannerId }) => (plannerId === null ? [] : [plannerId])))];
}

/** @throws DomainError CONFLICT where it is too long ago */
function requireRecent(operation: Operation): void {
  if (canBeUndone(operation, systemClock.now())) return;
  throw conflict(`It was done more than ${UNDO_HOURS} hours ago`, { reason: 'too-old' });
}

function notTheirs(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('FORBIDDEN', 'Somebody else did this; only they can undo it');
}

function notThere(): DomainError<ErrorCode> {
  return notFound('Operation');
}
