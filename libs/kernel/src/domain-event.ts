import type { Id } from './ids';

/** Old and new value of one field, for the history. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/**
 * Something that happened and was committed. `seq` is one rising number for the whole system; `prev` is
 * the `seq` of the event before it in the same stream (a planner, event or project), which is how a
 * client finds a gap (spec: realtime.md, fine-print.md).
 */
export interface DomainEvent<Name extends string = string, Payload = unknown> {
  seq: number;
  eventId: Id;
  name: Name;
  streamId: Id | null;
  prev: number | null;
  actorId: Id | null;
  resourceVersion: number | null;
  payload: Payload;
  /** Which call it comes of (`readOrigin`). */
  origin: string | null;
  occurredAt: Date;
}
