import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { AccountTierRepository, type LockedTier } from '../../application/ports/account-tier.repository';
import { tierOf, type TierStanding } from '../../domain/tiers/tier-standing';

/** `clock_timestamp()`: whoever waited for the lock asks what holds after it. */
const lock = statement<LockedTier & Record<string, unknown>>(
  'identity.tier-lock',
  `SELECT u.version, u.tier AS stored, u.paid_tier AS paid, clock_timestamp() AS now,
          coalesce(u.given_until <= clock_timestamp(), false) AS lapsed,
          u.given_end_told IS NOT DISTINCT FROM u.given_until AS told,
          CASE WHEN u.given_until <= clock_timestamp() THEN NULL ELSE u.given_tier END AS given,
          CASE WHEN u.given_until <= clock_timestamp() THEN NULL ELSE u.given_until END AS "givenUntil"
     FROM users u WHERE u.id = $1 FOR NO KEY UPDATE OF u`,
);
const write = statement(
  'identity.tier-write',
  `UPDATE users
      SET tier = $2, paid_tier = $3, given_tier = $4, given_until = $5,
          given_by = CASE WHEN $4::text IS NOT NULL THEN given_by END,
          version = version + 1, authz_version = authz_version + 1, updated_at = now()
    WHERE id = $1`,
);
const lapsed = statement<{ id: Id }>(
  'identity.tiers-lapsed',
  'SELECT id FROM users WHERE given_until <= now() ORDER BY given_until LIMIT $1',
);
const ending = statement<{ id: Id }>(
  'identity.tiers-ending',
  `SELECT id FROM users
    WHERE given_until > now() AND given_until <= now() + make_interval(days => $1)
      AND given_end_told IS DISTINCT FROM given_until AND deleted_at IS NULL AND status = 'active'
    ORDER BY given_until LIMIT $2`,
);
const noteTold = statement(
  'identity.tier-told',
  'UPDATE users SET given_end_told = given_until WHERE id = $1',
);

@Injectable()
export class SqlAccountTierRepository extends AccountTierRepository {
  override async lock(tx: Transaction, userId: Id): Promise<LockedTier | undefined> {
    return (await tx.query(lock, [userId]))[0];
  }

  override async write(tx: Transaction, userId: Id, standing: TierStanding): Promise<void> {
    const { paid, given, givenUntil } = standing;
    await tx.query(write, [userId, tierOf(standing), paid, given, givenUntil]);
  }

  override async lapsed(queryable: Queryable, limit: number): Promise<Id[]> {
    return (await queryable.query(lapsed, [limit])).map(({ id }) => id);
  }

  override async ending(queryable: Queryable, days: number, limit: number): Promise<Id[]> {
    return (await queryable.query(ending, [days, limit])).map(({ id }) => id);
  }

  override async noteTold(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(noteTold, [userId]);
  }
}
