import { fromStripe, toStripe } from './stripe-amounts';

it.each([
  ['eur', 1250, 'EUR', 1250],
  ['jpy', 500, 'JPY', 500],
  ['kwd', 5120, 'KWD', 5120],
  ['huf', 1045, 'HUF', 1045],
  // Five krónur: Stripe counts them in hundredths that there are not.
  ['isk', 500, 'ISK', 5],
  ['ugx', 500, 'UGX', 5],
  ['mga', 5, 'MGA', 500],
])('%s %i of Stripe’s is %s %i, and back', (theirs, amount, currency, minor) => {
  expect(fromStripe(amount, theirs)).toEqual({ amount: minor, currency });
  expect(toStripe({ amount: minor, currency })).toEqual({ amount, currency: theirs });
});
