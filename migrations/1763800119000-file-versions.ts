import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of a file has a version, as everything that can be read has: it grows when an upload is completed. */
export class FileVersions1763800119000 implements MigrationInterface {
  readonly name = 'FileVersions1763800119000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE files ADD COLUMN version integer NOT NULL DEFAULT 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE files DROP COLUMN version');
  }
}
