import { Injectable } from '@nestjs/common';
import { RoutesEvents, toJob, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';

/** What is to be done about events of Stripe's, and about people who leave. */
@Injectable()
@RoutesEvents()
export class BillingEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    switch (event.name) {
      case 'billing.event-received':
        return [toJob('billing', 'handle-event', { stripeEventId: event.payload.stripeEventId })];
      case 'billing.customer-orphaned':
        return [toJob('billing', 'delete-customer', { customerId: event.payload.customerId })];
      case 'user.email-changed':
        return [toJob('billing', 'update-customer', { userId: event.payload.userId })];
      case 'user.deleted':
        return [toJob('billing', 'stop-renewal', { userId: event.payload.userId })];
      default:
        return [];
    }
  }
}
