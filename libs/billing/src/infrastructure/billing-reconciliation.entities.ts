import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const time = { type: 'timestamptz', precision: 3 } as const;

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
