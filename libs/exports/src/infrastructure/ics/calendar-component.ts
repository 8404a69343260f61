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

// The library folds so many octets into each line and puts a blank before all but the first.
ICAL.foldLength = 74;

/** Writes components; `stamp` is when the calendar was made. */
export class CalendarComponents {
  constructor(
    private readonly kind: 'vevent' | 'vtodo',
    private readonly zones: CalendarZones,
    private readonly stamp: string,
  ) {}

  /** A component, folded, with its line ends. */
  write(entry: CalendarEntry): string {
    const component = new ICAL.Component(this.kind);
    component.addPropertyWithValue('uid', `${entry.uid}@almanac`);
    component.addPropertyWithValue('dtstamp', utc(this.stamp).value);
    component.addPropertyWithValue('summary', text(entry.title));
    const begin =
      this.kind === 'vevent' ? this.eventTimes(component, entry) : this.todoTimes(component, entry);
    this.repetition(component, entry);
    describe(component, entry);
    component.addPropertyWithValue('priority', priorities[entry.priority]);
    const statuses = this.kind === 'vevent' ? eventStatus : todoStatus;
    component.addPropertyWithValue('status', statuses[entry.status]);
    for (const reminder of entry.reminders) {
      const alarm = alarmOf(entry, reminder, begin);
      if (alarm) component.addSubcomponent(alarm);
    }
    return `${component.toString()}\r\n`;
  }

  /** Gives where it begins. */
  private eventTimes(component: ICAL.Component, { startDate, dueDate, endDate, timeZone }: CalendarEntry) {
    const begin = startDate ?? dueDate ?? endDate;
    if (begin === null) return null;
    add(component, 'dtstart', this.zones.at(begin, timeZone));
    // An end is later than its beginning (section 3.6.1).
    if (endDate !== null && seconds(endDate) > seconds(begin))
      add(component, 'dtend', this.zones.at(endDate, timeZone));
    return begin;
  }

  private todoTimes(component: ICAL.Component, entry: CalendarEntry) {
    const { startDate, dueDate, endDate, timeZone, completedAt, metadata, repeats, recurrenceId } = entry;
    const due = dueDate ?? endDate;
    // What repeats is counted from a beginning; a due date is later than that (section 3.8.2.3).
    const counted = repeats !== null || recurrenceId !== null;
    const begin = startDate ?? (counted ? due : null);
    const isLater = due !== null && (begin === null || seconds(due) > seconds(begin));
    const told = {
      begin: isLater || counted || due === null ? begin : null,
      due: isLater || !counted ? due : null,
    };
    this.addAt(component, 'dtstart', told.begin, timeZone);
    this.addAt(component, 'due', told.due, timeZone);
    if (completedAt !== null) add(component, 'completed', utc(completedAt));
    if (metadata.progress !== undefined)
      component.addPropertyWithValue('percent-complete', Math.round(metadata.progress));
    return begin ?? due;
  }

  private addAt(component: ICAL.Component, name: string, instant: string | null, timeZone: string): void {
    if (instant !== null) add(component, name, this.zones.at(instant, timeZone));
  }

  private repetition(component: ICAL.Component, { repeats, recurrenceId, timeZone }: CalendarEntry): void {
    if (recurrenceId !== null) add(component, 'recurrence-id', this.zones.at(recurrenceId, timeZone));
    if (!repeats) return;
    component.addPropertyWithValue('rrule', ICAL.Recur.fromString(repeats.rule));
    for (const without of repeats.without) add(component, 'exdate', this.zones.at(without, timeZone));
  }
}

function describe(
  component: ICAL.Component,
  { description, checklist, tags, location }: CalendarEntry,
): void {
  const list = checklist.map((item) => `[${item.completed ? 'x' : ' '}] ${item.text}`).join('\n');
  const told = [description ?? '', list].filter((part) => part !== '').join('\n\n');
  if (told !== '') component.addPropertyWithValue('description', text(told));
  if (tags.length > 0) {
    const categories = new ICAL.Property('categories', component);
    categories.setValues(tags.map(text));
    component.addProperty(categories);
  }
  const place = [location?.name, location?.address].filter((part) => part !== undefined).join(', ');
  if (place !== '') component.addPropertyWithValue('location', text(place));
  if (location?.coordinates) {
    const { latitude, longitude } = location.coordinates;
    component.addPropertyWithValue('geo', [latitude, longitude]);
  }
}

/** What has gone off need not again, and those of others go off for others. */
function alarmOf(
  { title, dueDate }: CalendarEntry,
  { time, offset, sentAt, mine }: CalendarEntry['reminders'][number],
  begin: string | null,
): ICAL.Component | undefined {
  if (sentAt !== null || !mine) return undefined;
  const alarm = new ICAL.Component('valarm');
  alarm.addPropertyWithValue('action', 'DISPLAY');
  alarm.addPropertyWithValue('description', text(title));
  if (time !== null) {
    const trigger = new ICAL.Property('trigger', alarm);
    trigger.resetType('date-time');
    trigger.setValue(utc(time).value);
    alarm.addProperty(trigger);
  } else if (offset !== null && dueDate !== null && begin !== null) {
    // It is counted from the due date; a calendar counts from the beginning.
    const after = seconds(dueDate) - seconds(begin) - offset * 60;
    alarm.addPropertyWithValue('trigger', ICAL.Duration.fromSeconds(after));
  } else return undefined;
  return alarm;
}

function add(component: ICAL.Component, name: string, { value, zone }: CalendarTime): void {
  const property = new ICAL.Property(name, component);
  property.setValue(value);
  if (zone !== undefined) property.setParameter('tzid', zone);
  component.addProperty(property);
}

export function text(value: string): string {
  return value.replaceAll(/\r\n?/g, '\n').replaceAll(CONTROLS, '');
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
