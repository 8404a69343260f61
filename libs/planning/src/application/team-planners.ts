import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { TeamPossessions, type RequestContext, type Transaction } from '@almanac/platform';
import { PlannerLedger } from './ports/planner-ledger';
import { PlannerStore } from './ports/planner-store';

/** The planners that teams own: a team goes only when none of them is in use. */
@Injectable()
export class TeamPlanners extends TeamPossessions {
  override readonly name = 'planners';

  constructor(
    private readonly store: PlannerStore,
    private readonly ledger: PlannerLedger,
  ) {
    super();
  }

  override count(tx: Transaction, teamId: Id): Promise<number> {
    return this.store.countOfTeam(tx, teamId);
  }

  /** Whoever restores one just now ends first, and it stays the team's. */
  override async handOver(tx: Transaction, _ctx: RequestContext, teamId: Id, to: Id): Promise<void> {
    await this.ledger.lock(tx, await this.store.trashOfTeam(tx, teamId));
    await this.store.takeTrashOfTeam(tx, teamId, to);
  }
}
