import { Injectable } from '@nestjs/common';
import { RoutesEvents, toJob, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';

/** Lets the worker take up files that were sent. */
@Injectable()
@RoutesEvents()
export class ImportEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    if (event.name !== 'import.requested') return [];
    return [toJob('exports', 'make-import', { jobId: event.payload.jobId })];
  }
}
