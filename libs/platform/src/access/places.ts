import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { Limits, type Holder } from '../context';
import { statement, type Transaction } from '../database';
import type { UsageMeter } from './usage-meters';

/** What a person has a number of, each until they give it up. */
export type PlaceLimit = 'planners' | 'projects' | 'events';

/** What counts them, as the meter does that shows the number. */
export type PlaceMeter = Pick<UsageMeter, 'used'> & { readonly limit: PlaceLimit };

const refusals: Record<PlaceLimit, { code: ErrorCode; what: string }> = {
  planners: { code: 'MAX_PLANNERS_REACHED', what: 'planners' },
  projects: { code: 'MAX_PROJECTS_REACHED', what: 'writing projects' },
  events: { code: 'MAX_EVENTS_REACHED', what: 'events at a time' },
};

const hold = statement(
  'limits.hold-places',
  `SELECT pg_advisory_xact_lock(hashtextextended($1::text || ' of ' || $2::text, 0))`,
);

/**
 * Lets one transaction at a time take a person's places of a kind, on whichever replica: the others wait until it ends.
 * To be called before the lock of any one thing, as everywhere.
 */
export async function holdPlaces(tx: Transaction, userId: Id, limit: PlaceLimit): Promise<void> {
  await tx.query(hold, [limit, userId]);
}

/**
 * Holds everybody to the number of things that their tier allows, also when they ask twice at the same time (spec:
 * billing.md). Every way by which somebody comes to one more asks here, in the transaction that writes it.
 */
@Injectable()
export class Places {
  constructor(private readonly limits: Limits) {}

  /**
   * Lets one more in. Whoever takes another of the same person waits until this transaction ends, and counts it.
   * @param whose tier it is, in words
   * @throws DomainError `MAX_…_REACHED` with `limit`, `used` and `tier`
   */
  async take(tx: Transaction, holder: Holder, meter: PlaceMeter, whose = 'Your tier'): Promise<void> {
    const limit = this.limits.of(holder)[meter.limit];
    if (limit === null) return;
    await holdPlaces(tx, holder.userId, meter.limit);
    const used = await meter.used(tx, holder.userId);
    if (used < limit) return;
    const { code, what } = refusals[meter.limit];
    throw new DomainError<ErrorCode>(code, `${whose} allows ${limit} ${what}`, {
      limit,
      used,
      tier: holder.tier,
    });
  }
}
