import type { Interval, PaidPlan } from './plans';
import type { SubscriptionState } from './subscription-state';

/** In Stripe's words (docs.stripe.com/api/subscriptions/object). */
export const stripeStatuses = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
] as const;
export type StripeStatus = (typeof stripeStatuses)[number];

/** Whether it is over at Stripe, where nothing comes back. */
export function isEnded(status: string): boolean {
  return status === 'canceled' || status === 'incomplete_expired';
}

/** How a subscription stood at Stripe when it was asked for. */
export interface SubscriptionFacts {
  plan: PaidPlan;
  interval: Interval;
  stripeStatus: StripeStatus;
  startedAt: Date;
  /** Until when it is paid, or to be paid for next. */
  periodEndsAt: Date;
  trialEndsAt: Date | null;
  /** When it ends by itself; null where it renews. */
  cancelAt: Date | null;
  /** The time of the oldest invoice that is open although payment was tried. */
  unpaidSince: Date | null;
  endedAt: Date | null;
  /** It was ended because it was not paid. */
  endedUnpaid: boolean;
}

/** The facts, with what it is called at Stripe. */
export interface SubscriptionSnapshot extends SubscriptionFacts {
  /** `sub_…` */
  id: string;
  customerId: string;
  itemId: string;
  priceId: string;
  /** In minor units; null where the price has none of its own (tiers, decimals). */
  unitAmount: number | null;
  /** ISO 4217, upper case. */
  currency: string;
}

/** What follows from the facts at a moment. */
export interface Standing {
  state: SubscriptionState;
  /** Until when it gives its tier, as things stand, or when it ceased to. */
  expiresAt: Date | null;
  graceEndsAt: Date | null;
  autoRenew: boolean;
  /** When the next thing happens by the clock alone; null where nothing will. */
  dueAt: Date | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Stripe leaves a first payment so long (23 hours) before it gives it up. */
const FIRST_PAYMENT_MS = DAY_MS;

/**
 * Where a subscription stands at a moment: a function of the facts and the clock alone, so that it does not matter in
 * which order, or how often, they came in. What renews by itself runs on for the days of grace after its period, too, in
 * case Stripe cannot say what became of the payment.
 */
export function standingOf(facts: SubscriptionFacts, now: Date, graceDays: number): Standing {
  const autoRenew = facts.cancelAt === null;
  switch (facts.stripeStatus) {
    case 'incomplete':
      return standing('pending', { autoRenew, dueAt: after(facts.startedAt, FIRST_PAYMENT_MS, now) });
    case 'incomplete_expired':
      return standing('expired', { expiresAt: facts.endedAt ?? facts.startedAt });
    case 'canceled':
      return standing(facts.endedUnpaid ? 'expired' : 'cancelled', {
        expiresAt: facts.endedAt ?? facts.periodEndsAt,
      });
    case 'unpaid':
    case 'paused':
      return standing('lapsed', { autoRenew, expiresAt: earlier(facts.unpaidSince, facts.periodEndsAt) });
    case 'past_due':
      return overdue(facts, now, graceDays * DAY_MS);
    case 'trialing':
    case 'active':
      return running(facts, now, graceDays * DAY_MS);
  }
}

function running(facts: SubscriptionFacts, now: Date, graceMs: number): Standing {
  const { cancelAt, periodEndsAt, stripeStatus } = facts;
  const trial = stripeStatus === 'trialing' ? facts.trialEndsAt : null;
  const until = cancelAt ?? trial ?? periodEndsAt;
  const over = new Date(until.getTime() + (cancelAt === null ? graceMs : 0));
  const autoRenew = cancelAt === null;
  if (over <= now) return standing('lapsed', { autoRenew, expiresAt: over, dueAt: later(now, HOUR_MS) });
  const state = trial === null ? 'active' : 'trialing';
  // Once its period is over, Stripe is asked again and again what became of it.
  const dueAt = until > now ? until : earlier(later(now, HOUR_MS), over);
  return standing(state, { autoRenew, expiresAt: until, dueAt });
}

function overdue(facts: SubscriptionFacts, now: Date, graceMs: number): Standing {
  const { cancelAt, unpaidSince, startedAt } = facts;
  const graceEndsAt = new Date((unpaidSince ?? startedAt).getTime() + graceMs);
  const over = earlier(cancelAt, graceEndsAt);
  const autoRenew = cancelAt === null;
  if (over <= now) return standing('lapsed', { autoRenew, expiresAt: over, graceEndsAt });
  return standing('past_due', { autoRenew, expiresAt: over, graceEndsAt, dueAt: over });
}

function standing(state: SubscriptionState, more: Partial<Standing>): Standing {
  return { state, expiresAt: null, graceEndsAt: null, autoRenew: false, dueAt: null, ...more };
}

function later(time: Date, milliseconds: number): Date {
  return new Date(time.getTime() + milliseconds);
}

/** That long after a moment, or in an hour where that is past. */
function after(time: Date, milliseconds: number, now: Date): Date {
  const at = later(time, milliseconds);
  return at > now ? at : later(now, HOUR_MS);
}

function earlier(left: Date | null, right: Date): Date {
  return left !== null && left < right ? left : right;
}
