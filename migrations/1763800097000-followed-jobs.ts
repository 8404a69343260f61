import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Jobs take the steps of their life in order and count their changes; what they work on is kept with them
 * (spec: background.md, "Jobs that a client can follow").
 */
export class FollowedJobs1763800097000 implements MigrationInterface {
  readonly name = 'FollowedJobs1763800097000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE jobs ADD COLUMN revision integer NOT NULL DEFAULT 1, ADD COLUMN input jsonb,
         ALTER COLUMN keep_seconds SET DEFAULT 0`,
    );
    await runner.query(stepFunction);
    await runner.query(
      'CREATE TRIGGER jobs_take_steps BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_take_step()',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER jobs_take_steps ON jobs');
    await runner.query('DROP FUNCTION jobs_take_step');
    await runner.query(
      'ALTER TABLE jobs DROP COLUMN revision, DROP COLUMN input, ALTER COLUMN keep_seconds DROP DEFAULT',
    );
  }
}

/** The same steps as in libs/platform/src/jobs/job-status.ts; a test tries every pair in both. */
const stepFunction = `
  CREATE FUNCTION jobs_take_step() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.status <> NEW.status AND NOT (CASE OLD.status
          WHEN 'queued' THEN NEW.status IN ('active', 'failed', 'cancelled')
          WHEN 'active' THEN NEW.status IN ('completed', 'failed', 'cancelled')
          ELSE false END) THEN
       RAISE EXCEPTION 'a job cannot go from % to %', OLD.status, NEW.status
         USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_take_steps';
     END IF;
     NEW.revision := OLD.revision + 1;
     RETURN NEW;
   END $$`;
