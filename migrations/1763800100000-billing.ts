import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Subscriptions, what Stripe has told of them, and how the two were compared (spec: billing.md). */
export class Billing1763800100000 implements MigrationInterface {
  readonly name = 'Billing1763800100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      ...['payments', 'billing_differences', 'billing_reconciliations', 'billing_notices'],
      ...['stripe_events', 'subscriptions', 'billing_accounts'],
    ])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query('DROP SEQUENCE billing_readings');
  }
}

const tables = [
  // Readings of Stripe in the order in which they began.
  'CREATE SEQUENCE billing_readings',
  `CREATE TABLE billing_accounts (
     user_id uuid NOT NULL,
     customer_id text,
     customers integer NOT NULL DEFAULT 0,
     checkouts integer NOT NULL DEFAULT 0,
     session_id text,
     session_request text,
     session_url text,
     session_expires_at timestamptz(3),
     trialled boolean NOT NULL DEFAULT false,
     reading bigint NOT NULL DEFAULT 0,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT billing_accounts_pkey PRIMARY KEY (user_id),
     CONSTRAINT billing_accounts_customer UNIQUE (customer_id)
   )`,
  `CREATE TABLE subscriptions (
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     plan text NOT NULL,
     "interval" text NOT NULL,
     state text NOT NULL,
     stripe_customer_id text NOT NULL,
     stripe_subscription_id text NOT NULL,
     stripe_item_id text NOT NULL,
     stripe_price_id text NOT NULL,
     stripe_status text NOT NULL,
     unit_amount bigint,
     currency text NOT NULL,
     started_at timestamptz(3) NOT NULL,
     period_ends_at timestamptz(3) NOT NULL,
     trial_ends_at timestamptz(3),
     cancel_at timestamptz(3),
     unpaid_since timestamptz(3),
     ended_at timestamptz(3),
     ended_unpaid boolean NOT NULL DEFAULT false,
     expires_at timestamptz(3),
     grace_ends_at timestamptz(3),
     auto_renew boolean NOT NULL,
     due_at timestamptz(3),
     reconciled_by uuid,
     version integer NOT NULL DEFAULT 1,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     updated_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT subscriptions_pkey PRIMARY KEY (id),
     CONSTRAINT subscriptions_stripe UNIQUE (stripe_subscription_id),
     CONSTRAINT subscriptions_plan_check CHECK (plan IN ('premium', 'enterprise')),
     CONSTRAINT subscriptions_interval_check CHECK ("interval" IN ('month', 'year')),
     CONSTRAINT subscriptions_state_check CHECK (
       state IN ('pending', 'trialing', 'active', 'past_due', 'lapsed', 'cancelled', 'expired')),
     CONSTRAINT subscriptions_currency_check CHECK (currency ~ '^[A-Z]{3}$')
   )`,
  // One of each account at a time.
  `CREATE UNIQUE INDEX subscriptions_live ON subscriptions (user_id) WHERE state NOT IN ('cancelled', 'expired')`,
  'CREATE INDEX subscriptions_user ON subscriptions (user_id, started_at, id)',
  'CREATE INDEX subscriptions_due ON subscriptions (due_at) WHERE due_at IS NOT NULL',
  `CREATE INDEX subscriptions_open ON subscriptions (id) WHERE state NOT IN ('cancelled', 'expired')`,
  'CREATE INDEX subscriptions_state ON subscriptions (state)',
  `CREATE TABLE stripe_events (
     id text NOT NULL,
     type text NOT NULL,
     facts jsonb NOT NULL,
     customer_id text,
     status text NOT NULL DEFAULT 'pending',
     request_id text,
     occurred_at timestamptz(3) NOT NULL,
     received_at timestamptz(3) NOT NULL DEFAULT now(),
     handled_at timestamptz(3),
     CONSTRAINT stripe_events_pkey PRIMARY KEY (id),
     CONSTRAINT stripe_events_status_check CHECK (status IN ('pending', 'done', 'ignored', 'failed'))
   )`,
  `CREATE INDEX stripe_events_pending ON stripe_events (received_at) WHERE status = 'pending'`,
  'CREATE INDEX stripe_events_received ON stripe_events (received_at)',
  'CREATE INDEX stripe_events_customer ON stripe_events (customer_id)',
  `CREATE TABLE billing_notices (
     user_id uuid NOT NULL,
     key text NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT billing_notices_pkey PRIMARY KEY (user_id, key)
   )`,
  `CREATE TABLE billing_reconciliations (
     id uuid NOT NULL,
     phase text NOT NULL DEFAULT 'stripe',
     position text,
     checked integer NOT NULL DEFAULT 0,
     differences integer NOT NULL DEFAULT 0,
     repaired integer NOT NULL DEFAULT 0,
     started_at timestamptz(3) NOT NULL DEFAULT now(),
     finished_at timestamptz(3),
     CONSTRAINT billing_reconciliations_pkey PRIMARY KEY (id),
     CONSTRAINT billing_reconciliations_phase_check CHECK (phase IN ('stripe', 'local', 'done'))
   )`,
  'CREATE INDEX billing_reconciliations_started ON billing_reconciliations (started_at, id)',
  `CREATE UNIQUE INDEX billing_reconciliations_open ON billing_reconciliations ((true)) WHERE finished_at IS NULL`,
  `CREATE TABLE billing_differences (
     reconciliation_id uuid NOT NULL,
     subject text NOT NULL,
     kind text NOT NULL,
     user_id uuid,
     here jsonb,
     there jsonb,
     repaired boolean NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT billing_differences_pkey PRIMARY KEY (reconciliation_id, subject, kind)
   )`,
  'CREATE INDEX billing_differences_user ON billing_differences (user_id)',
  `CREATE TABLE payments (
     id uuid NOT NULL,
     kind text NOT NULL,
     subject_id uuid NOT NULL,
     user_id uuid NOT NULL,
     amount bigint NOT NULL,
     currency text NOT NULL,
     status text NOT NULL DEFAULT 'open',
     session_id text,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     paid_at timestamptz(3),
     CONSTRAINT payments_pkey PRIMARY KEY (id),
     CONSTRAINT payments_session UNIQUE (session_id),
     CONSTRAINT payments_amount_check CHECK (amount > 0),
     CONSTRAINT payments_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
     CONSTRAINT payments_status_check CHECK (status IN ('open', 'paid'))
   )`,
  'CREATE INDEX payments_user ON payments (user_id, created_at, id)',
];
