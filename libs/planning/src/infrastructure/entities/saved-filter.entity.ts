import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A list of activities that a person keeps by name: the parameters of `GET /activities`. */
@Entity('saved_filters')
@Index('saved_filters_user', ['userId', 'createdAt', 'id'])
@Check('saved_filters_order_check', `sort_order IN ('asc', 'desc')`)
export class SavedFilterEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'saved_filters_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'jsonb', default: {} })
  query!: Record<string, unknown>;

  @Column({ type: 'text', nullable: true })
  sort!: string | null;

  @Column({ name: 'sort_order', type: 'text', nullable: true })
  sortOrder!: string | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}
