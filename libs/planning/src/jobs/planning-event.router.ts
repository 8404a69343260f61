import { Injectable } from '@nestjs/common';
import type { DomainEvents, Room } from '@almanac/contracts';
import {
  RoutesEvents,
  toJob,
  toRoom,
  type Delivery,
  type EventRouter,
  type RelayedEvent,
} from '@almanac/platform';

/**
 * Where the events of planning go: to everyone in the planner's room, and, where a planner comes into being, to its
 * owner or the members of its team, as nobody can be in its room yet.
 */
@Injectable()
@RoutesEvents()
export class PlanningEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    const room: Room = `planner:${event.streamId ?? ''}`;
    switch (event.name) {
      case 'planner.created':
        return personalRooms(event.payload).map((own) =>
          toRoom(own, 'planner:created', { planner: event.payload.planner }),
        );
      case 'planner.updated':
        return [toRoom(room, 'planner:updated', event.payload)];
      case 'planner.deleted':
        return [toRoom(room, 'planner:deleted', event.payload)];
      case 'planner.restored':
        return [room, ...personalRooms(event.payload)].map((one) =>
          toRoom(one, 'planner:restored', { planner: event.payload.planner }),
        );
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
        return besides(event, room);
    }
  }
}

/** What is said in a planner, and what follows from what others do. */
function besides(event: RelayedEvent, room: Room): Delivery[] {
  switch (event.name) {
    case 'comment.created':
      return [toRoom(room, 'comment:created', event.payload)];
    case 'comment.updated':
      return [toRoom(room, 'comment:updated', event.payload)];
    case 'comment.deleted':
      return [toRoom(room, 'comment:deleted', event.payload)];
    // Whoever is no longer let in is taken off what is still open; the job asks anew what they may see.
    case 'collaborator.left':
      return [toJob('maintenance', 'release-assignments', { userId: event.payload.user.id })];
    case 'file.deleted':
      return [toJob('maintenance', 'detach-file', { fileId: event.payload.fileId })];
    case 'team.member-removed':
      return [toJob('maintenance', 'release-assignments', { userId: event.payload.userId })];
    default:
      return [];
  }
}

/** Of the person who owns the planner, or of those who belong to its team. */
function personalRooms({ planner, audience }: DomainEvents['planner.created']): Room[] {
  const { ownerId } = planner;
  return (typeof ownerId === 'string' ? [ownerId] : (audience ?? [])).map((id): Room => `user:${id}`);
}
