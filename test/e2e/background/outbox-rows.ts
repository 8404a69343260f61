import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { newId } from '@almanac/kernel';

/** Writes and counts rows of the outbox over a connection of its own, as a process that was killed left them. */
export class OutboxRows {
  private constructor(private readonly client: Client) {}

  static async connect(url: string): Promise<OutboxRows> {
    const client = new Client({ connectionString: url });
    await client.connect();
    return new OutboxRows(client);
  }

  /** Events that ask for a mail each. Gives their ids. */
  async verifications(count: number): Promise<string[]> {
    return this.aboutUsers('user.verification-requested', count);
  }

  /** Events about a user and a token of the event's own id. Gives their ids. */
  async aboutUsers(name: string, count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => newId());
    await this.client.query(
      `INSERT INTO outbox (seq, event_id, name, resource_type, resource_id, payload, request_id)
       SELECT nextval('outbox_seq'), id, $2, 'user', id, json_build_object('userId', id, 'tokenId', id), 'test'
         FROM unnest($1::uuid[]) AS id`,
      [ids, name],
    );
    return ids;
  }

  /** How many queues the relay has looked at since all that was written so far was delivered, finding nothing left to do. */
  async queuesSeenEmpty(): Promise<number> {
    const { rowCount } = await this.client.query(
      `SELECT FROM queue_checkpoints
        WHERE delivered @> (SELECT max(seq) FROM outbox) AND cardinality(open_events) = 0`,
    );
    return rowCount ?? 0;
  }

  /** How many jobs the relay has seen left in the queue, and would not find by what was delivered since. */
  async seenOpen(queue: string): Promise<number> {
    const { rows } = await this.client.query<{ open: number }>(
      `SELECT cardinality(open_events) AS open FROM queue_checkpoints
        WHERE queue = $1 AND delivered @> (SELECT max(seq) FROM outbox)`,
      [queue],
    );
    return rows[0]?.open ?? 0;
  }

  /** As if the relay had not looked at the queues since the beginning. */
  async forgetLooks(): Promise<void> {
    await this.client.query(`UPDATE queue_checkpoints SET delivered = '{[0,1)}', open_events = '{}'`);
  }

  /** As a version leaves it that counts no batches and looks at no queues. */
  async forgetRelaying(): Promise<void> {
    await this.client.query('UPDATE outbox_cursor SET batches = DEFAULT');
    await this.client.query('DELETE FROM queue_checkpoints');
  }

  /** As if the job had been given up and lain down. */
  async layDown(queue: string, name: string, eventId: string, status: 'open' | 'discarded'): Promise<void> {
    await this.client.query(
      `INSERT INTO dead_letters (id, queue, name, job_id, event_id, request_id, payload, attempts, error, status, failed_at, settled_at)
       VALUES ($1, $2, $3, $3 || ':' || $4, $4::uuid, 'test', '{}', 1, 'test', $5, now(), CASE WHEN $5 = 'open' THEN NULL ELSE now() END)`,
      [newId(), queue, name, eventId, status],
    );
  }

  /** Updates of one planner, numbered in their titles. Gives the planner's id. */
  async plannerUpdates(count: number, plannerId: string = randomUUID(), first = 1): Promise<string> {
    await this.client.query(
      `INSERT INTO outbox (seq, event_id, name, stream_id, resource_type, resource_id, resource_version, payload)
       SELECT nextval('outbox_seq'), gen_random_uuid(), 'planner.updated', $1::uuid, 'planner', $1::uuid, n,
              json_build_object('planner', json_build_object('id', $1::uuid, 'title', n::text))
         FROM generate_series($2::int, $2::int + $3::int - 1) AS n`,
      [plannerId, first, count],
    );
    return plannerId;
  }

  async raw(name: string, payload: unknown): Promise<void> {
    await this.client.query(
      `INSERT INTO outbox (seq, event_id, name, resource_type, resource_id, payload)
       VALUES (nextval('outbox_seq'), gen_random_uuid(), $1, 'x', gen_random_uuid(), $2)`,
      [name, JSON.stringify(payload)],
    );
  }

  async notify(): Promise<void> {
    await this.client.query('NOTIFY almanac_outbox');
  }

  async counts(): Promise<{ waiting: number; delivered: number; failed: number; inbox: number }> {
    const { rows } = await this.client.query<{
      waiting: number;
      delivered: number;
      failed: number;
      inbox: number;
    }>(
      `SELECT waiting, failed, total - waiting - failed AS delivered, inbox
         FROM (SELECT (SELECT count(*)::int FROM outbox_waiting) AS waiting,
                      (SELECT count(*)::int FROM outbox WHERE failed_at IS NOT NULL) AS failed,
                      (SELECT count(*)::int FROM outbox) AS total,
                      (SELECT count(*)::int FROM inbox) AS inbox) AS counts`,
    );
    const [row] = rows;
    if (!row) throw new Error('PostgreSQL gave no row');
    return row;
  }

  /** The session of PostgreSQL that holds the relay's lock, and when it last heard from its client. */
  async relaySession(): Promise<{ pid: number; spokeAt: Date } | undefined> {
    const { rows } = await this.client.query<{ pid: number; spokeAt: Date }>(
      `SELECT pid, state_change AS "spokeAt" FROM pg_stat_activity JOIN pg_locks USING (pid)
        WHERE locktype = 'advisory' AND granted AND application_name = 'almanac-relay' AND datname = current_database()`,
    );
    return rows[0];
  }

  /** How many processes would relay, and are connected for that. */
  async relayConnections(): Promise<number> {
    const { rowCount } = await this.client.query(
      "SELECT FROM pg_stat_activity WHERE application_name = 'almanac-relay' AND datname = current_database()",
    );
    return rowCount ?? 0;
  }

  /** As PostgreSQL does by itself where it has heard nothing for long. */
  async endRelaySession(): Promise<void> {
    const session = await this.relaySession();
    await this.client.query('SELECT pg_terminate_backend($1)', [session?.pid]);
  }

  /** How many jobs were given up. */
  async deadLetters(): Promise<number> {
    const { rowCount } = await this.client.query('SELECT FROM dead_letters');
    return rowCount ?? 0;
  }

  /** As if the relay had died between delivering and marking. */
  async forgetDelivery(): Promise<void> {
    await this.client.query('UPDATE outbox_cursor SET delivered = DEFAULT');
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
