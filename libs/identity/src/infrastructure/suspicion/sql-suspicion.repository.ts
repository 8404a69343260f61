import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import { SuspicionRepository, type SignInPast } from '../../application/ports/suspicion.repository';

/** The attempt of this very transaction carries its time, `now()`, and does not count. */
const selectPast = statement<SignInPast>(
  'identity.sign-in-past',
  `SELECT count(*) > 0 AS any,
          coalesce(bool_or(ip IS NOT DISTINCT FROM $2 AND user_agent IS NOT DISTINCT FROM $3), false) AS "sameClient",
          coalesce(bool_or(country IS NOT NULL), false) AS "anyCountry",
          coalesce(bool_or(country = $4), false) AS "sameCountry"
     FROM login_attempts WHERE user_id = $1 AND success AND at < now()::timestamptz(3)`,
);
/** Nobody knows whether addresses that nobody has are many or one that was mistyped: each try counts by half. */
const countTried = statement<{ tried: number }>(
  'identity.accounts-tried',
  `SELECT (count(DISTINCT user_id) + count(*) FILTER (WHERE user_id IS NULL) / 2)::int AS tried
     FROM login_attempts WHERE ip = $1 AND NOT success AND at > now() - make_interval(secs => $2::integer)`,
);

@Injectable()
export class SqlSuspicionRepository extends SuspicionRepository {
  override async pastOf(
    tx: Transaction,
    userId: Id,
    { ip, userAgent, country }: { ip: string | null; userAgent: string | null; country: string | null },
  ): Promise<SignInPast> {
    const [row] = await tx.query(selectPast, [userId, ip, userAgent, country]);
    return row ?? { any: false, sameClient: false, anyCountry: false, sameCountry: false };
  }

  override async accountsTried(tx: Transaction, ip: string, seconds: number): Promise<number> {
    return (await tx.query(countTried, [ip, seconds]))[0]?.tried ?? 0;
  }
}
