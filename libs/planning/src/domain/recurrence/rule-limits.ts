import { frequencies, isSubDaily, lengthOf, weekdays, type NumberList, type Rule } from './rule';

/**
 * What RFC 5545 forbids, what can never occur, and what would cost too much. The library looks at every candidate of
 * one period (a year, a month, a week, a day) at once, so there must not be too many of them.
 */
const MAX_TIMES_A_DAY = 288;
const MAX_CANDIDATES = 400;
/** All combinations of weekdays, lengths of years and ISO weeks come within 28 years, but for the centuries. */
const CYCLE_YEARS = 28;
const CYCLE_START = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;

/** What is wrong with a rule whose parts are each well-formed. */
export function problemsOf(rule: Rule): string[] {
  const forbidden = [...forbiddenIn(rule)];
  if (forbidden.length > 0) return forbidden;
  if (timesADay(rule) > MAX_TIMES_A_DAY || candidatesOf(rule) > MAX_CANDIDATES) {
    return [
      'rrule is too expensive: its BYxxx lists make too many times in one period; use a higher frequency',
    ];
  }
  if (lostPositions(rule)) return ['rrule can never occur: BYSETPOS is beyond what one period can have'];
  return anyDay(rule) ? [] : ['rrule can never occur: no day fulfils all of its parts'];
}

/** Section 3.3.10: which part goes with which frequency. */
function* forbiddenIn(rule: Rule): Generator<string> {
  const { frequency, days, lists } = rule;
  const has = (list: NumberList) => lists[list] !== undefined;
  if (has('BYWEEKNO') && frequency !== 'YEARLY') yield 'rrule: BYWEEKNO goes with FREQ=YEARLY only';
  if (has('BYYEARDAY') && ['DAILY', 'WEEKLY', 'MONTHLY'].includes(frequency))
    yield `rrule: BYYEARDAY does not go with FREQ=${frequency}`;
  if (has('BYMONTHDAY') && frequency === 'WEEKLY') yield 'rrule: BYMONTHDAY does not go with FREQ=WEEKLY';
  const numbered = days.some(({ nth }) => nth !== undefined);
  if (numbered && frequency !== 'MONTHLY' && frequency !== 'YEARLY')
    yield 'rrule: BYDAY may have numbers with FREQ=MONTHLY and FREQ=YEARLY only';
  if (numbered && has('BYWEEKNO')) yield 'rrule: BYDAY may not have numbers beside BYWEEKNO';
  const others = Object.keys(lists).some((name) => name !== 'BYSETPOS') || days.length > 0;
  if (has('BYSETPOS') && !others) yield 'rrule: BYSETPOS needs another BYxxx part';
}

/** Times that the lists make of one day; for a frequency below a day, of one of its periods. */
function timesADay(rule: Rule): number {
  const below: readonly NumberList[] = ['BYHOUR', 'BYMINUTE', 'BYSECOND'];
  // HOURLY: an hour is one period, MINUTELY: a minute, SECONDLY: a second.
  const from = { HOURLY: 1, MINUTELY: 2, SECONDLY: 3 } as const;
  const start = isSubDaily(rule) ? from[rule.frequency as keyof typeof from] : 0;
  return below.slice(start).reduce((product, list) => product * (lengthOf(rule, list) ?? 1), 1);
}

/** How many times one period can have, from above. */
export function candidatesOf(rule: Rule): number {
  return daysAPeriod(rule) * timesADay(rule);
}

function daysAPeriod(rule: Rule): number {
  const { frequency, days } = rule;
  if (isSubDaily(rule) || frequency === 'DAILY') return 1;
  const plain = days.filter(({ nth }) => nth === undefined).length;
  const numbered = days.length - plain;
  if (frequency === 'WEEKLY') return Math.max(1, plain);
  const monthDays = lengthOf(rule, 'BYMONTHDAY');
  if (frequency === 'MONTHLY') return Math.max(1, monthDays ?? plain * 5 + numbered);
  const months = lengthOf(rule, 'BYMONTH');
  const yearDays = lengthOf(rule, 'BYYEARDAY');
  // The library finds each by itself: they cost three times what others do.
  if (yearDays !== undefined) return yearDays * 3;
  if (monthDays !== undefined) return monthDays * (months ?? 12);
  const weeks = lengthOf(rule, 'BYWEEKNO');
  if (weeks !== undefined) return weeks * Math.max(1, plain);
  if (days.length > 0) return months === undefined ? plain * 53 + numbered : months * (plain * 5 + numbered);
  return months ?? 1;
}

function lostPositions(rule: Rule): boolean {
  const positions = rule.lists.BYSETPOS;
  const most = candidatesOf(rule);
  return positions?.every((position) => Math.abs(position) > most) === true;
}

/** Whether some day has the month, the day of the month and of the year, the week and the weekday that the rule wants. */
function anyDay(rule: Rule): boolean {
  const { BYMONTHDAY, BYYEARDAY, BYWEEKNO } = rule.lists;
  if (!BYMONTHDAY && !BYYEARDAY && !BYWEEKNO) return true;
  const end = CYCLE_START + CYCLE_YEARS * 365.25 * DAY_MS;
  for (let at = CYCLE_START; at < end; at += DAY_MS) if (isWanted(rule, new Date(at))) return true;
  return false;
}

function isWanted({ lists, days }: Rule, day: Date): boolean {
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  if (lists.BYMONTH?.includes(month + 1) === false) return false;
  // Where days have numbers the search decides.
  const plain = days.length > 0 && days.every(({ nth }) => nth === undefined);
  if (plain && !days.some((wanted) => weekdays.indexOf(wanted.day) === day.getUTCDay())) return false;
  const lengthOfMonth = lengthInDays(year, month, year, month + 1);
  if (lists.BYMONTHDAY && !has(lists.BYMONTHDAY, day.getUTCDate(), lengthOfMonth)) return false;
  const ofYear = (day.getTime() - Date.UTC(year, 0, 1)) / DAY_MS + 1;
  if (lists.BYWEEKNO?.some((week) => mayBeIn(week, ofYear)) === false) return false;
  return !lists.BYYEARDAY || has(lists.BYYEARDAY, ofYear, lengthInDays(year, 0, year + 1, 0));
}

function lengthInDays(fromYear: number, fromMonth: number, toYear: number, toMonth: number): number {
  return (Date.UTC(toYear, toMonth, 1) - Date.UTC(fromYear, fromMonth, 1)) / DAY_MS;
}

/** Whether the numbers have the day, counted from the start or (negative) from the end. */
function has(numbers: readonly number[], day: number, length: number): boolean {
  return numbers.includes(day) || numbers.includes(day - length - 1);
}

/** Whether a day of the year may lie in a week: which day that begins with differs from year to year. */
function mayBeIn(week: number, day: number): boolean {
  if (week < 0) return mayBeIn(week + 53, day) || mayBeIn(week + 54, day);
  if (week === 1 && day >= 363) return true;
  return (week >= 52 && day <= 3) || (day >= week * 7 - 9 && day <= week * 7 + 3);
}

/** The length of a period, in milliseconds, as far as it can be said. */
export function periodOf({ frequency, interval }: Rule): number {
  const lengths = [1000, 60_000, 3_600_000, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 365 * DAY_MS];
  return (lengths[frequencies.indexOf(frequency)] ?? DAY_MS) * interval;
}
