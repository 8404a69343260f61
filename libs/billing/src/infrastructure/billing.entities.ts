import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { BillingRefundEntity } from './billing-refund.entity';

const time = { type: 'timestamptz', precision: 3 } as const;

/** Somebody as a customer. */
@Entity('billing_accounts')
@Unique('billing_accounts_customer', ['customerId'])
export class BillingAccountEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'billing_accounts_pkey' })
  userId!: string;

  @Column({ name: 'customer_id', type: 'text', nullable: true })
  customerId!: string | null;

  /** How many customers they have been. */
  @Column({ type: 'integer', default: 0 })
  customers!: number;

  /** How many pages to pay on were made for them. */
  @Column({ type: 'integer', default: 0 })
  checkouts!: number;

  /** The page that was made last. */
  @Column({ name: 'session_id', type: 'text', nullable: true })
  sessionId!: string | null;

  /** What it was made for, hashed. */
  @Column({ name: 'session_request', type: 'text', nullable: true })
  sessionRequest!: string | null;

  @Column({ name: 'session_url', type: 'text', nullable: true })
  sessionUrl!: string | null;

  @Column({ ...time, name: 'session_expires_at', nullable: true })
  sessionExpiresAt!: Date | null;

  /** They have had a trial. */
  @Column({ type: 'boolean', default: false })
  trialled!: boolean;

  /** The number of the newest reading of Stripe that was written down. */
  @Column({ type: 'bigint', default: 0 })
  reading!: string;

  /** Of what the renewal was stopped because the account was deleted, and goes on where it comes back. */
  @Column({ name: 'stopped_subscription_id', type: 'text', nullable: true })
  stoppedSubscriptionId!: string | null;

  @Column({ ...time, name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

/** A subscription: what Stripe said last, and what follows from it. */
@Entity('subscriptions')
@Unique('subscriptions_stripe', ['stripeSubscriptionId'])
@Index('subscriptions_live', ['userId'], {
  unique: true,
  where: `state NOT IN ('cancelled', 'expired')`,
})
@Index('subscriptions_user', ['userId', 'startedAt', 'id'])
@Index('subscriptions_due', ['dueAt'], { where: 'due_at IS NOT NULL' })
@Index('subscriptions_open', ['id'], { where: `state NOT IN ('cancelled', 'expired')` })
@Index('subscriptions_state', ['state'])
@Check('subscriptions_plan_check', `plan IN ('premium', 'enterprise')`)
@Check('subscriptions_interval_check', `"interval" IN ('month', 'year')`)
@Check(
  'subscriptions_state_check',
  `state IN ('pending', 'trialing', 'active', 'past_due', 'lapsed', 'cancelled', 'expired')`,
)
@Check('subscriptions_currency_check', `currency ~ '^[A-Z]{3}$'`)
export class SubscriptionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'subscriptions_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  plan!: string;

  @Column({ type: 'text' })
  interval!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ name: 'stripe_customer_id', type: 'text' })
  stripeCustomerId!: string;

  @Column({ name: 'stripe_subscription_id', type: 'text' })
  stripeSubscriptionId!: string;

  @Column({ name: 'stripe_item_id', type: 'text' })
  stripeItemId!: string;

  @Column({ name: 'stripe_price_id', type: 'text' })
  stripePriceId!: string;

  @Column({ name: 'stripe_status', type: 'text' })
  stripeStatus!: string;

  /** In minor units of the currency. */
  @Column({ name: 'unit_amount', type: 'bigint', nullable: true })
  unitAmount!: string | null;

  /** ISO 4217. */
  @Column({ type: 'text' })
  currency!: string;

  @Column({ ...time, name: 'started_at' })
  startedAt!: Date;

  @Column({ ...time, name: 'period_ends_at' })
  periodEndsAt!: Date;

  @Column({ ...time, name: 'trial_ends_at', nullable: true })
  trialEndsAt!: Date | null;

  @Column({ ...time, name: 'cancel_at', nullable: true })
  cancelAt!: Date | null;

  @Column({ ...time, name: 'unpaid_since', nullable: true })
  unpaidSince!: Date | null;

  @Column({ ...time, name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column({ name: 'ended_unpaid', type: 'boolean', default: false })
  endedUnpaid!: boolean;

  @Column({ ...time, name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column({ ...time, name: 'grace_ends_at', nullable: true })
  graceEndsAt!: Date | null;

  @Column({ name: 'auto_renew', type: 'boolean' })
  autoRenew!: boolean;

  /** When the next thing happens by the clock. */
  @Column({ ...time, name: 'due_at', nullable: true })
  dueAt!: Date | null;

  /** The comparison with Stripe that has seen it last. */
  @Column({ name: 'reconciled_by', type: 'uuid', nullable: true })
  reconciledBy!: string | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ ...time, name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column({ ...time, name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}

/** An event of Stripe's: whom and what it is about, not what it says. */
@Entity('stripe_events')
@Index('stripe_events_pending', ['receivedAt'], { where: `status = 'pending'` })
@Index('stripe_events_received', ['receivedAt'])
@Index('stripe_events_customer', ['customerId'])
@Check('stripe_events_status_check', `status IN ('pending', 'done', 'ignored', 'failed')`)
export class StripeEventEntity {
  /** Stripe's own (`evt_…`), so that each is there once. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'stripe_events_pkey' })
  id!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'jsonb' })
  facts!: unknown;

  @Column({ name: 'customer_id', type: 'text', nullable: true })
  customerId!: string | null;

  @Column({ type: 'text', default: 'pending' })
  status!: string;

  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId!: string | null;

  @Column({ ...time, name: 'occurred_at' })
  occurredAt!: Date;

  @Column({ ...time, name: 'received_at', default: () => 'now()' })
  receivedAt!: Date;

  @Column({ ...time, name: 'handled_at', nullable: true })
  handledAt!: Date | null;
}

/** What somebody was told. */
@Entity('billing_notices')
@Index('billing_notices_created', ['createdAt'])
export class BillingNoticeEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'billing_notices_pkey' })
  userId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'billing_notices_pkey' })
  key!: string;

  @Column({ ...time, name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

/** A comparison with Stripe. */
@Entity('billing_reconciliations')
@Index('billing_reconciliations_started', ['startedAt', 'id'])
// One at a time, which TypeORM cannot say: the migration does.
@Index('billing_reconciliations_open', { synchronize: false })
@Check('billing_reconciliations_phase_check', `phase IN ('stripe', 'local', 'done')`)
export class BillingReconciliationEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'billing_reconciliations_pkey' })
  id!: string;

  @Column({ type: 'text', default: 'stripe' })
  phase!: string;

  @Column({ type: 'text', nullable: true })
  position!: string | null;

  @Column({ type: 'integer', default: 0 })
  checked!: number;

  @Column({ type: 'integer', default: 0 })
  differences!: number;

  @Column({ type: 'integer', default: 0 })
  repaired!: number;

  @Column({ ...time, name: 'started_at', default: () => 'now()' })
  startedAt!: Date;

  @Column({ ...time, name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}

/** What a comparison found. */
@Entity('billing_differences')
@Index('billing_differences_user', ['userId'])
export class BillingDifferenceEntity {
  @PrimaryColumn({
    name: 'reconciliation_id',
    type: 'uuid',
    primaryKeyConstraintName: 'billing_differences_pkey',
  })
  reconciliationId!: string;

  /** The subscription at Stripe. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'billing_differences_pkey' })
  subject!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'billing_differences_pkey' })
  kind!: string;

  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  here!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  there!: unknown;

  @Column({ type: 'boolean' })
  repaired!: boolean;

  @Column({ ...time, name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

/** Money that somebody pays once. */
@Entity('payments')
@Unique('payments_session', ['sessionId'])
@Index('payments_user', ['userId', 'createdAt', 'id'])
@Index('payments_look', ['lookAt'], { where: 'look_at IS NOT NULL' })
@Check('payments_amount_check', 'amount > 0')
@Check('payments_currency_check', `currency ~ '^[A-Z]{3}$'`)
@Check('payments_status_check', `status IN ('open', 'paid')`)
export class PaymentEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'payments_pkey' })
  id!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ name: 'subject_id', type: 'uuid' })
  subjectId!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  /** In minor units of the currency. */
  @Column({ type: 'bigint' })
  amount!: string;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ type: 'text', default: 'open' })
  status!: string;

  @Column({ name: 'session_id', type: 'text', nullable: true })
  sessionId!: string | null;

  @Column({ ...time, name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column({ ...time, name: 'paid_at', nullable: true })
  paidAt!: Date | null;

  /** When Stripe is asked next whether it was paid, in case no event says so. */
  @Column({ ...time, name: 'look_at', nullable: true })
  lookAt!: Date | null;
}

export const billingEntities = [
  BillingAccountEntity,
  SubscriptionEntity,
  StripeEventEntity,
  BillingNoticeEntity,
  BillingRefundEntity,
  BillingReconciliationEntity,
  BillingDifferenceEntity,
  PaymentEntity,
];
