import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What was left to do in a queue when the relay looked at it last, by which the jobs are found again that Redis has
 * lost (`queue/lost-jobs.ts`): of the events of `open_events`, and of those that were not delivered at that time.
 */
@Entity('queue_checkpoints')
export class QueueCheckpointEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'queue_checkpoints_pkey' })
  queue!: string;

  /** As it stood in `outbox_cursor` at the look before. */
  @Column({ type: 'int8multirange' })
  delivered!: string;

  /** By ids, of which some may be of no event: not every job comes of one. */
  @Column({ name: 'open_events', type: 'uuid', array: true })
  openEvents!: string[];

  @Column({ name: 'taken_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  takenAt!: Date;
}
