import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { PlannerEntity } from './planner.entity';

/** The link that shows a planner to whoever has it; one for each planner. It goes with the planner. */
@Entity('share_links')
@Index('share_links_planner', ['plannerId'], { unique: true })
@Index('share_links_token', ['tokenHash'], { unique: true })
export class ShareLinkEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'share_links_pkey' })
  id!: string;

  @Column({ name: 'planner_id', type: 'uuid' })
  @ForeignKey(() => PlannerEntity, { name: 'share_links_planner_id_fkey', onDelete: 'CASCADE' })
  plannerId!: string;

  /** By which a link is found. */
  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash!: Buffer;

  /** By which it is shown again; encrypted. */
  @Column({ name: 'sealed_token', type: 'text' })
  sealedToken!: string;

  @Column({ name: 'password_hash', type: 'text', nullable: true })
  passwordHash!: string | null;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** How often a link was opened, spread over some rows so that many at once do not wait for one. */
@Entity('share_link_accesses')
export class ShareLinkAccessEntity {
  @PrimaryColumn({ name: 'link_id', type: 'uuid', primaryKeyConstraintName: 'share_link_accesses_pkey' })
  @ForeignKey(() => ShareLinkEntity, { name: 'share_link_accesses_link_id_fkey', onDelete: 'CASCADE' })
  linkId!: string;

  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'share_link_accesses_pkey' })
  shard!: number;

  @Column({ type: 'bigint' })
  count!: string;
}
