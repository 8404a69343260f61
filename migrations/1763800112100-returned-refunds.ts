import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refunds that came back are told from those that are tried again (docs/billing.md). */
export class ReturnedRefunds1763800112100 implements MigrationInterface {
  readonly name = 'ReturnedRefunds1763800112100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE billing_refunds DROP CONSTRAINT billing_refunds_status_check,
         ADD CONSTRAINT billing_refunds_status_check CHECK (status IN ('pending', 'done', 'failed', 'returned'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // As it was told of them before.
    await runner.query(
      `UPDATE billing_refunds SET status = 'failed', reported_at = NULL WHERE status = 'returned'`,
    );
    await runner.query(
      `ALTER TABLE billing_refunds DROP CONSTRAINT billing_refunds_status_check,
         ADD CONSTRAINT billing_refunds_status_check CHECK (status IN ('pending', 'done', 'failed'))`,
    );
  }
}
