import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What a person has chosen; who has no row has chosen nothing. */
@Entity('notification_preferences')
@Check('notification_preferences_digest_check', `digest IN ('immediate', 'hourly', 'daily')`)
@Check('notification_preferences_quiet_check', '(quiet_from IS NULL) = (quiet_to IS NULL)')
export class NotificationPreferencesEntity {
  @PrimaryColumn({
    name: 'user_id',
    type: 'uuid',
    primaryKeyConstraintName: 'notification_preferences_pkey',
  })
  @ForeignKey('UserEntity', { name: 'notification_preferences_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** Kind → channel → on or off; only what was set, so that a new default reaches who never chose. */
  @Column({ type: 'jsonb', default: {} })
  kinds!: Record<string, Record<string, boolean>>;

  /** `HH:mm` in the person's time zone. */
  @Column({ name: 'quiet_from', type: 'text', nullable: true })
  quietFrom!: string | null;

  @Column({ name: 'quiet_to', type: 'text', nullable: true })
  quietTo!: string | null;

  /** How mails come. */
  @Column({ type: 'text', default: 'immediate' })
  digest!: string;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}
