import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { PlanInput, StepContent } from '../../domain/plans/plan-content';
import { stepsDigest } from '../../domain/plans/steps-digest';
import { allows, type Intent } from '../../domain/role';
import { patchBack, type Operation } from '../../domain/undo/operation';
import { PlanAccess } from '../plans/plan-access';
import { PlanService } from '../plans/plan.service';
import type { Plan } from '../plans/ports/plan-store';
import { OperationLog } from '../ports/operation-log';
import { UndoNotes } from '../ports/undo-notes';
import { BuiltOn, handsOn, keptNoMore, notUndoable, undoneOtherwise, written } from './built-on';
import { OutsideReversals } from './reversals';

/** Takes back writes of plans. What a plan was written into planners stays: those activities are people's work by then. */
@Injectable()
export class PlanReversals extends OutsideReversals {
  override readonly permission = 'write:own-plans';
  override readonly byName: OutsideReversals['byName'] = {
    'plan.created': (tx, context, operation) => this.discard(tx, context, operation),
    'plan.restored': (tx, context, operation) => this.discard(tx, context, operation),
    'plan.updated': (tx, context, operation) => this.giveBack(tx, context, operation),
    'plan.deleted': (tx, context, operation) => this.bringBack(tx, context, operation),
  };

  constructor(
    private readonly access: PlanAccess,
    private readonly plans: PlanService,
    private readonly log: OperationLog,
    private readonly builtOn: BuiltOn,
    private readonly notes: UndoNotes,
  ) {
    super();
  }

  override async sees(
    _tx: Transaction,
    context: RequestContext,
    { resourceId }: Operation,
  ): Promise<boolean> {
    const standing = await this.access.find(context, resourceId);
    return standing !== undefined && allows(standing.role, 'read');
  }

  private async discard(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const plan = await this.live(tx, context, operation, 'own');
    await this.builtOn.requireUnchanged(tx, operation, operation.payload['plan'], { ...plan.content });
    await this.stepsBefore(tx, operation, plan);
    const other = await this.log.byOthers(tx, operation);
    if (other !== undefined) throw await this.builtOn.refusal(tx, operation, ['content']);
    return this.plans.remove(context, plan.id);
  }

  private async giveBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    if (handsOn(operation)) throw notUndoable('Owners are not undone: hand it on anew');
    const plan = await this.live(tx, context, operation, 'write');
    const changes = operation.changes.filter((change) => !isOfSteps(change));
    await this.builtOn.requireKept(tx, { ...operation, changes }, { ...plan.content });
    const patch: PlanInput = patchBack(changes);
    if (operation.changes.some(isOfSteps)) patch.steps = await this.stepsBefore(tx, operation, plan);
    return written((await this.plans.update(context, plan.id, patch, undefined)).operationId);
  }

  private async bringBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    if (!(await this.access.find(context, operation.resourceId))) throw goneForGood();
    const { operationId } = await this.plans.restore(context, operation.resourceId);
    if (operationId === undefined) throw await this.builtOn.refusal(tx, operation, ['deleted']);
    return operationId;
  }

  /** @throws DomainError CONFLICT where it is not there, FORBIDDEN */
  private async live(
    tx: Transaction,
    context: RequestContext,
    { resourceId }: Operation,
    intent: Intent,
  ): Promise<Plan> {
    const standing = await this.access.find(context, resourceId);
    if (!standing) throw goneForGood();
    if (standing.gone) throw conflict('The plan is in the trash', { reason: 'in-trash' });
    return (await this.plans.enter(tx, context, resourceId, intent)).plan;
  }

  /** @throws DomainError CONFLICT unless the steps are as the write left them */
  private async stepsBefore(tx: Transaction, operation: Operation, plan: Plan): Promise<StepContent[]> {
    const note = await this.notes.find(tx, operation.id);
    if (note === undefined) throw keptNoMore();
    const { before = [], after } = JSON.parse(note) as { before?: StepContent[]; after: string };
    if (stepsDigest(plan.steps) !== after) throw await this.builtOn.refusal(tx, operation, ['steps']);
    return before;
  }
}

function isOfSteps({ field }: { field: string }): boolean {
  return field === 'steps' || field.startsWith('steps.');
}

function goneForGood() {
  return undoneOtherwise('It is gone for good');
}
