import ICAL from 'ical.js';
import type { ActivityPriority, ActivityStatus } from '../../domain/planner-document';
import type { CalendarEntry } from './calendar-content';
import { utc, type CalendarTime, type CalendarZones } from './calendar-zones';

/** RFC 5545 (section 3.8.1.9): 1 is the highest. */
const priorities: Record<ActivityPriority, number> = { urgent: 1, high: 3, medium: 5, low: 9 };
const eventStatus: Record<ActivityStatus, string> = {
  pending: 'CONFIRMED',
  'in-progress': 'CONFIRMED',
  completed: 'CONFIRMED',
  cancelled: 'CANCELLED',
};
const todoStatus: Record<ActivityStatus, string> = {
  pending: 'NEEDS-ACTION',
  'in-progress': 'IN-PROCESS',
  completed: 'COMPLETED',
  cancelled: 'CANCELLED',
};

/** But for tab and line feed, a TEXT has no control characters (section 3.3.11). */
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F]/g;
const LINE_END = '\r\n';

// The library folds so many octets into each line and puts a blank before all but the first.
ICAL.foldLength = 74;

/** A property as jCal has it (RFC 7265): name, parameters, type, and its values. */
export type Property = [name: string, parameters: Record<string, string>, type: string, ...values: unknown[]];

/** Written by the library of plain values: those of its own classes take three times as long. */
export function propertyText(property: Property): string {
  return `${ICAL.stringify.property(property, ICAL.design.icalendar, false)}${LINE_END}`;
}

/** Writes components; `stamp` is when the calendar was made. */
export class CalendarComponents {
  constructor(
    private readonly kind: 'vevent' | 'vtodo',
    private readonly zones: CalendarZones,
    private readonly stamp: string,
  ) {}

  /** A component, folded, with its line ends. */
  write(entry: CalendarEntry): string {
    const { begin, times } = this.kind === 'vevent' ? this.eventTimes(entry) : this.todoTimes(entry);
    const statuses = this.kind === 'vevent' ? eventStatus : todoStatus;
    const properties: Property[] = [
      said('uid', `${entry.uid}@almanac`),
      timed('dtstamp', utc(this.stamp)),
      said('summary', entry.title),
      ...times,
      ...this.repetition(entry),
      ...described(entry),
      ['priority', {}, 'integer', priorities[entry.priority]],
      said('status', statuses[entry.status]),
    ];
    const alarms = entry.reminders.flatMap((reminder) => alarm(entry, reminder, begin));
    return ICAL.stringify([this.kind, properties, alarms]);
  }

  private eventTimes({ startDate, dueDate, endDate, timeZone }: CalendarEntry): Times {
    const begin = startDate ?? dueDate ?? endDate;
    if (begin === null) return { begin, times: [] };
    // An end is later than its beginning (section 3.6.1).
    const end = endDate !== null && seconds(endDate) > seconds(begin) ? endDate : null;
    return { begin, times: [...this.at('dtstart', begin, timeZone), ...this.at('dtend', end, timeZone)] };
  }

  private todoTimes(entry: CalendarEntry): Times {
    const { startDate, dueDate, endDate, timeZone, completedAt, metadata, repeats, recurrenceId } = entry;
    const due = dueDate ?? endDate;
    // What repeats is counted from a beginning; a due date is later than that (section 3.8.2.3).
    const counted = repeats !== null || recurrenceId !== null;
    const begin = startDate ?? (counted ? due : null);
    const isLater = due !== null && (begin === null || seconds(due) > seconds(begin));
    const times = [
      ...this.at('dtstart', isLater || counted || due === null ? begin : null, timeZone),
      ...this.at('due', isLater || !counted ? due : null, timeZone),
    ];
    if (completedAt !== null) times.push(timed('completed', utc(completedAt)));
    if (metadata.progress !== undefined)
      times.push(['percent-complete', {}, 'integer', Math.round(metadata.progress)]);
    return { begin: begin ?? due, times };
  }

  private at(name: string, instant: string | null, timeZone: string): Property[] {
    return instant === null ? [] : [timed(name, this.zones.at(instant, timeZone))];
  }

  private repetition({ repeats, recurrenceId, timeZone }: CalendarEntry): Property[] {
    const id = this.at('recurrence-id', recurrenceId, timeZone);
    if (!repeats) return id;
    const without = repeats.without.flatMap((instant) => this.at('exdate', instant, timeZone));
    return [...id, ['rrule', {}, 'recur', ICAL.Recur.fromString(repeats.rule).toJSON()], ...without];
  }
}

interface Times {
  /** Where it begins. */
  begin: string | null;
  times: Property[];
}

function described({ description, checklist, tags, location }: CalendarEntry): Property[] {
  const list = checklist.map((item) => `[${item.completed ? 'x' : ' '}] ${item.text}`).join('\n');
  const told = [description ?? '', list].filter((part) => part !== '').join('\n\n');
  const place = [location?.name, location?.address].filter((part) => part !== undefined).join(', ');
  const properties: Property[] = [];
  if (told !== '') properties.push(said('description', told));
  if (tags.length > 0) properties.push(['categories', {}, 'text', ...tags.map(plain)]);
  if (place !== '') properties.push(said('location', place));
  if (location?.coordinates) {
    const { latitude, longitude } = location.coordinates;
    properties.push(['geo', {}, 'float', [latitude, longitude]]);
  }
  return properties;
}

/** What has gone off need not again, and those of others go off for others. */
function alarm(
  { title, dueDate }: CalendarEntry,
  { time, offset, sentAt, mine }: CalendarEntry['reminders'][number],
  begin: string | null,
): unknown[] {
  if (sentAt !== null || !mine) return [];
  let trigger: Property;
  if (time !== null) trigger = ['trigger', {}, 'date-time', utc(time).value];
  else if (offset !== null && dueDate !== null && begin !== null) {
    // It is counted from the due date; a calendar counts from the beginning.
    const after = seconds(dueDate) - seconds(begin) - offset * 60;
    trigger = ['trigger', {}, 'duration', ICAL.Duration.fromSeconds(after).toString()];
  } else return [];
  return [['valarm', [said('action', 'DISPLAY'), said('description', title), trigger], []]];
}

/** A property of a TEXT. */
export function said(name: string, text: string): Property {
  return [name, {}, 'text', plain(text)];
}

function timed(name: string, { value, zone }: CalendarTime): Property {
  return [name, zone === undefined ? {} : { tzid: zone }, 'date-time', value];
}

/** A TEXT, before it is escaped. */
export function plain(value: string): string {
  return value.replaceAll(/\r\n?/g, '\n').replaceAll(CONTROLS, '');
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
