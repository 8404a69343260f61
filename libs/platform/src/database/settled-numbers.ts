import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from './database';
import { statement } from './statement';

/** How long a reader waits for writes that are under way before it makes do with less. */
const PATIENCE_MS = 1000;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/** Whoever draws a number holds a lock on the sequence from just before that to the end of the transaction. */
const DRAWING = `FROM pg_locks l
  WHERE l.locktype = 'relation' AND l.relation = 'outbox_seq'::regclass
    AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())`;

/** The number is read first: the inner query depends on it. */
const drawn = statement<{ last: string; drawers: string[] | null }>(
  'outbox.drawn',
  `SELECT CASE WHEN s.is_called THEN s.last_value ELSE s.last_value - 1 END AS last,
          (SELECT array_agg(l.virtualtransaction) ${DRAWING} AND s.last_value > 0) AS drawers
     FROM outbox_seq s`,
);
/**
 * SQL for a row: `last`, the last number that was drawn, and `since`, when the oldest transaction under way began that
 * had drawn one by then (`infinity` where there is none; the caller's own does not count). What is numbered higher
 * commits later; what is not, and began before `since`, was decided already.
 */
export const DRAWN_SO_FAR = `SELECT s.last, (SELECT coalesce(min(a.xact_start), 'infinity') FROM pg_stat_activity a
         WHERE a.pid IN (SELECT l.pid ${DRAWING} AND l.pid <> pg_backend_pid() AND s.last >= 0)) AS since
    FROM (SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS last FROM outbox_seq) s`;
const underWay = statement<{ count: number }>(
  'outbox.drawers-under-way',
  `SELECT count(*)::int AS count ${DRAWING} AND l.virtualtransaction = ANY ($1::text[])`,
);
/** The relay has seen everything below its first gap, or knows that nothing comes there. */
const relayed = statement<{ last: string }>(
  'outbox.relayed-up-to',
  `SELECT (SELECT upper(range) - 1 FROM unnest(c.delivered) AS range LIMIT 1) AS last FROM outbox_cursor c`,
);

/**
 * Up to which number everything has happened. Numbers of events are drawn before their transactions commit, so one
 * may appear after a higher one; whoever remembers "all up to n" must never remember more than this.
 *
 * Asks which transactions have drawn a number and are not done, and waits for just these, which takes as long as an
 * ordinary write. Where one goes on for a second, it gives the last number that was known to be settled before.
 */
@Injectable()
export class SettledNumbers {
  private known = 0;

  constructor(private readonly database: Database) {}

  /** A statement that begins after this sees every event and change of access up to the number it gives. */
  async last(): Promise<number> {
    const [row] = await this.database.query(drawn, []);
    if (!row) throw new Error('The sequence of events is gone');
    if (row.drawers === null || (await this.haveEnded(row.drawers))) {
      this.known = Math.max(this.known, Number(row.last));
      return Number(row.last);
    }
    const [cursor] = await this.database.query(relayed, []);
    return Math.max(this.known, Number(cursor?.last ?? 0));
  }

  private async haveEnded(drawers: readonly string[]): Promise<boolean> {
    const until = Date.now() + PATIENCE_MS;
    for (let pause = FIRST_PAUSE_MS; Date.now() < until; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const [row] = await this.database.query(underWay, [drawers]);
      if (row?.count === 0) return true;
      await sleep(pause);
    }
    return false;
  }
}
