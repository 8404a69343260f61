import { Injectable } from '@nestjs/common';
import { RoutesEvents, toJob, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';
import { isPublicEvent } from '../domain/public-events';

/** Every event that webhooks can hear of is looked at: which do, says the database. */
@Injectable()
@RoutesEvents()
export class WebhookEventRouter implements EventRouter {
  route({ name, seq }: RelayedEvent): Delivery[] {
    return isPublicEvent(name) ? [toJob('webhooks', 'fan-out', { seq })] : [];
  }
}
