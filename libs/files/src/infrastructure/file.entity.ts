import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A file that somebody keeps; its bytes are in the storage. */
@Entity('files')
@Index('files_user', ['userId', 'createdAt', 'id'])
@Index('files_expires', ['expiresAt'], { where: `status = 'pending'` })
@Unique('files_object', ['object'])
@Check('files_status_check', `status IN ('pending', 'ready')`)
@Check('files_expires_check', `(status = 'pending') = (expires_at IS NOT NULL)`)
@Check('files_size_check', 'size >= 0')
export class FileEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'files_pkey' })
  id!: string;

  /** No foreign key: this feature knows no accounts. */
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  type!: string;

  /** In bytes; counts in `storage_usage` by a trigger. */
  @Column({ type: 'bigint' })
  size!: string;

  @Column({ type: 'text' })
  status!: string;

  /** The beginning of its keys in the storage. */
  @Column({ type: 'text' })
  object!: string;

  /** Of what was uploaded. */
  @Column({ type: 'text', nullable: true })
  sha256!: string | null;

  @Column({ type: 'integer', nullable: true })
  width!: number | null;

  @Column({ type: 'integer', nullable: true })
  height!: number | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** The sum of the sizes of a person's files, kept by a trigger; its row is the lock of whoever adds to it. */
@Entity('storage_usage')
@Check('storage_usage_used_check', 'used >= 0')
export class StorageUsageEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'storage_usage_pkey' })
  userId!: string;

  @Column({ type: 'bigint', default: 0 })
  used!: string;
}

export const fileEntities = [FileEntity, StorageUsageEntity];
