import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events of webhooks that were switched off keep the host alone: an address may hold a key (spec: background.md). */
export class WebhookHosts1763800099700 implements MigrationInterface {
  readonly name = 'WebhookHosts1763800099700';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `UPDATE outbox
          SET payload = json_build_object(
                'webhookId', payload -> 'webhookId', 'userId', payload -> 'userId', 'reason', 'failing',
                'host', coalesce(substring(payload ->> 'url' FROM '^[a-z]+://(?:[^/?#]*@)?([^/?#]*)'), ''))
        WHERE name = 'webhook.disabled' AND payload ->> 'url' IS NOT NULL`,
    );
  }

  /** What was taken out is gone: the version before gets an address without its path. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `UPDATE outbox
          SET payload = json_build_object(
                'webhookId', payload -> 'webhookId', 'userId', payload -> 'userId',
                'url', 'https://' || (payload ->> 'host') || '/')
        WHERE name = 'webhook.disabled' AND payload ->> 'host' IS NOT NULL`,
    );
  }
}
