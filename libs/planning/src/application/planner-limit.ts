import { Injectable } from '@nestjs/common';
import { Places, type Holder, type PlaceMeter, type Transaction } from '@almanac/platform';
import { PlannerStore } from './ports/planner-store';

/** Holds everybody to the number of planners of their tier, also when they ask twice at the same time. */
@Injectable()
export class PlannerLimit {
  private readonly meter: PlaceMeter;

  constructor(
    private readonly places: Places,
    store: PlannerStore,
  ) {
    this.meter = { limit: 'planners', used: (db, userId) => store.countOwned(db, userId) };
  }

  /**
   * Lets one more planner in. Others by the same owner wait until this transaction ends.
   * @param whose tier it is, in words
   * @throws DomainError MAX_PLANNERS_REACHED with `limit`, `used` and `tier`.
   */
  requireRoom(transaction: Transaction, owner: Holder, whose?: string): Promise<void> {
    return this.places.take(transaction, owner, this.meter, whose);
  }
}
