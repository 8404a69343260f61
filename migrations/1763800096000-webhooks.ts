import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Webhooks, and what is to be delivered to each: every event once. */
export class Webhooks1763800096000 implements MigrationInterface {
  readonly name = 'Webhooks1763800096000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE webhooks (
         id uuid NOT NULL,
         user_id uuid NOT NULL,
         url text NOT NULL,
         events text[] NOT NULL,
         secret text NOT NULL,
         previous_secret text,
         previous_until timestamptz(3),
         active boolean NOT NULL DEFAULT true,
         disabled_at timestamptz(3),
         disabled_reason text,
         failing_since timestamptz(3),
         lease uuid,
         leased_until timestamptz(3),
         version integer NOT NULL DEFAULT 1,
         created_at timestamptz(3) NOT NULL DEFAULT now(),
         updated_at timestamptz(3) NOT NULL DEFAULT now(),
         CONSTRAINT webhooks_pkey PRIMARY KEY (id),
         CONSTRAINT webhooks_disabled_reason_check CHECK (disabled_reason IN ('failing', 'gone'))
       )`,
    );
    await runner.query('CREATE INDEX webhooks_user ON webhooks (user_id, created_at, id)');
    await runner.query(
      `CREATE TABLE webhook_deliveries (
         id uuid NOT NULL,
         webhook_id uuid NOT NULL,
         event_id uuid,
         seq bigint,
         stream_id uuid,
         type text NOT NULL,
         status text NOT NULL DEFAULT 'pending',
         attempts integer NOT NULL DEFAULT 0,
         next_attempt_at timestamptz(3),
         response_status integer,
         response_body text,
         error text,
         tries jsonb NOT NULL DEFAULT '[]',
         request_id text,
         created_at timestamptz(3) NOT NULL DEFAULT now(),
         completed_at timestamptz(3),
         CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
         CONSTRAINT webhook_deliveries_once UNIQUE (webhook_id, event_id),
         CONSTRAINT webhook_deliveries_status_check
           CHECK (status IN ('pending', 'delivered', 'failed', 'withdrawn'))
       )`,
    );
    await runner.query(
      'CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, created_at, id)',
    );
    await runner.query(
      `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_attempt_at) WHERE status = 'pending'`,
    );
    await runner.query(
      `CREATE INDEX webhook_deliveries_overdue ON webhook_deliveries (next_attempt_at) WHERE status = 'pending'`,
    );
    await runner.query('CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_deliveries');
    await runner.query('DROP TABLE webhooks');
  }
}
