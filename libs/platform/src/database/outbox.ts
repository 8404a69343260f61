import { domainEvents, type DomainEventName, type DomainEvents } from '@almanac/contracts';
import { newId, type FieldChange, type Id } from '@almanac/kernel';
import type { RequestContext } from '../context';
import { tellAfterCommit } from './committed-events';
import { statement } from './statement';
import type { Transaction } from './transaction';

/** An event to be written. `seq` and `prev` are given where a stream orders its events by a lock of its own. */
export interface NewEvent<Name extends DomainEventName = DomainEventName> {
  name: Name;
  payload: DomainEvents[Name];
  resource: { type: string; id: Id; version?: number | undefined };
  stream?: { id: Id; seq: number | string; prev: number | string | null };
  changes?: readonly FieldChange[];
}

/**
 * SQL that draws the next number of an event. The transaction gets its id first, so that whoever waits for all
 * transactions up to some id waits for every number drawn by then (queue/outbox-cursor.ts relies on it).
 */
export const NEXT_SEQ = "CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('outbox_seq') END";

/** SQL for the number up to which every event is delivered, and none can appear any more. */
export const DELIVERED_UP_TO = `(SELECT upper(done) - 1 FROM outbox_cursor, unnest(delivered) AS done ORDER BY done LIMIT 1)`;

/** SQL for the request id of an origin, which may have more behind it (`originText`). */
export const requestIdOf = (column: string): string => `split_part(${column}, ' ', 1)`;

const insertWithSeq = statement<{ seq: string; occurred_at: Date }>(
  'outbox.insert-with-seq',
  `INSERT INTO outbox (seq, event_id, name, stream_id, prev, resource_type, resource_id, resource_version,
                       actor_id, payload, changes, request_id)
   VALUES (coalesce($1::bigint, ${NEXT_SEQ}), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
   RETURNING seq, occurred_at`,
);

/**
 * Writes a domain event into the transaction that causes it. It is announced after the commit, by the
 * relay, and never without it (spec: background.md). Gives the event's id.
 */
export async function appendEvent<Name extends DomainEventName>(
  transaction: Transaction,
  context: RequestContext,
  event: NewEvent<Name>,
): Promise<Id> {
  const eventId = newId();
  const payload = domainEvents[event.name].parse(event.payload);
  const [row] = await transaction.query(insertWithSeq, [
    event.stream?.seq ?? null,
    eventId,
    event.name,
    event.stream?.id ?? null,
    event.stream?.prev ?? null,
    event.resource.type,
    event.resource.id,
    event.resource.version ?? null,
    context.principal?.userId ?? null,
    JSON.stringify(payload),
    event.changes === undefined ? null : JSON.stringify(event.changes),
    context.origin,
  ]);
  if (row) {
    const { stream } = event;
    tellAfterCommit(transaction, () => ({
      seq: Number(row.seq),
      eventId,
      name: event.name,
      streamId: stream?.id ?? null,
      prev: stream === undefined || stream.prev === null ? null : Number(stream.prev),
      actorId: context.principal?.userId ?? null,
      resourceVersion: event.resource.version ?? null,
      payload,
      origin: context.origin,
      occurredAt: row.occurred_at,
    }));
  }
  return eventId;
}
