import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { statement, type Queryable, type RequestContext, type Transaction } from '@almanac/platform';
import type { ReadEvent } from '../application/ports/event-reader';
import { EventStore, type KeptEvent, type SettledStatus } from '../application/ports/event-store';

const facts = z.object({ objectId: z.string(), mode: z.string().exactOptional() });

const add = statement<{ id: string }>(
  'stripe-events.add',
  `INSERT INTO stripe_events (id, type, facts, customer_id, occurred_at, request_id) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (id) DO UPDATE SET status = 'pending', received_at = now(), handled_at = NULL
    WHERE stripe_events.status = 'failed' RETURNING id`,
);
const find = statement<{
  id: string;
  type: KeptEvent['type'];
  customerId: string | null;
  facts: unknown;
  status: KeptEvent['status'];
  receivedAt: Date;
}>(
  'stripe-events.find',
  `SELECT id, type, customer_id AS "customerId", facts, status, received_at AS "receivedAt"
     FROM stripe_events WHERE id = $1`,
);
/** Of nobody's, nothing is kept but that it came: whose it was may have been purged by then. */
const settle = statement<{ id: string }>(
  'stripe-events.settle',
  `UPDATE stripe_events
      SET status = $2, handled_at = clock_timestamp(),
          customer_id = CASE WHEN $2 <> 'ignored' THEN customer_id END,
          facts = CASE WHEN $2 <> 'ignored' THEN facts ELSE '{"objectId": ""}' END
    WHERE id = $1 AND (status = 'pending' OR (status = 'failed' AND $2 <> 'failed')) RETURNING id`,
);
const forgotten = statement<{ id: string }>(
  'stripe-events.forgotten',
  `SELECT id FROM stripe_events WHERE status = 'pending' AND received_at < now() - make_interval(secs => $1)
    ORDER BY received_at LIMIT $2`,
);
const lag = statement<{ seconds: number }>(
  'stripe-events.lag',
  `SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 AS seconds
     FROM stripe_events WHERE status = 'pending'`,
);
const expire = statement<{ id: string }>(
  'stripe-events.expire',
  `DELETE FROM stripe_events WHERE id IN (
     SELECT id FROM stripe_events WHERE received_at < now() - make_interval(days => $1) LIMIT 1000) RETURNING id`,
);

/** Events of Stripe in PostgreSQL. */
@Injectable()
export class SqlEventStore extends EventStore {
  async add(tx: Transaction, { origin }: RequestContext, event: ReadEvent): Promise<boolean> {
    const { id, type, customerId, occurredAt } = event;
    const values = [id, type, JSON.stringify(event.facts), customerId ?? null, occurredAt, origin];
    return (await tx.query(add, values)).length > 0;
  }

  async find(queryable: Queryable, id: string): Promise<KeptEvent | undefined> {
    const [row] = await queryable.query(find, [id]);
    return row && { ...row, facts: facts.parse(row.facts) };
  }

  async settle(queryable: Queryable, id: string, status: SettledStatus): Promise<boolean> {
    return (await queryable.query(settle, [id, status])).length > 0;
  }

  async forgotten(queryable: Queryable, seconds: number, limit: number): Promise<string[]> {
    return (await queryable.query(forgotten, [seconds, limit])).map(({ id }) => id);
  }

  async lag(queryable: Queryable): Promise<number> {
    const [row] = await queryable.query(lag, []);
    return row?.seconds ?? 0;
  }

  async expire(queryable: Queryable, days: number): Promise<number> {
    return (await queryable.query(expire, [days])).length;
  }
}
