/**
 * Outgoing webhooks: who wants to be told of what, and the telling (spec: background.md). It tells nobody what they may
 * not see at that moment, and calls no address that the platform's guard refuses.
 */
export { DeliveryService } from './application/delivery.service';
export { DeliveryUpkeep } from './application/delivery-upkeep';
export { ExampleWebhookService } from './application/example-webhook.service';
export { FanOutService } from './application/fan-out.service';
export { publicEventNames } from './domain/public-events';
export { webhookEntities } from './infrastructure/webhook.entity';
export { WebhooksModule } from './webhooks.module';
export { WebhooksApiModule } from './webhooks-api.module';
export { WebhooksWorkerModule } from './webhooks-worker.module';
