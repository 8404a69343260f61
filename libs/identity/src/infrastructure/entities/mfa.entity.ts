import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';

/** A person's authenticator. Until it is confirmed by a code it counts for nothing. */
@Entity('mfa_totp')
export class MfaTotpEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'mfa_totp_pkey' })
  @ForeignKey(() => UserEntity, { name: 'mfa_totp_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** Sealed by AES-256-GCM, bound to the user; begins with the id of the key. */
  @Column({ type: 'text' })
  secret!: string;

  @Column({ name: 'confirmed_at', type: 'timestamptz', precision: 3, nullable: true })
  confirmedAt!: Date | null;

  /** The newest time steps whose code was used. */
  @Column({ name: 'used_steps', type: 'bigint', array: true, default: [] })
  usedSteps!: string[];

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** A backup code, as a keyed hash: eight digits could be guessed from any other. */
@Entity('mfa_backup_codes')
export class MfaBackupCodeEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'mfa_backup_codes_pkey' })
  @ForeignKey(() => UserEntity, { name: 'mfa_backup_codes_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @PrimaryColumn({ name: 'code_hash', type: 'bytea', primaryKeyConstraintName: 'mfa_backup_codes_pkey' })
  codeHash!: Buffer;

  @Column({ name: 'used_at', type: 'timestamptz', precision: 3, nullable: true })
  usedAt!: Date | null;
}

/** A sign-in that waits for its second factor. The token itself is not kept. */
@Entity('mfa_challenges')
@Index('mfa_challenges_user_id', ['userId'])
@Index('mfa_challenges_expires_at', ['expiresAt'])
export class MfaChallengeEntity {
  @PrimaryColumn({ name: 'token_hash', type: 'bytea', primaryKeyConstraintName: 'mfa_challenges_pkey' })
  tokenHash!: Buffer;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey(() => UserEntity, { name: 'mfa_challenges_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** How the first factor was proved. */
  @Column({ type: 'text' })
  method!: string;

  @Column({ type: 'integer', default: 0 })
  tries!: number;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt!: Date;

  @Column({ name: 'used_at', type: 'timestamptz', precision: 3, nullable: true })
  usedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** A passkey: the public half of a key that never leaves the person's device or its keychain. */
@Entity('passkeys')
@Unique('passkeys_credential_id_key', ['credentialId'])
@Index('passkeys_user_id_created_at', ['userId', 'createdAt'])
export class PasskeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'passkeys_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey(() => UserEntity, { name: 'passkeys_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** Base64url, as WebAuthn's JSON has it. */
  @Column({ name: 'credential_id', type: 'text' })
  credentialId!: string;

  /** COSE. */
  @Column({ name: 'public_key', type: 'bytea' })
  publicKey!: Buffer;

  /** The authenticator's count of signatures; 0 where it does not count. */
  @Column({ type: 'bigint', default: 0 })
  counter!: string;

  @Column({ type: 'text', array: true, default: [] })
  transports!: string[];

  @Column({ type: 'text' })
  name!: string;

  /** Which make of authenticator it is; zeros where it does not say. */
  @Column({ type: 'uuid' })
  aaguid!: string;

  /** In a keychain that carries it to other devices. */
  @Column({ name: 'backed_up', type: 'boolean', default: false })
  backedUp!: boolean;

  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt!: Date | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** What an authenticator was asked to sign; gone once it is answered. */
@Entity('webauthn_challenges')
@Index('webauthn_challenges_user_id', ['userId'])
@Index('webauthn_challenges_expires_at', ['expiresAt'])
@Check('webauthn_challenges_purpose_check', `purpose IN ('register', 'sign-in', 'second-factor', 'proof')`)
export class WebauthnChallengeEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'webauthn_challenges_pkey' })
  id!: string;

  @Column({ type: 'text' })
  purpose!: string;

  @Column({ type: 'text' })
  challenge!: string;

  /** Whom it is for; null at sign-in, where nobody knows yet. */
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  @ForeignKey(() => UserEntity, { name: 'webauthn_challenges_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string | null;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt!: Date;
}
