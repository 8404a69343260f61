import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { notificationKinds } from '@almanac/contracts';

const kinds = notificationKinds.map((kind) => `'${kind}'`).join(', ');

/** One fact that one person is told of. It stays until it is past its time, also where the person has deleted it. */
@Entity('notifications')
@Unique('notifications_fact_key', ['eventId', 'userId'])
@Check('notifications_kind_check', `kind IN (${kinds})`)
@Index('notifications_shown', ['userId', 'createdAt', 'id'], { where: 'in_app AND removed_at IS NULL' })
@Index('notifications_unread', ['userId'], { where: 'in_app AND removed_at IS NULL AND read_at IS NULL' })
@Index('notifications_created', ['createdAt'])
@Index('notifications_done', ['createdAt'], {
  where: 'read_at IS NOT NULL OR removed_at IS NOT NULL OR NOT in_app',
})
@Index('notifications_comment_key', ['commentId', 'userId', 'kind'], {
  unique: true,
  where: 'comment_id IS NOT NULL',
})
@Index('notifications_actor', ['actorId'], { where: 'actor_id IS NOT NULL' })
@Index('notifications_owner', ['ownerId'], { where: 'owner_id IS NOT NULL' })
export class NotificationEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'notifications_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey('UserEntity', { name: 'notifications_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** The domain event that it is about. */
  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', default: '' })
  body!: string;

  /** From the root of the front-end: `/activities/…`. */
  @Column({ type: 'text', nullable: true })
  path!: string | null;

  /** What must be seen by whoever is told. */
  @Column({ name: 'subject_type', type: 'text', nullable: true })
  subjectType!: string | null;

  @Column({ name: 'subject_id', type: 'uuid', nullable: true })
  subjectId!: string | null;

  /** The comment whose words the body repeats. */
  @Column({ name: 'comment_id', type: 'uuid', nullable: true })
  commentId!: string | null;

  /** Who did it: the texts may name them. */
  @Column({ name: 'actor_id', type: 'uuid', nullable: true })
  actorId!: string | null;

  /** Whose thing it was at that time: the texts may name it. */
  @Column({ name: 'owner_id', type: 'uuid', nullable: true })
  ownerId!: string | null;

  /** For the person alone, signed in themselves: no API key is shown it. */
  @Column({ type: 'boolean', default: false })
  personal!: boolean;

  /** Whether it is in the list in the app. */
  @Column({ name: 'in_app', type: 'boolean' })
  inApp!: boolean;

  @Column({ name: 'read_at', type: 'timestamptz', precision: 3, nullable: true })
  readAt!: Date | null;

  @Column({ name: 'removed_at', type: 'timestamptz', precision: 3, nullable: true })
  removedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
