import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is no task: the statistics of an account take it off the counts that planners keep. */
export class OtherActivities1763800115000 implements MigrationInterface {
  readonly name = 'OtherActivities1763800115000';
  /** Built while others write, which no transaction can; what a try that broke off has left is taken away first. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS activities_planner_other');
    await runner.query(
      `CREATE INDEX CONCURRENTLY activities_planner_other ON activities (planner_id, status)
         WHERE type <> 'task' AND deleted_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX activities_planner_other');
  }
}
