import type { RecurrenceDocument } from '../domain/planner-document';
import { type Calendar, counted } from './written-words';

const UNITS: Record<string, string> = {
  SECONDLY: 'second',
  MINUTELY: 'minute',
  HOURLY: 'hour',
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
};
const DAYS: Record<string, string> = {
  MO: 'Mon',
  TU: 'Tue',
  WE: 'Wed',
  TH: 'Thu',
  FR: 'Fri',
  SA: 'Sat',
  SU: 'Sun',
};
/** What can be told in words; a rule with more is shown as it is, rather than half of it. */
const TOLD = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'WKST', 'UNTIL', 'COUNT']);

/** How something repeats: `Repeats every 2 weeks on Mon, Thu, until Fri 31 Dec 2027`. */
export function repeatsOf(recurrence: RecurrenceDocument, calendar: Calendar): string {
  const { rrule, occurrences, endDate, fromCompletion } = recurrence;
  const end = [
    ...(occurrences === null ? [] : [`${counted(occurrences, 'time')} in all`]),
    ...(endDate === null ? [] : [`until ${calendar.day(endDate)}`]),
    ...(fromCompletion ? ['counted from when it is done'] : []),
  ];
  return [`Repeats ${frequencyOf(rrule)}`, ...end].join(', ');
}

function frequencyOf(rrule: string): string {
  const parts = new Map(rrule.split(';').map((part) => pairOf(part)));
  const unit = UNITS[parts.get('FREQ') ?? ''];
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const on = daysOf(parts);
  if (unit === undefined || on === null) return `by ${withoutEnd(rrule)}`;
  return `every ${interval === 1 ? unit : `${interval} ${unit}s`}${on}`;
}

/** Null where words would not do. */
function daysOf(parts: ReadonlyMap<string, string>): string | null {
  const [byDay, byMonthDay] = [parts.get('BYDAY'), parts.get('BYMONTHDAY')];
  if ([...parts.keys()].some((name) => !TOLD.has(name))) return null;
  if (byDay === undefined && byMonthDay === undefined) return '';
  if (byDay !== undefined && byMonthDay !== undefined) return null;
  const words = (byDay ?? byMonthDay ?? '')
    .split(',')
    .map((one) => (byDay === undefined ? dayOfMonth(one) : dayOfWeek(one)));
  if (words.some((word) => word === null) || (byMonthDay !== undefined && parts.get('FREQ') !== 'MONTHLY'))
    return null;
  return ` on ${words.join(', ')}`;
}

function dayOfWeek(text: string): string | null {
  const [, place = '', name = ''] = /^([+-]?\d+)?([A-Z]{2})$/.exec(text) ?? [];
  const day = DAYS[name];
  if (day === undefined) return null;
  return place === '' ? day : `the ${placeOf(Number(place))} ${day}`;
}

function dayOfMonth(text: string): string {
  const day = Number(text);
  return `the ${placeOf(day)}${day < 0 ? ' day' : ''}`;
}

/** `1st`, `22nd`, `last`, `2nd last` */
function placeOf(place: number): string {
  if (place === -1) return 'last';
  const number = Math.abs(place);
  const teens = number % 100 > 10 && number % 100 < 14;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}${place < 0 ? ' last' : ''}`;
}

function withoutEnd(rrule: string): string {
  return rrule
    .split(';')
    .filter((part) => !/^(UNTIL|COUNT)=/.test(part))
    .join(';');
}

function pairOf(part: string): [string, string] {
  const [name = '', value = ''] = part.split('=');
  return [name, value];
}
