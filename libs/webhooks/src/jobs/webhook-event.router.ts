import { Injectable } from '@nestjs/common';
import { RoutesEvents, toJob, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';

/** What was asked for by hand is sent at once; events are noted by the walk (outbox-follower.ts). */
@Injectable()
@RoutesEvents()
export class WebhookEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    if (event.name !== 'webhook.delivery-requested') return [];
    return [toJob('webhooks', 'deliver', { deliveryId: event.payload.deliveryId })];
  }
}
