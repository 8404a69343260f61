import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An account's tier is the higher of what is paid for and of what an admin gave by hand while that lasts
 * (docs/adr/0118-tiers.md). Until now, every tier was given by hand.
 */
export class Tiers1763800101000 implements MigrationInterface {
  readonly name = 'Tiers1763800101000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE users
         ADD COLUMN paid_tier text NOT NULL DEFAULT 'free',
         ADD COLUMN given_tier text,
         ADD COLUMN given_until timestamptz(3),
         ADD COLUMN given_by uuid,
         ADD CONSTRAINT users_paid_tier_check CHECK (paid_tier IN ('free', 'premium', 'enterprise')),
         ADD CONSTRAINT users_given_tier_check CHECK (given_tier IN ('premium', 'enterprise')),
         ADD CONSTRAINT users_given_check
           CHECK (given_tier IS NOT NULL OR (given_until IS NULL AND given_by IS NULL))`,
    );
    await runner.query(`UPDATE users SET given_tier = tier WHERE tier <> 'free'`);
    await runner.query('CREATE INDEX users_given_until ON users (given_until) WHERE given_until IS NOT NULL');
    await runner.query(
      `CREATE TABLE daily_usage (
         user_id uuid NOT NULL,
         name text NOT NULL,
         day date NOT NULL,
         used integer NOT NULL,
         CONSTRAINT daily_usage_pkey PRIMARY KEY (user_id, name),
         CONSTRAINT daily_usage_used_check CHECK (used >= 0)
       )`,
    );
    // Which of somebody's planners are the oldest, archived ones included: the limit of their tier goes by that.
    await runner.query(
      `CREATE INDEX planners_owner_age ON planners (owner_id, created_at, id) WHERE deleted_at IS NULL`,
    );
    await runner.query('CREATE INDEX users_given_by ON users (given_by) WHERE given_by IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX planners_owner_age');
    await runner.query('DROP TABLE daily_usage');
    await runner.query('DROP INDEX users_given_by');
    await runner.query('DROP INDEX users_given_until');
    await runner.query(
      `ALTER TABLE users DROP CONSTRAINT users_given_check, DROP CONSTRAINT users_given_tier_check,
         DROP CONSTRAINT users_paid_tier_check, DROP COLUMN given_by, DROP COLUMN given_until,
         DROP COLUMN given_tier, DROP COLUMN paid_tier`,
    );
  }
}
