import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A planner. Its counts are in `planner_stats`; a deleted one stays for 30 days. */
@Entity('planners')
@Index('planners_owner', ['ownerId'])
@Index('planners_owner_created', ['ownerId', 'createdAt', 'id'], {
  where: 'deleted_at IS NULL AND archived_at IS NULL',
})
@Index('planners_owner_updated', ['ownerId', 'updatedAt', 'id'], {
  where: 'deleted_at IS NULL AND archived_at IS NULL',
})
@Index('planners_team', ['teamId'], { where: 'team_id IS NOT NULL' })
@Index('planners_deleted', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
export class PlannerEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'planners_pkey' })
  id!: string;

  @Column({ name: 'owner_id', type: 'uuid' })
  ownerId!: string;

  @Column({ name: 'team_id', type: 'uuid', nullable: true })
  teamId!: string | null;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'text', nullable: true })
  color!: string | null;

  @Column({ type: 'text', nullable: true })
  icon!: string | null;

  @Column({ name: 'cover_image', type: 'text', nullable: true })
  coverImage!: string | null;

  @Column({ type: 'text', array: true, default: [] })
  tags!: string[];

  @Column({ type: 'jsonb', default: {} })
  settings!: Record<string, unknown>;

  @Column({ name: 'archived_at', type: 'timestamptz', precision: 3, nullable: true })
  archivedAt!: Date | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', precision: 3, nullable: true })
  deletedAt!: Date | null;
}

/** Who shares a planner besides its owner, who is no row here. */
@Entity('planner_members')
@Index('planner_members_user', ['userId', 'plannerId'])
@Check('planner_members_role_check', `role IN ('viewer', 'editor', 'admin')`)
export class PlannerMemberEntity {
  @PrimaryColumn({ name: 'planner_id', type: 'uuid', primaryKeyConstraintName: 'planner_members_pkey' })
  @ForeignKey(() => PlannerEntity, { name: 'planner_members_planner_id_fkey', onDelete: 'CASCADE' })
  plannerId!: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'planner_members_pkey' })
  userId!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/**
 * One row a planner, updated by every write inside it: the lock that orders them, the counts, and the
 * numbers that follow from the order (`tick` for ETags and positions, `last_seq` and `prev_seq` for events).
 */
@Entity('planner_stats')
export class PlannerStatsEntity {
  @PrimaryColumn({ name: 'planner_id', type: 'uuid', primaryKeyConstraintName: 'planner_stats_pkey' })
  @ForeignKey(() => PlannerEntity, { name: 'planner_stats_planner_id_fkey', onDelete: 'CASCADE' })
  plannerId!: string;

  @Column({ name: 'sections_count', type: 'integer', default: 0 })
  sectionsCount!: number;

  @Column({ name: 'activities_count', type: 'integer', default: 0 })
  activitiesCount!: number;

  @Column({ name: 'completed_count', type: 'integer', default: 0 })
  completedCount!: number;

  @Column({ name: 'last_activity_at', type: 'timestamptz', precision: 3, nullable: true })
  lastActivityAt!: Date | null;

  @Column({ type: 'bigint', default: 0 })
  tick!: string;

  /** Grows when a section or the planner goes or comes back, so that a write that did not see it starts again. */
  @Column({ type: 'integer', default: 0 })
  structure!: number;

  @Column({ name: 'last_seq', type: 'bigint', nullable: true })
  lastSeq!: string | null;

  @Column({ name: 'prev_seq', type: 'bigint', nullable: true })
  prevSeq!: string | null;
}
