import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { Thing } from '../../domain/refusals';
import type { Intent } from '../../domain/role';
import type { Standing } from '../ports/access-reader';
import { PlannerLedger } from '../ports/planner-ledger';
import { judge, permits, PlannerAccess } from './planner-access';

/** A thing that a write is about, and what it wants of it. */
export interface Want {
  thing: Thing;
  id: Id;
  intent: Intent;
}

/** How the caller stands to what a write is about; nothing for an id that does not exist. */
export type Found = (thing: Thing, id: Id) => Standing | undefined;

/**
 * The way into a write: asks the policy, takes the lock of every planner concerned, and asks again, as
 * things may have gone or moved while it waited. Planners that the caller may not write are never locked.
 */
@Injectable()
export class PlannerGate {
  constructor(
    private readonly access: PlannerAccess,
    private readonly ledger: PlannerLedger,
  ) {}

  /** @throws DomainError NOT_FOUND or FORBIDDEN. */
  async enter(
    context: RequestContext,
    transaction: Transaction,
    thing: Thing,
    id: Id,
    intent: Intent = 'write',
  ): Promise<Standing> {
    const found = await this.enterAll(context, transaction, [{ thing, id, intent }]);
    return judge(found(thing, id), intent, thing);
  }

  /** Locks what is allowed and leaves the judgement of each to the caller. */
  async enterAll(context: RequestContext, transaction: Transaction, wants: readonly Want[]): Promise<Found> {
    const locked = new Set<Id>();
    for (;;) {
      const found = await this.find(context, wants);
      const open = wants.flatMap(({ thing, id, intent }) => {
        const standing = found(thing, id);
        const allowed = standing && !standing.gone && permits(standing, intent);
        return allowed && !locked.has(standing.plannerId) ? [standing.plannerId] : [];
      });
      if (open.length === 0) return found;
      const plannerIds = [...new Set(open)];
      await this.ledger.lock(transaction, plannerIds);
      for (const plannerId of plannerIds) locked.add(plannerId);
    }
  }

  private async find(context: RequestContext, wants: readonly Want[]): Promise<Found> {
    const idsOf = (thing: Thing) => [
      ...new Set(wants.filter((want) => want.thing === thing).map(({ id }) => id)),
    ];
    const found = {
      planner: await this.access.find(context, 'planner', idsOf('planner')),
      section: await this.access.find(context, 'section', idsOf('section')),
      activity: await this.access.find(context, 'activity', idsOf('activity')),
    };
    return (thing, id) => found[thing].get(id);
  }
}
