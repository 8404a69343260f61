import { Injectable } from '@nestjs/common';
import type { FieldChange, Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import { OperationLog } from '../../application/ports/operation-log';
import { isObject } from '../../domain/merge-patch';
import type { Operation } from '../../domain/undo/operation';

interface OperationRow {
  id: Id;
  seq: string;
  name: string;
  planner_id: Id | null;
  actor_id: Id | null;
  resource_id: Id;
  payload: unknown;
  changes: FieldChange[] | null;
  occurred_at: Date;
}

// The lowest and the highest id lead to the few pages that may have them (`outbox_event`).
const find = statement<OperationRow>(
  'undo.find',
  `SELECT event_id AS id, seq, name, stream_id AS planner_id, actor_id, resource_id, payload, changes, occurred_at
     FROM outbox WHERE event_id >= $2 AND event_id <= $3 AND event_id = ANY ($1::uuid[]) ORDER BY seq`,
);
const following = statement<OperationRow>(
  'undo.following',
  `SELECT event_id AS id, seq, name, stream_id AS planner_id, actor_id, resource_id, payload, changes, occurred_at
     FROM outbox WHERE stream_id = $1 AND seq > $2 ORDER BY seq LIMIT 1`,
);
const later = statement<{ id: Id }>(
  'undo.later',
  `SELECT event_id AS id FROM outbox o
    WHERE stream_id = $1 AND seq > $2 AND resource_id = $3
      AND ($4::text IS NULL OR EXISTS (
        SELECT FROM json_array_elements(o.changes) change WHERE change ->> 'field' = $4))
    ORDER BY seq DESC LIMIT 1`,
);
const byOthers = statement<{ id: Id }>(
  'undo.by-others',
  `SELECT event_id AS id FROM outbox
    WHERE stream_id = $1 AND seq > $2 AND actor_id IS DISTINCT FROM $3 ORDER BY seq LIMIT 1`,
);

@Injectable()
export class SqlOperationLog extends OperationLog {
  async find(transaction: Transaction, ids: readonly Id[]): Promise<Operation[]> {
    const sorted = [...ids].sort();
    const rows = await transaction.query(find, [sorted, sorted[0], sorted.at(-1)]);
    return rows.map(operationOf);
  }

  async later(
    transaction: Transaction,
    { plannerId, seq, resourceId }: Operation,
    field?: string,
  ): Promise<Id | undefined> {
    const [row] = await transaction.query(later, [plannerId, seq, resourceId, field ?? null]);
    return row?.id;
  }

  async following(transaction: Transaction, { plannerId, seq }: Operation): Promise<Operation | undefined> {
    const [row] = await transaction.query(following, [plannerId, seq]);
    return row && operationOf(row);
  }

  async byOthers(transaction: Transaction, { plannerId, seq, actorId }: Operation): Promise<Id | undefined> {
    const [row] = await transaction.query(byOthers, [plannerId, seq, actorId]);
    return row?.id;
  }
}

function operationOf(row: OperationRow): Operation {
  const { id, seq, name, payload, changes } = row;
  return {
    ...{ id, seq, name },
    plannerId: row.planner_id,
    actorId: row.actor_id,
    resourceId: row.resource_id,
    payload: isObject(payload) ? payload : {},
    changes: changes ?? [],
    occurredAt: row.occurred_at,
  };
}
