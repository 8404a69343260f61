import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ActivityEntity } from './activity.entity';
import { PlannerEntity } from './planner.entity';

/** A plan of a person or of a team; a deleted one stays for 30 days. */
@Entity('plans')
@Index('plans_owner', ['ownerId'])
@Index('plans_team', ['teamId'], { where: 'team_id IS NOT NULL' })
@Index('plans_deleted', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
@Check('plans_status_check', `status IN ('draft', 'active', 'done')`)
@Check('plans_one_owner', 'num_nonnulls(owner_id, team_id) = 1')
export class PlanEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'plans_pkey' })
  id!: string;

  @Column({ name: 'owner_id', type: 'uuid', nullable: true })
  ownerId!: string | null;

  // Teams are identity's: named, not imported.
  @Column({ name: 'team_id', type: 'uuid', nullable: true })
  @ForeignKey('TeamEntity', { name: 'plans_team_id_fkey' })
  teamId!: string | null;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ name: 'starts_at', type: 'timestamptz', precision: 3 })
  startsAt!: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deadline!: Date | null;

  @Column({ type: 'text', default: 'draft' })
  status!: string;

  @Column({ type: 'jsonb' })
  calendar!: Record<string, unknown>;

  /** `json`, not `jsonb`: written and read whole, and it comes back as it was written. */
  @Column({ type: 'json', default: [] })
  steps!: unknown[];

  @Column({ name: 'steps_count', type: 'integer', default: 0 })
  stepsCount!: number;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  /** Of its events, as `planner_stats` has them for planners. */
  @Column({ name: 'last_seq', type: 'bigint', nullable: true })
  lastSeq!: string | null;

  @Column({ name: 'prev_seq', type: 'bigint', nullable: true })
  prevSeq!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', precision: 3, nullable: true })
  deletedAt!: Date | null;
}

/** Who shares a plan by name; members of the team that owns it are no rows here. */
@Entity('plan_members')
@Index('plan_members_user', ['userId', 'planId'])
@Check('plan_members_role_check', `role IN ('viewer', 'editor', 'admin')`)
export class PlanMemberEntity {
  @PrimaryColumn({ name: 'plan_id', type: 'uuid', primaryKeyConstraintName: 'plan_members_pkey' })
  @ForeignKey(() => PlanEntity, { name: 'plan_members_plan_id_fkey', onDelete: 'CASCADE' })
  planId!: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'plan_members_pkey' })
  userId!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** A planner that a plan was applied to, and the section that its steps went into. */
@Entity('plan_applications')
@Index('plan_applications_planner', ['plannerId'])
export class PlanApplicationEntity {
  @PrimaryColumn({ name: 'plan_id', type: 'uuid', primaryKeyConstraintName: 'plan_applications_pkey' })
  @ForeignKey(() => PlanEntity, { name: 'plan_applications_plan_id_fkey', onDelete: 'CASCADE' })
  planId!: string;

  @PrimaryColumn({ name: 'planner_id', type: 'uuid', primaryKeyConstraintName: 'plan_applications_pkey' })
  @ForeignKey(() => PlannerEntity, { name: 'plan_applications_planner_id_fkey', onDelete: 'CASCADE' })
  plannerId!: string;

  @Column({ name: 'section_id', type: 'uuid' })
  sectionId!: string;

  @Column({ name: 'applied_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  appliedAt!: Date;
}

/** The activity that a step was written as in a planner: what keeps a second application from making it again. */
@Entity('plan_activities')
@Index('plan_activities_activity', ['activityId'])
@ForeignKey(() => PlanApplicationEntity, ['planId', 'plannerId'], ['planId', 'plannerId'], {
  name: 'plan_activities_application_fkey',
  onDelete: 'CASCADE',
})
export class PlanActivityEntity {
  @PrimaryColumn({ name: 'plan_id', type: 'uuid', primaryKeyConstraintName: 'plan_activities_pkey' })
  planId!: string;

  @PrimaryColumn({ name: 'planner_id', type: 'uuid', primaryKeyConstraintName: 'plan_activities_pkey' })
  plannerId!: string;

  @PrimaryColumn({
    name: 'step_id',
    type: 'text',
    collation: 'C',
    primaryKeyConstraintName: 'plan_activities_pkey',
  })
  stepId!: string;

  @Column({ name: 'activity_id', type: 'uuid' })
  @ForeignKey(() => ActivityEntity, { name: 'plan_activities_activity_id_fkey', onDelete: 'CASCADE' })
  activityId!: string;

  /** It was cancelled because its step is no more: should the step come back, it is opened again. */
  @Column({ type: 'boolean', default: false })
  dropped!: boolean;
}
