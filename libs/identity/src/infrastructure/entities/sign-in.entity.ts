import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';

/** A device that its owner has signed in from: it is known by its token, and a stranger cannot lock it out. */
@Entity('known_devices')
@Unique('known_devices_token_hash_key', ['tokenHash'])
@Index('known_devices_user_id_last_used_at', ['userId', 'lastUsedAt'])
@Index('known_devices_last_used_at', ['lastUsedAt'])
export class KnownDeviceEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'known_devices_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey(() => UserEntity, { name: 'known_devices_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash!: Buffer;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  lastUsedAt!: Date;

  /** Since when it needs no second factor: a newer password ends that. */
  @Column({ name: 'trusted_at', type: 'timestamptz', precision: 3, nullable: true })
  trustedAt!: Date | null;

  /** Until when it needs no second factor. */
  @Column({ name: 'trusted_until', type: 'timestamptz', precision: 3, nullable: true })
  trustedUntil!: Date | null;
}

/**
 * What sign-in counts for one account, known device or address. An attempt takes a place (`pending`) before
 * the password is looked at, so that many guesses at once are no more than many in a row.
 */
@Entity('sign_in_guards')
@Index('sign_in_guards_updated_at', ['updatedAt'])
export class SignInGuardEntity {
  /** `account:` and a keyed hash of the e-mail, `device:` or `session:` and its id, or `ip:` and the address. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'sign_in_guards_pkey' })
  key!: string;

  @Column({ type: 'integer', default: 0 })
  failures!: number;

  @Column({ type: 'integer', default: 0 })
  pending!: number;

  /** Places that were not given back by then belonged to a process that died. */
  @Column({ name: 'pending_until', type: 'timestamptz', precision: 3, nullable: true })
  pendingUntil!: Date | null;

  /** Until when the failures count; the end of the lock where there are enough of them. */
  @Column({ name: 'window_ends_at', type: 'timestamptz', precision: 3, nullable: true })
  windowEndsAt!: Date | null;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}

/** The login history. Attempts on e-mails that nobody has are kept without them. */
@Entity('login_attempts')
@Index('login_attempts_user_id_at', ['userId', 'at'])
@Index('login_attempts_at', ['at'])
@Index('login_attempts_ip_failures', ['ip', 'at'], { where: 'NOT success' })
export class LoginAttemptEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'login_attempts_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  @ForeignKey(() => UserEntity, { name: 'login_attempts_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string | null;

  @Column({ type: 'boolean' })
  success!: boolean;

  /** Why it failed, as an error code. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'text' })
  method!: string;

  @Column({ type: 'text', nullable: true })
  ip!: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent!: string | null;

  /** ISO 3166, where a trusted proxy told it. */
  @Column({ type: 'text', nullable: true })
  country!: string | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  at!: Date;
}
