import { Injectable } from '@nestjs/common';
import type { Room } from '@almanac/contracts';
import { RoutesEvents, toRoom, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';

/**
 * Where the events of planning go: to everyone in the planner's room, and, where a planner comes into being,
 * to its owner, as nobody can be in its room yet.
 */
@Injectable()
@RoutesEvents()
export class PlanningEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    const room: Room = `planner:${event.streamId ?? ''}`;
    switch (event.name) {
      case 'planner.created':
        return [toRoom(ownerRoom(event.payload.planner), 'planner:created', event.payload)];
      case 'planner.updated':
        return [toRoom(room, 'planner:updated', event.payload)];
      case 'planner.deleted':
        return [toRoom(room, 'planner:deleted', event.payload)];
      case 'planner.restored':
        return [
          toRoom(room, 'planner:restored', event.payload),
          toRoom(ownerRoom(event.payload.planner), 'planner:restored', event.payload),
        ];
      case 'section.created':
        return [toRoom(room, 'section:created', event.payload)];
      case 'section.updated':
        return [toRoom(room, 'section:updated', event.payload)];
      case 'section.deleted':
        return [toRoom(room, 'section:deleted', event.payload)];
      case 'activity.created':
        return [toRoom(room, 'activity:created', event.payload)];
      case 'activity.updated':
        return [toRoom(room, 'activity:updated', event.payload)];
      case 'activity.moved':
        return [toRoom(room, 'activity:moved', event.payload)];
      case 'activity.deleted':
        return [toRoom(room, 'activity:deleted', event.payload)];
      case 'activity.restored':
        return [toRoom(room, 'activity:restored', event.payload)];
      default:
        return [];
    }
  }
}

function ownerRoom(planner: Record<string, unknown>): Room {
  return `user:${String(planner['ownerId'])}`;
}
