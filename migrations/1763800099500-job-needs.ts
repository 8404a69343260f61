import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Jobs say which permissions it takes to see them, as their result leads to what those are for: an API key that may not
 * read planners sees no export of one (docs/adr/0108-exports.md).
 */
export class JobNeeds1763800099500 implements MigrationInterface {
  readonly name = 'JobNeeds1763800099500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE jobs ADD COLUMN needs text[] NOT NULL DEFAULT '{}'`);
    await runner.query(`CREATE INDEX jobs_open ON jobs (user_id) WHERE status IN ('queued', 'active')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX jobs_open');
    await runner.query('ALTER TABLE jobs DROP COLUMN needs');
  }
}
