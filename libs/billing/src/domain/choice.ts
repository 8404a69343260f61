import { isEnded, type StripeStatus, type SubscriptionSnapshot } from './snapshot';

const PAID: ReadonlySet<StripeStatus> = new Set(['trialing', 'active', 'past_due']);

/** What a customer has at Stripe, told apart. */
export interface Choice {
  /** The one that counts; undefined where none is alive. */
  current: SubscriptionSnapshot | undefined;
  /** Alive beside it: an account has one subscription, so nobody may be charged for these. */
  superfluous: SubscriptionSnapshot[];
  past: SubscriptionSnapshot[];
}

/**
 * Tells apart what a customer has, in whatever order it comes: what gives a tier goes before what does not, and the one
 * that was there first before the others.
 */
export function chosenOf(snapshots: readonly SubscriptionSnapshot[]): Choice {
  const sorted = [...snapshots].sort(
    (a, b) =>
      Number(PAID.has(b.stripeStatus)) - Number(PAID.has(a.stripeStatus)) ||
      a.startedAt.getTime() - b.startedAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  );
  const [current, ...superfluous] = sorted.filter(({ stripeStatus }) => !isEnded(stripeStatus));
  return { current, superfluous, past: sorted.filter(({ stripeStatus }) => isEnded(stripeStatus)) };
}
