import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from './user.entity';

/** A key by which a program acts for a person. What it is called with is kept in `api_key_secrets`, as hashes. */
@Entity('api_keys')
@Index('api_keys_user_id_created_at', ['userId', 'createdAt'])
@Index('api_keys_created_at', ['createdAt', 'id'])
@Check('api_keys_permissions_check', 'cardinality(permissions) > 0')
export class ApiKeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'api_keys_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey(() => UserEntity, { name: 'api_keys_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @Column({ type: 'text' })
  name!: string;

  /** How the newest secret begins, to recognise it by. */
  @Column({ type: 'text' })
  prefix!: string;

  @Column({ type: 'text', array: true })
  permissions!: string[];

  /** Addresses and CIDR ranges that it may be used from; empty: from anywhere. */
  @Column({ name: 'allowed_ips', type: 'text', array: true, default: [] })
  allowedIps!: string[];

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt!: Date | null;

  /** To the minute. */
  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt!: Date | null;

  /** Kept for a while after that, so that every replica can learn of it. */
  @Column({ name: 'revoked_at', type: 'timestamptz', precision: 3, nullable: true })
  revokedAt!: Date | null;

  /** Grows with each change that its owner sees. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  /** Grows with each change that a request must know of. */
  @Column({ name: 'authz_version', type: 'bigint', default: 1 })
  authzVersion!: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}

/** What a key is called with, as a hash. After a rotation the one before lives on until `validUntil`. */
@Entity('api_key_secrets')
@Index('api_key_secrets_api_key_id', ['apiKeyId'])
export class ApiKeySecretEntity {
  @PrimaryColumn({ name: 'token_hash', type: 'bytea', primaryKeyConstraintName: 'api_key_secrets_pkey' })
  tokenHash!: Buffer;

  @Column({ name: 'api_key_id', type: 'uuid' })
  @ForeignKey(() => ApiKeyEntity, { name: 'api_key_secrets_api_key_id_fkey', onDelete: 'CASCADE' })
  apiKeyId!: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'valid_until', type: 'timestamptz', precision: 3, nullable: true })
  validUntil!: Date | null;
}
