import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that a client can follow; accounts that are deleted and can be restored; events found by whom they are about. */
export class Leaving1763800060000 implements MigrationInterface {
  readonly name = 'Leaving1763800060000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX outbox_about_user');
    await runner.query('DROP INDEX outbox_audience');
    await runner.query('DROP INDEX outbox_actor');
    await runner.query('DROP INDEX users_deleted_at');
    await runner.query('ALTER TABLE users DROP CONSTRAINT users_deleted_at_check');
    await runner.query('DROP TABLE jobs');
  }
}

const statements = [
  `CREATE TABLE jobs (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     type text NOT NULL,
     personal boolean NOT NULL DEFAULT false,
     status text NOT NULL DEFAULT 'queued',
     attempt integer NOT NULL DEFAULT 0,
     progress smallint NOT NULL DEFAULT 0,
     step text,
     result jsonb,
     error jsonb,
     keep_seconds integer NOT NULL,
     file_name text,
     file_size bigint,
     expires_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     started_at timestamptz(3),
     finished_at timestamptz(3),
     CONSTRAINT jobs_pkey PRIMARY KEY (id),
     CONSTRAINT jobs_status_check CHECK (status IN ('queued', 'active', 'completed', 'failed', 'cancelled')),
     CONSTRAINT jobs_progress_check CHECK (progress >= 0 AND progress <= 100),
     CONSTRAINT jobs_finished_check CHECK ((status IN ('queued', 'active')) = (finished_at IS NULL)),
     CONSTRAINT jobs_error_check CHECK ((status = 'failed') = (error IS NOT NULL))
   )`,
  'CREATE INDEX jobs_user_id_created_at ON jobs (user_id, created_at, id)',
  'CREATE INDEX jobs_created_at ON jobs (created_at)',
  // An account that was marked as deleted by hand begins its 30 days now.
  `UPDATE users SET deleted_at = now() WHERE status = 'deleted' AND deleted_at IS NULL`,
  `ALTER TABLE users ADD CONSTRAINT users_deleted_at_check
     CHECK (CASE status WHEN 'active' THEN deleted_at IS NULL WHEN 'deleted' THEN deleted_at IS NOT NULL ELSE true END)`,
  'CREATE INDEX users_deleted_at ON users (deleted_at) WHERE deleted_at IS NOT NULL',
  'CREATE INDEX outbox_actor ON outbox (actor_id) WHERE actor_id IS NOT NULL',
  // Tested by the name first: nearly no event comes as far as its payload.
  `CREATE INDEX outbox_audience ON outbox (stream_id)
    WHERE name IN ('planner.created', 'planner.restored') AND (payload -> 'audience') IS NOT NULL`,
  `CREATE INDEX outbox_about_user ON outbox ((coalesce(payload ->> 'userId', resource_id::text))) WHERE stream_id IS NULL`,
];
