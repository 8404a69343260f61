import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import { LeftOut, OutboxSignal, UnitOfWork, type RequestContext } from '@almanac/platform';
import type { ActivityInput } from '../domain/activity';
import { notFound } from '../domain/refusals';
import { ActivityCreator, type MadeActivity } from './activity-creator';
import { ActivityWriter } from './activity-writer';
import type { Written } from './announcer';
import { judge, PlannerAccess } from './planner-access/planner-access';
import { PlannerGate } from './planner-access/planner-gate';

/** How often a creation that met a change of the planner's structure starts again. */
const TRIES = 5;

/** Makes, changes, moves and deletes activities, one at a time. */
@Injectable()
export class ActivityService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly signal: OutboxSignal,
    private readonly gate: PlannerGate,
    private readonly access: PlannerAccess,
    private readonly creator: ActivityCreator,
    private readonly writer: ActivityWriter,
  ) {}

  /** The hot path: one statement, which commits by itself and keeps the answer. `show` makes the answer. */
  async create<Answer>(
    context: RequestContext,
    sectionId: Id,
    input: ActivityInput & { title: string },
    show: (made: MadeActivity) => Answer,
  ): Promise<Answer> {
    if (namesOthers(input)) return this.createChecked(context, sectionId, input, show);
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const made = await this.creator.create(context, sectionId, input, show);
      if (made) {
        if (!context.transaction) this.signal.raise();
        return show(made);
      }
      if (context.keeper) throw new LeftOut();
      // Refused for a reason, or the structure of the planner changed meanwhile: then once more.
      await this.access.require(context, 'write', 'section', sectionId);
    }
    throw conflict('The planner is being changed by others; try again');
  }

  /** Where others are named in it they are looked at under the planner's lock; that takes a transaction. */
  private createChecked<Answer>(
    context: RequestContext,
    sectionId: Id,
    input: ActivityInput & { title: string },
    show: (made: MadeActivity) => Answer,
  ): Promise<Answer> {
    return this.unitOfWork.run(context, async (transaction) => {
      const section = await this.gate.enter(context, transaction, 'section', sectionId);
      const made = await this.creator.createChecked(transaction, context, section, input, show);
      if (made) return show(made);
      if (context.keeper) throw new LeftOut();
      throw notFound('section');
    });
  }

  /** A merge patch. */
  update(
    context: RequestContext,
    id: Id,
    patch: ActivityInput,
    version: number | undefined,
  ): Promise<Written> {
    return this.unitOfWork.run(context, async (transaction) => {
      await this.gate.enter(context, transaction, 'activity', id);
      return this.writer.update(transaction, context, id, patch, expectation(context, version));
    });
  }

  /** Everything at once; what is left out takes its default. */
  replace(
    context: RequestContext,
    id: Id,
    input: ActivityInput & { title: string },
    version: number | undefined,
  ): Promise<Written> {
    return this.unitOfWork.run(context, async (transaction) => {
      await this.gate.enter(context, transaction, 'activity', id);
      return this.writer.replace(transaction, context, id, input, expectation(context, version));
    });
  }

  move(
    context: RequestContext,
    id: Id,
    target: { sectionId?: Id | undefined; before?: Id | undefined; after?: Id | undefined },
  ): Promise<Written> {
    return this.unitOfWork.run(context, async (transaction) => {
      const { before, after } = target;
      const wants = [{ thing: 'activity', id, intent: 'write' } as const];
      const section = target.sectionId;
      const found = await this.gate.enterAll(
        context,
        transaction,
        section === undefined
          ? wants
          : [...wants, { thing: 'section', id: section, intent: 'write' } as const],
      );
      const from = judge(found('activity', id), 'write', 'activity');
      const to = section === undefined ? from : judge(found('section', section), 'write', 'section');
      const sectionId = section ?? (await this.writer.live(transaction, id)).sectionId;
      const place = { sectionId, plannerId: to.plannerId, before, after };
      return this.writer.move(transaction, context, id, place, expectation(context, undefined));
    });
  }

  /** Puts the activity into the trash. Gives the operation's id. */
  remove(context: RequestContext, id: Id): Promise<Id> {
    return this.unitOfWork.run(context, async (transaction) => {
      await this.gate.enter(context, transaction, 'activity', id);
      return this.writer.remove(transaction, context, id, expectation(context, undefined));
    });
  }
}

function namesOthers({ assignees, blockedBy, recurrence }: ActivityInput): boolean {
  return (assignees?.length ?? 0) + (blockedBy?.length ?? 0) > 0 || (recurrence ?? null) !== null;
}

function expectation(context: RequestContext, version: number | undefined) {
  return { versions: context.expectedVersions, version };
}
