import { datesAt, occursBetween } from '@almanac/planning';
import type { CalendarOptions } from '../../domain/calendar-options';
import type {
  ActivityDocument,
  ActivityFigures,
  ActivityPlaceName,
  OccurrenceContent,
  SeriesDocument,
} from '../../domain/planner-document';

/** What one component of a calendar says of an activity, or of one occurrence of it. */
export interface CalendarEntry {
  uid: string;
  title: string;
  description: string | null;
  checklist: ActivityDocument['checklist'];
  status: ActivityDocument['status'];
  priority: ActivityDocument['priority'];
  tags: readonly string[];
  location: ActivityPlaceName | null;
  metadata: ActivityFigures;
  reminders: ActivityDocument['reminders'];
  startDate: string | null;
  dueDate: string | null;
  endDate: string | null;
  completedAt: string | null;
  /** IANA: the clock that its times are told by. */
  timeZone: string;
  /** RRULE, without its name, and the occurrences that are left out; of what repeats alone. */
  repeats: { rule: string; without: string[] } | null;
  /** When it would be by the rule; of an occurrence that is not as the others. */
  recurrenceId: string | null;
}

/**
 * The components of an activity: one, but for a series that goes on, which has one more for each occurrence that is not
 * as the rule says (RFC 5545, section 3.8.4.4).
 */
export function entriesOf(activity: ActivityDocument, timeZone: string): CalendarEntry[] {
  if (!goesOn(activity)) return [plainEntry(activity, activity.series?.timeZone ?? timeZone)];
  const { series, recurrence } = activity;
  const here = plainEntry(activity, series.timeZone);
  const own = series.exceptions.find(({ originalStart }) => originalStart === series.originalStart);
  const usual: CalendarEntry = { ...here, ...known(own?.base ?? {}) };
  const shape = shapeOf(usual, series);
  const first = { ...usual, ...shape(series.originalStart) };
  const without = series.exceptions
    .filter(({ skipped, originalStart }) => skipped && originalStart > series.originalStart)
    .map(({ originalStart }) => originalStart);
  const changed = series.exceptions
    .filter(({ skipped, originalStart }) => !skipped && originalStart > series.originalStart)
    .map(({ originalStart, content }) => ({
      ...{ ...first, status: 'pending' as const, ...shape(originalStart), ...known(content) },
      ...{ checklist: first.checklist.map(({ text }) => ({ text, completed: false })) },
      recurrenceId: originalStart,
    }));
  const isMoved = own && Object.keys(own.base).length > 0;
  return [
    { ...first, repeats: { rule: ruleOf(recurrence, series), without } },
    ...(isMoved ? [{ ...here, recurrenceId: series.originalStart }] : []),
    ...changed,
  ];
}

/** Whether the activity belongs into this calendar. */
export function belongs(
  activity: ActivityDocument,
  { includeCompleted, component, range }: CalendarOptions,
): boolean {
  if (!includeCompleted && activity.status === 'completed') return false;
  const [first, last] = spanOf(activity);
  // An event is at a time; a task need not be.
  if (first === undefined || last === undefined) return component === 'vtodo' && range === null;
  if (range === null || (first <= range.end && last >= range.start)) return true;
  return goesOn(activity) && repeatsIn(activity, range, Date.parse(last) - Date.parse(first));
}

function spanOf({ startDate, dueDate, endDate }: OccurrenceContent): [first?: string, last?: string] {
  const dates = [startDate, dueDate, endDate].filter((date) => typeof date === 'string').sort();
  const [first] = dates;
  const last = dates.at(-1);
  return first === undefined || last === undefined ? [] : [first, last];
}

/** @param length of an occurrence, in milliseconds: one that begins before the range may go on into it */
function repeatsIn(
  { series, recurrence }: Repeating,
  { start, end }: { start: string; end: string },
  length: number,
): boolean {
  const moved = series.exceptions.some(({ skipped, content }) => {
    const [first, last] = spanOf(content);
    return !skipped && first !== undefined && last !== undefined && first <= end && last >= start;
  });
  const from = new Date(Math.max(Date.parse(start) - length, Date.parse('0001-01-01'))).toISOString();
  return moved || occursBetween(series, recurrence, from, end);
}

type Repeating = ActivityDocument & {
  series: SeriesDocument;
  recurrence: NonNullable<ActivityDocument['recurrence']>;
};

/** Whether it is what a series goes on from: something that is not there yet comes after it. */
function goesOn(activity: ActivityDocument): activity is Repeating {
  const { series, recurrence, status } = activity;
  return (
    series?.continued === false && recurrence !== null && (status === 'pending' || status === 'in-progress')
  );
}

/** Field by field: a large calendar has one for each of its activities, and spreading them took half of the time. */
function plainEntry(activity: ActivityDocument, timeZone: string): CalendarEntry {
  return {
    uid: activity.uid,
    title: activity.title,
    description: activity.description,
    checklist: activity.checklist,
    status: activity.status,
    priority: activity.priority,
    tags: activity.tags,
    location: activity.location,
    metadata: activity.metadata,
    reminders: activity.reminders,
    startDate: activity.startDate,
    dueDate: activity.dueDate,
    endDate: activity.endDate,
    completedAt: activity.completedAt,
    timeZone,
    repeats: null,
    recurrenceId: null,
  };
}

/** What of an occurrence's own a calendar tells. */
function known(content: OccurrenceContent): Partial<CalendarEntry> {
  const { type: _type, ...rest } = content;
  return rest;
}

/** The dates that an occurrence has by its series. */
function shapeOf(
  { startDate, dueDate, endDate }: CalendarEntry,
  { originalStart, timeZone }: SeriesDocument,
) {
  const anchor = startDate ?? dueDate ?? originalStart;
  return (at: string) => datesAt({ startDate, dueDate, endDate }, anchor, at, timeZone);
}

/**
 * The rule from this occurrence on: of a number of occurrences those that are left, and an end in UTC, as RFC 5545
 * (section 3.3.10) wants it beside a time of a zone.
 */
function ruleOf(recurrence: NonNullable<ActivityDocument['recurrence']>, { number }: SeriesDocument): string {
  const parts = recurrence.rrule.split(';').filter((part) => !/^(?:UNTIL|COUNT)=/i.test(part));
  if (recurrence.occurrences !== null)
    parts.push(`COUNT=${Math.max(recurrence.occurrences - number + 1, 1)}`);
  else if (recurrence.endDate !== null)
    parts.push(`UNTIL=${recurrence.endDate.slice(0, 19).replaceAll(/[-:]/g, '')}Z`);
  return parts.join(';');
}
