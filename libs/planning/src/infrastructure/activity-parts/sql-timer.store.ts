import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { TimerStore, type Timer } from '../../application/ports/timer-store';

const lock = statement(
  'planning.timer.lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('planning.timer:' || $1::text, 0))`,
);
const running = statement<{ activity_id: Id; started_at: Date }>(
  'planning.timer.running',
  'SELECT activity_id, started_at FROM activity_timers WHERE user_id = $1',
);
const start = statement<{ activity_id: Id; started_at: Date }>(
  'planning.timer.start',
  `INSERT INTO activity_timers (user_id, activity_id, started_at) VALUES ($1, $2, clock_timestamp())
   RETURNING activity_id, started_at`,
);
const stop = statement<{ minutes: number }>(
  'planning.timer.stop',
  `DELETE FROM activity_timers WHERE user_id = $1
   RETURNING round(extract(epoch FROM clock_timestamp() - started_at) / 60)::int AS minutes`,
);

/** Timers in PostgreSQL. */
@Injectable()
export class SqlTimerStore extends TimerStore {
  async lock(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(lock, [userId]);
  }

  async running(queryable: Queryable, userId: Id): Promise<Timer | undefined> {
    const [row] = await queryable.query(running, [userId]);
    return row && { activityId: row.activity_id, startedAt: row.started_at };
  }

  async start(tx: Transaction, userId: Id, activityId: Id): Promise<Timer> {
    const [row] = await tx.query(start, [userId, activityId]);
    if (!row) throw new Error('a timer was started and is not there');
    return { activityId: row.activity_id, startedAt: row.started_at };
  }

  async stop(tx: Transaction, userId: Id): Promise<number> {
    const [row] = await tx.query(stop, [userId]);
    return Math.max(0, row?.minutes ?? 0);
  }
}
