import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { systemClock, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { notFound, refused } from '../../domain/refusals';
import { datesAt, type Dates, type OwnContent } from '../../domain/recurrence/occurrence-content';
import type { Recurrence } from '../../domain/recurrence/recurrence';
import { anchorOf, expansionOf, occurrenceOf, type SeriesPlace } from '../../domain/recurrence/series-place';
import { endOfRange, instant } from '../../domain/time-range';
import { PlannerAccess } from '../planner-access/planner-access';
import { ActivityStore } from '../ports/activity-store';
import { RecurrenceStore, type ActivityException, type MadeOccurrence } from '../ports/recurrence-store';
import { SeriesReader, type OpenSeries } from './series-reader';

/** One time at which an activity occurs; an activity already, or only by the rule. Instants are UTC texts. */
export interface ShownOccurrence {
  start: string;
  end?: string;
  originalStart: string;
  status: string;
  activityId?: Id;
}

export const MAX_OCCURRENCES = 1000;
export const MAX_YEARS = 10;

/** When activities occur. Reads only: nothing is made by looking at it. */
@Injectable()
export class OccurrenceQueries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: PlannerAccess,
    private readonly activities: ActivityStore,
    private readonly store: RecurrenceStore,
    private readonly series: SeriesReader,
  ) {}

  /**
   * Those of the series of an activity that begin in a range; a year from now unless it is said otherwise.
   * @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR for ranges over ten years, or with over 1,000 of them.
   */
  async list(
    context: RequestContext,
    id: Id,
    range: { from?: string | undefined; to?: string | undefined },
  ): Promise<ShownOccurrence[]> {
    const [from, to] = rangeOf(range, callerOf(context).timeZone);
    const found = await this.unitOfWork.run(context, async (tx) => {
      await this.access.require(context, 'read', 'activity', id);
      return this.rowsOf(tx, id, from, to);
    });
    const coming = found.open ? await expand(expandable(found.open), from, to) : [];
    const all = [...found.made, ...coming.map((one) => one.shown)];
    if (all.length > MAX_OCCURRENCES) throw tooMany();
    return all.sort((a, b) => order(a.start, b.start) || order(a.originalStart, b.originalStart));
  }

  private async rowsOf(tx: Transaction, id: Id, from: string, to: string) {
    const activity = await this.activities.load(tx, id);
    if (activity?.deletedAt !== null) throw notFound('activity');
    const { series, status, endDate } = activity.content;
    if (series) {
      const here = { seriesId: series.id, plannerId: activity.plannerId };
      const made = (await this.store.made(tx, here, from, to)).map(shown);
      return { made, open: await this.series.open(tx, here) };
    }
    const start = anchorOf(activity.content);
    if (start === null || start < from || start > to) return { made: [], open: undefined };
    return { made: [shown({ id, start, end: endDate, originalStart: start, status })], open: undefined };
  }
}

/** A series that goes on, as far as its occurrences need it. */
export interface Expandable {
  dates: Dates;
  place: SeriesPlace;
  recurrence: Recurrence;
  exceptions: readonly ActivityException[];
}

/** An occurrence that is no activity yet, with its dates and what else it has of its own. */
export interface Coming {
  shown: ShownOccurrence;
  own: OwnContent;
}

/**
 * What comes after the last activity of a series, in a range; in steps, between which others have their turn. Stops
 * after `most` and one more.
 */
export async function expand(
  { dates, place, recurrence, exceptions }: Expandable,
  from: string,
  to: string,
  most = MAX_OCCURRENCES,
): Promise<Coming[]> {
  const here = exceptions.find(({ originalStart }) => originalStart === place.originalStart);
  const usual = { ...dates, ...here?.base };
  const anchor = anchorOf(usual) ?? place.originalStart;
  const at = (originalStart: string, changed: OwnContent = {}): Coming => {
    const own = { ...datesAt(usual, anchor, originalStart, place.timeZone), ...changed };
    return { shown: shownAt(originalStart, anchorOf(own) ?? originalStart, own.endDate), own };
  };
  const special = new Set(exceptions.map(({ originalStart }) => originalStart));
  const found = exceptions
    .filter((one) => !one.skipped && one.originalStart > place.originalStart)
    .map((one) => at(one.originalStart, one.content))
    .filter(({ shown: { start } }) => start >= from && start <= to);
  const walk = expansionOf(place, recurrence).walk(Date.parse(from), Date.parse(to), occurrenceOf(place));
  for (const chunk of walk) {
    const starts = chunk.map((occurrence) => new Date(occurrence.at).toISOString());
    const usualOnes = starts.filter((start) => start > place.originalStart && !special.has(start));
    found.push(...usualOnes.map((start) => at(start)));
    if (found.length > most) break;
    await breathe();
  }
  return found;
}

function expandable({ head, ...series }: OpenSeries): Expandable {
  return { ...series, dates: head.content };
}

function shownAt(originalStart: string, start: string, end: string | null): ShownOccurrence {
  return { start, ...(end === null ? {} : { end }), originalStart, status: 'pending' };
}

export function shown({
  id,
  start,
  end,
  originalStart,
  status,
}: Omit<MadeOccurrence, 'head'>): ShownOccurrence {
  return { ...shownAt(originalStart, start, end), status, activityId: id };
}

function rangeOf(
  range: { from?: string | undefined; to?: string | undefined },
  timeZone: string,
): [from: string, to: string] {
  const from =
    range.from === undefined ? systemClock.now().toISOString() : instant(range.from, timeZone, 'from');
  const begin = DateTime.fromISO(from, { zone: timeZone });
  const to =
    range.to === undefined ? begin.plus({ years: 1 }).toUTC().toISO() : endOfRange(range.to, timeZone, 'to');
  if (to === null || to < from) {
    throw refused({ field: 'to', message: 'to must not be before from', rule: 'dateOrder' });
  }
  // A day at the end means the whole of it.
  if (Date.parse(to) > begin.plus({ years: MAX_YEARS, days: 1 }).toMillis()) {
    throw refused({
      field: 'to',
      message: `to must be at most ${MAX_YEARS} years after from`,
      rule: 'range',
    });
  }
  return [from, to];
}

function tooMany() {
  const message = `there are more than ${MAX_OCCURRENCES} occurrences between from and to; ask for less`;
  return refused({ field: 'to', message, rule: 'maxOccurrences' });
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
