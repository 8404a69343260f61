import { intervals, type Interval, type PaidPlan } from '../../domain/plans';
import { stripeStatuses, type SubscriptionSnapshot } from '../../domain/snapshot';
import { fromStripe } from './stripe-amounts';
import type { SeenPrice, SeenSubscription } from './stripe-shapes';

type Seconds = number | null | undefined;

/** Ended by Stripe rather than by somebody. */
const UNPAID: ReadonlySet<string> = new Set(['payment_failed', 'payment_disputed']);
/** ISO 4217: no currency. */
const NONE = 'XXX';

/**
 * A subscription as we see it; nothing where it has no item or times, or a state or interval that we do not know.
 * @param as what its price stands for, as far as the settings say
 * @param unpaidSince where its payment is overdue, since when
 */
export function toSnapshot(
  subscription: SeenSubscription,
  as: { plan: PaidPlan; interval: Interval | undefined },
  unpaidSince: Date | null,
): SubscriptionSnapshot | undefined {
  const [item] = subscription.items.data;
  const stripeStatus = stripeStatuses.find((status) => status === subscription.status);
  const times = timesOf(subscription);
  if (!item || !stripeStatus || !times) return undefined;
  const { recurring } = item.price;
  const interval = recurring ? intervals.find((one) => one === recurring.interval) : as.interval;
  if (!interval) return undefined;
  return {
    id: subscription.id,
    customerId: subscription.customer,
    itemId: item.id,
    priceId: item.price.id,
    ...costOf(item.price),
    plan: as.plan,
    interval,
    stripeStatus,
    ...times,
    unpaidSince,
    endedUnpaid: UNPAID.has(subscription.cancellation_details?.reason ?? ''),
  };
}

/** What a price costs: in minor units, null where it has no amount of its own; and by ISO 4217. */
export function costOf({ unit_amount: amount, currency: code }: SeenPrice): {
  unitAmount: number | null;
  currency: string;
} {
  const currency = (code ?? NONE).toUpperCase();
  return { unitAmount: typeof amount === 'number' ? fromStripe(amount, currency).amount : null, currency };
}

function timesOf(
  subscription: SeenSubscription,
):
  | Pick<SubscriptionSnapshot, 'startedAt' | 'periodEndsAt' | 'trialEndsAt' | 'cancelAt' | 'endedAt'>
  | undefined {
  const { start_date, created, trial_end, cancel_at, cancel_at_period_end, ended_at } = subscription;
  const period = periodOf(subscription);
  const startedAt = maybeAt(start_date ?? created ?? period.start);
  const periodEndsAt = maybeAt(period.end ?? trial_end);
  if (!startedAt || !periodEndsAt) return undefined;
  return {
    startedAt,
    periodEndsAt,
    trialEndsAt: maybeAt(trial_end),
    cancelAt: maybeAt(cancel_at) ?? (cancel_at_period_end === true ? periodEndsAt : null),
    endedAt: maybeAt(ended_at),
  };
}

/** What is paid for, or to be paid for, wherever Stripe's version has it. */
export function periodOf(subscription: SeenSubscription): { start: Seconds; end: Seconds } {
  const [item] = subscription.items.data;
  return {
    start: item?.current_period_start ?? subscription.current_period_start,
    end: item?.current_period_end ?? subscription.current_period_end,
  };
}

/** Stripe counts seconds. */
export function at(seconds: number): Date {
  return new Date(seconds * 1000);
}

function maybeAt(seconds: Seconds): Date | null {
  return typeof seconds === 'number' ? at(seconds) : null;
}
