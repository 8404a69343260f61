import { Injectable } from '@nestjs/common';
import { RoutesEvents, toJob, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';
import { isPublicEvent } from '../domain/public-events';

/** Every event that webhooks can hear of is looked at: which do, says the database. */
@Injectable()
@RoutesEvents()
export class WebhookEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    if (event.name === 'webhook.delivery-requested')
      return [toJob('webhooks', 'deliver', { deliveryId: event.payload.deliveryId })];
    return isPublicEvent(event.name) ? [toJob('webhooks', 'fan-out', { seq: event.seq })] : [];
  }
}
