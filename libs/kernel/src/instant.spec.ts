import fc from 'fast-check';
import { DateTime } from 'luxon';
import { isInstantText, isTimeZone, parseInstant } from './instant';

describe('instants', () => {
  it.each([
    ['2026-01-25T15:30:00.000Z', true],
    ['2026-01-25T15:30:00+02:00', true],
    ['2026-01-25T15:30', true],
    ['2026-01-25', true],
    ['2026-02-29T10:00:00Z', false],
    ['2026-13-01', false],
    ['2026-01-25T25:00:00Z', false],
    ['2026-01-25T15', false],
    ['20260125', false],
    ['tomorrow', false],
    ['', false],
    [1_700_000_000, false],
  ])('%p is a date that exists: %p', (text, expected) => {
    expect(isInstantText(text)).toBe(expected);
  });

  it('reads a text without an offset in the time zone given, through daylight saving', () => {
    expect(parseInstant('2026-07-01T09:00:00', 'Europe/Vienna').toISOString()).toBe(
      '2026-07-01T07:00:00.000Z',
    );
    expect(parseInstant('2026-12-01T09:00:00', 'Europe/Vienna').toISOString()).toBe(
      '2026-12-01T08:00:00.000Z',
    );
    // 02:30 does not exist on this day in Vienna.
    expect(parseInstant('2026-03-29T02:30:00', 'Europe/Vienna').toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    );
  });

  it('keeps an offset that is given, and cuts to milliseconds', () => {
    expect(parseInstant('2026-01-25T15:30:00.123999+02:00', 'Asia/Tokyo').toISOString()).toBe(
      '2026-01-25T13:30:00.123Z',
    );
  });

  it.each(['+25:00', '-99:99', '+1200000', '+12:60'])('refuses the offset %s', (offset) => {
    expect(isInstantText(`2026-01-25T15:30:00${offset}`)).toBe(false);
  });

  it('knows time zones', () => {
    expect(isTimeZone('Europe/Vienna')).toBe(true);
    expect(isTimeZone('Europe/Nowhere')).toBe(false);
  });

  it('know the few names of three letters that IANA has, and no abbreviations of several zones', () => {
    expect(['EST', 'MST', 'HST', 'GMT', 'UTC', 'CET', 'CST6CDT'].filter(isTimeZone)).toHaveLength(7);
    expect(['CST', 'IST', 'BST', 'PST', 'AET', 'cst', 'JST'].filter(isTimeZone)).toEqual([]);
  });
});

describe('the quick way', () => {
  const two = (max: number) => fc.nat({ max }).map((value) => String(value).padStart(2, '0'));
  const text = fc
    .tuple(
      fc.nat({ max: 9999 }).map((year) => String(year).padStart(4, '0')),
      two(13),
      two(32),
      two(25),
      two(61),
      fc.option(two(61), { nil: undefined }),
      fc.constantFrom('', '.5', '.123', '.1234', '.999999999'),
      fc.oneof(
        fc.constantFrom('Z', ''),
        fc.tuple(fc.constantFrom('+', '-'), two(25), two(60)).map((parts) => parts.join('')),
      ),
    )
    .map(([year, month, day, hour, minute, second, fraction, offset]) =>
      [
        `${year}-${month}-${day}T${hour}:${minute}`,
        second === undefined ? '' : `:${second}${fraction}`,
        offset,
      ].join(''),
    );

  test('reads as luxon does', () => {
    fc.assert(
      fc.property(text, (value) => {
        const slow = DateTime.fromISO(value, { zone: 'utc' });
        // luxon takes offsets that no clock can have.
        const exists = slow.isValid && !/[+-](2[4-9]|[3-9]\d):?\d\d$|[+-]\d\d:?[6-9]\d$/.test(value);
        expect(isInstantText(value)).toBe(exists);
        if (exists) expect(parseInstant(value).getTime()).toBe(slow.toMillis());
      }),
      { numRuns: 5000 },
    );
  });
});
