import type { Client } from 'pg';
import type { QueueName } from '@almanac/contracts';
import { OUTBOX_COLUMNS } from './outbox-cursor';
import { queueNames } from './queue-policy';
import type { OutboxRow } from './relay-batch';

/** How far the outbox is relayed. */
export interface Relayed {
  /** Batches with jobs. */
  batches: number;
  /** The events, as text of an `int8multirange`. */
  delivered: string;
}

/** What was left to do in a queue: what was not in `delivered` by then, and the jobs of these events. */
export interface QueueCheckpoint {
  queue: QueueName;
  delivered: string;
  open: string[];
}

/** A job that may be done already. */
export interface SuspectedJob {
  queue: QueueName;
  name: string;
  jobId: string;
  eventId: string;
}

const RELAYED = {
  name: 'lost-jobs.relayed',
  text: 'SELECT batches, delivered::text AS delivered FROM outbox_cursor',
};
const ADOPT = { name: 'lost-jobs.adopt', text: 'UPDATE outbox_cursor SET batches = $1' };
const READ = {
  name: 'lost-jobs.checkpoints',
  text: 'SELECT queue, delivered::text AS delivered, open_events AS open FROM queue_checkpoints',
};
const KEEP = {
  name: 'lost-jobs.keep',
  text: `
    INSERT INTO queue_checkpoints (queue, delivered, open_events)
    SELECT c.queue, $1::int8multirange, ARRAY(SELECT jsonb_array_elements_text(c.open))::uuid[]
      FROM jsonb_to_recordset($2::jsonb) AS c(queue text, open jsonb)
        ON CONFLICT (queue) DO UPDATE
       SET delivered = excluded.delivered, open_events = excluded.open_events, taken_at = now()`,
};
/** Those of $1 that are not in $2, after $3, by the primary key; what was put aside stays there. */
const BETWEEN = {
  name: 'lost-jobs.between',
  text: `
    SELECT found.*
      FROM unnest($1::int8multirange - $2::int8multirange) AS gap
     CROSS JOIN LATERAL (
           SELECT ${OUTBOX_COLUMNS}
             FROM outbox
            WHERE seq >= greatest(lower(gap), $3::bigint + 1) AND seq < coalesce(upper(gap), 9223372036854775807)
              AND failed_at IS NULL
            ORDER BY seq LIMIT $4) AS found
     ORDER BY found.seq LIMIT $4`,
};
const BY_ID = {
  name: 'lost-jobs.by-id',
  text: `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE event_id = ANY ($1::uuid[]) AND failed_at IS NULL ORDER BY seq`,
};
/** A handler marks in the inbox what it has done by the names of its queue and job. */
const UNDONE = {
  name: 'lost-jobs.undone',
  text: `
    SELECT job.place::int AS place
      FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) WITH ORDINALITY AS job(queue, name, job_id, event_id, place)
     WHERE NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = job.queue || '/' || job.name AND i.event_id = job.event_id)
       AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.queue = job.queue AND d.job_id = job.job_id)`,
};

export async function readRelayed(client: Client): Promise<Relayed> {
  const { rows } = await client.query<{ batches: string; delivered: string }>(RELAYED);
  const [row] = rows;
  if (!row) throw new Error('The outbox has no cursor');
  return { batches: Number(row.batches), delivered: row.delivered };
}

/** PostgreSQL had forgotten the last ones, which Redis knows. */
export async function adoptBatches(client: Client, batches: number): Promise<void> {
  await client.query({ ...ADOPT, values: [batches] });
}

export async function readCheckpoints(client: Client): Promise<QueueCheckpoint[]> {
  const { rows } = await client.query<QueueCheckpoint>(READ);
  return rows.filter(({ queue }) => queueNames.includes(queue));
}

/** @param delivered read before the queues were looked at: the jobs of these events had been put in by then */
export async function keepCheckpoints(
  client: Client,
  delivered: string,
  open: ReadonlyMap<QueueName, readonly string[]>,
): Promise<void> {
  if (open.size === 0) return;
  const rows = [...open].map(([queue, events]) => ({ queue, open: events }));
  await client.query({ ...KEEP, values: [delivered, JSON.stringify(rows)] });
}

/** At most so many events that were delivered since the checkpoint, in the order of `seq`. */
export async function readBetween(
  client: Client,
  { delivered, before, after }: { delivered: string; before: string; after: string },
  most: number,
): Promise<OutboxRow[]> {
  return (await client.query<OutboxRow>({ ...BETWEEN, values: [delivered, before, after, most] })).rows;
}

export async function readEvents(client: Client, ids: readonly string[]): Promise<OutboxRow[]> {
  return (await client.query<OutboxRow>({ ...BY_ID, values: [ids] })).rows;
}

/** Without those that were done, as far as that is written down, and without those that lie among the dead letters, or did. */
export async function undone<J extends SuspectedJob>(client: Client, jobs: readonly J[]): Promise<J[]> {
  if (jobs.length === 0) return [];
  const columns = (['queue', 'name', 'jobId', 'eventId'] as const).map((key) => jobs.map((job) => job[key]));
  const { rows } = await client.query<{ place: number }>({ ...UNDONE, values: columns });
  const places = new Set(rows.map(({ place }) => place));
  return jobs.filter((_job, index) => places.has(index + 1));
}
