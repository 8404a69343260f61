import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

const time = { type: 'timestamptz', precision: 3 } as const;

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
