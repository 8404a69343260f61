import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, statement, UnitOfWork, type RequestContext } from '@almanac/platform';
import { DELIVERY_ID, WEBHOOK_ID } from '../domain/example-ids';
import { PING } from '../domain/public-events';
import { newWebhookSecret } from '../domain/webhook-secret';
import { WebhookStore } from './ports/webhook-store';
import { WebhookSecrets } from './webhook-secrets';

const delivery = statement(
  'webhooks.example-delivery',
  `INSERT INTO webhook_deliveries (id, webhook_id, type, status, attempts, response_status, response_body, completed_at)
   VALUES ($1, $2, $3, 'delivered', 1, 200, 'ok', now()) ON CONFLICT DO NOTHING`,
);

/** Makes the webhook that the examples of the API document are about, for whoever tries the API out. */
@Injectable()
export class ExampleWebhookService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: WebhookStore,
    private readonly secrets: WebhookSecrets,
    private readonly database: Database,
  ) {}

  /** Whether it was made: it is there once at most, as its id is fixed. */
  make(context: RequestContext, userId: Id): Promise<boolean> {
    return this.unitOfWork.run(context, async (tx) => {
      if (await this.store.hold(tx, userId, WEBHOOK_ID)) return false;
      const secret = this.secrets.seal(WEBHOOK_ID, newWebhookSecret());
      const content = { url: 'https://example.com/almanac', events: ['plan.restored'], active: true };
      await this.store.insert(tx, { id: WEBHOOK_ID, userId, ...content, secret });
      await this.database.for(context).query(delivery, [DELIVERY_ID, WEBHOOK_ID, PING]);
      return true;
    });
  }
}
