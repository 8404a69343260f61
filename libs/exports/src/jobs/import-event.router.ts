import { Injectable } from '@nestjs/common';
import { RoutesEvents, toJob, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';
import { IMPORT_JOBS } from '../application/imports/import.service';

/** Lets the worker take up files that were sent, and remove them once nobody will read them any more. */
@Injectable()
@RoutesEvents()
export class ImportEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    if (event.name === 'import.requested')
      return [toJob('exports', 'make-import', { jobId: event.payload.jobId })];
    if (event.name === 'job.finished' && event.payload.type.startsWith(IMPORT_JOBS))
      return [toJob('exports', 'drop-import', { jobId: event.payload.jobId })];
    return [];
  }
}
