import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people want ended themselves: nothing of an account that came back goes on against that. */
export class DeclinedRenewal1763800116000 implements MigrationInterface {
  readonly name = 'DeclinedRenewal1763800116000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE billing_accounts ADD COLUMN declined_subscription_id text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE billing_accounts DROP COLUMN declined_subscription_id');
  }
}
