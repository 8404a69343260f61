import fc from 'fast-check';
import { DateTime } from 'luxon';
import { DEFAULT_RULES, WorkingCalendar, type CalendarRules } from './working-calendar';

const at = (text: string, zone = 'UTC') => DateTime.fromISO(text, { zone }).toMillis();
const shown = (instant: number, zone = 'UTC') =>
  DateTime.fromMillis(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
const rules: fc.Arbitrary<CalendarRules> = fc.record({
  workingDays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
  hours: fc
    .uniqueArray(fc.integer({ min: 0, max: 48 }), { minLength: 2, maxLength: 6 })
    .map((halves) => halves.sort((a, b) => a - b))
    .map((halves) => halves.slice(0, halves.length - (halves.length % 2)))
    .map((halves) =>
      halves.flatMap((half, index) =>
        index % 2 === 0 ? [{ from: clock(half), to: clock(halves[index + 1] ?? 48) }] : [],
      ),
    ),
  holidays: fc.array(fc.integer({ min: 1, max: 28 }).map((day) => `2026-03-${String(day).padStart(2, '0')}`)),
  timezone: fc.constantFrom(...zones),
});
function clock(half: number): string {
  return `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
}

/** Whether the minute that begins at the instant is worked, by asking the wall clock of luxon. */
function isWorked({ workingDays, hours, holidays, timezone }: CalendarRules, instant: number): boolean {
  const wall = DateTime.fromMillis(instant, { zone: timezone });
  const time = wall.toFormat('HH:mm');
  return (
    workingDays.includes(wall.weekday % 7) &&
    !holidays.includes(wall.toFormat('yyyy-MM-dd')) &&
    hours.some(({ from, to }) => from <= time && time < to)
  );
}

/** The dates between two numbers of minutes and how much falls on each, in order. */
function daysBetween(calendar: WorkingCalendar, from: number, to: number) {
  const days = new Map<string, number>();
  calendar.eachDay(from, to, (date, minutes) => void days.set(date, (days.get(date) ?? 0) + minutes));
  return [...days].map(([date, minutes]) => ({ date, minutes }));
}

describe('working time', () => {
  it('skips nights, weekends and holidays', () => {
    const calendar = new WorkingCalendar(
      { ...DEFAULT_RULES, holidays: ['2026-03-02'] },
      at('2026-02-27T15:00'),
    );
    expect(shown(calendar.endOf(120))).toBe('2026-02-27T17:00');
    expect(shown(calendar.startOf(120))).toBe('2026-03-03T09:00');
    expect(calendar.minutesAt(at('2026-03-02T12:00'))).toBe(120);
    expect(daysBetween(calendar, 60, 180)).toEqual([
      { date: '2026-02-27', minutes: 60 },
      { date: '2026-03-03', minutes: 60 },
    ]);
  });

  it.each([
    // Clocks go from 02:00 to 03:00, and from 03:00 back to 02:00.
    ['2026-03-28T22:00', 5 * 60, '2026-03-29T04:00'],
    ['2026-10-24T22:00', 7 * 60, '2026-10-25T04:00'],
  ])('keeps to the wall clock through the night of %s', (from, minutes, end) => {
    const zone = 'Europe/Berlin';
    const everyNight = { ...DEFAULT_RULES, workingDays: [0, 1, 2, 3, 4, 5, 6], timezone: zone };
    const hours = [
      { from: '00:00', to: '04:00' },
      { from: '22:00', to: '24:00' },
    ];
    const calendar = new WorkingCalendar({ ...everyNight, hours }, at(from, zone));
    expect(shown(calendar.endOf(minutes), zone)).toBe(end);
  });

  it('begins an hour that the clock skips when it is over', () => {
    const zone = 'Europe/Berlin';
    const hours = [{ from: '02:30', to: '04:00' }];
    const calendar = new WorkingCalendar(
      { ...DEFAULT_RULES, workingDays: [0], hours, timezone: zone },
      at('2026-03-28T12:00', zone),
    );
    expect(shown(calendar.startOf(0), zone)).toBe('2026-03-29T03:00');
    expect(shown(calendar.endOf(60), zone)).toBe('2026-03-29T04:00');
  });

  it('gives back what it was given, and never goes back in time', () => {
    fc.assert(
      fc.property(
        rules,
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 5000 }),
        (given, from, more) => {
          const calendar = new WorkingCalendar(given, at('2026-03-20T10:17'));
          expect(calendar.minutesFrom(calendar.startOf(from))).toBe(from);
          expect(calendar.minutesAt(calendar.endOf(from))).toBe(from);
          expect(calendar.endOf(from)).toBeLessThanOrEqual(calendar.startOf(from));
          expect(calendar.startOf(from)).toBeLessThanOrEqual(calendar.endOf(from + more + 1));
          const days = daysBetween(calendar, from, from + more);
          expect(days.reduce((sum, day) => sum + day.minutes, 0)).toBe(more);
          expect(days.map(({ date }) => date)).toEqual([...new Set(days.map(({ date }) => date))].sort());
        },
      ),
    );
  });

  it('counts the minutes that the wall clock shows as worked', () => {
    // Where a night is gone through twice, the hours of a day are worked once; such nights have a test above.
    const day = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(rules, day, fc.integer({ min: 0, max: 3000 }), (given, offset, length) => {
        const origin = at('2026-02-20T10:17') + offset * 86_400_000;
        let worked = 0;
        for (let minute = 0; minute < length; minute += 1)
          if (isWorked(given, origin + minute * 60_000)) worked += 1;
        expect(new WorkingCalendar(given, origin).minutesAt(origin + length * 60_000)).toBe(worked);
      }),
      { numRuns: 60 },
    );
  });

  it('ends at its horizon where nothing is ever worked', () => {
    const never = { ...DEFAULT_RULES, workingDays: [] };
    const calendar = new WorkingCalendar(never, at('2026-03-20T10:17'));
    expect(calendar.startOf(0)).toBe(Infinity);
    expect(calendar.minutesFrom(at('2026-03-21T10:17'))).toBe(Infinity);
  });
});
