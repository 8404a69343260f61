import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Limits, type Holder, type Transaction } from '@almanac/platform';
import { PlannerStore } from './ports/planner-store';

/** Holds everybody to the number of planners of their tier, also when they ask twice at the same time. */
@Injectable()
export class PlannerLimit {
  constructor(
    private readonly limits: Limits,
    private readonly store: PlannerStore,
  ) {}

  /**
   * Lets one more planner in. Others by the same owner wait until this transaction ends.
   * @param whose tier it is, in words
   * @throws DomainError MAX_PLANNERS_REACHED with `limit`, `used` and `tier`.
   */
  async requireRoom(transaction: Transaction, owner: Holder, whose = 'Your tier'): Promise<void> {
    const limit = this.limits.of(owner).planners;
    if (limit === null) return;
    await this.store.lockOwner(transaction, owner.userId);
    const used = await this.store.countOwned(transaction, owner.userId);
    if (used < limit) return;
    throw new DomainError<ErrorCode>('MAX_PLANNERS_REACHED', `${whose} allows ${limit} planners`, {
      limit,
      used,
      tier: owner.tier,
    });
  }
}
