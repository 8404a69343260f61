import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE webhook_cursor (
     id boolean NOT NULL DEFAULT true,
     walked_seq bigint NOT NULL DEFAULT 0,
     CONSTRAINT webhook_cursor_pkey PRIMARY KEY (id),
     CONSTRAINT webhook_cursor_one_row CHECK (id)
   )`,
  // A little behind: events whose jobs nobody has done yet. Those that are noted already are not noted again.
  `INSERT INTO webhook_cursor (walked_seq) SELECT greatest(coalesce(max(seq), 0) - 10000, 0) FROM outbox`,
  `ALTER TABLE webhooks ADD COLUMN heard_from timestamptz(3) NOT NULL DEFAULT now(), ADD COLUMN paused_until timestamptz(3)`,
  'UPDATE webhooks SET heard_from = created_at',
  'CREATE INDEX webhooks_active ON webhooks (user_id) WHERE active',
  `CREATE INDEX webhook_deliveries_first ON webhook_deliveries (webhook_id, seq NULLS FIRST)
    WHERE status = 'pending' AND attempts = 0`,
  // What is overdue is looked for webhook by webhook; and this one misleads whoever looks for the next of one webhook.
  'DROP INDEX webhook_deliveries_overdue',
];

/** Webhooks follow the outbox by a cursor, wait as a whole where their receiver is left alone, and find what is next by an index. */
export class WebhookWalk1763800099100 implements MigrationInterface {
  readonly name = 'WebhookWalk1763800099100';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX webhook_deliveries_overdue ON webhook_deliveries (next_attempt_at) WHERE status = 'pending'`,
    );
    await runner.query('DROP INDEX webhook_deliveries_first');
    await runner.query('DROP INDEX webhooks_active');
    await runner.query('ALTER TABLE webhooks DROP COLUMN paused_until, DROP COLUMN heard_from');
    await runner.query('DROP TABLE webhook_cursor');
  }
}
