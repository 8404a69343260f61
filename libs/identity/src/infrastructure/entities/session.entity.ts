import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';

/** One signed-in device. Its refresh tokens are a family; `generation` is the newest. */
@Entity('sessions')
@Index('sessions_user_id_last_seen_at', ['userId', 'lastSeenAt'])
@Index('sessions_expires_at', ['expiresAt'])
@Index('sessions_impersonator', ['impersonatorId'], { where: 'impersonator_id IS NOT NULL' })
@Check('sessions_impersonator_check', '(impersonator_id IS NULL) = (impersonator_session_id IS NULL)')
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'sessions_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey(() => UserEntity, { name: 'sessions_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** How the person signed in: `password` for now. */
  @Column({ type: 'text' })
  method!: string;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent!: string | null;

  @Column({ type: 'text', nullable: true })
  ip!: string | null;

  @Column({ type: 'integer', default: 1 })
  generation!: number;

  /** When the person last proved who they are; changes of credentials want that to be recent. */
  @Column({ name: 'proved_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  provedAt!: Date;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'last_seen_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  lastSeenAt!: Date;

  /** End of the sliding life; each refresh moves it on. */
  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt!: Date;

  /** End of the longest life, however often it is refreshed. */
  @Column({ name: 'absolute_expires_at', type: 'timestamptz', precision: 3 })
  absoluteExpiresAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', precision: 3, nullable: true })
  revokedAt!: Date | null;

  @Column({ name: 'revoked_reason', type: 'text', nullable: true })
  revokedReason!: string | null;

  /** Grows with each change of the session that a request must know of. */
  @Column({ name: 'authz_version', type: 'bigint', default: 1 })
  authzVersion!: string;

  /** The admin who acts as the user in this session, and the session of theirs that it ends with. */
  @Column({ name: 'impersonator_id', type: 'uuid', nullable: true })
  impersonatorId!: string | null;

  @Column({ name: 'impersonator_session_id', type: 'uuid', nullable: true })
  impersonatorSessionId!: string | null;
}

/** A refresh token, as a hash. Spent ones stay as long as the session, to tell when one is used again. */
@Entity('refresh_tokens')
@Unique('refresh_tokens_token_hash_key', ['tokenHash'])
export class RefreshTokenEntity {
  @PrimaryColumn({ name: 'session_id', type: 'uuid', primaryKeyConstraintName: 'refresh_tokens_pkey' })
  @ForeignKey(() => SessionEntity, { name: 'refresh_tokens_session_id_fkey', onDelete: 'CASCADE' })
  sessionId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'refresh_tokens_pkey' })
  generation!: number;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'spent_at', type: 'timestamptz', precision: 3, nullable: true })
  spentAt!: Date | null;
}
