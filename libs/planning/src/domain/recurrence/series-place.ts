import { isDeepStrictEqual } from 'node:util';
import { newId, type Id } from '@almanac/kernel';
import { Expansion, type Occurrence } from './expansion';
import { requireSeries, type Recurrence } from './recurrence';
import { isSubDaily } from './rule';
import { parseRule } from './rule-parser';
import { WallClock } from './wall-clock';

/** Where an activity stands in a series. Instants are UTC texts. */
export interface SeriesPlace {
  id: Id;
  /** When its occurrence is by the rule, wherever it was moved to. */
  originalStart: string;
  /** Of the planner, else of whoever set the rule, when it was set: the wall clock that is kept. */
  timeZone: string;
  /** DTSTART: where the rule is counted from. */
  start: string;
  /** The how many-th occurrence it is, counted from 1. */
  number: number;
  /** What its completion has made; whatever has made a next one never makes another. */
  nextActivityId: Id | null;
}

/** What of an activity matters here. */
export interface Recurring {
  startDate: string | null;
  dueDate: string | null;
  recurrence: Recurrence | null;
  series: SeriesPlace | null;
}

export function anchorOf({ startDate, dueDate }: Pick<Recurring, 'startDate' | 'dueDate'>): string | null {
  return startDate ?? dueDate;
}

/**
 * The place after a change. Another rule, or another beginning, begins another series: exceptions of the old one mean
 * nothing in it. What was completed and has its next is left as it is.
 * @throws DomainError VALIDATION_ERROR where the series cannot begin.
 */
export function settleSeries(before: Recurring, next: Recurring, timeZone: string): SeriesPlace | null {
  const { recurrence } = next;
  if (recurrence === null) return null;
  const place = before.recurrence === null ? null : before.series;
  if (place !== null && place.nextActivityId !== null) return place;
  const anchor = anchorOf(next);
  const sameRule = isDeepStrictEqual(before.recurrence, recurrence);
  if (place && sameRule && anchor === anchorOf(before)) return place;
  const zone = place && sameRule ? place.timeZone : timeZone;
  requireSeries(recurrence, anchor, zone);
  const start = anchor ?? '';
  const number = place && sameRule ? place.number : 1;
  return { id: newId(), originalStart: start, timeZone: zone, start, number, nextActivityId: null };
}

export function expansionOf(
  { start, timeZone }: Pick<SeriesPlace, 'start' | 'timeZone'>,
  { rrule }: Pick<Recurrence, 'rrule'>,
): Expansion {
  return new Expansion({ rule: parseRule(rrule), start: Date.parse(start), zone: timeZone });
}

export function occurrenceOf({
  originalStart,
  number,
}: Pick<SeriesPlace, 'originalStart' | 'number'>): Occurrence {
  return { at: Date.parse(originalStart), number };
}

/** Whether the rule has an occurrence between two instants, after the one at the place. */
export function occursBetween(
  place: Pick<SeriesPlace, 'originalStart' | 'number' | 'start' | 'timeZone'>,
  recurrence: Pick<Recurrence, 'rrule'>,
  from: string,
  to: string,
): boolean {
  const expansion = expansionOf(place, recurrence);
  return expansion.between(Date.parse(from), Date.parse(to), 1, occurrenceOf(place)).length > 0;
}

/**
 * The place of the next occurrence, or nothing where the series ends. From the due date it is the next by the rule;
 * from the completion the rule is counted anew from that day, at the same time of day.
 */
export function placeAfter(
  place: SeriesPlace,
  recurrence: Recurrence,
  completedAt: string | null,
  skipped: ReadonlySet<string>,
): SeriesPlace | undefined {
  const fresh = recurrence.fromCompletion && completedAt !== null;
  const start = fresh ? restart(place, recurrence, Date.parse(completedAt)) : place.start;
  const expansion = expansionOf({ ...place, start }, recurrence);
  const known = fresh ? { at: Date.parse(start), number: place.number } : occurrenceOf(place);
  const next = expansion.after(known, ({ at }) => !skipped.has(new Date(at).toISOString()));
  if (!next) return undefined;
  const originalStart = new Date(next.at).toISOString();
  return {
    ...place,
    originalStart,
    start: fresh ? originalStart : start,
    number: next.number,
    nextActivityId: null,
  };
}

function restart(place: SeriesPlace, { rrule }: Recurrence, completedAt: number): string {
  if (isSubDaily(parseRule(rrule))) return new Date(completedAt).toISOString();
  const clock = new WallClock(place.timeZone);
  return new Date(clock.onDayOf(completedAt, Date.parse(place.originalStart))).toISOString();
}
