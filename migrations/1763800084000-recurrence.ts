import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What recurs (spec: planning.md, "Recurrence"). The rule and the place in the series stand on the activity's row, so
 * that showing it needs no join; `activities_occurrence` is what makes an occurrence at most one activity, however
 * often and at how many places at once it is completed. Exceptions are of the occurrences that are not activities yet.
 */
export class Recurrence1763800084000 implements MigrationInterface {
  readonly name = 'Recurrence1763800084000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE activities
        ADD COLUMN recurrence jsonb,
        ADD COLUMN series_id uuid,
        ADD COLUMN original_start timestamptz(3),
        ADD COLUMN series_start timestamptz(3),
        ADD COLUMN series_zone text,
        ADD COLUMN series_number integer,
        ADD COLUMN next_activity_id uuid,
        ADD CONSTRAINT activities_series_check CHECK (
          series_id IS NULL
          OR num_nulls(recurrence, original_start, series_start, series_zone, series_number) = 0)`);
    await runner.query(`
      CREATE UNIQUE INDEX activities_occurrence ON activities (series_id, original_start)
       WHERE series_id IS NOT NULL`);
    // Those that have more to come, which views expand.
    await runner.query(`
      CREATE INDEX activities_recurring ON activities (planner_id)
       WHERE recurrence IS NOT NULL AND next_activity_id IS NULL AND deleted_at IS NULL`);
    await runner.query(`
      CREATE TABLE activity_exceptions (
        series_id uuid NOT NULL,
        original_start timestamptz(3) NOT NULL,
        planner_id uuid NOT NULL,
        skipped boolean NOT NULL DEFAULT false,
        content jsonb NOT NULL DEFAULT '{}',
        base jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT activity_exceptions_pkey PRIMARY KEY (series_id, original_start),
        CONSTRAINT activity_exceptions_planner_id_fkey FOREIGN KEY (planner_id)
          REFERENCES planners (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX activity_exceptions_planner ON activity_exceptions (planner_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE activity_exceptions');
    await runner.query('DROP INDEX activities_recurring');
    await runner.query('DROP INDEX activities_occurrence');
    await runner.query(`
      ALTER TABLE activities
        DROP CONSTRAINT activities_series_check, DROP COLUMN recurrence, DROP COLUMN series_id,
        DROP COLUMN original_start, DROP COLUMN series_start, DROP COLUMN series_zone, DROP COLUMN series_number,
        DROP COLUMN next_activity_id`);
  }
}
