import {
  isGranting,
  isLegalStep,
  isOver,
  statusOf,
  subscriptionStates,
  type SubscriptionState,
} from './subscription-state';

/** Every step that there is, written out; each pair that is not here is illegal. */
const legal: readonly (readonly [SubscriptionState, SubscriptionState])[] = [
  ['pending', 'trialing'],
  ['pending', 'active'],
  ['pending', 'past_due'],
  ['pending', 'lapsed'],
  ['pending', 'cancelled'],
  ['pending', 'expired'],
  ['trialing', 'active'],
  ['trialing', 'past_due'],
  ['trialing', 'lapsed'],
  ['trialing', 'cancelled'],
  ['trialing', 'expired'],
  ['active', 'trialing'],
  ['active', 'past_due'],
  ['active', 'lapsed'],
  ['active', 'cancelled'],
  ['active', 'expired'],
  ['past_due', 'trialing'],
  ['past_due', 'active'],
  ['past_due', 'lapsed'],
  ['past_due', 'cancelled'],
  ['past_due', 'expired'],
  ['lapsed', 'trialing'],
  ['lapsed', 'active'],
  ['lapsed', 'past_due'],
  ['lapsed', 'cancelled'],
  ['lapsed', 'expired'],
];
const pairs = subscriptionStates.flatMap((from) =>
  subscriptionStates.filter((to) => to !== from).map((to) => [from, to] as const),
);
const isListed = (from: SubscriptionState, to: SubscriptionState) =>
  legal.some(([a, b]) => a === from && b === to);
const illegal = pairs.filter(([from, to]) => !isListed(from, to));

describe('the steps of a subscription', () => {
  it('are all told apart', () => {
    expect([pairs.length, legal.length, illegal.length]).toEqual([42, 26, 16]);
  });

  it.each(legal)('goes from %s to %s', (from, to) => {
    expect(isLegalStep(from, to)).toBe(true);
  });

  it.each(illegal)('does not go from %s to %s', (from, to) => {
    expect(isLegalStep(from, to)).toBe(false);
  });

  it.each(subscriptionStates)('may stay %s', (state) => {
    expect(isLegalStep(state, state)).toBe(true);
  });
});

it('says what clients are told of each state, and which of them give a tier or are the end', () => {
  expect(
    Object.fromEntries(
      subscriptionStates.map((state) => [state, [statusOf(state), isGranting(state), isOver(state)]]),
    ),
  ).toEqual({
    pending: ['inactive', false, false],
    trialing: ['active', true, false],
    active: ['active', true, false],
    past_due: ['active', true, false],
    lapsed: ['inactive', false, false],
    cancelled: ['cancelled', false, true],
    expired: ['expired', false, true],
  });
});
