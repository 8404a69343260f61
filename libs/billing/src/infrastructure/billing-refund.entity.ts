import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const time = { type: 'timestamptz', precision: 3 } as const;

/** What was paid for a second subscription, and goes back. */
@Entity('billing_refunds')
@Index('billing_refunds_user', ['userId'])
@Index('billing_refunds_pending', ['updatedAt'], { where: `status = 'pending'` })
@Index('billing_refunds_unreported', ['createdAt'], { where: 'reported_at IS NULL' })
@Index('billing_refunds_created', ['createdAt'])
@Check('billing_refunds_plan_check', `plan IN ('premium', 'enterprise')`)
@Check('billing_refunds_interval_check', `"interval" IN ('month', 'year')`)
@Check('billing_refunds_status_check', `status IN ('pending', 'done', 'failed', 'returned')`)
@Check('billing_refunds_amount_check', `amount > 0 AND currency ~ '^[A-Z]{3}$'`)
export class BillingRefundEntity {
  @PrimaryColumn({
    name: 'stripe_subscription_id',
    type: 'text',
    primaryKeyConstraintName: 'billing_refunds_pkey',
  })
  stripeSubscriptionId!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ name: 'stripe_customer_id', type: 'text' })
  stripeCustomerId!: string;

  @Column({ type: 'text' })
  plan!: string;

  @Column({ type: 'text' })
  interval!: string;

  /** Invoices from then on are given back; all where there is nothing. */
  @Column({ ...time, name: 'paid_from', nullable: true })
  paidFrom!: Date | null;

  @Column({ type: 'text', default: 'pending' })
  status!: string;

  /** What went back, in minor units of the currency; nothing where nothing was paid. */
  @Column({ type: 'bigint', nullable: true })
  amount!: string | null;

  @Column({ type: 'text', nullable: true })
  currency!: string | null;

  /** When a comparison told of its end. */
  @Column({ ...time, name: 'reported_at', nullable: true })
  reportedAt!: Date | null;

  @Column({ ...time, name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column({ ...time, name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
