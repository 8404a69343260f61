import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type {
  ControlMessageName,
  ControlMessages,
  DomainEventName,
  DomainEvents,
  JobName,
  JobPayload,
  QueueName,
  Room,
  ServerMessageName,
  ServerMessages,
} from '@almanac/contracts';
import type { DomainEvent, Id } from '@almanac/kernel';

/** A domain event as it is relayed, its payload checked against the contract. */
export type RelayedEvent<Name extends DomainEventName = DomainEventName> = {
  [N in Name]: DomainEvent<N, DomainEvents[N]>;
}[Name];

/**
 * Where an event goes once it is committed. `causedBy`: the event that the job was put in for before; its handler is
 * given that one again, so that what it has done already is not done twice.
 */
export type Delivery =
  | { kind: 'job'; queue: QueueName; name: string; payload: unknown; causedBy?: Id }
  | { kind: 'live'; room: Room; type: ServerMessageName; data: ServerMessages[ServerMessageName] }
  | { kind: 'control'; type: ControlMessageName; data: ControlMessages[ControlMessageName] };

/** A job to be put in a queue because of the event; it gets the event's id, so it is put in once. */
export function toJob<Q extends QueueName, N extends JobName<Q>>(
  queue: Q,
  name: N,
  payload: JobPayload<Q, N>,
): Delivery {
  return { kind: 'job', queue, name, payload };
}

/** A message to everyone in a room, on every replica. */
export function toRoom<Name extends ServerMessageName>(
  room: Room,
  type: Name,
  data: ServerMessages[Name],
): Delivery {
  return { kind: 'live', room, type, data };
}

/** An order to every API process. */
export function toProcesses<Name extends ControlMessageName>(
  type: Name,
  data: ControlMessages[Name],
): Delivery {
  return { kind: 'control', type, data };
}

/** Says where the events of a feature go. Pure: the relay may ask it again for the same event. */
export interface EventRouter {
  route(event: RelayedEvent): Delivery[];
}

export const ROUTES_EVENTS = Symbol('routes-events');

/** Marks a provider as an `EventRouter`; the relay asks every one of them about every event. */
export function RoutesEvents(): CustomDecorator<symbol> {
  return SetMetadata(ROUTES_EVENTS, true);
}
