import fc from 'fast-check';
import { OFFSET, offsetBetween, RelativeDates } from './offset';

const vienna = 'Europe/Vienna';
const at = (start: string, offset: string, zone = 'UTC', skipDaysOff = false) =>
  new RelativeDates(start, zone, undefined, { skipDaysOff }).at(offset, 'x');

describe('offsets', () => {
  it.each([
    ['2026-04-01T09:00:00.000Z', 'P7D', '2026-04-08T09:00:00.000Z'],
    ['2026-04-01T09:00:00.000Z', '-P14D', '2026-03-18T09:00:00.000Z'],
    ['2026-01-31T09:00:00.000Z', 'P1M', '2026-02-28T09:00:00.000Z'],
    ['2026-04-01T09:00:00.000Z', 'P1DT8H30M', '2026-04-02T17:30:00.000Z'],
    ['2026-04-01T09:00:00.000Z', 'P2W', '2026-04-15T09:00:00.000Z'],
    ['2026-04-01T09:00:00.000Z', 'P0D', '2026-04-01T09:00:00.000Z'],
    // 3 April 2026 is a Friday.
    ['2026-04-03T09:00:00.000Z', 'P1B', '2026-04-06T09:00:00.000Z'],
    ['2026-04-03T09:00:00.000Z', 'P5B', '2026-04-10T09:00:00.000Z'],
    ['2026-04-03T09:00:00.000Z', '-P5B', '2026-03-27T09:00:00.000Z'],
    ['2026-04-04T09:00:00.000Z', 'P0B', '2026-04-06T09:00:00.000Z'],
    ['2026-04-04T09:00:00.000Z', 'P1B', '2026-04-06T09:00:00.000Z'],
  ])('%s and %s: %s', (start, offset, expected) => {
    expect(at(start, offset)).toBe(expected);
  });

  it('keep to the wall clock over daylight saving', () => {
    // Clocks go forward on 29 March 2026.
    expect(at('2026-03-28T08:00:00.000Z', 'P1D', vienna)).toBe('2026-03-29T07:00:00.000Z');
    expect(at('2026-03-27T23:00:00.000Z', 'P1DT9H', vienna)).toBe('2026-03-29T07:00:00.000Z');
    expect(at('2026-03-27T08:00:00.000Z', 'P1B', vienna)).toBe('2026-03-30T07:00:00.000Z');
    // 02:30 is skipped that night.
    expect(at('2026-03-28T01:30:00.000Z', 'P1D', vienna)).toBe('2026-03-29T01:30:00.000Z');
  });

  it('count the working days of a calendar, and step over its holidays', () => {
    const days = { workingDays: [0, 1, 2, 3, 4], holidays: ['2026-04-06'] };
    const dates = new RelativeDates('2026-04-02T09:00:00.000Z', 'UTC', days);
    expect(dates.at('P1B', 'x')).toBe('2026-04-05T09:00:00.000Z');
    expect(dates.at('P2B', 'x')).toBe('2026-04-07T09:00:00.000Z');
  });

  it('move off days that are not worked, if asked', () => {
    expect(at('2026-04-03T09:00:00.000Z', 'P1D', 'UTC', true)).toBe('2026-04-06T09:00:00.000Z');
    expect(at('2026-04-03T09:00:00.000Z', 'P4D', 'UTC', true)).toBe('2026-04-07T09:00:00.000Z');
  });

  it('refuse what leaves the calendar, naming the field', () => {
    expect(() => at('9999-12-31T09:00:00.000Z', 'P1D')).toThrow('Validation failed');
    expect(() => at('0001-01-01T00:00:00.000Z', '-P1D')).toThrow('Validation failed');
  });

  it.each(['P', 'PT', 'P1', '7D', 'P-7D', 'P1B2D', 'P1BT1H', 'P1.5D', 'P1234567890D', 'p7d', 'P7D ', ''])(
    'do not look like %p',
    (text) => {
      expect(OFFSET.test(text)).toBe(false);
    },
  );

  it('are the inverse of what lies between two instants', () => {
    const instant = fc
      .integer({ min: 631_152_000_000, max: 4_102_444_800_000 })
      .map((ms) => new Date(ms).toISOString());
    const zone = fc.constantFrom('UTC', vienna, 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland');
    fc.assert(
      fc.property(instant, instant, zone, (from, to, timeZone) => {
        const offset = offsetBetween(from, to, timeZone);
        expect(offset).toMatch(OFFSET);
        const back = at(from, offset, timeZone);
        // An hour that the clocks show twice is told by its first time.
        const apart = Math.abs(Date.parse(back) - Date.parse(to));
        expect([0, 3_600_000]).toContain(apart);
        if (apart > 0) expect(offsetBetween(from, back, timeZone)).toBe(offset);
      }),
    );
  });

  it('never give a day off where working days are counted', () => {
    const start = fc.integer({ min: 0, max: 4_000_000_000_000 }).map((ms) => new Date(ms).toISOString());
    fc.assert(
      fc.property(start, fc.integer({ min: -500, max: 500 }), (from, count) => {
        const offset = count < 0 ? `-P${-count}B` : `P${count}B`;
        const weekday = new Date(at(from, offset)).getUTCDay();
        expect(weekday % 6).not.toBe(0);
        expect(at(from, `P${Math.abs(count) + 1}B`) > at(from, `P${Math.abs(count)}B`)).toBe(
          !(Math.abs(count) === 0 && new Date(from).getUTCDay() % 6 === 0),
        );
      }),
    );
  });
});
