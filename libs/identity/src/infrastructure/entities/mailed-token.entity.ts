import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from './user.entity';

/** A token that was mailed. The token itself is derived from the id and never stored. */
@Entity('mailed_tokens')
@Index('mailed_tokens_user_id_purpose', ['userId', 'purpose'])
@Index('mailed_tokens_expires_at', ['expiresAt'])
export class MailedTokenEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'mailed_tokens_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey(() => UserEntity, { name: 'mailed_tokens_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @Column({ type: 'text' })
  purpose!: string;

  /** The address that it was sent to: it proves nothing about another. */
  @Column({ name: 'email_lower', type: 'text' })
  emailLower!: string;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt!: Date;

  @Column({ name: 'used_at', type: 'timestamptz', precision: 3, nullable: true })
  usedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** How many mails of a kind an address was promised in a window; the same for addresses that nobody has. */
@Entity('mail_quotas')
@Index('mail_quotas_window_started_at', ['windowStartedAt'])
export class MailQuotaEntity {
  /** Kind and a keyed hash of the address. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'mail_quotas_pkey' })
  key!: string;

  @Column({ name: 'window_started_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  windowStartedAt!: Date;

  @Column({ type: 'integer', default: 1 })
  count!: number;
}
