import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * When somebody came to see a planner, a plan or a template, ceased to, or got another role on it. Written by triggers alone, whatever the way;
 * the delta sync reads it. Kept for as long as tokens are good.
 */
@Entity('access_changes')
@Index('access_changes_occurred_at', ['occurredAt'])
@Check('access_changes_resource_type_check', `resource_type IN ('planner', 'plan', 'template')`)
@Check('access_changes_kind_check', `kind IN ('gained', 'lost', 'changed')`)
export class AccessChangeEntity {
  // Users are identity's: named, not imported.
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'access_changes_pkey' })
  @ForeignKey('UserEntity', { name: 'access_changes_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** Of the one sequence of all events. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'access_changes_pkey' })
  seq!: string;

  @Column({ name: 'resource_type', type: 'text' })
  resourceType!: string;

  @Column({ name: 'resource_id', type: 'uuid' })
  resourceId!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ name: 'occurred_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  occurredAt!: Date;
}
