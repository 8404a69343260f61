import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ActivityEntity } from './activity.entity';

/** What somebody said about an activity. `mentions` are those who could see it when it was written. */
@Entity('activity_comments')
@Index('activity_comments_activity', ['activityId', 'createdAt', 'id'])
// TypeORM does not know this kind of index; the migration makes it.
@Index('activity_comments_mentions', { synchronize: false })
@Index('activity_comments_user', ['userId', 'createdAt'])
export class ActivityCommentEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'activity_comments_pkey' })
  id!: string;

  @Column({ name: 'activity_id', type: 'uuid' })
  @ForeignKey(() => ActivityEntity, { name: 'activity_comments_activity_id_fkey', onDelete: 'CASCADE' })
  activityId!: string;

  /** Who wrote it. */
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  text!: string;

  @Column({ type: 'uuid', array: true, default: [] })
  mentions!: string[];

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}

/**
 * Somebody who was named in a planner, assigned or mentioned, whatever became of it: where the history has to forget
 * them. Outlives the planner, as its history does.
 */
@Entity('planner_named_people')
@Index('planner_named_people_planner', ['plannerId'])
export class PlannerNamedPersonEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'planner_named_people_pkey' })
  userId!: string;

  @PrimaryColumn({ name: 'planner_id', type: 'uuid', primaryKeyConstraintName: 'planner_named_people_pkey' })
  plannerId!: string;
}

/** Something to be told before an activity is due. A trigger moves those with an offset along with the due date. */
@Entity('activity_reminders')
@Index('activity_reminders_activity', ['activityId'])
@Index('activity_reminders_user', ['userId'])
@Index('activity_reminders_due', ['firesAt'], { where: 'sent_at IS NULL' })
@Check('activity_reminders_type_check', `type IN ('email', 'push', 'sms', 'in-app')`)
@Check('activity_reminders_one_time', 'num_nonnulls(remind_at, offset_minutes) = 1')
export class ActivityReminderEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'activity_reminders_pkey' })
  id!: string;

  @Column({ name: 'activity_id', type: 'uuid' })
  @ForeignKey(() => ActivityEntity, { name: 'activity_reminders_activity_id_fkey', onDelete: 'CASCADE' })
  activityId!: string;

  /** Who set it. */
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ name: 'remind_at', type: 'timestamptz', precision: 3, nullable: true })
  remindAt!: Date | null;

  /** Before the due date. */
  @Column({ name: 'offset_minutes', type: 'integer', nullable: true })
  offsetMinutes!: number | null;

  /** Empty where nothing is to be waited for: no due date, or a time that was past when it was set. */
  @Column({ name: 'fires_at', type: 'timestamptz', precision: 3, nullable: true })
  firesAt!: Date | null;

  @Column({ name: 'sent_at', type: 'timestamptz', precision: 3, nullable: true })
  sentAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** The timer that a person has running; its key allows no second one. */
@Entity('activity_timers')
@Index('activity_timers_activity', ['activityId'])
export class ActivityTimerEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'activity_timers_pkey' })
  userId!: string;

  @Column({ name: 'activity_id', type: 'uuid' })
  @ForeignKey(() => ActivityEntity, { name: 'activity_timers_activity_id_fkey', onDelete: 'CASCADE' })
  activityId!: string;

  @Column({ name: 'started_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  startedAt!: Date;
}
