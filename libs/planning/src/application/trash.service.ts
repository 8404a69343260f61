import { Injectable } from '@nestjs/common';
import { conflict, systemClock, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { positionAfter, type Placed, type Position } from '../domain/position';
import { notFound, type Thing } from '../domain/refusals';
import { canBeRestored } from '../domain/retention';
import { Announcer, type Written } from './announcer';
import { PlannerAccess, requireAllowed } from './planner-access/planner-access';
import { PlannerService } from './planner.service';
import { ActivityStore } from './ports/activity-store';
import { PlannerLedger } from './ports/planner-ledger';
import { SectionStore } from './ports/section-store';
import type { Standing } from './ports/access-reader';

/** What came back out of the trash. */
export interface Restored extends Written {
  thing: Thing;
}

const restoredChange = [{ field: 'deleted', before: true, after: false }];

/** Brings back what was deleted in the last 30 days, by its id, whatever it is. */
@Injectable()
export class TrashService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: PlannerAccess,
    private readonly planners: PlannerService,
    private readonly sections: SectionStore,
    private readonly activities: ActivityStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
  ) {}

  /**
   * @throws DomainError NOT_FOUND for what is not in the trash, CONFLICT where what it belongs to still is,
   * MAX_PLANNERS_REACHED.
   */
  restore(context: RequestContext, id: Id): Promise<Restored> {
    return this.unitOfWork.run(context, async (transaction) => {
      const activity = (await this.access.find(context, 'activity', [id])).get(id);
      if (activity) return this.restoreActivity(transaction, context, activity);
      const section = (await this.access.find(context, 'section', [id])).get(id);
      if (section) return this.restoreSection(transaction, context, section);
      return { thing: 'planner', ...(await this.planners.restore(context, id)) };
    });
  }

  private async restoreActivity(
    transaction: Transaction,
    context: RequestContext,
    standing: Standing,
  ): Promise<Restored> {
    const { id, plannerId } = standing;
    await this.enter(transaction, context, 'activity', standing);
    const activity = await this.activities.load(transaction, id);
    if (!activity || !inTrash(activity.deletedAt)) throw notFound('activity');
    const section = await this.sections.load(transaction, activity.sectionId);
    if (section?.deletedAt !== null) throw conflict('Its section is in the trash; restore that first');
    const mark = await this.ledger.advance(transaction, plannerId, {
      activities: 1,
      completed: activity.content.completedAt === null ? 0 : 1,
    });
    const { taken, next } = await this.activities.taken(transaction, section.id, activity.position);
    const position = taken ? positionAfter(activity.position, next) : activity.position;
    const resource = await this.activities.restore(transaction, id, position, callerOf(context).userId);
    const operationId = await this.announcer.announce(transaction, context, mark, {
      name: 'activity.restored',
      payload: { activity: resource },
      of: { type: 'activity', id, version: resource.version },
      changes: restoredChange,
    });
    return { thing: 'activity', resource, operationId };
  }

  /** A section comes back with the activities that went with it; its event carries them. */
  private async restoreSection(
    transaction: Transaction,
    context: RequestContext,
    standing: Standing,
  ): Promise<Restored> {
    const { id, plannerId } = standing;
    await this.enter(transaction, context, 'section', standing);
    const section = await this.sections.load(transaction, id);
    if (!section || !inTrash(section.deletedAt)) throw notFound('section');
    const position = freePosition(await this.sections.placed(transaction, plannerId), section.position);
    const carried = await this.sections.restore(transaction, id, position);
    const mark = await this.ledger.advance(transaction, plannerId, {
      sections: 1,
      structure: true,
      ...carried,
    });
    const resource = await this.sections.resource(transaction, id);
    const activities = await this.sections.activitiesOf(transaction, id);
    const operationId = await this.announcer.announce(transaction, context, mark, {
      name: 'section.created',
      payload: { section: { ...resource, activities } },
      of: { type: 'section', id, version: resource.version },
      changes: restoredChange,
    });
    return { thing: 'section', resource, operationId };
  }

  /** Asks the policy, takes the lock, asks again, as things may have changed meanwhile, and sees that the planner is there. */
  private async enter(
    transaction: Transaction,
    context: RequestContext,
    thing: Thing,
    standing: Standing,
  ): Promise<void> {
    const { id, plannerId } = standing;
    requireAllowed(standing, 'write');
    await this.ledger.lock(transaction, [plannerId]);
    const now = (await this.access.find(context, thing, [id])).get(id);
    const planner = (await this.access.find(context, 'planner', [plannerId])).get(plannerId);
    // Out of the trash it may have been moved elsewhere by now.
    if (now?.plannerId !== plannerId || !planner) throw notFound(thing);
    requireAllowed(now, 'write');
    if (planner.gone) throw conflict('Its planner is in the trash; restore that first');
  }
}

function inTrash(deletedAt: string | null): boolean {
  return deletedAt !== null && canBeRestored(deletedAt, systemClock.now());
}

/** The position itself, or one just after it where another row has taken it meanwhile. */
function freePosition(placed: readonly Placed[], position: Position): Position {
  const at = placed.findIndex((other) => other.position === position);
  return at < 0 ? position : positionAfter(position, placed[at + 1]?.position ?? null);
}
