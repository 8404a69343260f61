import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds files of jobs by their name and their end: the sweep asks for both every hour. */
export class JobFiles1763800099800 implements MigrationInterface {
  readonly name = 'JobFiles1763800099800';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX jobs_file_name ON jobs (file_name) WHERE file_name IS NOT NULL');
    await runner.query('CREATE INDEX jobs_expires_at ON jobs (expires_at) WHERE file_name IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX jobs_file_name, jobs_expires_at');
  }
}
