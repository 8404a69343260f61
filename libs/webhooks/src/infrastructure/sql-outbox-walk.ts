import { Injectable } from '@nestjs/common';
import {
  Audience,
  Database,
  statement,
  type RequestContext,
  type Statement,
  type Transaction,
} from '@almanac/platform';
import { OutboxWalk, type WalkStep } from '../application/ports/outbox-walk';
import { isFarewell, publicEventNames } from '../domain/public-events';
import { NEW_ID } from './new-id.sql';

type StepRow = WalkStep & Record<string, unknown>;

const listening = statement<{ some: boolean }>(
  'webhooks.someone-listens',
  'SELECT EXISTS (SELECT FROM webhooks WHERE active) AS some',
);
/** Whoever has it walks alone until the end of the transaction. */
const claim = statement<{ walked: string }>(
  'webhooks.claim-cursor',
  'SELECT walked_seq AS walked FROM webhook_cursor FOR UPDATE SKIP LOCKED',
);

/**
 * $1 where the cursor stands, $2 up to where it may go, $3 events at most, $4 names of public events, $5 of farewells.
 * Where no webhook is on, it goes there at once: whoever switches one on after this hears of what comes after this. One
 * that was switched on meanwhile hears of what is numbered higher than anything was then, and of what was under way.
 * The locks keep webhooks from being deleted or switched off meanwhile, and are taken in an order. The constraint sees to it, besides
 * the cursor, that each webhook has one row of each event.
 */
const step = (members: (streams: string) => string): Statement<StepRow> =>
  statement<StepRow>(
    'webhooks.walk',
    `WITH tail AS MATERIALIZED (
       SELECT seq, event_id, name, stream_id, occurred_at, request_id FROM outbox
        WHERE seq > $1 AND seq <= $2 AND EXISTS (SELECT FROM webhooks WHERE active) ORDER BY seq LIMIT $3
     ), news AS MATERIALIZED (
       SELECT * FROM tail WHERE stream_id IS NOT NULL AND name = ANY ($4::text[])
     ), places AS MATERIALIZED (
       SELECT DISTINCT stream_id AS id FROM news
     ), hearing AS MATERIALIZED (
       SELECT w.id AS webhook_id, n.event_id, n.seq, n.stream_id, n.name, n.request_id
         FROM news n
         JOIN (${members('places')}) m ON m.stream_id = n.stream_id AND (m.live OR n.name = ANY ($5::text[]))
         JOIN webhooks w ON w.user_id = m.user_id AND w.active
        WHERE (n.seq > w.heard_after OR n.occurred_at >= w.heard_from)
          AND w.events && ARRAY['*', split_part(n.name, '.', 1) || '.*', n.name]
        ORDER BY w.id, n.seq FOR SHARE OF w
     ), noted AS (
       INSERT INTO webhook_deliveries (id, webhook_id, event_id, seq, stream_id, type, request_id, next_attempt_at)
       SELECT ${NEW_ID}, webhook_id, event_id, seq, stream_id, name, request_id, clock_timestamp()
         FROM hearing
           ON CONFLICT (webhook_id, event_id) DO NOTHING RETURNING id, webhook_id, seq, request_id
     ), passed AS (
       SELECT count(*)::int AS events, CASE WHEN count(*) < $3 THEN $2 ELSE max(seq) END AS upto FROM tail
     ), moved AS (
       UPDATE webhook_cursor SET walked_seq = passed.upto FROM passed WHERE walked_seq < passed.upto
     ), begun AS (
       SELECT DISTINCT ON (webhook_id) id, request_id FROM noted ORDER BY webhook_id, seq
     )
     SELECT (SELECT events FROM passed) AS events,
            (SELECT coalesce(json_agg(json_build_object('deliveryId', id, 'origin', request_id)), '[]')
               FROM begun) AS begun`,
  );

/** The cursor in PostgreSQL, and what stands behind it in the outbox. */
@Injectable()
export class SqlOutboxWalk extends OutboxWalk {
  private readonly stepOn: Statement<StepRow>;
  private readonly farewells = publicEventNames.filter(isFarewell);

  constructor(
    private readonly database: Database,
    audience: Audience,
  ) {
    super();
    this.stepOn = step((streams) => audience.members(streams));
  }

  async someoneListens(context: RequestContext): Promise<boolean> {
    return (await this.database.for(context).query(listening, []))[0]?.some === true;
  }

  async step(tx: Transaction, upTo: number, most: number): Promise<WalkStep | undefined> {
    const [cursor] = await tx.query(claim, []);
    if (!cursor) return undefined;
    const [row] = await tx.query(this.stepOn, [cursor.walked, upTo, most, publicEventNames, this.farewells]);
    if (!row) throw new Error('The walk gave no row');
    return row;
  }
}
