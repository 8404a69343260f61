import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes of e-mail addresses under way: each waits for the owners of both addresses. */
export class Accounts1763800030000 implements MigrationInterface {
  readonly name = 'Accounts1763800030000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE email_changes (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        old_email text NOT NULL,
        new_email text NOT NULL,
        old_confirmed_at timestamptz(3),
        new_confirmed_at timestamptz(3),
        changed_at timestamptz(3),
        expires_at timestamptz(3) NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT email_changes_pkey PRIMARY KEY (id),
        CONSTRAINT email_changes_user_id_key UNIQUE (user_id),
        CONSTRAINT email_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX email_changes_expires_at ON email_changes (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE email_changes');
  }
}
