import { DomainError } from '@almanac/kernel';
import { patchRecurrence, recurrenceOf, requireSeries, type RecurrenceInput } from './recurrence';
import { parseRule } from './rule-parser';

const ZONE = 'Europe/Vienna';
const of = (input: RecurrenceInput) => recurrenceOf(input, ZONE);

function fieldsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError && Array.isArray(error.details)) {
      return error.details.map((problem: { field: string }) => problem.field);
    }
    throw error;
  }
  return [];
}

describe('both forms of a recurrence', () => {
  test('the simple one becomes a rule', () => {
    expect(of({ pattern: 'weekly', interval: 2, daysOfWeek: [3, 1, 1], occurrences: 5 })).toEqual({
      pattern: 'weekly',
      interval: 2,
      daysOfWeek: [1, 3],
      endDate: null,
      occurrences: 5,
      rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=5',
      fromCompletion: false,
    });
    expect(of({ pattern: 'daily' }).rrule).toBe('FREQ=DAILY');
  });

  test('an end that is a day is the whole day in the zone of the series', () => {
    const { endDate, rrule } = of({ pattern: 'daily', endDate: '2026-07-01' });
    expect(endDate).toBe('2026-07-01T21:59:59.000Z');
    expect(rrule).toBe('FREQ=DAILY;UNTIL=20260701T215959Z');
  });

  test('a rule becomes the simple one where that can say it', () => {
    expect(of({ rrule: 'rrule:freq=monthly;byday=mo;until=20261231' })).toMatchObject({
      pattern: 'monthly',
      interval: 1,
      daysOfWeek: [1],
      endDate: '2026-12-31T22:59:59.999Z',
      rrule: 'FREQ=MONTHLY;BYDAY=MO;UNTIL=20261231',
    });
    for (const rrule of [
      'FREQ=HOURLY',
      'FREQ=MONTHLY;BYDAY=1MO',
      'FREQ=YEARLY;BYMONTH=2',
      'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
    ]) {
      expect(of({ rrule })).toMatchObject({ pattern: null, interval: null, daysOfWeek: null, rrule });
    }
  });

  test('what was read may be sent back, and one form changed', () => {
    const read = of({ pattern: 'weekly', daysOfWeek: [1], endDate: '2026-07-01' });
    expect(of(read)).toEqual(read);
    expect(patchRecurrence(read, { interval: 3 }, ZONE)).toMatchObject({
      interval: 3,
      daysOfWeek: [1],
      rrule: 'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO;UNTIL=20260701T215959Z',
    });
    expect(patchRecurrence(read, { endDate: null }, ZONE).rrule).toBe('FREQ=WEEKLY;BYDAY=MO');
    expect(patchRecurrence(read, { fromCompletion: true }, ZONE)).toEqual({ ...read, fromCompletion: true });
    expect(patchRecurrence(read, { rrule: 'FREQ=DAILY' }, ZONE)).toMatchObject({
      pattern: 'daily',
      endDate: null,
    });
    expect(fieldsOf(() => of({ ...read, interval: 4 }))).toEqual(['recurrence.rrule']);
  });

  test.each<[RecurrenceInput, string]>([
    [{}, 'recurrence.pattern'],
    [{ interval: 2 }, 'recurrence.pattern'],
    [{ pattern: 'daily', interval: 0 }, 'recurrence.interval'],
    [{ pattern: 'daily', occurrences: 1001 }, 'recurrence.occurrences'],
    [{ pattern: 'daily', occurrences: 2, endDate: '2027-01-01' }, 'recurrence.occurrences'],
  ])('%j is refused at %s', (input, field) => {
    expect(fieldsOf(() => of(input))).toEqual([field]);
  });
});

describe('rules that are refused', () => {
  test.each([
    '',
    'FREQ=FORTNIGHTLY',
    'INTERVAL=2',
    'FREQ=DAILY;FREQ=DAILY',
    'DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY',
    'FREQ=DAILY;COUNT=0',
    'FREQ=DAILY;COUNT=5;UNTIL=20260101',
    'FREQ=DAILY;INTERVAL=-1',
    'FREQ=DAILY;UNTIL=20260230',
    'FREQ=DAILY;BYHOUR=24',
    'FREQ=MONTHLY;BYMONTHDAY=0',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=YEARLY;BYYEARDAY=-367',
    'FREQ=DAILY;BYDAY=1MO',
    'FREQ=MONTHLY;BYDAY=54MO',
    'FREQ=MONTHLY;BYDAY=XX',
    'FREQ=MONTHLY;BYWEEKNO=3',
    'FREQ=MONTHLY;BYYEARDAY=3',
    'FREQ=WEEKLY;BYMONTHDAY=3',
    'FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO',
    'FREQ=DAILY;BYSETPOS=1',
    'FREQ=DAILY;X-FOO=1',
    'FREQ=DAILY;RSCALE=HEBREW',
    'FREQ=WEEKLY;WKST=XX',
    `FREQ=YEARLY;BYMONTHDAY=${'1,'.repeat(1500)}1`,
  ])('%s is no rule', (rule) => {
    expect(fieldsOf(() => parseRule(rule)).every((field) => field === 'recurrence.rrule')).toBe(true);
    expect(() => parseRule(rule)).toThrow('Validation failed');
  });

  const seconds = Array.from({ length: 60 }, (_, n) => n).join(',');
  test.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY;BYYEARDAY=1;BYMONTH=5',
    'FREQ=WEEKLY;BYDAY=MO;BYSETPOS=3',
    'FREQ=MONTHLY;BYSETPOS=200;BYDAY=MO',
    `FREQ=DAILY;BYMINUTE=${seconds};BYSECOND=${seconds}`,
    'FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3',
    'FREQ=YEARLY;BYWEEKNO=30;BYMONTH=1',
  ])('%s can never occur, or costs too much', (rule) => {
    expect(fieldsOf(() => parseRule(rule))).toEqual(['recurrence.rrule']);
  });

  test.each([
    ['FREQ=DAILY;INTERVAL=7;BYDAY=MO', '2026-01-06T09:00:00.000Z'],
    ['FREQ=YEARLY;BYWEEKNO=31;BYMONTH=7;BYMONTHDAY=20', '2026-01-06T09:00:00.000Z'],
    ['FREQ=MINUTELY;INTERVAL=60;BYMINUTE=5', '2026-01-06T09:00:00.000Z'],
    ['FREQ=SECONDLY;INTERVAL=3600;BYSECOND=1', '2026-01-06T09:00:00.000Z'],
    ['FREQ=YEARLY;INTERVAL=9999', '2026-01-06T09:00:00.000Z'],
  ])('%s never occurs after %s', (rrule, anchor) => {
    expect(fieldsOf(() => requireSeries(of({ rrule }), anchor, ZONE))).toEqual(['recurrence.rrule']);
  });

  test('a series needs a beginning, and an end after it', () => {
    expect(fieldsOf(() => requireSeries(of({ pattern: 'daily' }), null, ZONE))).toEqual(['recurrence']);
    const ended = of({ pattern: 'daily', endDate: '2026-01-01' });
    expect(fieldsOf(() => requireSeries(ended, '2026-01-06T09:00:00.000Z', ZONE))).toEqual([
      'recurrence.endDate',
    ]);
  });
});
