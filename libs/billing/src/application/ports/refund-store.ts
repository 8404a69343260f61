import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { Money } from '../../domain/money';
import type { Interval, PaidPlan } from '../../domain/plans';

/** `failed` is tried again; what was `returned` came back from where it went, and only people can do something about it. */
export const refundStatuses = ['pending', 'done', 'failed', 'returned'] as const;
export type RefundStatus = (typeof refundStatuses)[number];

/** A second subscription that is to be ended, and what was paid for it given back. */
export interface NewRefund {
  /** At the provider. */
  subscriptionId: string;
  userId: Id;
  customerId: string;
  plan: PaidPlan;
  interval: Interval;
  /** What was paid before, it was used for; null: all goes back. */
  paidFrom: Date | null;
}

export interface Refund extends NewRefund {
  status: RefundStatus;
  /** What has gone back, or is on its way; null where nothing was paid, or it is not known yet. */
  refunded: Money | null;
  /** When it was written last. */
  updatedAt: Date;
}

/** What goes back for second subscriptions, each once. */
export abstract class RefundStore {
  /** True the first time. */
  abstract note(tx: Transaction, refund: NewRefund): Promise<boolean>;

  abstract find(queryable: Queryable, subscriptionId: string): Promise<Refund | undefined>;

  /**
   * How it has ended, until it is looked at again; `same` where that was written already. Undefined where something else
   * was written since it was found: what was seen of it at the provider may be older than that.
   * @param refunded undefined where there was nothing to give back
   */
  abstract settle(
    queryable: Queryable,
    found: Refund,
    status: 'done' | 'returned',
    refunded: Money | undefined,
  ): Promise<'changed' | 'same' | undefined>;

  /** Its tries are used up. */
  abstract giveUp(queryable: Queryable, subscriptionId: string): Promise<void>;

  /** Those of somebody, as something was paid late, are looked at again; what was returned stays so. Gives them. */
  abstract reopen(tx: Transaction, userId: Id, days: number): Promise<string[]>;

  /** Those that have waited for so many seconds, oldest first. */
  abstract forgotten(queryable: Queryable, seconds: number, limit: number): Promise<string[]>;

  /** Those of somebody that were returned. */
  abstract returned(queryable: Queryable, userId: Id): Promise<string[]>;

  /**
   * Those of whose end no comparison has told, oldest first; of what is done or returned by now none tells again. What was
   * given up is pending again, as long as it is no older than so many days.
   */
  abstract report(tx: Transaction, days: number, limit: number): Promise<Refund[]>;

  /** Those that are pending and no older than so many days, and those of these that are taken for done; newest first. */
  abstract unsettled(
    queryable: Queryable,
    among: { days: number; cameBack: readonly string[] },
    limit: number,
  ): Promise<{ userId: Id; subscriptionId: string }[]>;

  abstract countByStatus(queryable: Queryable): Promise<{ status: RefundStatus; count: number }[]>;

  /** Forgets what is older, and done or hopeless. */
  abstract expire(queryable: Queryable, days: number): Promise<void>;
}
