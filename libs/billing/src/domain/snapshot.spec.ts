import fc from 'fast-check';
import { chosenOf } from './choice';
import { isMoney } from './money';
import { isUpgrade } from './plans';
import { isReturnAddress } from './return-address';
import { standingOf, stripeStatuses, type SubscriptionFacts, type SubscriptionSnapshot } from './snapshot';
import { isGranting, isLegalStep, isOver, type SubscriptionState } from './subscription-state';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-03-10T12:00:00.000Z');
const days = (count: number): Date => new Date(NOW.getTime() + count * DAY_MS);
const GRACE = 7;

const paid: SubscriptionFacts = {
  plan: 'premium',
  interval: 'month',
  stripeStatus: 'active',
  startedAt: days(-40),
  periodEndsAt: days(20),
  trialEndsAt: null,
  cancelAt: null,
  unpaidSince: null,
  endedAt: null,
  endedUnpaid: false,
};
const standing = (facts: Partial<SubscriptionFacts>, now = NOW, grace = GRACE) =>
  standingOf({ ...paid, ...facts }, now, grace);

describe('where a subscription stands', () => {
  it('is paid until its period ends, and is looked at again then', () => {
    expect(standing({})).toEqual({
      ...{ state: 'active', expiresAt: days(20), graceEndsAt: null, autoRenew: true, dueAt: days(20) },
    });
  });

  it('ends with its period, to the moment, where it does not renew', () => {
    const cancelAt = days(20);
    expect(standing({ cancelAt })).toMatchObject({ state: 'active', autoRenew: false, dueAt: cancelAt });
    expect(standing({ cancelAt }, new Date(cancelAt.getTime() - 1)).state).toBe('active');
    expect(standing({ cancelAt }, cancelAt)).toMatchObject({ state: 'lapsed', expiresAt: cancelAt });
  });

  it('runs on for the days of grace after a payment failed, and no longer', () => {
    const overdue = { stripeStatus: 'past_due', unpaidSince: days(-2), periodEndsAt: days(28) } as const;
    expect(standing(overdue)).toEqual({
      ...{ state: 'past_due', expiresAt: days(5), graceEndsAt: days(5), autoRenew: true, dueAt: days(5) },
    });
    expect(standing(overdue, new Date(days(5).getTime() - 1)).state).toBe('past_due');
    expect(standing(overdue, days(5))).toMatchObject({ state: 'lapsed', expiresAt: days(5), dueAt: null });
    expect(standing(overdue, NOW, 0).state).toBe('lapsed');
  });

  it('runs on for the days of grace, too, where nobody says what became of the payment', () => {
    expect(standing({ periodEndsAt: days(-6) })).toMatchObject({ state: 'active', expiresAt: days(-6) });
    expect(standing({ periodEndsAt: days(-7) })).toMatchObject({ state: 'lapsed', expiresAt: days(0) });
  });

  it('is on trial until the trial ends', () => {
    const trial = { stripeStatus: 'trialing', trialEndsAt: days(3), periodEndsAt: days(3) } as const;
    expect(standing(trial)).toMatchObject({ state: 'trialing', expiresAt: days(3), dueAt: days(3) });
    expect(standing({ ...trial, cancelAt: days(3) }, days(3)).state).toBe('lapsed');
  });

  it.each([
    ['incomplete', {}, 'pending'],
    ['incomplete_expired', { endedAt: days(-1) }, 'expired'],
    ['canceled', { endedAt: days(-1) }, 'cancelled'],
    ['canceled', { endedAt: days(-1), endedUnpaid: true }, 'expired'],
    ['unpaid', {}, 'lapsed'],
    ['paused', {}, 'lapsed'],
  ] as const)('is, where Stripe says %s %j, %s', (stripeStatus, more, state) => {
    expect(standing({ stripeStatus, ...more }).state).toBe(state);
  });
});

const time = fc.integer({ min: -100, max: 100 }).map(days);
const maybe = fc.option(time, { nil: null });
const facts: fc.Arbitrary<SubscriptionFacts> = fc.record({
  plan: fc.constantFrom('premium', 'enterprise'),
  interval: fc.constantFrom('month', 'year'),
  stripeStatus: fc.constantFrom(...stripeStatuses),
  startedAt: time,
  periodEndsAt: time,
  trialEndsAt: maybe,
  cancelAt: maybe,
  unpaidSince: maybe,
  endedAt: maybe,
  endedUnpaid: fc.boolean(),
});
const snapshot: fc.Arbitrary<SubscriptionSnapshot> = fc
  .tuple(facts, fc.integer({ min: 1, max: 1e6 }))
  .map(([one, number]) => ({
    ...one,
    ...{ id: `sub_${number}`, customerId: 'cus_1', itemId: `si_${number}`, priceId: 'price_1' },
    ...{ unitAmount: 900, currency: 'EUR' },
  }));

