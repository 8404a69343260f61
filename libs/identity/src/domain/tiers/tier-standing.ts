import type { ErrorCode, Tier } from '@almanac/contracts';
import { DomainError, validationError } from '@almanac/kernel';

/** By what an account has its tier. */
export interface TierStanding {
  /** What a subscription pays for. */
  paid: Tier;
  /** What an admin gave by hand; null where nobody did, or it has ended. */
  given: Exclude<Tier, 'free'> | null;
  /** When that ends; null where it does not, or nothing was given. */
  givenUntil: Date | null;
}

/** What an admin wants of the tier by hand; what is absent stays. */
export interface TierWish {
  /** `free` and null take back what was given; `free` says as well that nothing may be paid for. */
  tier?: Tier | null | undefined;
  /** Null: without an end. */
  until?: Date | null | undefined;
}

const order: readonly Tier[] = ['free', 'premium', 'enterprise'];

export function higherTier(one: Tier, other: Tier): Tier {
  return order.indexOf(other) > order.indexOf(one) ? other : one;
}

/** The one that counts. */
export function tierOf({ paid, given }: TierStanding): Tier {
  return higherTier(paid, given ?? 'free');
}

/** What is lost as one tier takes the place of another; undefined where nothing is. */
export function lossOf(
  before: Tier,
  after: Tier,
): { plan: Exclude<Tier, 'free'>; tier: Exclude<Tier, 'enterprise'> } | undefined {
  if (before === 'free' || after === 'enterprise' || higherTier(after, before) === after) return undefined;
  return { plan: before, tier: after };
}

/** Nothing given by hand. */
export function withoutGift(standing: TierStanding): TierStanding {
  return { ...standing, given: null, givenUntil: null };
}

/**
 * How the account stands once the wish is granted. A subscription is never overruled: what it pays for stays, so asking
 * for less is refused; a lapsed gift is none.
 * @param now by the clock that ends gifts
 * @throws DomainError CONFLICT where a subscription pays for more than what is asked for
 */
export function give(standing: TierStanding, { tier, until }: TierWish, now: Date): TierStanding {
  if (until && until <= now) throw refused('tierUntil must lie in the future', 'future');
  if (until && until.getUTCFullYear() > 9999)
    throw refused('tierUntil must not lie after the year 9999', 'range');
  const given = tier === undefined ? standing.given : giftOf(tier);
  if (given === null) {
    if (until) throw refused('tierUntil needs a tier that is given by hand', 'tierUntil');
    if (tier === 'free' && standing.paid !== 'free') throw paidFor(standing.paid, tier);
    return withoutGift(standing);
  }
  if (tier && higherTier(standing.paid, tier) !== tier) throw paidFor(standing.paid, tier);
  return { ...standing, given, givenUntil: until === undefined ? standing.givenUntil : until };
}

function giftOf(tier: Tier | null): TierStanding['given'] {
  return tier === 'free' ? null : tier;
}

function paidFor(paid: Tier, asked: Tier): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'CONFLICT',
    `A subscription pays for ${paid}, which is more than ${asked}; cancel the subscription first`,
    { reason: 'subscription', paidTier: paid },
  );
}

function refused(message: string, rule: string): DomainError<ErrorCode> {
  return validationError({ field: 'tierUntil', message, rule });
}
