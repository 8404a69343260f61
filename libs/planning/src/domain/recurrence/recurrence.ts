import { isDeepStrictEqual } from 'node:util';
import type { DayShift } from '../day-shift';
import { refused } from '../refusals';
import { endOfRange } from '../time-range';
import { Expansion } from './expansion';
import { weekdays, type Rule } from './rule';
import { MAX_COUNT, MAX_INTERVAL, parseRule, RULE_FIELD } from './rule-parser';
import { WallClock } from './wall-clock';

export const patterns = ['daily', 'weekly', 'monthly', 'yearly'] as const;
export type Pattern = (typeof patterns)[number];

/**
 * How an activity repeats, in both forms. The simple one is null where an rrule says what it cannot; the ends are told
 * in any case. Instants are UTC texts.
 */
export interface Recurrence {
  pattern: Pattern | null;
  interval: number | null;
  /** 0 is Sunday. */
  daysOfWeek: number[] | null;
  endDate: string | null;
  occurrences: number | null;
  /** RFC 5545, without DTSTART. */
  rrule: string;
  /** Whether the next is counted from when one was completed, rather than from when it was due. */
  fromCompletion: boolean;
}

/** Of a recurrence what its rule does not say. */
export const unsaid: Omit<Recurrence, 'rrule'> = {
  pattern: null,
  interval: null,
  daysOfWeek: null,
  endDate: null,
  occurrences: null,
  fromCompletion: false,
};

/** What a client may send: either form, or both where they say the same. Null is as good as absent. */
export interface RecurrenceInput {
  pattern?: string | null | undefined;
  interval?: number | null | undefined;
  daysOfWeek?: number[] | null | undefined;
  endDate?: string | null | undefined;
  occurrences?: number | null | undefined;
  rrule?: string | null | undefined;
  fromCompletion?: boolean | null | undefined;
}

const LAST_END = Date.parse('9999-12-31T23:59:59Z');
const simpleParts = ['pattern', 'interval', 'daysOfWeek', 'endDate', 'occurrences'] as const;

/**
 * Both forms of what was sent, for a series in the zone.
 * @throws DomainError VALIDATION_ERROR with the field.
 */
export function recurrenceOf(input: RecurrenceInput, zone: string): Recurrence {
  const fromCompletion = input.fromCompletion ?? false;
  const { rrule } = input;
  const simple = simpleParts.some((part) => (input[part] ?? null) !== null);
  if (typeof rrule !== 'string') return fromRule(ruleTextOf(input, zone), zone, fromCompletion);
  const recurrence = fromRule(rrule, zone, fromCompletion);
  if (simple && !saysTheSame(input, recurrence, zone)) {
    const message = 'rrule and the simple form say different things; send one of them';
    throw refused({ field: RULE_FIELD, message, rule: 'exclusive' });
  }
  return recurrence;
}

/**
 * The recurrence after a merge patch. Whichever form is in the patch is what counts; the other follows.
 * @throws DomainError VALIDATION_ERROR with the field.
 */
export function patchRecurrence(before: Recurrence | null, patch: RecurrenceInput, zone: string): Recurrence {
  const fromCompletion = patch.fromCompletion === undefined ? before?.fromCompletion : patch.fromCompletion;
  if (before === null || typeof patch.rrule === 'string') {
    return recurrenceOf({ ...patch, fromCompletion }, zone);
  }
  if (simpleParts.every((part) => patch[part] === undefined)) {
    return recurrenceOf({ rrule: before.rrule, fromCompletion }, zone);
  }
  const { rrule: _follows, ...simple } = before;
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return recurrenceOf({ ...simple, ...given, rrule: null, fromCompletion }, zone);
}

function fromRule(text: string, zone: string, fromCompletion: boolean): Recurrence {
  const rule = parseRule(text);
  const { until } = rule;
  const end = until && (until.local ? new WallClock(zone).instantOf(until.ms) : until.ms);
  return {
    ...simpleOf(rule),
    endDate: end === undefined ? null : new Date(end).toISOString(),
    occurrences: rule.count ?? null,
    rrule: rule.text,
    fromCompletion,
  };
}

/** The simple form, as far as it can say what the rule says. */
function simpleOf(rule: Rule): Pick<Recurrence, 'pattern' | 'interval' | 'daysOfWeek'> {
  const pattern = patterns.find((known) => known.toUpperCase() === rule.frequency) ?? null;
  const plain =
    Object.keys(rule.lists).length === 0 &&
    rule.days.every(({ nth }) => nth === undefined) &&
    (rule.weekStart === 'MO' || rule.interval === 1);
  if (!pattern || !plain) return { pattern: null, interval: null, daysOfWeek: null };
  const daysOfWeek = rule.days.map(({ day }) => weekdays.indexOf(day)).sort((a, b) => a - b);
  return { pattern, interval: rule.interval, daysOfWeek };
}

