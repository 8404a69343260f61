import { Injectable } from '@nestjs/common';
import type { AuditAction } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import { AuditTrail, type RequestContext, type Transaction } from '@almanac/platform';
import { DeliveryStore } from './ports/delivery-store';
import type { Webhook } from './ports/webhook-store';

/** What is written down beside a change of a webhook. */
@Injectable()
export class WebhookLog {
  constructor(
    private readonly audit: AuditTrail,
    private readonly deliveries: DeliveryStore,
  ) {}

  record(
    tx: Transaction,
    context: RequestContext,
    action: AuditAction,
    after: Webhook | undefined,
    before?: Webhook,
  ): void {
    const of = after ?? before;
    if (!of) return;
    this.audit.record(tx, context, {
      action,
      resource: { type: 'webhook', id: of.id },
      ...(before ? { before: audited(before) } : {}),
      ...(after ? { after: audited(after) } : {}),
    });
  }

  /** Nothing waits for a webhook that is off. */
  withdrawAll(tx: Transaction, webhookId: Id): Promise<void> {
    return this.deliveries.withdrawAll(tx, webhookId, 'The webhook was switched off');
  }
}

/** Of an address only the host: the rest of it may hold a key. */
function audited({ url, events, active, disabledReason }: Webhook): object {
  return { host: new URL(url).host, events, active, disabledReason };
}
