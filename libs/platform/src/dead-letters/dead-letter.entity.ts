import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A job that has used up its tries, kept for admins to try again or to put away. */
@Entity('dead_letters')
@Unique('dead_letters_queue_job_id_key', ['queue', 'jobId'])
@Index('dead_letters_status_failed_at', ['status', 'failedAt', 'id'])
@Check('dead_letters_status_check', `status IN ('open', 'retried', 'discarded')`)
@Check('dead_letters_settled_check', `(status = 'open') = (settled_at IS NULL)`)
export class DeadLetterEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'dead_letters_pkey' })
  id!: string;

  @Column({ type: 'text' })
  queue!: string;

  @Column({ type: 'text' })
  name!: string;

  /** As Bull knew it: a job is laid down once, however many processes see that it has failed. */
  @Column({ name: 'job_id', type: 'text' })
  jobId!: string;

  /** What makes its effect happen once, also when it is tried again. */
  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  /** An origin (`readOrigin`). */
  @Column({ name: 'request_id', type: 'text' })
  requestId!: string;

  @Column({ type: 'jsonb' })
  payload!: unknown;

  @Column({ type: 'integer' })
  attempts!: number;

  @Column({ type: 'text' })
  error!: string;

  @Column({ type: 'text', nullable: true })
  stack!: string | null;

  @Column({ type: 'text', default: 'open' })
  status!: string;

  @Column({ name: 'failed_at', type: 'timestamptz', precision: 3 })
  failedAt!: Date;

  /** When an admin retried or discarded it. */
  @Column({ name: 'settled_at', type: 'timestamptz', precision: 3, nullable: true })
  settledAt!: Date | null;
}
