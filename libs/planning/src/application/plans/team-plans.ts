import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { TeamPossessions, type RequestContext, type Transaction } from '@almanac/platform';
import { PlanStore } from './ports/plan-store';

/** The plans that teams own: a team goes only when none of them is in use. */
@Injectable()
export class TeamPlans extends TeamPossessions {
  override readonly name = 'plans';

  constructor(private readonly store: PlanStore) {
    super();
  }

  override count(tx: Transaction, teamId: Id): Promise<number> {
    return this.store.countOfTeam(tx, teamId);
  }

  override handOver(tx: Transaction, _ctx: RequestContext, teamId: Id, to: Id): Promise<void> {
    return this.store.takeTrashOfTeam(tx, teamId, to);
  }
}
