import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { Expansion, type Series } from './expansion';
import { frequencies, weekdays } from './rule';
import { parseRule } from './rule-parser';

const at = (text: string) => Date.parse(text);
const series = (rule: string, start: string, zone = 'UTC'): Series => ({
  rule: parseRule(rule),
  start: at(start),
  zone,
});
const first = (count: number, rule: string, start: string, zone = 'UTC') =>
  new Expansion(series(rule, start, zone))
    .between(-Infinity, Infinity, count)
    .map((occurrence) => new Date(occurrence.at).toISOString());

describe('recurring over daylight saving', () => {
  test('the wall clock is kept', () => {
    expect(first(3, 'FREQ=DAILY', '2026-03-28T08:00:00.000Z', 'Europe/Vienna')).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ]);
    expect(first(2, 'FREQ=WEEKLY', '2026-10-22T16:00:00.000Z', 'America/New_York')).toHaveLength(2);
    expect(first(3, 'FREQ=WEEKLY', '2026-10-22T16:00:00.000Z', 'America/New_York')[2]).toBe(
      '2026-11-05T17:00:00.000Z',
    );
  });

  test('a time that the clocks leave out is moved by the jump, and is itself again the day after', () => {
    // 02:30 in New York; on 8 March 2026 the clocks go from 02:00 to 03:00.
    expect(first(3, 'FREQ=DAILY', '2026-03-07T07:30:00.000Z', 'America/New_York')).toEqual([
      '2026-03-07T07:30:00.000Z',
      '2026-03-08T07:30:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ]);
  });

  test('a time that comes twice occurs once, the first time', () => {
    // 01:30 in New York; on 1 November 2026 it comes twice.
    expect(first(3, 'FREQ=DAILY', '2026-10-31T05:30:00.000Z', 'America/New_York')).toEqual([
      '2026-10-31T05:30:00.000Z',
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  test('times around a gap stay in order and do not double', () => {
    const times = first(
      6,
      'FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30',
      '2026-03-08T05:00:00.000Z',
      'America/New_York',
    );
    expect(times).toEqual([
      '2026-03-08T05:00:00.000Z',
      '2026-03-08T07:00:00.000Z',
      '2026-03-08T07:30:00.000Z',
      '2026-03-09T06:00:00.000Z',
      '2026-03-09T06:30:00.000Z',
      '2026-03-09T07:00:00.000Z',
    ]);
  });

  test('hours pass as they pass', () => {
    expect(first(4, 'FREQ=HOURLY;INTERVAL=8', '2026-03-07T17:00:00.000Z', 'America/New_York')).toEqual([
      '2026-03-07T17:00:00.000Z',
      '2026-03-08T01:00:00.000Z',
      '2026-03-08T09:00:00.000Z',
      '2026-03-08T17:00:00.000Z',
    ]);
  });

  test('a day that a zone leaves out does not double the next', () => {
    const days = first(3, 'FREQ=DAILY', '2011-12-29T19:00:00.000Z', 'Pacific/Apia');
    expect(days).toEqual([
      '2011-12-29T19:00:00.000Z',
      '2011-12-30T19:00:00.000Z',
      '2011-12-31T19:00:00.000Z',
    ]);
  });
});

describe('where a series begins and ends', () => {
  test('the beginning is the first, also where it does not fit, and counts', () => {
    expect(first(9, 'FREQ=WEEKLY;BYDAY=MO;COUNT=3', '2026-01-06T09:00:00.000Z')).toEqual([
      '2026-01-06T09:00:00.000Z',
      '2026-01-12T09:00:00.000Z',
      '2026-01-19T09:00:00.000Z',
    ]);
  });

  test('what was counted before counts', () => {
    const rest = new Expansion(series('FREQ=DAILY;COUNT=3', '2026-01-06T09:00:00.000Z'));
    const second = { at: at('2026-01-06T09:00:00.000Z'), number: 2 };
    expect(rest.after(second)?.number).toBe(3);
    expect(rest.after({ ...second, number: 3 })).toBeUndefined();
  });

  test('days that a month lacks are left out, and leap days wait for leap years', () => {
    expect(first(3, 'FREQ=MONTHLY', '2026-01-31T09:00:00.000Z').map((text) => text.slice(0, 10))).toEqual([
      '2026-01-31',
      '2026-03-31',
      '2026-05-31',
    ]);
    expect(first(3, 'FREQ=YEARLY', '2096-02-29T09:00:00.000Z').map((text) => text.slice(0, 4))).toEqual([
      '2096',
      '2104',
      '2108',
    ]);
  });

  test('milliseconds are kept, and UNTIL is inclusive, a day to its end in the zone', () => {
    expect(first(9, 'FREQ=DAILY;UNTIL=20260108', '2026-01-06T23:30:00.123Z', 'America/New_York')).toEqual([
      '2026-01-06T23:30:00.123Z',
      '2026-01-07T23:30:00.123Z',
      '2026-01-08T23:30:00.123Z',
    ]);
    expect(first(9, 'FREQ=DAILY;UNTIL=20260107T233000Z', '2026-01-06T23:30:00.000Z')).toHaveLength(2);
  });
});

const zone = fc.constantFrom(
  'UTC',
  'Europe/Vienna',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
);
const anyRule = fc
  .record({
    frequency: fc.constantFrom(...frequencies),
    interval: fc.integer({ min: 1, max: 5 }),
    days: fc.uniqueArray(fc.constantFrom(...weekdays), { maxLength: 3 }),
    months: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 2 }),
    hours: fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { maxLength: 2 }),
    end: fc.constantFrom('', ';COUNT=15', ';UNTIL=20270101T000000Z'),
  })
  .map(({ frequency, interval, days, months, hours, end }) => {
    const list = (name: string, values: readonly unknown[]) =>
      values.length > 0 ? `;${name}=${values.join(',')}` : '';
    return `FREQ=${frequency};INTERVAL=${interval}${list('BYDAY', days)}${list('BYMONTH', months)}${list('BYHOUR', hours)}${end}`;
  });
const begin = fc
  .integer({ min: at('2026-01-01T00:00:00Z') / 60_000, max: at('2026-12-31T00:00:00Z') / 60_000 })
  .map((minutes) => new Date(minutes * 60_000 + (minutes % 1000)).toISOString());

describe('whatever the rule', () => {
  test('occurrences are in order and unique, begin with the first, and any way to them gives the same', () => {
    fc.assert(
      fc.property(anyRule, begin, zone, (rule, start, where) => {
        const expansion = new Expansion(series(rule, start, where));
        const all = expansion.between(-Infinity, Infinity, 20);
        const times = all.map((occurrence) => occurrence.at);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => index + 1));
        if (all.length > 0) expect(times[0]).toBe(at(start));
        const some = Math.floor(all.length / 3);
        const known = all[some];
        if (known && some < 19) expect(expansion.after(known)).toEqual(all[some + 1]);
        const middle = all[Math.floor(all.length / 2)];
        const last = all.at(-1);
        if (!middle || !last) return;
        const later = expansion.between(middle.at, last.at).map((occurrence) => occurrence.at);
        expect(later).toEqual(times.filter((time) => time >= middle.at));
        expect(expansion.between(middle.at + 1, last.at, 1000, middle)).toEqual(
          all.filter((occurrence) => occurrence.at > middle.at),
        );
        expect(expansion.nth(last.number)).toEqual(last);
      }),
      { numRuns: 25 },
    );
  });
});

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, n) => n + from).join(',');