describe('whatever the facts are', () => {
  it('something happens by the clock only in the future, and nothing after the end', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 30 }), (one, grace) => {
        const { state, dueAt } = standingOf(one, NOW, grace);
        if (dueAt !== null) expect(dueAt.getTime()).toBeGreaterThan(NOW.getTime());
        if (isOver(state)) expect(dueAt).toBeNull();
        if (isGranting(state)) expect(dueAt).not.toBeNull();
      }),
    );
  });

  it('time alone takes no step that there is not, and gives nothing back that it took', () => {
    fc.assert(
      fc.property(facts, fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 20 }), (one, pauses) => {
        let now = NOW;
        let before = standingOf(one, now, GRACE).state;
        for (const pause of pauses) {
          now = new Date(now.getTime() + pause * DAY_MS);
          const { state } = standingOf(one, now, GRACE);
          expect(isLegalStep(before, state)).toBe(true);
          if (!isGranting(before)) expect(isGranting(state)).toBe(false);
          before = state;
        }
      }),
    );
  });
});

/** As `SubscriptionSync.write` does it: a reading that began before the last one is left out. */
function written(readings: readonly { number: number; facts: SubscriptionFacts }[]): SubscriptionState[] {
  const states: SubscriptionState[] = [];
  let newest = 0;
  for (const reading of readings) {
    if (reading.number <= newest) continue;
    newest = reading.number;
    const { state } = standingOf(reading.facts, NOW, GRACE);
    const before = states.at(-1);
    if (before === undefined || isLegalStep(before, state)) states.push(state);
  }
  return states;
}

describe('readings in any order', () => {
  it('end in the same state, however often each comes, as what has ended at Stripe stays so', () => {
    const life = fc
      .array(facts, { minLength: 1, maxLength: 12 })
      // At Stripe nothing comes after the end, and nothing becomes incomplete.
      .map((all) => {
        const end = all.findIndex(({ stripeStatus }) => /^(canceled|incomplete_expired)$/.test(stripeStatus));
        const lived = end < 0 ? all : all.slice(0, end + 1);
        return lived.filter(({ stripeStatus }, index) => index === 0 || stripeStatus !== 'incomplete');
      })
      .map((all) => all.map((one, index) => ({ number: index + 1, facts: one })));
    fc.assert(
      fc.property(
        life.chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.array(fc.nat({ max: all.length - 1 }), { maxLength: 30 }).chain((more) =>
              fc.shuffledSubarray(
                [...all.keys(), ...more].map((place) => place),
                { minLength: all.length + more.length },
              ),
            ),
          ),
        ),
        ([all, order]) => {
          const straight = written(all).at(-1);
          const shuffled = written(order.flatMap((place) => all.slice(place, place + 1))).at(-1);
          expect(shuffled).toBe(straight);
        },
      ),
    );
  });
});

describe('the choice of what counts', () => {
  it('is the same in any order, has each once, and one at most that counts', () => {
    const several = fc.uniqueArray(snapshot, { selector: ({ id }) => id, maxLength: 8 });
    fc.assert(
      fc.property(
        several.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          const { current, superfluous, past } = chosenOf(all);
          expect(chosenOf(shuffled)).toEqual({ current, superfluous, past });
          const ids = [...(current ? [current] : []), ...superfluous, ...past].map(({ id }) => id);
          expect(ids.sort()).toEqual(all.map(({ id }) => id).sort());
          if (superfluous.length > 0) expect(current).toBeDefined();
        },
      ),
    );
  });
});

it.each([
  ['https://app.example.org/paid?x=1', true],
  ['https://app.example.org:443/', false],
  ['http://app.example.org/', false],
  ['https://app.example.org.evil.example/', false],
  ['https://app.example.org@evil.example/', false],
  ['https://user@app.example.org/', false],
  ['https://evil.example/?https://app.example.org', false],
  ['//app.example.org/', false],
  ['javascript:alert(1)', false],
  ['/paid', false],
  ['', false],
])('sends people back to %s: %s', (address, allowed) => {
  expect(isReturnAddress(address, ['', 'https://app.example.org/some/path'])).toBe(allowed);
});

it.each([
  ['https://shop.example/paid?x=1', true],
  ['http://127.0.0.1:4000', true],
  ['https://user@shop.example/', false],
  ['https://shop.example\\@evil.example/', false],
  ['javascript:alert(1)', false],
  ['/paid', false],
])('sends people back to %s where all is taken: %s', (address, allowed) => {
  expect(isReturnAddress(address, 'any')).toBe(allowed);
});

it('takes whole amounts above nothing in currencies', () => {
  expect(isMoney({ amount: 1, currency: 'EUR' })).toBe(true);
  for (const [amount, currency] of [
    [0, 'EUR'],
    [-1, 'EUR'],
    [1.5, 'EUR'],
    [NaN, 'EUR'],
    [2 ** 53, 'EUR'],
    [1, 'eur'],
    [1, 'EURO'],
  ] as const)
    expect(isMoney({ amount, currency })).toBe(false);
});

it('knows what is more', () => {
  const plans = [
    { plan: 'premium', interval: 'month' },
    { plan: 'premium', interval: 'year' },
    { plan: 'enterprise', interval: 'month' },
  ] as const;
  const [small, year, large] = plans;
  expect([isUpgrade(small, year), isUpgrade(small, large), isUpgrade(year, large)]).toEqual([
    true,
    true,
    true,
  ]);
  expect([isUpgrade(year, small), isUpgrade(large, small), isUpgrade(small, small)]).toEqual([
    false,
    false,
    false,
  ]);
});
