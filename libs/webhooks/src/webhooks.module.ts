import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CryptoModule } from '@almanac/platform';
import { ExampleWebhookService } from './application/example-webhook.service';
import { DeliveryStore } from './application/ports/delivery-store';
import { WebhookStore } from './application/ports/webhook-store';
import { WebhookLog } from './application/webhook-log';
import { WebhookService } from './application/webhook.service';
import { WebhookSecrets } from './application/webhook-secrets';
import { HeldByWebhooks } from './infrastructure/held-by-webhooks';
import { SqlDeliveryStore } from './infrastructure/sql-delivery.store';
import { SqlWebhookStore } from './infrastructure/sql-webhook.store';
import { webhookEntities } from './infrastructure/webhook.entity';

const shared = [
  { provide: WebhookStore, useClass: SqlWebhookStore },
  { provide: DeliveryStore, useClass: SqlDeliveryStore },
  WebhookSecrets,
  WebhookLog,
  WebhookService,
  ExampleWebhookService,
];

/** Webhooks, for every process. */
@Module({
  imports: [CryptoModule, TypeOrmModule.forFeature(webhookEntities)],
  providers: [...shared, HeldByWebhooks],
  exports: shared,
})
export class WebhooksModule {}
