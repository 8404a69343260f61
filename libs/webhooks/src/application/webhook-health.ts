import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { appendEvent, Config, RequestContext, type Transaction } from '@almanac/platform';
import { webhooksDisabled } from './webhook-metrics';
import { WebhookStore, type DisabledReason } from './ports/webhook-store';
import { WebhookLog } from './webhook-log';

const HOUR_MS = 3_600_000;

/** Switches webhooks off that have failed for a week, and those whose receivers say that they are gone. */
@Injectable()
export class WebhookHealth {
  constructor(
    private readonly webhooks: WebhookStore,
    private readonly log: WebhookLog,
    private readonly config: Config,
  ) {}

  succeeded(tx: Transaction, webhookId: Id): Promise<void> {
    return this.webhooks.succeeded(tx, webhookId);
  }

  /** Whether it is still on. @param gone it answered 410 */
  async failed(tx: Transaction, webhookId: Id, gone: boolean): Promise<boolean> {
    const since = await this.webhooks.failed(tx, webhookId);
    if (since === undefined) return false;
    const tooLong = Date.now() - since.getTime() >= this.config.WEBHOOK_DISABLE_AFTER_HOURS * HOUR_MS;
    if (!gone && !tooLong) return true;
    await this.disable(tx, webhookId, gone ? 'gone' : 'failing');
    return false;
  }

  private async disable(tx: Transaction, webhookId: Id, reason: DisabledReason): Promise<void> {
    const webhook = await this.webhooks.disable(tx, webhookId, reason);
    if (!webhook) return;
    const context = RequestContext.system();
    await this.log.withdrawAll(tx, webhookId);
    this.log.record(tx, context, 'webhook.disabled', webhook);
    const { userId } = webhook;
    const { host } = new URL(webhook.url);
    await appendEvent(tx, context, {
      name: 'webhook.disabled',
      payload: { webhookId, userId, host, reason },
      resource: { type: 'webhook', id: webhookId, version: webhook.version },
    });
    webhooksDisabled.inc({ reason });
  }
}
