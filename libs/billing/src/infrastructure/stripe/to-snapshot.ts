import type Stripe from 'stripe';
import { intervals, type PaidPlan } from '../../domain/plans';
import { stripeStatuses, type SubscriptionSnapshot } from '../../domain/snapshot';
import { fromStripe } from './stripe-amounts';

/** Ended by Stripe rather than by somebody. */
const UNPAID: ReadonlySet<string> = new Set(['payment_failed', 'payment_disputed']);

/**
 * A subscription as we see it; nothing where it has no item, or a state or interval that we do not know.
 * @param unpaidSince where its payment is overdue, since when
 */
export function toSnapshot(
  subscription: Stripe.Subscription,
  plan: PaidPlan,
  unpaidSince: Date | null,
): SubscriptionSnapshot | undefined {
  const [item] = subscription.items.data;
  const stripeStatus = stripeStatuses.find((status) => status === subscription.status);
  const interval = intervals.find((one) => one === item?.price.recurring?.interval);
  if (!item || !stripeStatus || !interval) return undefined;
  const periodEnd = item.current_period_end;
  const { currency } = item.price;
  return {
    id: subscription.id,
    customerId: idOf(subscription.customer),
    itemId: item.id,
    priceId: item.price.id,
    unitAmount: item.price.unit_amount === null ? null : fromStripe(item.price.unit_amount, currency).amount,
    currency: currency.toUpperCase(),
    plan,
    interval,
    stripeStatus,
    startedAt: at(subscription.start_date),
    periodEndsAt: at(periodEnd),
    trialEndsAt: maybeAt(subscription.trial_end),
    cancelAt: maybeAt(subscription.cancel_at ?? (subscription.cancel_at_period_end ? periodEnd : null)),
    unpaidSince,
    endedAt: maybeAt(subscription.ended_at),
    endedUnpaid: UNPAID.has(subscription.cancellation_details?.reason ?? ''),
  };
}

export function idOf(reference: string | { id: string }): string {
  return typeof reference === 'string' ? reference : reference.id;
}

/** Stripe counts seconds. */
export function at(seconds: number): Date {
  return new Date(seconds * 1000);
}

function maybeAt(seconds: number | null | undefined): Date | null {
  return seconds === null || seconds === undefined ? null : at(seconds);
}
