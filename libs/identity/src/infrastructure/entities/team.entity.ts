import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from './user.entity';

/** A group of people that can own planners. */
@Entity('teams')
export class TeamEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'teams_pkey' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  /** Grows with every change among the members: the second part of the ETag. */
  @Column({ type: 'bigint', default: 0 })
  tick!: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}

/**
 * Who belongs to a team. A trigger gives and takes what that brings on the team's planners. Use cases see to it that
 * every team keeps an owner; the cascade of a purged account cannot, so whoever deletes accounts has to ask first.
 */
@Entity('team_members')
@Index('team_members_user', ['userId', 'teamId'])
@Check('team_members_role_check', `role IN ('member', 'manager', 'owner')`)
export class TeamMemberEntity {
  @PrimaryColumn({ name: 'team_id', type: 'uuid', primaryKeyConstraintName: 'team_members_pkey' })
  @ForeignKey(() => TeamEntity, { name: 'team_members_team_id_fkey', onDelete: 'CASCADE' })
  teamId!: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'team_members_pkey' })
  @ForeignKey(() => UserEntity, { name: 'team_members_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ name: 'joined_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  joinedAt!: Date;
}