/** How often the library asks Temporal for anything, which is what a step costs on any machine. */
function countedWork(): { done: number; restore: () => void } {
  const undo: (() => void)[] = [];
  const work = { done: 0, restore: () => undo.forEach((restore) => restore()) };
  for (const { prototype } of [Temporal.ZonedDateTime, Temporal.PlainDateTime, Temporal.PlainDate]) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const method: unknown = property.value;
      if (typeof method !== 'function' || name === 'constructor') continue;
      const counting = function (this: unknown, ...args: unknown[]): unknown {
        work.done += 1;
        return Reflect.apply(method, this, args);
      };
      Object.defineProperty(prototype, name, { ...property, value: counting });
      undo.push(() => Object.defineProperty(prototype, name, property));
    }
  }
  return work;
}

describe('rules that cost', () => {
  test.each([
    `FREQ=SECONDLY`,
    `FREQ=SECONDLY;INTERVAL=7;BYMONTH=1;BYMONTHDAY=1;BYHOUR=0`,
    `FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO`,
    `FREQ=MINUTELY;INTERVAL=100000`,
    `FREQ=MINUTELY;BYSECOND=${numbers(60)}`,
    `FREQ=HOURLY;BYMINUTE=${numbers(48)}`,
    `FREQ=DAILY;BYHOUR=${numbers(24)};BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55`,
    `FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29`,
    `FREQ=YEARLY;BYYEARDAY=${numbers(130, 1)}`,
    `FREQ=MONTHLY;BYMONTHDAY=${numbers(31, 1)};BYHOUR=${numbers(12)};BYSETPOS=-1,5`,
    `FREQ=YEARLY;INTERVAL=999;BYDAY=53MO`,
    `FREQ=WEEKLY;INTERVAL=52;BYMONTH=2`,
  ])('%s: no step computes more than a few, however far away', (rule) => {
    const expansion = new Expansion(series(rule, '2020-01-01T00:00:00.000Z', 'Europe/Vienna'));
    const work = countedWork();
    const steps: number[] = [];
    const from = at('2120-01-01T00:00:00Z');
    const walk = expansion.walk(from, from + 10 * 365.25 * 86_400_000);
    for (let found = 0; found < 200 && steps.length < 60;) {
      const before = work.done;
      const step = walk.next();
      steps.push(work.done - before);
      if (step.done === true) break;
      found += step.value.length;
    }
    work.restore();
    // About once for each occurrence that a step computes, whether it is wanted or not.
    expect(Math.max(...steps)).toBeLessThan(120);
  });
});
