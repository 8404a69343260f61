import { Injectable } from '@nestjs/common';
import { RoutesEvents, type Delivery, type EventRouter, type RelayedEvent } from './event-router';
import { queueNames } from './queue-policy';

/** Puts a dead letter that an admin has retried back into its queue. */
@Injectable()
@RoutesEvents()
export class DeadLetterRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    if (event.name !== 'dead-letter.retried') return [];
    const { queue: name, name: job, payload, eventId } = event.payload;
    const queue = queueNames.find((known) => known === name);
    return queue === undefined ? [] : [{ kind: 'job', queue, name: job, payload, causedBy: eventId }];
  }
}
