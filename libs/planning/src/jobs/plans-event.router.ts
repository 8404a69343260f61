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
      case 'plan.member-joined':
        return toMembers(event.payload, 'plan:member-joined');
      case 'plan.member-updated':
        return toMembers(event.payload, 'plan:member-updated');
      case 'plan.member-left': {
        const { audience, ...data } = event.payload;
        return audience.map((id) => toRoom(`user:${id}`, 'plan:member-left', data));
      }
      default:
        return [];
    }
  }
}

function toMembers(
  { audience, ...data }: DomainEvents['plan.member-joined'],
  message: 'plan:member-joined' | 'plan:member-updated',
): Delivery[] {
  return audience.map((id) => toRoom(`user:${id}`, message, data));
}

function toAudience(
  { plan, audience }: DomainEvents['plan.created'],
  message: 'plan:created' | 'plan:updated' | 'plan:deleted' | 'plan:restored',
): Delivery[] {
  return audience.map((id) => toRoom(`user:${id}`, message, { plan }));
}
