import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from './user.entity';

/** Somebody is asked to join something; one open invitation for each address and thing. */
@Entity('invitations')
@Index('invitations_pending', ['kind', 'resourceId', 'emailLower'], {
  unique: true,
  where: `status = 'pending'`,
})
@Index('invitations_expires_at', ['expiresAt'])
@Index('invitations_email', ['emailLower'])
@Index('invitations_invited_by', ['invitedBy'])
@Index('invitations_user', ['userId'], { where: 'user_id IS NOT NULL' })
@Check('invitations_kind_check', `kind IN ('team', 'planner', 'plan')`)
@Check('invitations_status_check', `status IN ('pending', 'accepted', 'declined', 'revoked', 'replaced')`)
@Check('invitations_decided_check', `(status = 'pending') = (decided_at IS NULL)`)
export class InvitationEntity {
  /** The token of its link is derived from it, and kept nowhere. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'invitations_pkey' })
  id!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ name: 'resource_id', type: 'uuid' })
  resourceId!: string;

  @Column({ type: 'text' })
  email!: string;

  @Column({ name: 'email_lower', type: 'text' })
  emailLower!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ type: 'text', default: 'pending' })
  status!: string;

  /** Whom it names, where somebody was invited by their account; then nobody is shown the address. */
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  @ForeignKey(() => UserEntity, { name: 'invitations_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string | null;

  @Column({ name: 'invited_by', type: 'uuid', nullable: true })
  @ForeignKey(() => UserEntity, { name: 'invitations_invited_by_fkey', onDelete: 'SET NULL' })
  invitedBy!: string | null;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt!: Date;

  @Column({ name: 'decided_at', type: 'timestamptz', precision: 3, nullable: true })
  decidedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
