import type { Tier } from '@almanac/contracts';
import fc from 'fast-check';
import { give, higherTier, lossOf, tierOf, withoutGift, type TierStanding } from './tier-standing';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-04-01T00:00:00Z');
const tiers: readonly Tier[] = ['free', 'premium', 'enterprise'];
const rank = (tier: Tier | null): number => tiers.indexOf(tier ?? 'free');

const standings: fc.Arbitrary<TierStanding> = fc
  .record({
    paid: fc.constantFrom(...tiers),
    given: fc.constantFrom('premium' as const, 'enterprise' as const, null),
    until: fc.constantFrom(later, null),
  })
  .map(({ paid, given, until }) => ({ paid, given, givenUntil: given === null ? null : until }));
const wishes = fc.record(
  { tier: fc.constantFrom(...tiers, null), until: fc.constantFrom(later, null) },
  { requiredKeys: [] },
);

it('counts the higher of what is paid for and what was given', () => {
  fc.assert(
    fc.property(standings, (standing) => {
      expect(rank(tierOf(standing))).toBe(Math.max(rank(standing.paid), rank(standing.given)));
    }),
  );
  expect(higherTier('enterprise', 'premium')).toBe('enterprise');
});

it('tells what is lost, and nothing where nothing is', () => {
  fc.assert(
    fc.property(fc.constantFrom(...tiers), fc.constantFrom(...tiers), (before, after) => {
      const loss = rank(after) < rank(before) ? { plan: before, tier: after } : undefined;
      expect(lossOf(before, after)).toEqual(loss);
    }),
  );
});

it('never touches what is paid for, and gives what was asked for or refuses', () => {
  fc.assert(
    fc.property(standings, wishes, (standing, wish) => {
      let next: TierStanding;
      try {
        next = give(standing, wish, now);
      } catch (error) {
        const { code } = error as { code: string };
        if (code === 'CONFLICT') {
          expect(rank(standing.paid)).toBeGreaterThan(rank(wish.tier ?? null));
          expect(wish.tier).not.toBeNull();
        } else {
          expect(code).toBe('VALIDATION_ERROR');
          expect(wish.until).toBe(later);
        }
        return;
      }
      expect(next.paid).toBe(standing.paid);
      if (wish.tier) expect(tierOf(next)).toBe(wish.tier);
      if (wish.tier === null) expect(tierOf(next)).toBe(standing.paid);
      if (next.given === null) expect(next.givenUntil).toBeNull();
      // Asked again, it stays as it is.
      expect(give(next, { ...wish, until: next.given === null ? undefined : wish.until }, now)).toEqual(next);
    }),
  );
});

it('leaves alone what the wish does not speak of', () => {
  const given: TierStanding = { paid: 'free', given: 'premium', givenUntil: later };
  expect(give(given, {}, now)).toEqual(given);
  expect(give(given, { tier: 'enterprise' }, now)).toEqual({ ...given, given: 'enterprise' });
  expect(give(given, { until: null }, now)).toEqual({ ...given, givenUntil: null });
  expect(withoutGift(given)).toEqual({ paid: 'free', given: null, givenUntil: null });
});

it.each([
  ['the present second', now],
  ['the past', new Date(0)],
  ['a year that no ISO date has', new Date('+010000-01-01T00:00:00Z')],
])('refuses %s as an end', (_name, until) => {
  const standing: TierStanding = { paid: 'free', given: null, givenUntil: null };
  expect(() => give(standing, { tier: 'premium', until }, now)).toThrow(
    expect.objectContaining({ code: 'VALIDATION_ERROR' }),
  );
});
