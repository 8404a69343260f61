import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

const PUBLISHED = `deleted_at IS NULL AND archived_at IS NULL AND settings @> '{"isPublic": true}'::jsonb`;

/** A planner of a person or of a team. Its counts are in `planner_stats`; a deleted one stays for 30 days. */
@Entity('planners')
@Index('planners_owner', ['ownerId'])
@Index('planners_owner_created', ['ownerId', 'createdAt', 'id'], {
  where: 'deleted_at IS NULL AND archived_at IS NULL',
})
@Index('planners_owner_updated', ['ownerId', 'updatedAt', 'id'], {
  where: 'deleted_at IS NULL AND archived_at IS NULL',
})
@Index('planners_owner_age', ['ownerId', 'createdAt', 'id'], { where: 'deleted_at IS NULL' })
@Index('planners_team', ['teamId'], { where: 'team_id IS NOT NULL' })
@Index('planners_deleted', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
@Index('planners_public_created', ['createdAt', 'id'], { where: PUBLISHED })
@Index('planners_public_updated', ['updatedAt', 'id'], { where: PUBLISHED })
@Check('planners_one_owner', 'num_nonnulls(owner_id, team_id) = 1')
export class PlannerEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'planners_pkey' })
  id!: string;

  @Column({ name: 'owner_id', type: 'uuid', nullable: true })
  ownerId!: string | null;

  // Teams are identity's: named, not imported.
  @Column({ name: 'team_id', type: 'uuid', nullable: true })
  @ForeignKey('TeamEntity', { name: 'planners_team_id_fkey' })
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

/**
 * Who shares a planner besides the person who owns it, who is no row here. `role` is what the policy reads: the
 * stronger of what was given to somebody by name and of what their team brings; a trigger keeps it so.
 */
@Entity('planner_members')
@Index('planner_members_user', ['userId', 'plannerId'])
@Check('planner_members_role_check', `role IN ('viewer', 'editor', 'admin', 'owner')`)
@Check('planner_members_own_role_check', `own_role IN ('viewer', 'editor', 'admin')`)
@Check('planner_members_team_role_check', `team_role IN ('editor', 'admin', 'owner')`)
@Check('planner_members_some_role', 'num_nonnulls(own_role, team_role) > 0')
export class PlannerMemberEntity {
  @PrimaryColumn({ name: 'planner_id', type: 'uuid', primaryKeyConstraintName: 'planner_members_pkey' })
  @ForeignKey(() => PlannerEntity, { name: 'planner_members_planner_id_fkey', onDelete: 'CASCADE' })
  plannerId!: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'planner_members_pkey' })
  userId!: string;

  @Column({ type: 'text' })
  role!: string;

  /** As a collaborator by name; null for those whom their team alone brings. */
  @Column({ name: 'own_role', type: 'text', nullable: true })
  ownRole!: string | null;

  /** By the team that owns the planner; kept by a trigger alone. */
  @Column({ name: 'team_role', type: 'text', nullable: true })
  teamRole!: string | null;

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
