import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { SectionEntity } from './section.entity';

/**
 * The unit of work. `planner_id` repeats the section's, held by the foreign key, so that lists across
 * sections need no join.
 */
@Entity('activities')
@ForeignKey(() => SectionEntity, ['plannerId', 'sectionId'], ['plannerId', 'id'], {
  name: 'activities_section_fkey',
  onDelete: 'CASCADE',
})
@Index('activities_position', ['sectionId', 'position'], { unique: true, where: 'deleted_at IS NULL' })
@Index('activities_planner_created', ['plannerId', 'createdAt', 'id'])
@Index('activities_planner_due', ['plannerId', 'dueDate', 'id'], {
  where: 'due_date IS NOT NULL AND deleted_at IS NULL',
})
@Index('activities_planner_completed', ['plannerId', 'completedAt'], {
  where: 'completed_at IS NOT NULL AND deleted_at IS NULL',
})
@Index('activities_planner_other', ['plannerId', 'status'], {
  where: `type <> 'task' AND deleted_at IS NULL`,
})
@Index('activities_planner_deleted', ['plannerId', 'deletedAt'], { where: 'deleted_at IS NOT NULL' })
@Index('activities_deleted', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
@Index('activities_assignees', { synchronize: false })
@Index('activities_attachments', { synchronize: false })
// TypeORM knows neither this kind of index nor indexes of expressions; the migration makes them.
@Index('activities_planner_ends', { synchronize: false })
@Index('activities_waiting', ['plannerId'], { where: `blocked_by <> '{}'` })
@Check('activities_type_check', `type IN ('task', 'event', 'note', 'goal')`)
@Check('activities_status_check', `status IN ('pending', 'in-progress', 'completed', 'cancelled')`)
@Check('activities_priority_check', `priority IN ('low', 'medium', 'high', 'urgent')`)
@Check('activities_dates_check', 'end_date >= start_date')
@Index('activities_occurrence', ['seriesId', 'originalStart'], {
  unique: true,
  where: 'series_id IS NOT NULL',
})
@Index('activities_recurring', ['plannerId'], {
  where: 'recurrence IS NOT NULL AND next_activity_id IS NULL AND deleted_at IS NULL',
})
@Check(
  'activities_series_check',
  `series_id IS NULL
          OR num_nulls(recurrence, original_start, series_start, series_zone, series_number) = 0`,
)
@Check('activities_completed_check', `(status = 'completed') = (completed_at IS NOT NULL)`)
export class ActivityEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'activities_pkey' })
  id!: string;

  @Column({ name: 'section_id', type: 'uuid' })
  sectionId!: string;

  @Column({ name: 'planner_id', type: 'uuid' })
  plannerId!: string;

  /** Who made it. */
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  title!: string;

  /** Markdown. */
  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'text', default: 'task' })
  type!: string;

  @Column({ type: 'text', default: 'pending' })
  status!: string;

  @Column({ type: 'text', default: 'medium' })
  priority!: string;

  @Column({ name: 'due_date', type: 'timestamptz', precision: 3, nullable: true })
  dueDate!: Date | null;

  @Column({ name: 'start_date', type: 'timestamptz', precision: 3, nullable: true })
  startDate!: Date | null;

  @Column({ name: 'end_date', type: 'timestamptz', precision: 3, nullable: true })
  endDate!: Date | null;

  @Column({ name: 'completed_at', type: 'timestamptz', precision: 3, nullable: true })
  completedAt!: Date | null;

  @Column({ type: 'text', array: true, default: [] })
  tags!: string[];

  @Column({ type: 'uuid', array: true, default: [] })
  assignees!: string[];

  @Column({ type: 'jsonb', default: [] })
  checklist!: unknown[];

  /** Files by their ids, as they are shown. */
  @Column({ type: 'jsonb', default: [] })
  attachments!: unknown[];

  /** Comments are rows of their own; only how many there are is shown. */
  @Column({ name: 'comments_count', type: 'integer', default: 0 })
  commentsCount!: number;

  @Column({ name: 'ai_suggestions', type: 'jsonb', default: [] })
  aiSuggestions!: unknown[];

  /** Where it is 0, nobody need look for reminders. */
  @Column({ name: 'reminders_count', type: 'integer', default: 0 })
  remindersCount!: number;

  /**
   * What it waits for, of the same planner. Those in the trash stay here, so that their restoration brings them back,
   * and are not shown.
   */
  @Column({ name: 'blocked_by', type: 'uuid', array: true, default: [] })
  blockedBy!: string[];

  @Column({ type: 'jsonb', default: {} })
  metadata!: Record<string, unknown>;

  @Column({ type: 'jsonb', nullable: true })
  location!: Record<string, unknown> | null;

  /** In both forms, as it is shown. */
  @Column({ type: 'jsonb', nullable: true })
  recurrence!: Record<string, unknown> | null;

  @Column({ name: 'series_id', type: 'uuid', nullable: true })
  seriesId!: string | null;

  @Column({ name: 'original_start', type: 'timestamptz', precision: 3, nullable: true })
  originalStart!: Date | null;

  @Column({ name: 'series_start', type: 'timestamptz', precision: 3, nullable: true })
  seriesStart!: Date | null;

  @Column({ name: 'series_zone', type: 'text', nullable: true })
  seriesZone!: string | null;

  @Column({ name: 'series_number', type: 'integer', nullable: true })
  seriesNumber!: number | null;

  /** What its completion has made. */
  @Column({ name: 'next_activity_id', type: 'uuid', nullable: true })
  nextActivityId!: string | null;

  @Column({ type: 'text', collation: 'C' })
  position!: string;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'updated_by', type: 'uuid' })
  updatedBy!: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', precision: 3, nullable: true })
  deletedAt!: Date | null;

  /** The section whose deletion took it along, and whose restoration brings it back. */
  @Column({ name: 'deleted_with', type: 'uuid', nullable: true })
  deletedWith!: string | null;
}
