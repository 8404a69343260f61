import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When Stripe is asked whether an open payment was paid, in case that no event of it arrives (spec: billing.md). */
export class OpenPayments1763800109000 implements MigrationInterface {
  readonly name = 'OpenPayments1763800109000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE payments ADD COLUMN look_at timestamptz(3)');
    await runner.query(
      `UPDATE payments SET look_at = now() WHERE status = 'open' AND session_id IS NOT NULL`,
    );
    await runner.query('CREATE INDEX payments_look ON payments (look_at) WHERE look_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX payments_look');
    await runner.query('ALTER TABLE payments DROP COLUMN look_at');
  }
}
