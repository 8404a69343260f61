import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Webhooks hear of what commits after they are switched on, by the number of the event: a transaction that began before
 * and commits after that bears an earlier time. Those that there are hear of what they have heard of so far.
 */
export class WebhooksHearFrom1763800110500 implements MigrationInterface {
  readonly name = 'WebhooksHearFrom1763800110500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks ADD COLUMN heard_after bigint NOT NULL DEFAULT 0');
    await runner.query(
      'UPDATE webhooks SET heard_after = (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM outbox_seq)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // A time again, where none was under way.
    await runner.query(`UPDATE webhooks SET heard_from = updated_at WHERE heard_from = 'infinity'`);
    await runner.query('ALTER TABLE webhooks DROP COLUMN heard_after');
  }
}
