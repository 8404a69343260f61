import type { FieldProblem } from '@almanac/kernel';
import { refused } from '../refusals';
import {
  frequencies,
  numberLists,
  weekdays,
  type DayOfRule,
  type NumberList,
  type Rule,
  type Until,
  type Weekday,
} from './rule';
import { problemsOf } from './rule-limits';

export const RULE_FIELD = 'recurrence.rrule';
/** Of an RRULE. Every day of the year by its number is some 1,400. */
export const MAX_RULE_LENGTH = 2000;
export const MAX_INTERVAL = 100_000;
/** Occurrences that COUNT may ask for: so many are counted when a far one is looked for. */
export const MAX_COUNT = 1000;

/**
 * Reads an RRULE, without DTSTART (RFC 5545, section 3.3.10).
 * @throws DomainError VALIDATION_ERROR at `recurrence.rrule`, with all that is wrong, for what is no rule, breaks the
 * RFC, or costs more than `rule-limits.ts` admits.
 */
export function parseRule(given: string): Rule {
  const text = given
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  if (text.length > MAX_RULE_LENGTH || !/^[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*$/.test(text)) {
    throw refused(
      problem('rrule must be a recurrence rule by RFC 5545, such as FREQ=WEEKLY;BYDAY=MO', 'rrule'),
    );
  }
  const reader = new Reader(new Map(), []);
  for (const part of text.split(';')) reader.take(part);
  const rule = reader.rule(text);
  if (reader.problems.length > 0) throw refused(...reader.problems);
  const problems = problemsOf(rule).map((message) => problem(message, 'rrule'));
  if (problems.length > 0) throw refused(...problems);
  return rule;
}

function problem(message: string, rule: string): FieldProblem {
  return { field: RULE_FIELD, message, rule };
}

/** Reads part after part, and keeps what is wrong. */
class Reader {
  constructor(
    private readonly parts: Map<string, string>,
    readonly problems: FieldProblem[],
  ) {}

  take(part: string): void {
    const [name = '', value = ''] = part.split('=');
    if (!isKnown(name)) this.wrong(`rrule has a part that is not known: ${name.slice(0, 20)}`);
    else if (this.parts.has(name)) this.wrong(`rrule has ${name} twice`);
    this.parts.set(name, value);
  }

  rule(text: string): Rule {
    const lists: Partial<Record<NumberList, number[]>> = {};
    for (const name of Object.keys(numberLists) as NumberList[]) {
      const numbers = this.numbers(name);
      if (numbers) lists[name] = numbers;
    }
    const frequency = frequencies.find((known) => known === this.parts.get('FREQ'));
    if (!frequency) this.wrong(`rrule needs FREQ, one of ${frequencies.join(', ')}`);
    const until = this.until();
    const count = this.count('COUNT', MAX_COUNT);
    if (until && count !== undefined) this.wrong('rrule must not have both UNTIL and COUNT');
    return {
      frequency: frequency ?? 'DAILY',
      interval: this.count('INTERVAL', MAX_INTERVAL) ?? 1,
      until,
      count,
      days: this.days(),
      weekStart: this.weekStart(),
      lists,
      text,
    };
  }

  private wrong(message: string): void {
    this.problems.push(problem(message, 'rrule'));
  }

  private count(name: string, most: number): number | undefined {
    const value = this.parts.get(name);
    if (value === undefined) return undefined;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
    if (number < 1 || number > most) this.wrong(`rrule: ${name} must be a number from 1 to ${most}`);
    return number;
  }

  private numbers(name: NumberList): number[] | undefined {
    const value = this.parts.get(name);
    if (value === undefined) return undefined;
    const { least, most, negative } = numberLists[name];
    const sign = negative ? '[+-]?' : '';
    const numbers = value
      .split(',')
      .map((one) => (new RegExp(`^${sign}\\d{1,3}$`).test(one) ? Number(one) : NaN));
    const fits = (number: number) => Math.abs(number) >= least && Math.abs(number) <= most;
    if (!numbers.every(fits)) {
      const range = negative ? `${least} to ${most} or -${most} to -${least}` : `${least} to ${most}`;
      this.wrong(`rrule: ${name} must be a list of numbers from ${range}`);
    }
    return [...new Set(numbers)];
  }

  private days(): DayOfRule[] {
    const value = this.parts.get('BYDAY');
    if (value === undefined) return [];
    const days = [...new Set(value.split(','))].map((one): DayOfRule | undefined => {
      const [, number, name] = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(one) ?? [];
      const day = weekdays.find((known) => known === name);
      const nth = number === undefined ? undefined : Number(number);
      const fits = nth === undefined || (nth !== 0 && Math.abs(nth) <= 53);
      return day && fits ? { nth, day } : undefined;
    });
    if (days.some((day) => !day)) this.wrong('rrule: BYDAY must be a list of days such as MO, 2TU or -1FR');
    return days.filter((day) => day !== undefined);
  }

  private weekStart(): Weekday {
    const value = this.parts.get('WKST');
    const day = weekdays.find((known) => known === value);
    if (value !== undefined && !day) this.wrong(`rrule: WKST must be one of ${weekdays.join(', ')}`);
    return day ?? 'MO';
  }

  private until(): Until | undefined {
    const value = this.parts.get('UNTIL');
    if (value === undefined) return undefined;
    const until = readUntil(value);
    if (!until) this.wrong('rrule: UNTIL must be a date that exists, such as 20261231 or 20261231T120000Z');
    return until;
  }
}

function isKnown(name: string): boolean {
  return (
    ['FREQ', 'INTERVAL', 'UNTIL', 'COUNT', 'BYDAY', 'WKST'].includes(name) || Object.hasOwn(numberLists, name)
  );
}

function readUntil(text: string): Until | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = '23', minute = '59', second = '59', zulu = ''] = match;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const ms = Date.parse(`${written}.000Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== written) return undefined;
  // A day means the whole of it, to its last millisecond.
  return { ms: match[4] === undefined ? ms + 999 : ms, local: zulu === '' };
}
