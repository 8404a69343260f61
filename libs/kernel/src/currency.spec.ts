import { minorDigits } from './currency';

it.each([
  ...[['EUR', 2] as const, ['HUF', 2] as const, ['IDR', 2] as const, ['MGA', 2] as const],
  ...[['JPY', 0] as const, ['ISK', 0] as const, ['KWD', 3] as const, ['CLF', 4] as const],
])('%s has %i digits after the point', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits);
});
