import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { Dates, OwnContent } from '../../domain/recurrence/occurrence-content';
import type { Recurrence } from '../../domain/recurrence/recurrence';
import type { SeriesPlace } from '../../domain/recurrence/series-place';
import type { Resource } from './resource';

/** An occurrence that is not as the others. */
export interface ActivityException {
  originalStart: string;
  skipped: boolean;
  /** What it has of its own. */
  content: OwnContent;
  /** What the series has there; known once it is an activity. */
  base: OwnContent;
}

/** An occurrence that is an activity, deleted ones aside. */
export interface MadeOccurrence {
  id: Id;
  originalStart: string;
  start: string;
  end: string | null;
  status: string;
  /** Whether it is the last that was made, from which the series goes on. */
  head: boolean;
}

/** A series as far as it lies in one planner: what was moved into another belongs to those who see that. */
export interface SeriesIn {
  seriesId: Id;
  plannerId: Id;
}

/** The activity from which a series goes on, as it is shown, and what its occurrences need. */
export interface RecurringHead {
  resource: Resource;
  dates: Dates;
  recurrence: Recurrence;
  place: SeriesPlace;
}

/** What recurrence keeps beside the activities. Writes happen under the planner's lock. */
export abstract class RecurrenceStore {
  /** The time zone that the planner's settings name. */
  abstract zoneOf(tx: Transaction, of: { plannerId: Id } | { activityId: Id }): Promise<string | undefined>;
  /** Of a series, in their order. */
  abstract exceptions(queryable: Queryable, seriesId: Id): Promise<ActivityException[]>;
  abstract save(tx: Transaction, plannerId: Id, seriesId: Id, exception: ActivityException): Promise<void>;
  /** Has an occurrence as its series says again. */
  abstract forget(tx: Transaction, seriesId: Id, originalStart: string): Promise<void>;
  /** When those of its occurrences are by the rule that were ever activities, from a time on. */
  abstract taken(tx: Transaction, seriesId: Id, from: string): Promise<string[]>;
  /** Takes exceptions from a time on out of a series, or into another one. */
  abstract cut(tx: Transaction, seriesId: Id, from: string, into: Id | undefined): Promise<void>;
  /** Those of several series. */
  abstract exceptionsOf(
    queryable: Queryable,
    seriesIds: readonly Id[],
  ): Promise<Map<Id, ActivityException[]>>;
  /**
   * Open ones in the user's unarchived planners that began before a time and may go on after another: the first so many,
   * and whether these are all.
   */
  abstract heads(
    queryable: Queryable,
    userId: Id,
    from: Date,
    until: Date,
  ): Promise<{ heads: RecurringHead[]; complete: boolean }>;
  /** Takes the exceptions of a series along into another planner. */
  abstract moved(tx: Transaction, series: SeriesIn): Promise<void>;
  /** Sets the reminders that go by the due date at another activity too. Gives them. */
  abstract copyReminders(tx: Transaction, fromId: Id, toId: Id): Promise<unknown[]>;
  /** Takes an occurrence away for good if nobody has touched it. Gives whether it did. */
  abstract takeBack(tx: Transaction, of: { id: Id; plannerId: Id; version: number }): Promise<boolean>;
  /** Those of the series that are activities and lie in the range. */
  abstract made(queryable: Queryable, series: SeriesIn, from: string, to: string): Promise<MadeOccurrence[]>;
  /** The activity that one occurrence is; nothing where it is none, or lies in the trash. */
  abstract madeAt(queryable: Queryable, series: SeriesIn, originalStart: string): Promise<Id | undefined>;
  /** The activity from which the series goes on, whatever its status; nothing where it lies in the trash. */
  abstract headOf(queryable: Queryable, series: SeriesIn): Promise<Id | undefined>;
}