function ruleTextOf(input: RecurrenceInput, zone: string): string {
  const { pattern, daysOfWeek, endDate, occurrences } = input;
  const every = input.interval ?? 1;
  requireSimple(input, every);
  const days = [...new Set(daysOfWeek ?? [])].sort((a, b) => a - b).map((day) => weekdays[day] ?? '');
  const parts = [`FREQ=${(pattern ?? '').toUpperCase()}`];
  if (every !== 1) parts.push(`INTERVAL=${every}`);
  if (days.length > 0) parts.push(`BYDAY=${days.join(',')}`);
  if (typeof occurrences === 'number') parts.push(`COUNT=${occurrences}`);
  if (typeof endDate === 'string') parts.push(`UNTIL=${untilText(endOf(endDate, zone))}`);
  return parts.join(';');
}

function requireSimple({ pattern, endDate, occurrences }: RecurrenceInput, every: number): void {
  const refuse = (field: string, message: string, rule: string) =>
    refused({ field: `recurrence.${field}`, message, rule });
  if (!patterns.some((known) => known === pattern)) {
    const message = `pattern must be one of ${patterns.join(', ')}, or there must be an rrule`;
    throw refuse('pattern', message, 'required');
  }
  if (every < 1 || every > MAX_INTERVAL) {
    throw refuse('interval', `interval must be from 1 to ${MAX_INTERVAL}`, 'range');
  }
  if (typeof occurrences !== 'number') return;
  if (typeof endDate === 'string') {
    throw refuse('occurrences', 'occurrences does not go together with endDate', 'exclusive');
  }
  if (occurrences < 1 || occurrences > MAX_COUNT) {
    throw refuse('occurrences', `occurrences must be from 1 to ${MAX_COUNT}`, 'range');
  }
}

/** A day means the whole of it, in the zone of the series. UNTIL knows no fractions of a second. */
function endOf(endDate: string, zone: string): number {
  return Math.floor(Date.parse(endOfRange(endDate, zone, 'recurrence.endDate')) / 1000) * 1000;
}

/** The same, ending so many days later on the wall clock, within the years that can be written. */
export function shiftedEnd(recurrence: Recurrence, shift: DayShift): Recurrence {
  if (recurrence.endDate === null) return recurrence;
  const moved = shift.moved(Date.parse(recurrence.endDate));
  return endingAt(recurrence, Math.min(Math.max(moved, Date.parse('0001-01-01T00:00:00Z')), LAST_END));
}

/** The same, with its last possible occurrence at an instant. */
export function endingAt(recurrence: Recurrence, ms: number): Recurrence {
  const end = Math.floor(ms / 1000) * 1000;
  const parts = recurrence.rrule.split(';').filter((part) => !/^(UNTIL|COUNT)=/.test(part));
  const rrule = [...parts, `UNTIL=${untilText(end)}`].join(';');
  return { ...recurrence, endDate: new Date(end).toISOString(), occurrences: null, rrule };
}

/** The same, with so many occurrences in all. */
function countingTo(recurrence: Recurrence, count: number): Recurrence {
  const rrule = recurrence.rrule.replace(/COUNT=\d+/, `COUNT=${count}`);
  return { ...recurrence, occurrences: count, rrule };
}

/** The same from its n-th occurrence on: of a number of occurrences those that are left. */
export function fromNumber(recurrence: Recurrence, number: number): Recurrence {
  const { occurrences } = recurrence;
  return occurrences === null ? recurrence : countingTo(recurrence, occurrences - number + 1);
}

/** The rule without its end by time. */
export function endlessRule({ rrule }: Recurrence): string {
  return rrule
    .split(';')
    .filter((part) => !part.startsWith('UNTIL='))
    .join(';');
}

/** An instant as UNTIL writes it. */
export function untilText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Clients send back what they have read: both forms. */
function saysTheSame(input: RecurrenceInput, { rrule: _rule, ...told }: Recurrence, zone: string): boolean {
  return simpleParts.every((part) => {
    const value = input[part] ?? null;
    if (value === null) return true;
    if (part === 'endDate') {
      return (
        told.endDate !== null &&
        endOf(String(value), zone) === Math.floor(Date.parse(told.endDate) / 1000) * 1000
      );
    }
    if (part === 'daysOfWeek')
      return isDeepStrictEqual(new Set(input.daysOfWeek), new Set(told.daysOfWeek ?? []));
    return value === told[part];
  });
}

/**
 * Sees that a recurrence can begin at the anchor.
 * @throws DomainError VALIDATION_ERROR where it has no second occurrence though it never ends, or ends before it begins.
 */
export function requireSeries(recurrence: Recurrence, anchor: string | null, zone: string): void {
  if (anchor === null) {
    const message = 'recurrence needs a startDate or a dueDate to begin at';
    throw refused({ field: 'recurrence', message, rule: 'anchor' });
  }
  const rule = parseRule(recurrence.rrule);
  const start = Date.parse(anchor);
  if (recurrence.endDate !== null && recurrence.endDate < anchor) {
    const message = 'endDate must not be before the activity';
    throw refused({ field: 'recurrence.endDate', message, rule: 'dateOrder' });
  }
  if (!new Expansion({ rule, start, zone }).occurs()) {
    const message = 'rrule can never occur after the activity, or not before very long';
    throw refused({ field: RULE_FIELD, message, rule: 'never' });
  }
}
