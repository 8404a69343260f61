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

  it('knows time zones', () => {
    expect(isTimeZone('Europe/Vienna')).toBe(true);
    expect(isTimeZone('Europe/Nowhere')).toBe(false);
  });
});
