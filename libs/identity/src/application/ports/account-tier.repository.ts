import type { Tier } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { TierStanding } from '../../domain/tiers/tier-standing';

/** An account's tier under its lock. */
export interface LockedTier extends TierStanding {
  version: number;
  /** As it is written down: not yet without a gift that has ended. */
  stored: Tier;
  /** There is a gift written down that has ended. */
  lapsed: boolean;
  /** Its owner was told of this end of the gift. */
  told: boolean;
  /** By the clock of the database, which ends gifts. */
  now: Date;
}

/** By what accounts have their tiers, in PostgreSQL. */
export abstract class AccountTierRepository {
  /** Of a deleted account, too: it may come back. The account is locked until the transaction ends. */
  abstract lock(tx: Transaction, userId: Id): Promise<LockedTier | undefined>;
  /** Writes what counts as well; requests must be told of it. The gift stays that of whom it was by. */
  abstract write(tx: Transaction, userId: Id, standing: TierStanding): Promise<void>;
  /** Accounts with a gift that has ended and is still written down, the earliest first. */
  abstract lapsed(queryable: Queryable, limit: number): Promise<Id[]>;
  /** Accounts in use with a gift that ends within so many days, of which they were not told, the earliest first. */
  abstract ending(queryable: Queryable, days: number, limit: number): Promise<Id[]>;
  /** They were told of the end that their gift has now. */
  abstract noteTold(tx: Transaction, userId: Id): Promise<void>;
}
