import { Injectable } from '@nestjs/common';
import { writeSync } from 'node:fs';
import { RoutesEvents, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';

const STDERR = 2;

/**
 * Stops the process as SIGSTOP from outside does, once, in the moment in which the relay has read an event of the name
 * in `STAND_STILL_AT` and has handed over nothing of its batch.
 */
@Injectable()
@RoutesEvents()
export class StandstillRouter implements EventRouter {
  private at = process.env['STAND_STILL_AT'];

  route(event: RelayedEvent): Delivery[] {
    if (event.name !== this.at) return [];
    this.at = undefined;
    writeSync(STDERR, 'stands still\n');
    process.kill(process.pid, 'SIGSTOP');
    return [];
  }
}
