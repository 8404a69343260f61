import { Injectable } from '@nestjs/common';
import type { DomainEvents } from '@almanac/contracts';
import { RoutesEvents, toRoom, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';

/** Where the events of plans go: plans have no room, so everybody who shares one hears of it by themselves. */
@Injectable()
@RoutesEvents()
export class PlansEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    switch (event.name) {
      case 'plan.created':
        return toAudience(event.payload, 'plan:created');
      case 'plan.updated':
        return toAudience(event.payload, 'plan:updated');
      case 'plan.deleted':
        return toAudience(event.payload, 'plan:deleted');
      case 'plan.restored':
        return toAudience(event.payload, 'plan:restored');
      default:
        return [];
    }
  }
}

function toAudience(
  { plan, audience }: DomainEvents['plan.created'],
  message: 'plan:created' | 'plan:updated' | 'plan:deleted' | 'plan:restored',
): Delivery[] {
  return audience.map((id) => toRoom(`user:${id}`, message, { plan }));
}
