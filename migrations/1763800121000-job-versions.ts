import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A job's revision, which is its version, counts the changes that its owner sees: whoever has the last one is told that
 * nothing has changed where only a file was removed that had expired before, or a try begun anew that had come to nothing.
 */
export class JobVersions1763800121000 implements MigrationInterface {
  readonly name = 'JobVersions1763800121000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(stepFunction(IF_SEEN));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(stepFunction('NEW.revision := OLD.revision + 1;'));
  }
}

/** What libs/platform/src/jobs/job-views.ts shows of a job, and what changes of that. */
const seen = [
  'status',
  'progress',
  'step',
  'result',
  'error',
  'started_at',
  'finished_at',
  'expires_at',
  'file_size',
];
const IF_SEEN = `
     IF (${seen.map((column) => `OLD.${column}`).join(', ')})
        IS DISTINCT FROM (${seen.map((column) => `NEW.${column}`).join(', ')}) THEN
       NEW.revision := OLD.revision + 1;
     END IF;`;

const stepFunction = (count: string): string => `
  CREATE OR REPLACE FUNCTION jobs_take_step() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.status <> NEW.status AND NOT (CASE OLD.status
          WHEN 'queued' THEN NEW.status IN ('active', 'failed', 'cancelled')
          WHEN 'active' THEN NEW.status IN ('completed', 'failed', 'cancelled')
          ELSE false END) THEN
       RAISE EXCEPTION 'a job cannot go from % to %', OLD.status, NEW.status
         USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_take_steps';
     END IF;
     ${count}
     RETURN NEW;
   END $$`;
