import { Injectable } from '@nestjs/common';
import type { DeliveryChannel, DomainEventName } from '@almanac/contracts';
import {
  RoutesEvents,
  toJob,
  toRoom,
  type Delivery,
  type EventRouter,
  type RelayedEvent,
} from '@almanac/platform';
import { heardEvents } from '../application/composing/notification-draft';

const heard: ReadonlySet<DomainEventName> = new Set(heardEvents);

/** Which events somebody is told of, and where what is to be told goes. */
@Injectable()
@RoutesEvents()
export class NotificationEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    if (event.name === 'notification.created') {
      const { userId, notification, personal, deliveries } = event.payload;
      const seen = notification && { notification, ...(personal === true ? { personal } : {}) };
      return [
        ...(seen === null ? [] : [toRoom(`user:${userId}`, 'notification:new', seen)]),
        ...deliveries.map(outgoing),
      ];
    }
    if (event.name === 'session.revoked')
      return [toJob('notifications', 'drop-devices', { sessionIds: event.payload.sessionIds })];
    if (event.name === 'notification.due') return [outgoing(event.payload.delivery)];
    return heard.has(event.name) ? [toJob('notifications', 'tell', {})] : [];
  }
}

function outgoing({ channel, deliveryId }: { channel: DeliveryChannel; deliveryId: string }): Delivery {
  if (channel === 'email') return toJob('mail', 'notification', { deliveryId });
  return toJob(channel, 'notification', { deliveryId });
}
