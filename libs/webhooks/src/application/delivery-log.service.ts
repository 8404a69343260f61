import { Injectable } from '@nestjs/common';
import { notFound, unseen, type Id } from '@almanac/kernel';
import {
  appendEvent,
  callerOf,
  Database,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { PING } from '../domain/public-events';
import { inactive } from '../domain/refusals';
import { DeliveryStore } from './ports/delivery-store';
import { WebhookStore } from './ports/webhook-store';

/** What became of deliveries, and more of them by hand. */
@Injectable()
export class DeliveryLogService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly webhooks: WebhookStore,
    private readonly deliveries: DeliveryStore,
    private readonly database: Database,
  ) {}

  /** `data` of the list. @throws DomainError NOT_FOUND, FORBIDDEN */
  async list(
    context: RequestContext,
    webhookId: Id,
    page: PageRequest,
    filter: { status?: string | undefined; type?: string | undefined },
  ): Promise<string> {
    const { userId } = callerOf(context);
    const queryable = this.database.for(context);
    if (!(await this.webhooks.find(queryable, userId, webhookId)))
      throw unseen('Webhook', await this.webhooks.exists(queryable, webhookId));
    return this.deliveries.list(context, webhookId, page, filter);
  }

  /** Sends a test. Gives the delivery as JSON. @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT where it is off */
  test(context: RequestContext, webhookId: Id): Promise<string> {
    return this.unitOfWork.run(context, async (tx) => {
      await this.requireActive(tx, context, webhookId);
      const id = await this.deliveries.addTest(tx, webhookId, PING, context.origin);
      return this.begun(tx, context, webhookId, id);
    });
  }

  /** Sends the same once more: to the receiver it is the same message. @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT */
  redeliver(context: RequestContext, webhookId: Id, id: Id): Promise<string> {
    return this.unitOfWork.run(context, async (tx) => {
      await this.requireActive(tx, context, webhookId);
      if (!(await this.deliveries.begin(tx, webhookId, id))) throw notFound('Delivery');
      return this.begun(tx, context, webhookId, id);
    });
  }

  private async requireActive(tx: Transaction, context: RequestContext, webhookId: Id): Promise<void> {
    const webhook = await this.webhooks.hold(tx, callerOf(context).userId, webhookId);
    if (!webhook) throw unseen('Webhook', await this.webhooks.exists(tx, webhookId));
    if (!webhook.active) throw inactive();
  }

  private async begun(tx: Transaction, context: RequestContext, webhookId: Id, id: Id): Promise<string> {
    await appendEvent(tx, context, {
      name: 'webhook.delivery-requested',
      payload: { webhookId, userId: callerOf(context).userId, deliveryId: id },
      resource: { type: 'webhook', id: webhookId },
    });
    const shown = await this.deliveries.shown(context, webhookId, id);
    if (shown === undefined) throw notFound('Delivery');
    return shown;
  }
}
