import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';

/** A change of an e-mail address that waits for the owners of both addresses; one for each account. */
@Entity('email_changes')
@Unique('email_changes_user_id_key', ['userId'])
@Index('email_changes_expires_at', ['expiresAt'])
export class EmailChangeEntity {
  /** The tokens of its links are derived from it. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'email_changes_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  @ForeignKey(() => UserEntity, { name: 'email_changes_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @Column({ name: 'old_email', type: 'text' })
  oldEmail!: string;

  @Column({ name: 'new_email', type: 'text' })
  newEmail!: string;

  @Column({ name: 'old_confirmed_at', type: 'timestamptz', precision: 3, nullable: true })
  oldConfirmedAt!: Date | null;

  @Column({ name: 'new_confirmed_at', type: 'timestamptz', precision: 3, nullable: true })
  newConfirmedAt!: Date | null;

  @Column({ name: 'changed_at', type: 'timestamptz', precision: 3, nullable: true })
  changedAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt!: Date;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
