/**
 * The life of a subscription, as we see it. `pending`: its first payment is under way. `past_due`: a payment failed, and
 * it runs on for the days of grace. `lapsed`: nothing is paid for just now, and it may come back to life. The last two are
 * its end: somebody cancelled it, or it was never paid.
 */
export const subscriptionStates = [
  'pending',
  'trialing',
  'active',
  'past_due',
  'lapsed',
  'cancelled',
  'expired',
] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/** What clients are told. */
export const subscriptionStatuses = ['active', 'inactive', 'cancelled', 'expired'] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

const running = ['trialing', 'active', 'past_due', 'lapsed', 'cancelled', 'expired'] as const;

/** The steps that there are. A step may leap over others, as Stripe is asked how things are and not how they came about. */
const steps: Readonly<Record<SubscriptionState, readonly SubscriptionState[]>> = {
  pending: running,
  trialing: running.filter((state) => state !== 'trialing'),
  active: running.filter((state) => state !== 'active'),
  past_due: running.filter((state) => state !== 'past_due'),
  lapsed: running.filter((state) => state !== 'lapsed'),
  // What has ended never comes back: whoever wants it again buys another one.
  cancelled: [],
  expired: [],
};

const statuses: Readonly<Record<SubscriptionState, SubscriptionStatus>> = {
  pending: 'inactive',
  trialing: 'active',
  active: 'active',
  past_due: 'active',
  lapsed: 'inactive',
  cancelled: 'cancelled',
  expired: 'expired',
};

/** Staying is no step. */
export function isLegalStep(from: SubscriptionState, to: SubscriptionState): boolean {
  return from === to || steps[from].includes(to);
}

export function statusOf(state: SubscriptionState): SubscriptionStatus {
  return statuses[state];
}

/** Whether it gives its plan's tier. */
export function isGranting(state: SubscriptionState): boolean {
  return statuses[state] === 'active';
}

/** Whether it has come to its end. */
export function isOver(state: SubscriptionState): boolean {
  return steps[state].length === 0;
}
