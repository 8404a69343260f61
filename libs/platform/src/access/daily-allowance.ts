import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { Limits, type Holder } from '../context';
import { statement, type Queryable } from '../database';
import { UsageMeter } from './usage-meters';

/** What is limited by the day. */
export type DailyLimit = 'aiRequests';

/** One that was taken, to be given back where what it was for did not come about. */
export interface DailyTake {
  userId: Id;
  limit: DailyLimit;
  /** In UTC, `2026-01-25`. */
  day: string;
}

const refusals: Record<DailyLimit, { code: ErrorCode; what: string }> = {
  aiRequests: { code: 'MAX_AI_REQUESTS_REACHED', what: 'requests to the assistant' },
};

/** A day of UTC: the same for everybody, and nobody gets a second one by changing their time zone. */
const today = `(clock_timestamp() AT TIME ZONE 'UTC')::date`;
/**
 * Counting and asking are one statement: of two at once, the second waits for the row and sees what the first has made
 * of it. A day that is over starts from 0 in the same row, so the table has one row a person.
 */
const take = statement<{ day: string }>(
  'limits.daily-take',
  `INSERT INTO daily_usage AS d (user_id, name, day, used)
   SELECT $1, $2, ${today}, 1 WHERE $3::bigint IS NULL OR $3 > 0
   ON CONFLICT (user_id, name) DO UPDATE
      SET used = CASE WHEN d.day < excluded.day THEN 1 ELSE d.used + 1 END, day = greatest(d.day, excluded.day)
    WHERE $3::bigint IS NULL OR d.day < excluded.day OR d.used < $3
   RETURNING day::text`,
);
const used = statement<{ used: number }>(
  'limits.daily-used',
  `SELECT used FROM daily_usage WHERE user_id = $1 AND name = $2 AND day = ${today}`,
);
const giveBack = statement(
  'limits.daily-give-back',
  'UPDATE daily_usage SET used = used - 1 WHERE user_id = $1 AND name = $2 AND day = $3::date AND used > 0',
);

/**
 * What may be done so many times a day. Whoever is about to do it takes one first and gives it back if it fails, both
 * outside of the transaction of the request: the row must not stay locked while an outside service thinks.
 */
@Injectable()
export class DailyAllowance {
  constructor(private readonly limits: Limits) {}

  /** @throws DomainError MAX_AI_REQUESTS_REACHED with `limit`, `used` and `tier` */
  async take(db: Queryable, holder: Holder, limit: DailyLimit): Promise<DailyTake> {
    const { userId, tier } = holder;
    const allowed = this.limits.of(holder)[limit];
    const [taken] = await db.query(take, [userId, limit, allowed]);
    if (taken) return { userId, limit, day: taken.day };
    const { code, what } = refusals[limit];
    const details = { limit: allowed, used: await this.used(db, userId, limit), tier };
    throw new DomainError<ErrorCode>(
      code,
      `Your tier allows ${allowed} ${what} a day; a higher one allows more`,
      details,
    );
  }

  /** Once for each that was taken. Of a day that is over there is nothing to give back. */
  async giveBack(db: Queryable, { userId, limit, day }: DailyTake): Promise<void> {
    await db.query(giveBack, [userId, limit, day]);
  }

  /** On this day of UTC. */
  async used(db: Queryable, userId: Id, limit: DailyLimit): Promise<number> {
    return (await db.query(used, [userId, limit]))[0]?.used ?? 0;
  }
}

/** Requests to the assistant on this day of UTC. */
@Injectable()
export class AiRequestsMeter extends UsageMeter {
  readonly limit = 'aiRequests';

  constructor(private readonly allowance: DailyAllowance) {
    super();
  }

  override used(db: Queryable, userId: Id): Promise<number> {
    return this.allowance.used(db, userId, 'aiRequests');
  }

  override resetsAt(): Promise<Date> {
    const now = new Date();
    return Promise.resolve(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)));
  }
}
