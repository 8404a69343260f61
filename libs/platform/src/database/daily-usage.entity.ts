import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody has used on the last day on which they used any, of what is limited by the day. */
@Entity('daily_usage')
@Check('daily_usage_used_check', 'used >= 0')
export class DailyUsageEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'daily_usage_pkey' })
  userId!: string;

  /** Of the limit. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'daily_usage_pkey' })
  name!: string;

  /** In UTC. */
  @Column({ type: 'date' })
  day!: string;

  @Column({ type: 'integer' })
  used!: number;
}
