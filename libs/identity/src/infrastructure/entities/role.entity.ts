import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';

/** A named set of permissions. System roles are seeded by the migration and never change. */
@Entity('roles')
@Unique('roles_name_key', ['name'])
export class RoleEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'roles_pkey' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', default: '' })
  description!: string;

  @Column({ type: 'boolean', default: false })
  system!: boolean;

  @Column({ type: 'text', array: true, default: [] })
  permissions!: string[];

  /** Who holds the role must sign in with a second factor. */
  @Column({ name: 'mfa_required', type: 'boolean', default: false })
  mfaRequired!: boolean;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}

/** A role given to a person beside the one that comes with the tier: `admin`, and custom roles. */
@Entity('user_roles')
@Index('user_roles_role_id', ['roleId'])
export class UserRoleEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'user_roles_pkey' })
  @ForeignKey(() => UserEntity, { name: 'user_roles_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @PrimaryColumn({ name: 'role_id', type: 'uuid', primaryKeyConstraintName: 'user_roles_pkey' })
  @ForeignKey(() => RoleEntity, { name: 'user_roles_role_id_fkey', onDelete: 'CASCADE' })
  roleId!: string;

  /** Null where the system gave it. */
  @Column({ name: 'granted_by', type: 'uuid', nullable: true })
  grantedBy!: string | null;

  @Column({ name: 'granted_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  grantedAt!: Date;
}

/**
 * One row that grows with every change of any role; its lock puts those changes in a row. Cached states of
 * sign-ins from before it no longer count (docs/adr/0020-role-epoch.md).
 */
@Entity('role_epoch')
@Check('role_epoch_id_check', 'id = 1')
export class RoleEpochEntity {
  @PrimaryColumn({ type: 'smallint', default: 1, primaryKeyConstraintName: 'role_epoch_pkey' })
  id!: number;

  @Column({ type: 'bigint', default: 1 })
  epoch!: string;
}
