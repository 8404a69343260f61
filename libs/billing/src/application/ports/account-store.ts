import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { CheckoutSession } from './payment-provider';

/** What is known of somebody as a customer. */
export interface BillingAccount {
  userId: Id;
  /** At the provider; null where they are none (any more). */
  customerId: string | null;
  /** How many customers they have been; part of the key by which the next one is made. */
  customers: number;
  /** How many pages to pay on were made for them; as above. */
  checkouts: number;
  /** The page that was made last, and what it was made for. */
  session: (CheckoutSession & { request: string }) | null;
  /** Whose renewal was stopped as the account was deleted: it goes on where the account comes back. */
  stopped: string | null;
  /** Whose renewal its owner does not want: nothing of an account that comes back goes against that. */
  declined: string | null;
  /** A trial is had once. */
  trialled: boolean;
  /** The number of the newest reading of the provider that was written down. */
  reading: string;
}

/** Accounts as customers; the row of each is what everything about its subscription is done under. */
export abstract class AccountStore {
  abstract find(queryable: Queryable, userId: Id): Promise<BillingAccount | undefined>;

  abstract findByCustomer(queryable: Queryable, customerId: string): Promise<BillingAccount | undefined>;

  /** Makes it where there is none. */
  abstract ensure(queryable: Queryable, userId: Id): Promise<BillingAccount>;

  /** Locks it. */
  abstract holdByCustomer(tx: Transaction, customerId: string): Promise<BillingAccount | undefined>;

  /** False where another call was first. */
  abstract becomeCustomer(
    queryable: Queryable,
    account: BillingAccount,
    customerId: string,
  ): Promise<boolean>;

  /** The customer is gone: the account may become another one. */
  abstract loseCustomer(queryable: Queryable, userId: Id, customerId: string): Promise<void>;

  /** False where another call was first. */
  abstract noteSession(
    queryable: Queryable,
    account: BillingAccount,
    session: CheckoutSession & { request: string },
  ): Promise<boolean>;

  abstract forgetSession(queryable: Queryable, userId: Id, sessionId: string): Promise<void>;

  /** Of a subscription whose renewal is stopped as the account was deleted. */
  abstract noteStopped(queryable: Queryable, userId: Id, subscriptionId: string): Promise<void>;

  /** It goes on, or stays stopped as its owner wants it. False where it was forgotten already. */
  abstract forgetStopped(queryable: Queryable, userId: Id): Promise<boolean>;

  /** The owner wants no renewal: what was stopped is forgotten in the same step. */
  abstract decline(queryable: Queryable, userId: Id, subscriptionId: string): Promise<void>;

  /** The owner wants it after all. */
  abstract accept(queryable: Queryable, userId: Id): Promise<void>;

  /** A number that is higher than that of every reading which began before. */
  abstract nextReading(queryable: Queryable): Promise<string>;

  abstract noteReading(tx: Transaction, userId: Id, reading: string, trialled: boolean): Promise<void>;
}
