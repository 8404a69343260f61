import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Money that is given back for second subscriptions, whose renewal was stopped as its owner left, and how long ago people
 * were told something (spec: billing.md).
 */
export class BillingCare1763800110100 implements MigrationInterface {
  readonly name = 'BillingCare1763800110100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE billing_refunds (
         stripe_subscription_id text NOT NULL,
         user_id uuid NOT NULL,
         stripe_customer_id text NOT NULL,
         plan text NOT NULL,
         "interval" text NOT NULL,
         paid_from timestamptz(3),
         status text NOT NULL DEFAULT 'pending',
         amount bigint,
         currency text,
         reported_at timestamptz(3),
         created_at timestamptz(3) NOT NULL DEFAULT now(),
         updated_at timestamptz(3) NOT NULL DEFAULT now(),
         CONSTRAINT billing_refunds_pkey PRIMARY KEY (stripe_subscription_id),
         CONSTRAINT billing_refunds_plan_check CHECK (plan IN ('premium', 'enterprise')),
         CONSTRAINT billing_refunds_interval_check CHECK ("interval" IN ('month', 'year')),
         CONSTRAINT billing_refunds_status_check CHECK (status IN ('pending', 'done', 'failed')),
         CONSTRAINT billing_refunds_amount_check CHECK (amount > 0 AND currency ~ '^[A-Z]{3}$')
       )`,
    );
    await runner.query('CREATE INDEX billing_refunds_user ON billing_refunds (user_id)');
    await runner.query(
      `CREATE INDEX billing_refunds_pending ON billing_refunds (updated_at) WHERE status = 'pending'`,
    );
    await runner.query(
      'CREATE INDEX billing_refunds_unreported ON billing_refunds (created_at) WHERE reported_at IS NULL',
    );
    await runner.query('CREATE INDEX billing_refunds_created ON billing_refunds (created_at)');
    await runner.query('ALTER TABLE billing_accounts ADD COLUMN stopped_subscription_id text');
    await runner.query('CREATE INDEX billing_notices_created ON billing_notices (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX billing_notices_created');
    await runner.query('ALTER TABLE billing_accounts DROP COLUMN stopped_subscription_id');
    await runner.query('DROP TABLE billing_refunds');
  }
}
