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
    const room = `user:${userId}` as const;
    switch (status) {
      case 'completed':
        return [toRoom(room, 'job:completed', { jobId, type, status })];
      case 'failed':
        return [toRoom(room, 'job:failed', { jobId, type, status })];
      // Nothing went wrong: the last that is heard of its progress.
      case 'cancelled':
        return [toRoom(room, 'job:progress', { jobId, type, status, progress: null, step: null })];
    }
  }
}
