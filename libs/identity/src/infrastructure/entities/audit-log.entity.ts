import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * An entry of the audit log. The table is partitioned by month; triggers refuse to change, delete or truncate
 * what is in it. Each entry holds the hash of the one before.
 */
@Entity('audit_log')
@Check('audit_log_actor_type_check', `actor_type IN ('user', 'apiKey', 'system')`)
@Check('audit_log_outcome_check', `outcome IN ('success', 'failure')`)
@Index('audit_log_at', ['at', 'seq'])
@Index('audit_log_actor', ['actorId', 'seq'])
@Index('audit_log_user', ['userId', 'seq'])
@Index('audit_log_action', ['action', 'seq'])
@Index('audit_log_resource', ['resourceId', 'seq'])
@Index('audit_log_resource_type', ['resourceType', 'seq'])
@Index('audit_log_failures', ['seq'], { where: "outcome = 'failure'" })
export class AuditLogEntity {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'audit_log_pkey' })
  seq!: string;

  /** In the key, because the table is partitioned by it. It never goes back while `seq` goes on. */
  @PrimaryColumn({ type: 'timestamptz', precision: 3, primaryKeyConstraintName: 'audit_log_pkey' })
  at!: Date;

  @Column({ type: 'uuid' })
  id!: string;

  @Column({ name: 'actor_type', type: 'text' })
  actorType!: string;

  /** No foreign key: the entry outlives whoever acted. */
  @Column({ name: 'actor_id', type: 'uuid', nullable: true })
  actorId!: string | null;

  /** Whose own log it stands in: the account that acted, also by a key of theirs. */
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId!: string | null;

  /** Compared byte by byte, so that the beginning of a name is found by the index. */
  @Column({ type: 'text', collation: 'C' })
  action!: string;

  @Column({ name: 'resource_type', type: 'text', nullable: true })
  resourceType!: string | null;

  @Column({ name: 'resource_id', type: 'uuid', nullable: true })
  resourceId!: string | null;

  @Column({ type: 'text' })
  outcome!: string;

  @Column({ type: 'text', nullable: true })
  ip!: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent!: string | null;

  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  before!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  after!: unknown;

  @Column({ name: 'prev_hash', type: 'bytea' })
  prevHash!: Buffer;

  @Column({ type: 'bytea' })
  hash!: Buffer;
}

/** The newest entry, in one row: its lock gives the chain its order, and it tells when the newest are missing. */
@Entity('audit_head')
@Check('audit_head_one_check', 'id')
export class AuditHeadEntity {
  @PrimaryColumn({ type: 'boolean', default: true, primaryKeyConstraintName: 'audit_head_pkey' })
  id!: boolean;

  @Column({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'bytea' })
  hash!: Buffer;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  at!: Date;

  /** What the oldest entry that is kept is chained to; it moves on when old months are dropped. */
  @Column({ name: 'base_seq', type: 'bigint' })
  baseSeq!: string;

  @Column({ name: 'base_hash', type: 'bytea' })
  baseHash!: Buffer;
}
