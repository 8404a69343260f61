import fc from 'fast-check';
import { Info } from 'luxon';
import { SteadyOffsets } from './steady-offsets';

const lately = fc.integer({ min: Date.parse('1950-01-01') / 1000, max: Date.parse('2080-01-01') / 1000 });

it('are those of the clock, in every zone, also where it is moved', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  fc.assert(
    fc.property(zones, lately, fc.integer({ min: 1000, max: 200_000 }), (name, from, step) => {
      const zone = Info.normalizeZone(name);
      const looked = (seconds: number): number => zone.offset(seconds * 1000) * 60;
      const offsets = new SteadyOffsets(looked);
      for (let seconds = from; seconds < from + 50 * step; seconds += step)
        expect(offsets.at(seconds)).toBe(looked(seconds));
    }),
    { numRuns: 200 },
  );
});

it('are asked for once for a day, and each time where they are not the same all around it', () => {
  let asked = 0;
  const offsets = new SteadyOffsets((seconds) => {
    asked += 1;
    return seconds < 10 * 86_400 + 5 ? 3600 : undefined;
  });
  for (let seconds = 5 * 86_400; seconds < 6 * 86_400; seconds += 60) expect(offsets.at(seconds)).toBe(3600);
  expect(asked).toBe(4);
  expect([offsets.at(10 * 86_400 + 4), offsets.at(10 * 86_400 + 5)]).toEqual([3600, undefined]);
});
