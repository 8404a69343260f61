import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { Standing, SubscriptionSnapshot } from '../../domain/snapshot';
import type { SubscriptionState } from '../../domain/subscription-state';

/** A subscription as it is kept: what the provider said last, and what follows from it. */
export interface StoredSubscription {
  id: Id;
  userId: Id;
  snapshot: SubscriptionSnapshot;
  standing: Standing;
  version: number;
  updatedAt: Date;
}

export abstract class SubscriptionStore {
  /** The one that counts: what is alive, else what was last. */
  abstract current(queryable: Queryable, userId: Id): Promise<StoredSubscription | undefined>;

  /** All of somebody's. Under the lock of the account. */
  abstract all(tx: Transaction, userId: Id): Promise<StoredSubscription[]>;

  abstract insert(
    tx: Transaction,
    userId: Id,
    snapshot: SubscriptionSnapshot,
    standing: Standing,
  ): Promise<StoredSubscription>;

  abstract update(
    tx: Transaction,
    id: Id,
    snapshot: SubscriptionSnapshot,
    standing: Standing,
  ): Promise<StoredSubscription>;

  /** Those at which something happens by the clock by now, longest overdue first. */
  abstract due(queryable: Queryable, limit: number): Promise<{ id: Id; userId: Id; customerId: string }[]>;

  abstract countByState(queryable: Queryable): Promise<{ state: SubscriptionState; count: number }[]>;

  /** Those of the ids at the provider that are known, by that id; and marks them as seen by a comparison. */
  abstract seen(
    queryable: Queryable,
    reconciliationId: Id,
    stripeIds: readonly string[],
  ): Promise<StoredSubscription[]>;

  /** Those alive that a comparison has not seen and that were there when it began. */
  abstract unseen(
    queryable: Queryable,
    reconciliationId: Id,
    after: Id | undefined,
    limit: number,
  ): Promise<StoredSubscription[]>;
}
