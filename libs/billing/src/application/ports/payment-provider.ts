import type { Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';
import type { Money } from '../../domain/money';
import type { Interval, PaidPlan } from '../../domain/plans';
import type { SubscriptionSnapshot } from '../../domain/snapshot';
import type { HandledEvent } from './event-reader';

/** What a plan costs. */
export interface PlanPrice {
  plan: PaidPlan;
  interval: Interval;
  /** In minor units; null where the price has none of its own. */
  amount: number | null;
  /** ISO 4217, upper case. */
  currency: string;
}

/** A page of the provider's on which somebody pays. */
export interface CheckoutSession {
  id: string;
  url: string;
  expiresAt: Date;
}

export interface NewCheckout {
  customerId: string;
  userId: Id;
  plan: PaidPlan;
  interval: Interval;
  /** 0 for none. */
  trialDays: number;
  successUrl: string;
  cancelUrl: string;
}

/** Money to be taken once. */
export interface NewPaymentCheckout extends Money {
  /** Ours; it comes back with what became of it. */
  paymentId: Id;
  customerId: string;
  description: string;
  successUrl: string;
  cancelUrl: string;
}

export const invoiceStatuses = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const;

export interface SeenInvoice {
  id: string;
  number: string | null;
  status: (typeof invoiceStatuses)[number];
  amountDue: number;
  amountPaid: number;
  currency: string;
  createdAt: Date;
  periodStart: Date;
  periodEnd: Date;
  /** Pages of the provider's, for the person alone. */
  url: string | null;
  pdfUrl: string | null;
}

/** What a customer has or had. */
export interface CustomerSubscriptions {
  ours: SubscriptionSnapshot[];
  /** Ids of those that are alive, and of a price or in a state that we do not know (any more). */
  others: string[];
}

/** A subscription at the provider, for the comparison. */
export interface ListedSubscription {
  id: string;
  customerId: string;
  /** Undefined where it is of a price or in a state that we do not know, or cannot be read at all. */
  snapshot: SubscriptionSnapshot | undefined;
}

/** What has become of a charge. */
export interface SeenCharge extends Money {
  /** All refunds together, in minor units. */
  refunded: number;
}

/** What has become of money that was to go back. */
export interface GivenBack {
  /** What has gone back altogether, or is on its way; undefined where nothing was paid, or nothing has gone. */
  money: Money | undefined;
  /** Some of it could not be taken in where it came from, and is at the provider again. It is not sent once more. */
  cameBack: boolean;
}

/** The provider gave no answer, or said that it cannot just now. */
export class ProviderAwayError extends Error {
  override readonly name = 'ProviderAwayError';

  constructor(
    message: string,
    /** For how long it is left alone; undefined where a call simply failed. */
    readonly leaveAloneMs: number | undefined,
  ) {
    super(message);
  }
}

/** The provider has refused what it was asked. The message holds nothing of what was sent. */
export class ProviderRefusedError extends Error {
  override readonly name = 'ProviderRefusedError';

  constructor(
    message: string,
    readonly reason: 'missing' | 'declined' | 'refunded' | 'invalid',
  ) {
    super(message);
  }
}

/**
 * Whoever takes the money. A call with a key, repeated with the same key within a day, has its effect once, and gives the
 * same answer; one without may be repeated as it is.
 * @throws (every call) ProviderAwayError, ProviderRefusedError
 */
export abstract class PaymentProvider {
  /** Whether there is one; all calls fail where there is none. */
  abstract readonly isOn: boolean;

  abstract prices(context: RequestContext): Promise<PlanPrice[]>;

  /** Gives the id of the customer. */
  abstract createCustomer(
    context: RequestContext,
    customer: { userId: Id; email: string | undefined },
    key: string,
  ): Promise<string>;

  /** Where bills go from now on. Harmless where there is no such customer any more. */
  abstract setAddress(context: RequestContext, customerId: string, email: string): Promise<void>;

  /** Ends all that the customer pays for. Harmless where there is no such one any more. */
  abstract deleteCustomer(context: RequestContext, customerId: string): Promise<void>;

  abstract createCheckout(
    context: RequestContext,
    checkout: NewCheckout,
    key: string,
  ): Promise<CheckoutSession>;

  abstract createPaymentCheckout(
    context: RequestContext,
    checkout: NewPaymentCheckout,
    key: string,
  ): Promise<CheckoutSession>;

  /** Closes a page that is open; `complete` where somebody has paid there already. Fails where it stays open. */
  abstract expireCheckout(context: RequestContext, sessionId: string): Promise<'expired' | 'complete'>;

  /** Whether the page is still open. */
  abstract checkoutStatus(
    context: RequestContext,
    sessionId: string,
  ): Promise<'open' | 'expired' | 'complete'>;

  /** Whether the money of such a page is there; and whose payment it is, where it is of ours. */
  abstract paymentOf(
    context: RequestContext,
    sessionId: string,
  ): Promise<(Money & { paymentId: string; paid: boolean }) | undefined>;

  /** The address of the page where a customer looks after payments. */
  abstract createPortal(context: RequestContext, customerId: string, returnUrl: string): Promise<string>;

  /**
   * Everything that the customer has or had; undefined where there is no such customer any more.
   * @throws ProviderRefusedError where there never was one: the key may be of another account
   */
  abstract subscriptionsOf(
    context: RequestContext,
    customerId: string,
  ): Promise<CustomerSubscriptions | undefined>;

  abstract setRenewal(
    context: RequestContext,
    subscriptionId: string,
    renews: boolean,
    key: string,
  ): Promise<void>;

  /** At once, and nothing is given back. Harmless where it has ended. */
  abstract cancel(context: RequestContext, subscriptionId: string): Promise<void>;

  /**
   * Gives back what was paid for the invoices of a subscription, to where it came from; each payment once, however often
   * it is called.
   * @param from of invoices that were made before then nothing; null: of all
   */
  abstract refundInvoices(
    context: RequestContext,
    subscriptionId: string,
    from: Date | null,
    key: string,
  ): Promise<GivenBack>;

  /** The subscription for which a refund was made by that; undefined where it is another's. */
  abstract subscriptionOfRefund(context: RequestContext, refundId: string): Promise<string | undefined>;

  /** The subscriptions of which a refund came back that was made by `refundInvoices` since then. */
  abstract refundsCameBack(context: RequestContext, since: Date): Promise<string[]>;

  abstract changePlan(
    context: RequestContext,
    subscription: { id: string; itemId: string },
    to: { plan: PaidPlan; interval: Interval },
    upgrade: boolean,
    key: string,
  ): Promise<void>;

  /** Newest first. @param after the id of the last one seen */
  abstract invoices(
    context: RequestContext,
    customerId: string,
    limit: number,
    after: string | undefined,
  ): Promise<{ invoices: SeenInvoice[]; hasMore: boolean }>;

  /** Undefined where there is no such one. */
  abstract charge(context: RequestContext, chargeId: string): Promise<SeenCharge | undefined>;

  /** Whose it is what an event is about; undefined where it is nobody's, or gone. */
  abstract customerOf(
    context: RequestContext,
    type: HandledEvent,
    objectId: string,
  ): Promise<string | undefined>;

  /** Whether the customer was deleted. */
  abstract isGone(context: RequestContext, customerId: string): Promise<boolean>;

  /** A page of all that are alive. @param after the id of the last one seen */
  abstract livingSubscriptions(
    context: RequestContext,
    after: string | undefined,
  ): Promise<{ subscriptions: ListedSubscription[]; next: string | undefined }>;
}
