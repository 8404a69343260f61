import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

const seen = `visibility = 'public' AND deleted_at IS NULL`;

/** A blueprint of a planner, plan, event or project. One without an owner comes with the product. */
@Entity('templates')
@Index('templates_owner', ['ownerId', 'createdAt', 'id'])
@Index('templates_team', ['teamId', 'createdAt', 'id'], { where: 'team_id IS NOT NULL' })
@Index('templates_public_created', ['createdAt', 'id'], { where: seen })
@Index('templates_public_usage', ['usageCount', 'id'], { where: seen })
@Index('templates_public_name', { synchronize: false })
@Index('templates_public_category', ['category', 'ownerId'], { where: seen })
@Index('templates_deleted', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
@Check('templates_kind_check', `kind IN ('planner', 'plan', 'event', 'project')`)
@Check('templates_visibility_check', `visibility IN ('private', 'team', 'public')`)
@Check('templates_team_check', `(visibility = 'team') = (team_id IS NOT NULL)`)
@Check('templates_bundled_check', `owner_id IS NOT NULL OR visibility = 'public'`)
export class TemplateEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'templates_pkey' })
  id!: string;

  @Column({ name: 'owner_id', type: 'uuid', nullable: true })
  ownerId!: string | null;

  /** Whose members see it. Teams are identity's: named, not imported. */
  @Column({ name: 'team_id', type: 'uuid', nullable: true })
  @ForeignKey('TeamEntity', { name: 'templates_team_id_fkey' })
  teamId!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'text' })
  category!: string;

  @Column({ type: 'text' })
  kind!: string;

  /** What it makes, in the form of its kind (domain/templates/body.ts). */
  @Column({ type: 'jsonb' })
  body!: Record<string, unknown>;

  /** Names of the variables in the texts of the body. */
  @Column({ type: 'text', array: true, default: [] })
  variables!: string[];

  @Column({ type: 'text', array: true, default: [] })
  tags!: string[];

  @Column({ type: 'text', default: 'private' })
  visibility!: string;

  @Column({ name: 'usage_count', type: 'integer', default: 0 })
  usageCount!: number;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', precision: 3, nullable: true })
  deletedAt!: Date | null;

  /** The number of its last change, of the one sequence of all events, for the delta sync; a trigger draws it. */
  @Column({ name: 'last_seq', type: 'bigint', default: 0 })
  lastSeq!: string;
}
