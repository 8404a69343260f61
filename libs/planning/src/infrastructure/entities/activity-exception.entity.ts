import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { PlannerEntity } from './planner.entity';

/** One occurrence of a series that is not as the others: left out, or with something of its own. */
@Entity('activity_exceptions')
@ForeignKey(() => PlannerEntity, ['plannerId'], ['id'], {
  name: 'activity_exceptions_planner_id_fkey',
  onDelete: 'CASCADE',
})
@Index('activity_exceptions_planner', ['plannerId'])
export class ActivityExceptionEntity {
  @PrimaryColumn({ name: 'series_id', type: 'uuid', primaryKeyConstraintName: 'activity_exceptions_pkey' })
  seriesId!: string;

  @PrimaryColumn({
    name: 'original_start',
    type: 'timestamptz',
    precision: 3,
    primaryKeyConstraintName: 'activity_exceptions_pkey',
  })
  originalStart!: Date;

  @Column({ name: 'planner_id', type: 'uuid' })
  plannerId!: string;

  @Column({ type: 'boolean', default: false })
  skipped!: boolean;

  /** What the occurrence has of its own. */
  @Column({ type: 'jsonb', default: {} })
  content!: Record<string, unknown>;

  /** What the series has there; known once the occurrence is an activity. */
  @Column({ type: 'jsonb', default: {} })
  base!: Record<string, unknown>;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
