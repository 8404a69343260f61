import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { BillingDifferenceEntity, BillingReconciliationEntity } from './billing-reconciliation.entities';
import { BillingRefundEntity } from './billing-refund.entity';
import { PaymentEntity } from './payment.entity';
import { SubscriptionEntity } from './subscription.entity';

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

  /** What its owner has cancelled and not resumed. */
  @Column({ name: 'declined_subscription_id', type: 'text', nullable: true })
  declinedSubscriptionId!: string | null;

  @Column({ ...time, name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
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

  /** An origin (`readOrigin`). */
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
