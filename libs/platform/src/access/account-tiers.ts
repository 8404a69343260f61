import type { Tier } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { RequestContext } from '../context';
import type { Transaction } from '../database';

/** What an account is worth now, and was before. */
export interface TierChange {
  before: Tier;
  after: Tier;
}

/**
 * The tier that an account has paid for; implemented where accounts are. What counts is the higher of this and of
 * what an admin gave by hand while that lasts (spec: billing.md).
 */
export abstract class AccountTiers {
  /**
   * Sets what is paid for, in the caller's transaction, with the account locked. Where the tier that counts changes,
   * every request on every replica sees it once this has committed, and `user.updated` is announced.
   * @throws DomainError NOT_FOUND where there is no such account any more
   */
  abstract setPaid(tx: Transaction, ctx: RequestContext, userId: Id, tier: Tier): Promise<TierChange>;
}
