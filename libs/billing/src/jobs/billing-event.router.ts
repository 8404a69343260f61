import { Injectable } from '@nestjs/common';
import { RoutesEvents, toJob, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';

/** What is to be done about events of Stripe's, second subscriptions, and people who leave or come back. */
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
      case 'billing.subscription-doubled': {
        const { stripeSubscriptionId } = event.payload;
        return [toJob('billing', 'refund-doubled', { stripeSubscriptionId })];
      }
      case 'billing.comparison-requested': {
        const { reconciliationId } = event.payload;
        return [toJob('billing', 'reconcile-on', { reconciliationId })];
      }
      case 'user.restored':
        return [toJob('billing', 'resume-renewal', { userId: event.payload.userId })];
      case 'user.deleted':
        return [toJob('billing', 'stop-renewal', { userId: event.payload.userId })];
      default:
        return [];
    }
  }
}
