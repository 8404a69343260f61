import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is no task: the statistics of an account take it off the counts that planners keep. */
export class OtherActivities1763800115000 implements MigrationInterface {
  readonly name = 'OtherActivities1763800115000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX activities_planner_other ON activities (planner_id, status)
         WHERE type <> 'task' AND deleted_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX activities_planner_other');
  }
}
