/**
 * What an RRULE says (RFC 5545, section 3.3.10), read. Nothing here knows when a series begins or in which time zone
 * it is: that is series.ts.
 */
export const frequencies = [
  'SECONDLY',
  'MINUTELY',
  'HOURLY',
  'DAILY',
  'WEEKLY',
  'MONTHLY',
  'YEARLY',
] as const;
export type Frequency = (typeof frequencies)[number];

/** In the order of `Date.getUTCDay()`. */
export const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
export type Weekday = (typeof weekdays)[number];

/** `2MO` is the second Monday, `-1FR` the last Friday; without a number it is every one. */
export interface DayOfRule {
  nth: number | undefined;
  day: Weekday;
}

/** The end of a rule, inclusive: an instant, or a wall-clock time (a day means the whole of it) in the series' zone. */
export interface Until {
  /** Wall-clock time as if it were UTC, or an instant; in milliseconds. */
  ms: number;
  local: boolean;
}

/** The parts that are lists of numbers, by their names. */
export const numberLists = {
  BYSECOND: { least: 0, most: 59, negative: false },
  BYMINUTE: { least: 0, most: 59, negative: false },
  BYHOUR: { least: 0, most: 23, negative: false },
  BYMONTHDAY: { least: 1, most: 31, negative: true },
  BYYEARDAY: { least: 1, most: 366, negative: true },
  BYWEEKNO: { least: 1, most: 53, negative: true },
  BYMONTH: { least: 1, most: 12, negative: false },
  BYSETPOS: { least: 1, most: 366, negative: true },
} as const;
export type NumberList = keyof typeof numberLists;

export interface Rule {
  frequency: Frequency;
  interval: number;
  until: Until | undefined;
  count: number | undefined;
  days: readonly DayOfRule[];
  weekStart: Weekday;
  lists: Readonly<Partial<Record<NumberList, readonly number[]>>>;
  /** As it was given, but for its case. */
  text: string;
}

/** How many numbers a list has; nothing for a list that is not there. */
export function lengthOf(rule: Rule, list: NumberList): number | undefined {
  return rule.lists[list]?.length;
}

/** Whether the rule repeats within a day by its frequency alone. */
export function isSubDaily({ frequency }: Rule): boolean {
  return frequency === 'SECONDLY' || frequency === 'MINUTELY' || frequency === 'HOURLY';
}

/** The text of a rule without its end, which is what the library is asked for. */
export function endless({ text }: Rule): string {
  return text
    .split(';')
    .filter((part) => !/^(UNTIL|COUNT)=/.test(part))
    .join(';');
}
