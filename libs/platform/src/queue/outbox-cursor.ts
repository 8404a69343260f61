import type { Client } from 'pg';
import type { OutboxRow } from './relay-batch';

/** Any fixed number will do; it names the lock that lets one process relay at a time. */
const RELAY_LOCK = 4_210_302;

/** An `OutboxRow`. */
export const OUTBOX_COLUMNS = `seq, event_id, name, stream_id, prev, actor_id, resource_version, payload, request_id,
                      occurred_at`;

/**
 * What is committed and not yet delivered. Numbers are drawn before their transactions commit, so they appear out
 * of order, and some never do: `delivered` is a set of ranges, and the gaps between them are looked into again and
 * again, each by a range of the primary key.
 *
 * A gap is closed for good once every transaction that could have drawn its numbers has ended: those that were
 * under way when `observed_seq` was the highest number had ids below `observed_xid`. An id from the future is one of
 * another cluster (the database was restored from a dump) and says nothing.
 */
const READ = {
  name: 'relay.read',
  text: `
    SELECT c.settled_up_to, c.gaps, o.*
      FROM (SELECT delivered, (SELECT count(*)::int FROM unnest(delivered)) - 1 AS gaps,
                   CASE WHEN observed_xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint THEN 0
                        WHEN observed_xid <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint THEN observed_seq
                   END AS settled_up_to
              FROM outbox_cursor) AS c
      LEFT JOIN LATERAL (
        SELECT found.*
          FROM unnest(int8multirange(int8range(0, NULL)) - c.delivered) AS gap
         CROSS JOIN LATERAL (
               SELECT ${OUTBOX_COLUMNS}
                 FROM outbox
                WHERE seq >= lower(gap) AND seq < coalesce(upper(gap), 9223372036854775807)
                ORDER BY seq LIMIT $1) AS found
         ORDER BY found.seq LIMIT $1) AS o ON true
     ORDER BY o.seq`,
};

/** $1 what was handled, $2 up to where all gaps are closed, $3 whether to observe anew, $4 how many batches had jobs by now. */
const ADVANCE = {
  name: 'relay.advance',
  text: `
    UPDATE outbox_cursor
       SET delivered = delivered + $1::int8multirange + int8multirange(int8range(0, $2::bigint, '[]')),
           observed_seq = CASE WHEN $3 THEN upper(delivered + $1::int8multirange) - 1 ELSE observed_seq END,
           observed_xid = CASE WHEN $3 THEN pg_current_xact_id()::text::bigint ELSE observed_xid END,
           batches = coalesce($4::bigint, batches)`,
};

const PUT_ASIDE = {
  name: 'relay.put-aside',
  text: 'UPDATE outbox SET failed_at = now() WHERE seq = ANY ($1::bigint[])',
};

/** Events to be delivered, in the order of `seq`, and what is known of the gaps before them. */
export interface WaitingEvents {
  rows: OutboxRow[];
  /** Up to where no event can appear any more once `rows` are delivered; undefined while that is not known. */
  settledUpTo: string | undefined;
  /** Gaps are there that shall be closed when it is known that nothing comes of them. */
  gaps: number;
}

type CursorRow = OutboxRow & { settled_up_to: string | null; gaps: number };

/** Makes the connection the one that relays, for as long as it lasts. False where another process does. */
export async function claimRelay(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>({
    name: 'relay.claim',
    text: `SELECT pg_try_advisory_lock(${RELAY_LOCK}) AS mine`,
  });
  return rows[0]?.mine === true;
}

/** At most so many events that wait. Reads one snapshot: gaps and events belong together. */
export async function readWaiting(client: Client, most: number): Promise<WaitingEvents> {
  const { rows } = await client.query<CursorRow>({ ...READ, values: [most] });
  const [first] = rows;
  if (!first) throw new Error('The outbox has no cursor');
  const { settled_up_to: settled, gaps } = first;
  const events = rows.filter(({ seq }) => (seq as string | null) !== null);
  const last = events.at(-1)?.seq;
  // Where the batch is full, events beyond its last one may be waiting below that number.
  const full = events.length === most && last !== undefined;
  const reached = full && settled !== null && BigInt(last) < BigInt(settled) ? last : settled;
  return { rows: events, gaps, settledUpTo: reached ?? undefined };
}

/**
 * Remembers that the events were delivered, or put aside because they cannot be.
 * @param batches how many had jobs in them by now; as before where nothing is said
 */
export async function advanceCursor(
  client: Client,
  waiting: WaitingEvents,
  putAside: readonly string[],
  batches?: number,
): Promise<void> {
  if (putAside.length > 0) await client.query({ ...PUT_ASIDE, values: [putAside] });
  const ranges = multirange(waiting.rows.map(({ seq }) => BigInt(seq)));
  const { settledUpTo } = waiting;
  const settled = [settledUpTo ?? '0', settledUpTo !== undefined];
  await client.query({ ...ADVANCE, values: [ranges, ...settled, batches ?? null] });
}

/** Rising numbers as text of an `int8multirange`: 1, 2, 3, 7 becomes `{[1,3],[7,7]}`. */
export function multirange(numbers: readonly bigint[]): string {
  const ranges: { from: bigint; to: bigint }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.to === number - 1n) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return `{${ranges.map(({ from, to }) => `[${from},${to}]`).join(',')}}`;
}
