import { Injectable } from '@nestjs/common';
import { RoutesEvents, toJob, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';

/** Lets the worker take up what was asked for. */
@Injectable()
@RoutesEvents()
export class ExportEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    if (event.name !== 'export.requested') return [];
    return [toJob('exports', 'make-export', { jobId: event.payload.jobId })];
  }
}
