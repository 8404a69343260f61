import ICAL from 'ical.js';
import type { ActivityPriority, ActivityStatus } from '../../domain/planner-document';
import type { CalendarEntry } from './calendar-content';
import { line, text } from './calendar-lines';
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

/** Writes components; `stamp` is when the calendar was made. */
export class CalendarComponents {
  private readonly begin: string;
  private readonly end: string;
  private readonly stamp: string;

  constructor(
    private readonly kind: 'vevent' | 'vtodo',
    private readonly zones: CalendarZones,
    stamp: string,
  ) {
    this.begin = line('BEGIN', kind.toUpperCase());
    this.end = line('END', kind.toUpperCase());
    this.stamp = line('DTSTAMP', utc(stamp).value);
  }

  /** A component, folded, with its line ends. */
  write(entry: CalendarEntry): string {
    const { begin, times } = this.kind === 'vevent' ? this.eventTimes(entry) : this.todoTimes(entry);
    const statuses = this.kind === 'vevent' ? eventStatus : todoStatus;
    return (
      this.begin +
      line('UID', `${text(entry.uid)}@almanac`) +
      this.stamp +
      line('SUMMARY', text(entry.title)) +
      times +
      this.repetition(entry) +
      described(entry) +
      line('PRIORITY', priorities[entry.priority]) +
      line('STATUS', statuses[entry.status]) +
      entry.reminders.map((reminder) => alarm(entry, reminder, begin)).join('') +
      this.end
    );
  }

  private eventTimes({ startDate, dueDate, endDate, timeZone }: CalendarEntry): Times {
    const begin = startDate ?? dueDate ?? endDate;
    if (begin === null) return { begin, times: '' };
    // An end is later than its beginning (section 3.6.1).
    const end = endDate !== null && seconds(endDate) > seconds(begin) ? endDate : null;
    return { begin, times: this.at('DTSTART', begin, timeZone) + this.at('DTEND', end, timeZone) };
  }

  private todoTimes(entry: CalendarEntry): Times {
    const { startDate, dueDate, endDate, timeZone, completedAt, metadata, repeats, recurrenceId } = entry;
    const due = dueDate ?? endDate;
    // What repeats is counted from a beginning; a due date is later than that (section 3.8.2.3).
    const counted = repeats !== null || recurrenceId !== null;
    const begin = startDate ?? (counted ? due : null);
    const isLater = due !== null && (begin === null || seconds(due) > seconds(begin));
    const times =
      this.at('DTSTART', isLater || counted || due === null ? begin : null, timeZone) +
      this.at('DUE', isLater || !counted ? due : null, timeZone) +
      (completedAt === null ? '' : timed('COMPLETED', utc(completedAt))) +
      (metadata.progress === undefined ? '' : line('PERCENT-COMPLETE', Math.round(metadata.progress)));
    return { begin: begin ?? due, times };
  }

  private at(name: string, instant: string | null, timeZone: string): string {
    return instant === null ? '' : timed(name, this.zones.at(instant, timeZone));
  }

  private repetition({ repeats, recurrenceId, timeZone }: CalendarEntry): string {
    const id = this.at('RECURRENCE-ID', recurrenceId, timeZone);
    if (!repeats) return id;
    const without = repeats.without.map((instant) => this.at('EXDATE', instant, timeZone));
    return id + line('RRULE', ruleText(repeats.rule)) + without.join('');
  }
}

interface Times {
  /** Where it begins. */
  begin: string | null;
  times: string;
}

function ruleText(rule: string): string {
  const property = new ICAL.Property('rrule');
  property.setValue(ICAL.Recur.fromString(rule));
  return property.toICALString().slice('RRULE:'.length);
}

function described({ description, checklist, tags, location }: CalendarEntry): string {
  const list = checklist.map((item) => `[${item.completed ? 'x' : ' '}] ${item.text}`).join('\n');
  const told = [description ?? '', list].filter((part) => part !== '').join('\n\n');
  const place = [location?.name, location?.address].filter((part) => part !== undefined).join(', ');
  const point = location?.coordinates;
  return (
    (told === '' ? '' : line('DESCRIPTION', text(told))) +
    (tags.length === 0 ? '' : line('CATEGORIES', tags.map(text).join(','))) +
    (place === '' ? '' : line('LOCATION', text(place))) +
    (point ? line('GEO', `${point.latitude};${point.longitude}`) : '')
  );
}

/** What has gone off need not again, and those of others go off for others. */
function alarm(
  { title, dueDate }: CalendarEntry,
  { time, offset, sentAt, mine }: CalendarEntry['reminders'][number],
  begin: string | null,
): string {
  if (sentAt !== null || !mine) return '';
  let trigger: string;
  if (time !== null) trigger = line('TRIGGER;VALUE=DATE-TIME', utc(time).value);
  else if (offset !== null && dueDate !== null && begin !== null) {
    // It is counted from the due date; a calendar counts from the beginning.
    const after = seconds(dueDate) - seconds(begin) - offset * 60;
    trigger = line('TRIGGER', ICAL.Duration.fromSeconds(after).toString());
  } else return '';
  const said = line('ACTION', 'DISPLAY') + line('DESCRIPTION', text(title));
  return line('BEGIN', 'VALARM') + said + trigger + line('END', 'VALARM');
}

function timed(name: string, { value, zone }: CalendarTime): string {
  return line(zone === undefined ? name : `${name};TZID=${zone}`, value);
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
