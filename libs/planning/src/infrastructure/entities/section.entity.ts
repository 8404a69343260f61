import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { PlannerEntity } from './planner.entity';

/** An ordered group of activities. `position` is a fractional index; it orders the sections of a planner. */
@Entity('sections')
@Unique('sections_planner_id_id_key', ['plannerId', 'id'])
@Index('sections_position', ['plannerId', 'position'], { unique: true, where: 'deleted_at IS NULL' })
@Index('sections_deleted', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
@Check('sections_type_check', `type IN ('tasks', 'notes', 'goals')`)
export class SectionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'sections_pkey' })
  id!: string;

  @Column({ name: 'planner_id', type: 'uuid' })
  @ForeignKey(() => PlannerEntity, { name: 'sections_planner_id_fkey', onDelete: 'CASCADE' })
  plannerId!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'text', default: 'tasks' })
  type!: string;

  @Column({ type: 'text', collation: 'C' })
  position!: string;

  @Column({ type: 'jsonb', default: {} })
  settings!: Record<string, unknown>;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', precision: 3, nullable: true })
  deletedAt!: Date | null;
}
