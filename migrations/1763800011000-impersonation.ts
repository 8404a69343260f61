import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions in which an admin acts as somebody else; what lists of users are sorted by. */
export class Impersonation1763800011000 implements MigrationInterface {
  readonly name = 'Impersonation1763800011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE sessions ADD COLUMN impersonator_id uuid, ADD COLUMN impersonator_session_id uuid',
    );
    await runner.query(`ALTER TABLE sessions ADD CONSTRAINT sessions_impersonator_check
      CHECK ((impersonator_id IS NULL) = (impersonator_session_id IS NULL))`);
    await runner.query(
      'CREATE INDEX sessions_impersonator ON sessions (impersonator_id) WHERE impersonator_id IS NOT NULL',
    );
    await runner.query('CREATE INDEX users_created_at ON users (created_at, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX users_created_at');
    await runner.query('DELETE FROM sessions WHERE impersonator_id IS NOT NULL');
    await runner.query('DROP INDEX sessions_impersonator');
    await runner.query(
      'ALTER TABLE sessions DROP COLUMN impersonator_session_id, DROP COLUMN impersonator_id',
    );
  }
}
