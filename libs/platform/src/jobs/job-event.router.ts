import { Injectable } from '@nestjs/common';
import {
  RoutesEvents,
  toRoom,
  type Delivery,
  type EventRouter,
  type RelayedEvent,
} from '../queue/event-router';

/** Tells the owner's sockets that a job has ended; progress is told by whoever makes it (job-changes.ts). */
@Injectable()
@RoutesEvents()
export class JobEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    if (event.name !== 'job.finished') return [];
    const { jobId, userId, type, status } = event.payload;
    const about = { jobId, type, ...forWhom(event.payload) };
    const room = `user:${userId}` as const;
    switch (status) {
      case 'completed':
        return [toRoom(room, 'job:completed', { ...about, status })];
      case 'failed':
        return [toRoom(room, 'job:failed', { ...about, status })];
      // Nothing went wrong: the last that is heard of its progress.
      case 'cancelled':
        return [toRoom(room, 'job:progress', { ...about, status, progress: null, step: null })];
    }
  }
}

/** Said where it is so: then the message is for whoever may see the job alone (realtime/rooms/personal-messages.ts). */
export function forWhom({
  personal,
  needs = [],
}: {
  personal?: boolean | undefined;
  needs?: readonly string[] | undefined;
}): { personal?: true; needs?: string[] } {
  return {
    ...(personal === true ? { personal } : {}),
    ...(needs.length > 0 ? { needs: [...needs] } : {}),
  };
}
