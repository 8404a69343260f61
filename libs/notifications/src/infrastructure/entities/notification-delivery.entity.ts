import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { NotificationEntity } from './notification.entity';

/**
 * One fact on one channel, or a digest of several: a digest has no notification of its own, and those that it tells
 * name it.
 */
@Entity('notification_deliveries')
@Unique('notification_deliveries_fact_key', ['notificationId', 'channel'])
@Check('notification_deliveries_channel_check', `channel IN ('email', 'push', 'sms')`)
@Check(
  'notification_deliveries_status_check',
  `status IN ('pending', 'gathering', 'gathered', 'sent', 'undeliverable', 'withdrawn')`,
)
@Check('notification_deliveries_digest_check', `notification_id IS NOT NULL OR channel = 'email'`)
@Index('notification_deliveries_user', ['userId'])
@Index('notification_deliveries_digest', ['digestId'], { where: 'digest_id IS NOT NULL' })
@Index('notification_deliveries_due', ['dueAt'], { where: `status = 'pending' AND queued_at IS NULL` })
@Index('notification_deliveries_queued', ['queuedAt'], {
  where: `status = 'pending' AND queued_at IS NOT NULL`,
})
@Index('notification_deliveries_gathering', ['dueAt', 'userId'], { where: `status = 'gathering'` })
@Index('notification_deliveries_settled', ['settledAt'], {
  where: 'notification_id IS NULL AND settled_at IS NOT NULL',
})
export class NotificationDeliveryEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'notification_deliveries_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey('UserEntity', { name: 'notification_deliveries_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @Column({ name: 'notification_id', type: 'uuid', nullable: true })
  @ForeignKey(() => NotificationEntity, {
    name: 'notification_deliveries_notification_id_fkey',
    onDelete: 'CASCADE',
  })
  notificationId!: string | null;

  @Column({ type: 'text' })
  channel!: string;

  /** `gathering`: waits for its digest; `gathered`: is in one that was not sent yet. */
  @Column({ type: 'text' })
  status!: string;

  /** The person chose the channel for this very fact, whatever their preferences say. */
  @Column({ type: 'boolean', default: false })
  chosen!: boolean;

  @Column({ name: 'digest_id', type: 'uuid', nullable: true })
  @ForeignKey(() => NotificationDeliveryEntity, {
    name: 'notification_deliveries_digest_id_fkey',
    onDelete: 'SET NULL',
  })
  digestId!: string | null;

  /** Not before: the end of quiet hours, or the time of the digest. */
  @Column({ name: 'due_at', type: 'timestamptz', precision: 3 })
  dueAt!: Date;

  /** When its job was asked for. */
  @Column({ name: 'queued_at', type: 'timestamptz', precision: 3, nullable: true })
  queuedAt!: Date | null;

  /** Until then the worker that claimed it has it alone. */
  @Column({ name: 'claimed_until', type: 'timestamptz', precision: 3, nullable: true })
  claimedUntil!: Date | null;

  /** The last try of which nobody knows yet whether it went out. */
  @Column({ name: 'tried_at', type: 'timestamptz', precision: 3, nullable: true })
  triedAt!: Date | null;

  @Column({ name: 'settled_at', type: 'timestamptz', precision: 3, nullable: true })
  settledAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
