import { Injectable } from '@nestjs/common';
import type { Room } from '@almanac/contracts';
import {
  RoutesEvents,
  toProcesses,
  toRoom,
  type Delivery,
  type EventRouter,
  type RelayedEvent,
} from '@almanac/platform';

/** Where it goes that somebody joined or left a planner: to everyone in its room, and to their own sockets. */
@Injectable()
@RoutesEvents()
export class CollaboratorEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    const room: Room = `planner:${event.streamId ?? ''}`;
    switch (event.name) {
      case 'collaborator.joined':
        return [rightsOf(event.payload.user.id), toRoom(room, 'collaborator:joined', event.payload)];
      case 'collaborator.updated':
        return [toRoom(room, 'collaborator:updated', event.payload)];
      case 'collaborator.left':
        return [rightsOf(event.payload.user.id), toRoom(room, 'collaborator:left', event.payload)];
      default:
        return [];
    }
  }
}

/**
 * Their sockets ask about their rooms anew: this one may be open to them now, or no longer. First of all: from the next
 * message on what is committed may be told ahead of the relay.
 */
function rightsOf(userId: string): Delivery {
  return toProcesses('authorisation-changed', { userId });
}
