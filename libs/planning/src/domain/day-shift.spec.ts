import fc from 'fast-check';
import { DateTime } from 'luxon';
import { DayShift } from './day-shift';

const at = (text: string) => Date.parse(text);
const moved = (days: number, zone: string, text: string) =>
  new Date(new DayShift(days, zone).moved(at(text))).toISOString();

describe('days by which dates move', () => {
  it('are those of the wall clock', () => {
    expect(moved(14, 'Europe/Vienna', '2026-03-20T09:00:00Z')).toBe('2026-04-03T08:00:00.000Z');
    expect(moved(-14, 'Europe/Vienna', '2026-04-03T08:00:00Z')).toBe('2026-03-20T09:00:00.000Z');
    expect(moved(14, 'Asia/Tokyo', '2026-03-20T09:00:00Z')).toBe('2026-04-03T09:00:00.000Z');
    // A time that is left out is read by the clock before; of one that comes twice it is the first.
    expect(moved(1, 'Europe/Vienna', '2026-03-28T01:30:00Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(moved(1, 'Europe/Vienna', '2026-10-24T00:30:00Z')).toBe('2026-10-25T00:30:00.000Z');
    // A whole day was left out.
    expect(moved(1, 'Pacific/Apia', '2011-12-29T20:00:00Z')).toBe('2011-12-30T20:00:00.000Z');
  });

  it('are those of UTC where the runtime knows no such zone', () => {
    expect(moved(14, 'Mars/Olympus', '2026-03-20T09:00:00Z')).toBe('2026-04-03T09:00:00.000Z');
  });

  it('are in steps what they are one by one, and what another library says', () => {
    const zones = [
      'Europe/Vienna',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Africa/Casablanca',
    ];
    const instant = fc.date({
      min: new Date('1900-01-01Z'),
      max: new Date('2100-01-01Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: -500, max: 500 }),
        fc.array(instant, { maxLength: 40 }),
        (zone, days, dates) => {
          const instants = dates.map((date) => date.getTime()).sort((a, b) => a - b);
          const steps = new DayShift(days, zone).steps(instants);
          for (const one of instants) {
            const result = one + (steps.findLast(({ from }) => from <= one)?.by ?? Number.NaN);
            const onWall = (ms: number) =>
              DateTime.fromMillis(ms, { zone }).setZone('utc', { keepLocalTime: true }).toMillis();
            // A time that the clocks leave out is later by as much as they do.
            const late = onWall(result) - onWall(one) - days * 86_400_000;
            const isLeftOut = DateTime.fromMillis(onWall(one) + days * 86_400_000, { zone: 'utc' })
              .setZone(zone, { keepLocalTime: true })
              .toMillis();
            expect(late === 0 || (late > 0 && onWall(isLeftOut) !== onWall(one) + days * 86_400_000)).toBe(
              true,
            );
          }
        },
      ),
    );
  });

  it('are few steps for many dates', () => {
    const hours = Array.from(
      { length: 24 * 365 },
      (_, hour) => at('2026-01-01T00:00:00Z') + hour * 3_600_000,
    );
    expect(new DayShift(7, 'Europe/Vienna').steps(hours).length).toBeLessThan(10);
    expect(new DayShift(7, 'UTC').steps(hours)).toEqual([{ from: hours[0], by: 7 * 86_400_000 }]);
  });
});
