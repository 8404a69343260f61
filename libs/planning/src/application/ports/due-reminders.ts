import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { ReminderType } from '../../domain/activity-parts/reminder';
import type { Resource } from './resource';

/** A reminder and the time that it waits for. */
export interface WaitingReminder {
  id: Id;
  firesAt: Date;
}

/** One that goes off soon. */
export interface ComingReminder extends WaitingReminder {
  /** Milliseconds, by the clock of the database, which is one for all workers. */
  inMs: number;
}

/** A reminder that still waits for the time which somebody came for. */
export interface DueReminder {
  activityId: Id;
  plannerId: Id;
  userId: Id;
  type: ReminderType;
  title: string;
  dueDate: Date | null;
  /** Milliseconds, by the clock of the database; below 0 once it is past. */
  inMs: number;
  /** The activity is open, all of it is there and in use, and whoever set the reminder may see it. */
  wanted: boolean;
}

/** Which of the reminders are to be put in. */
export type Among = { activityId: Id } | { plannerId: Id };

/** Reminders by their time. */
export abstract class DueReminders {
  /** Those that wait for a time before `withinMs` from now, in that order; `after` goes on from the one before. */
  abstract coming(
    queryable: Queryable,
    withinMs: number,
    page: { limit: number; after?: WaitingReminder | undefined },
  ): Promise<ComingReminder[]>;

  abstract comingAmong(queryable: Queryable, withinMs: number, among: Among): Promise<ComingReminder[]>;

  abstract plannerOf(queryable: Queryable, id: Id): Promise<Id | undefined>;

  /** Undefined where it has gone off already, or waits for another time, or for none. Under the planner's lock. */
  abstract due(tx: Transaction, waiting: WaitingReminder): Promise<DueReminder | undefined>;

  /** It has gone off. Gives the activity as it is shown now. */
  abstract sent(tx: Transaction, id: Id, activityId: Id): Promise<Resource>;

  /** Its time went by without a reason to go off; it waits for nothing any more. */
  abstract passOver(tx: Transaction, id: Id): Promise<void>;
}
