import type { Id } from '@almanac/kernel';
import type { StoredSubscription } from '../application/ports/subscription-store';
import type { Interval, PaidPlan } from '../domain/plans';
import type { Standing, StripeStatus, SubscriptionSnapshot } from '../domain/snapshot';
import type { SubscriptionState } from '../domain/subscription-state';

/** A row of `subscriptions`. */
export interface SubscriptionRow extends Record<string, unknown> {
  id: Id;
  userId: Id;
  plan: PaidPlan;
  interval: Interval;
  state: SubscriptionState;
  customerId: string;
  stripeId: string;
  itemId: string;
  priceId: string;
  stripeStatus: StripeStatus;
  /** bigint, which the driver gives as text. */
  unitAmount: string | null;
  currency: string;
  startedAt: Date;
  periodEndsAt: Date;
  trialEndsAt: Date | null;
  cancelAt: Date | null;
  unpaidSince: Date | null;
  endedAt: Date | null;
  endedUnpaid: boolean;
  expiresAt: Date | null;
  graceEndsAt: Date | null;
  autoRenew: boolean;
  dueAt: Date | null;
  version: number;
  updatedAt: Date;
}

export const columns = `s.id, s.user_id AS "userId", s.plan, s."interval", s.state, s.stripe_customer_id AS "customerId",
  s.stripe_subscription_id AS "stripeId", s.stripe_item_id AS "itemId", s.stripe_price_id AS "priceId",
  s.stripe_status AS "stripeStatus", s.unit_amount AS "unitAmount", s.currency, s.started_at AS "startedAt",
  s.period_ends_at AS "periodEndsAt", s.trial_ends_at AS "trialEndsAt", s.cancel_at AS "cancelAt",
  s.unpaid_since AS "unpaidSince", s.ended_at AS "endedAt", s.ended_unpaid AS "endedUnpaid",
  s.expires_at AS "expiresAt", s.grace_ends_at AS "graceEndsAt", s.auto_renew AS "autoRenew", s.due_at AS "dueAt",
  s.version, s.updated_at AS "updatedAt"`;

/** What a snapshot and its standing are written as, from $2 on. */
export const written = [
  ...['plan', '"interval"', 'state', 'stripe_customer_id', 'stripe_subscription_id', 'stripe_item_id'],
  ...['stripe_price_id', 'stripe_status', 'unit_amount', 'currency', 'started_at', 'period_ends_at'],
  ...[
    'trial_ends_at',
    'cancel_at',
    'unpaid_since',
    'ended_at',
    'ended_unpaid',
    'expires_at',
    'grace_ends_at',
  ],
  ...['auto_renew', 'due_at'],
];

export function valuesOf(snapshot: SubscriptionSnapshot, standing: Standing): unknown[] {
  const { plan, interval, customerId, id, itemId, priceId, stripeStatus, unitAmount, currency } = snapshot;
  const { startedAt, periodEndsAt, trialEndsAt, cancelAt, unpaidSince, endedAt, endedUnpaid } = snapshot;
  const { state, expiresAt, graceEndsAt, autoRenew, dueAt } = standing;
  return [
    ...[plan, interval, state, customerId, id, itemId],
    ...[priceId, stripeStatus, unitAmount, currency, startedAt, periodEndsAt],
    ...[trialEndsAt, cancelAt, unpaidSince, endedAt, endedUnpaid, expiresAt, graceEndsAt],
    ...[autoRenew, dueAt],
  ];
}

export function toSubscription(row: SubscriptionRow): StoredSubscription {
  const { id, userId, version, updatedAt, stripeId, customerId, itemId, priceId, unitAmount } = row;
  const { plan, interval, stripeStatus, currency, startedAt, periodEndsAt, trialEndsAt, cancelAt } = row;
  const { unpaidSince, endedAt, endedUnpaid, state, expiresAt, graceEndsAt, autoRenew, dueAt } = row;
  return {
    id,
    userId,
    version,
    updatedAt,
    snapshot: {
      id: stripeId,
      customerId,
      itemId,
      priceId,
      unitAmount: unitAmount === null ? null : Number(unitAmount),
      ...{ plan, interval, stripeStatus, currency, startedAt, periodEndsAt, trialEndsAt, cancelAt },
      ...{ unpaidSince, endedAt, endedUnpaid },
    },
    standing: { state, expiresAt, graceEndsAt, autoRenew, dueAt },
  };
}
