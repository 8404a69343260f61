import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The country of a sign-in, where a proxy tells it; and what an address has tried of late. */
export class Suspicion1763800012000 implements MigrationInterface {
  readonly name = 'Suspicion1763800012000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE login_attempts ADD COLUMN country text');
    await runner.query(
      'CREATE INDEX login_attempts_ip_failures ON login_attempts (ip, at) WHERE NOT success',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX login_attempts_ip_failures');
    await runner.query('ALTER TABLE login_attempts DROP COLUMN country');
  }
}
