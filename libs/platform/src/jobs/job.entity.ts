import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Work that goes on after its request, for its owner to follow (spec: background.md, "Jobs that a client can follow"). */
@Entity('jobs')
@Index('jobs_user_id_created_at', ['userId', 'createdAt', 'id'])
@Index('jobs_created_at', ['createdAt'])
@Index('jobs_open', ['userId'], { where: `status IN ('queued', 'active')` })
@Index('jobs_file_name', ['fileName'], { where: 'file_name IS NOT NULL' })
@Index('jobs_expires_at', ['expiresAt'], { where: 'file_name IS NOT NULL' })
@Check('jobs_status_check', `status IN ('queued', 'active', 'completed', 'failed', 'cancelled')`)
@Check('jobs_progress_check', 'progress >= 0 AND progress <= 100')
@Check('jobs_finished_check', `(status IN ('queued', 'active')) = (finished_at IS NULL)`)
@Check('jobs_display_name_check', 'length(display_name) <= 255')
@Check('jobs_error_check', `(status = 'failed') = (error IS NOT NULL)`)
export class JobEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'jobs_pkey' })
  id!: string;

  /** No foreign key: the platform knows no accounts. */
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  type!: string;

  /** For the person alone, signed in themselves: no API key and no admin who acts as them sees it. */
  @Column({ type: 'boolean', default: false })
  personal!: boolean;

  /** Permissions that it takes to see it, all of them: its result leads to what they are for. */
  @Column({ type: 'text', array: true, default: [] })
  needs!: string[];

  @Column({ type: 'text', default: 'queued' })
  status!: string;

  /** Which try is under way; one that another has taken over writes nothing any more. */
  @Column({ type: 'integer', default: 0 })
  attempt!: number;

  @Column({ type: 'smallint', default: 0 })
  progress!: number;

  @Column({ type: 'text', nullable: true })
  step!: string | null;

  /** What is told of it besides its file. */
  @Column({ type: 'jsonb', nullable: true })
  result!: Record<string, unknown> | null;

  @Column({ type: 'jsonb', nullable: true })
  error!: { code: string; message: string } | null;

  /** What it works on; for the worker. */
  @Column({ type: 'jsonb', nullable: true })
  input!: unknown;

  /** Grows with every change, by a trigger that also refuses steps which are none. */
  @Column({ type: 'integer', default: 1 })
  revision!: number;

  /** How long its file is kept once it is there. */
  @Column({ name: 'keep_seconds', type: 'integer', default: 0 })
  keepSeconds!: number;

  /** Under `exports/` in the storage; null before it is there and after it went. */
  @Column({ name: 'file_name', type: 'text', nullable: true })
  fileName!: string | null;

  /** The name that its file is saved under; null: its type. */
  @Column({ name: 'display_name', type: 'text', nullable: true })
  displayName!: string | null;

  @Column({ name: 'file_size', type: 'bigint', nullable: true })
  fileSize!: string | null;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt!: Date | null;

  /** Until then the request that asked for it may still be answered with its end (job-answers.ts). */
  @Column({ name: 'awaited_until', type: 'timestamptz', precision: 3, nullable: true })
  awaitedUntil!: Date | null;

  /** Whether it was: who asked has its end. */
  @Column({ type: 'boolean', default: false })
  answered!: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', precision: 3, nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', precision: 3, nullable: true })
  finishedAt!: Date | null;
}
