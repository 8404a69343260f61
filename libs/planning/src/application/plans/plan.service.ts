import { Injectable } from '@nestjs/common';
import { newId, systemClock, type FieldChange, type Id } from '@almanac/kernel';
import { callerOf, Teams, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { changesBetween } from '../../domain/changes';
import {
  calendarProblems,
  patchPlan,
  planContent,
  stepsOf,
  type PlanContent,
  type PlanInput,
  type StepContent,
} from '../../domain/plans/plan-content';
import { stepChanges } from '../../domain/plans/step-changes';
import { stepsDigest } from '../../domain/plans/steps-digest';
import { stepProblems } from '../../domain/plans/step-rules';
import { readOnly } from '../../domain/read-only';
import { refused, requireVersion } from '../../domain/refusals';
import { canBeRestored } from '../../domain/retention';
import { forbidden, roleByTeam, type Intent, type Role } from '../../domain/role';
import { momentOf } from '../moment';
import { UndoNotes } from '../ports/undo-notes';
import { madeFor } from '../seen-team';
import { PlanAccess, planNotFound } from './plan-access';
import { PlanAnnouncements, type PlanWritten } from './plan-announcements';
import type { PlanStanding } from './ports/plan-reader';
import { PlanStore, type Plan, type StepsText } from './ports/plan-store';
import { ScheduleThreads } from './ports/schedule-threads';

/** So many steps take a thread to schedule. */
const MANY_STEPS = 1000;

/** Makes, changes, deletes and brings back plans. A plan whose steps go round in a circle is never written. */
@Injectable()
export class PlanService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: PlanAccess,
    private readonly store: PlanStore,
    private readonly announcements: PlanAnnouncements,
    private readonly teams: Teams,
    private readonly threads: ScheduleThreads,
    private readonly notes: UndoNotes,
  ) {}

  /** @throws DomainError VALIDATION_ERROR; NOT_FOUND or FORBIDDEN for a team that is not the caller's */
  create(
    context: RequestContext,
    { teamId, ...input }: PlanInput & { title: string; teamId?: Id | undefined },
  ): Promise<PlanWritten> {
    const moment = momentOf(context);
    const content = checked(planContent(input, moment));
    const steps = checkedSteps(stepsOf(input.steps ?? [], moment));
    const written = textOf(steps);
    return this.unitOfWork.run(context, async (transaction) => {
      const id = newId();
      const { owner, role } = await this.ownerFor(transaction, context, teamId);
      await this.store.insert(transaction, id, owner, content, written);
      const changes = newChanges(content, steps);
      const told = await this.announcements.written(transaction, context, id, {
        name: 'plan.created',
        changes,
      });
      await this.note(transaction, id, told.operationId, { after: written.text });
      this.prepare(transaction, content, written);
      return { ...told, steps: written.text, role };
    });
  }

  /** A merge patch; a list of steps takes the place of the one before. */
  update(
    context: RequestContext,
    id: Id,
    patch: PlanInput,
    version: number | undefined,
  ): Promise<PlanWritten> {
    const moment = momentOf(context);
    const steps = patch.steps === undefined ? undefined : stepsOf(patch.steps ?? [], moment);
    return this.change(context, id, version, (content) => patchPlan(content, patch, moment), steps);
  }

  /** Everything at once; what is left out takes its default. */
  replace(
    context: RequestContext,
    id: Id,
    input: PlanInput & { title: string },
    version: number | undefined,
  ): Promise<PlanWritten> {
    const moment = momentOf(context);
    const content = planContent(input, moment);
    return this.change(context, id, version, () => content, stepsOf(input.steps ?? [], moment));
  }

  /** Puts the plan into the trash; what it was applied to stays. Gives the operation's id. */
  remove(context: RequestContext, id: Id): Promise<Id> {
    return this.unitOfWork.run(context, async (transaction) => {
      const { plan } = await this.enter(transaction, context, id, 'own');
      await this.store.setDeleted(transaction, id, true);
      return this.announcements.deleted(transaction, context, id, plan.version + 1);
    });
  }

  /**
   * Takes the plan out of the trash; one that is not in it stays as it is.
   * @throws DomainError NOT_FOUND after 30 days, and for all but its owners; FORBIDDEN where what its team has is
   * read-only
   */
  restore(context: RequestContext, id: Id): Promise<PlanWritten> {
    return this.unitOfWork.run(context, async (transaction) => {
      await this.requireOwner(context, id);
      const plan = await this.store.lock(transaction, id);
      // It may have gone to somebody else while this waited.
      const { readOnly: why } = await this.requireOwner(context, id);
      if (!plan) throw planNotFound();
      if (plan.deletedAt === null)
        return { ...(await this.unchanged(transaction, plan, 'owner')), readOnly: why !== null };
      if (!canBeRestored(plan.deletedAt, systemClock.now())) throw planNotFound();
      if (why !== null) throw readOnly(why);
      await this.store.setDeleted(transaction, id, false);
      const changes = [{ field: 'deleted', before: true, after: false }];
      const told = await this.announcements.written(transaction, context, id, {
        name: 'plan.restored',
        changes,
      });
      await this.note(transaction, id, told.operationId, { after: plan.steps });
      return { ...told, steps: plan.steps, role: 'owner' };
    });
  }

  /** Whether there is such a plan, deleted or not: the trash asks whose an id is. */
  async knows(context: RequestContext, id: Id): Promise<boolean> {
    return (await this.access.find(context, id)) !== undefined;
  }

  /** The plan, locked, for whoever may do this with it. A plan that the caller may not write is never locked. */
  async enter(
    transaction: Transaction,
    context: RequestContext,
    id: Id,
    intent: Intent,
  ): Promise<{ plan: Plan; role: Role | null }> {
    await this.access.require(context, intent, id);
    const plan = await this.store.lock(transaction, id);
    const { role } = await this.access.require(context, intent, id);
    if (!plan) throw planNotFound();
    requireVersion(plan.version, { header: context.expectedVersions });
    return { plan, role };
  }

  private change(
    context: RequestContext,
    id: Id,
    version: number | undefined,
    write: (content: PlanContent) => PlanContent,
    steps: StepContent[] | undefined,
  ): Promise<PlanWritten> {
    if (steps) checkedSteps(steps);
    return this.unitOfWork.run(context, async (transaction) => {
      const { plan, role } = await this.enter(transaction, context, id, 'write');
      requireVersion(plan.version, { body: version });
      const next = checked(write(plan.content));
      const changes = [
        ...changesBetween({ ...plan.content }, { ...next }),
        ...(steps ? stepChanges(JSON.parse(plan.steps) as StepContent[], steps) : []),
      ];
      if (changes.length === 0) return this.unchanged(transaction, plan, role);
      const written = steps && textOf(steps);
      await this.store.update(transaction, id, next, written);
      if (written) this.prepare(transaction, next, written);
      const told = await this.announcements.written(transaction, context, id, {
        name: 'plan.updated',
        changes,
      });
      if (written && written.text !== plan.steps) {
        const steps = { before: plan.steps, after: written.text };
        await this.note(transaction, id, told.operationId, steps);
      }
      return { ...told, steps: written?.text ?? plan.steps, role };
    });
  }

  /** The steps, which the events leave out, for undoing. @param steps JSON texts */
  private async note(
    transaction: Transaction,
    id: Id,
    operationId: Id,
    { before, after }: { before?: string; after: string },
  ): Promise<void> {
    const digest = JSON.stringify({ after: stepsDigest(after) });
    const note = before === undefined ? digest : `${digest.slice(0, -1)},"before":${before}}`;
    await this.notes.write(transaction, operationId, { type: 'plan', id }, note);
  }

  private prepare(transaction: Transaction, plan: PlanContent, { text, count }: StepsText): void {
    if (count < MANY_STEPS) return;
    const task = { kind: 'schedule', plan, steps: text, level: true, now: 0 } as const;
    transaction.afterCommit(() => this.threads.prepare(task));
  }

  private async ownerFor(transaction: Transaction, context: RequestContext, teamId: Id | undefined) {
    const caller = callerOf(context);
    if (teamId === undefined) return { owner: { userId: caller.userId }, role: 'owner' as const };
    const { role } = madeFor(await this.teams.hold(transaction, caller, teamId));
    return { owner: { teamId }, role: role === null ? null : roleByTeam(role) };
  }

  /** What is in the trash is there for its owners alone. */
  private async requireOwner(context: RequestContext, id: Id): Promise<PlanStanding> {
    const standing = await this.access.find(context, id);
    if (standing?.role === 'owner') return standing;
    if (!standing || standing.gone) throw planNotFound();
    throw forbidden(standing.role, 'own');
  }

  private async unchanged(transaction: Transaction, plan: Plan, role: Role | null): Promise<PlanWritten> {
    const resource = await this.store.resource(transaction, plan.id);
    return { resource, steps: plan.steps, role, operationId: undefined };
  }
}

function checked(content: PlanContent): PlanContent {
  const problems = calendarProblems(content.calendar);
  if (problems.length > 0) throw refused(...problems);
  return content;
}

function checkedSteps(steps: StepContent[]): StepContent[] {
  const problems = stepProblems(steps);
  if (problems.length > 0) throw refused(...problems);
  return steps;
}

function textOf(steps: readonly StepContent[]): StepsText {
  return { text: JSON.stringify(steps), count: steps.length };
}

/** What a new plan says, field by field, empty ones left out. */
function newChanges(content: PlanContent, steps: readonly StepContent[]): FieldChange[] {
  const said = Object.entries(content).filter(([, value]) => value !== null);
  const changes = said.map(([field, after]): FieldChange => ({ field, before: null, after }));
  return steps.length === 0 ? changes : [...changes, ...stepChanges([], steps)];
}
