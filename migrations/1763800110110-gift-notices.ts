import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The end of a tier by hand that its owner was told of beforehand (docs/limits.md). */
export class GiftNotices1763800110110 implements MigrationInterface {
  readonly name = 'GiftNotices1763800110110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN given_end_told timestamptz(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP COLUMN given_end_told');
  }
}
