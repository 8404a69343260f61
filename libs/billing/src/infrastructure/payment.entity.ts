import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

const time = { type: 'timestamptz', precision: 3 } as const;

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
