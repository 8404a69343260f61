import * as fc from 'fast-check';
import { streaksOf } from './streak';

const TODAY = '2026-03-01';
const day = (ago: number) => new Date(Date.parse(TODAY) - ago * 86_400_000).toISOString().slice(0, 10);

describe('streaks', () => {
  it.each([
    ['nothing', [], 0, 0],
    ['today alone', [0], 1, 1],
    ['yesterday: the day is not over', [1], 1, 1],
    ['the day before yesterday: it has ended', [2], 0, 1],
    ['over the end of a month', [0, 1, 2], 3, 3],
    ['a gap', [0, 1, 3, 4, 5], 2, 3],
    ['days twice and out of order', [3, 1, 2, 1, 3], 3, 3],
    ['what lies in the future', [-1, -2, 5], 0, 1],
  ])('of %s', (_name, ago, present, longest) => {
    expect(streaksOf(ago.map(day), TODAY)).toEqual({ present, longest });
  });

  it('are what one finds by going back day by day', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 40 })), (ago) => {
        const held = new Set(ago.filter((one) => one >= 0));
        const runFrom = (start: number) => {
          let length = 0;
          while (held.has(start + length)) length += 1;
          return length;
        };
        const present = held.has(0) ? runFrom(0) : runFrom(1);
        const longest = Math.max(0, ...[...held].map(runFrom));
        expect(streaksOf(ago.map(day), TODAY)).toEqual({ present, longest });
      }),
    );
  });
});
