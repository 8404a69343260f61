import { preferenceOf } from './preference';

test.each([
  [undefined, 10_000, ''],
  ['', 10_000, ''],
  ['respond-async', 0, 'respond-async'],
  ['Respond-Async; foo="bar"', 0, 'respond-async'],
  ['respond-async, wait=5', 5000, 'respond-async, wait=5'],
  ['wait=3600', 10_000, 'wait=10'],
  ['wait="0"', 0, 'wait=0'],
  ['wait=soon, return=minimal', 10_000, ''],
  ['respond-async, respond-async', 0, 'respond-async'],
])('Prefer: %s', (header, waitMs, applied) => {
  expect(preferenceOf(header)).toEqual({ waitMs, applied });
});
