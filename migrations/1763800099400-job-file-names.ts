import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs say under what name their file is saved (spec: exports-files.md, "Exports"). */
export class JobFileNames1763800099400 implements MigrationInterface {
  readonly name = 'JobFileNames1763800099400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE jobs ADD COLUMN display_name text,
         ADD CONSTRAINT jobs_display_name_check CHECK (length(display_name) <= 255)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs DROP COLUMN display_name');
  }
}
