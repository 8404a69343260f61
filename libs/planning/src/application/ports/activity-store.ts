import type { Id } from '@almanac/kernel';
import type { KeptAnswer, Transaction } from '@almanac/platform';
import type { Activity, ActivityContent } from '../../domain/activity';
import type { Position } from '../../domain/position';
import type { Resource } from './resource';

export interface NewActivity {
  id: Id;
  sectionId: Id;
  userId: Id;
  /** May write in every planner, whatever the role. */
  writesAll: boolean;
  /** Which planners are known not to be read-only, so that nobody need ask: all that come, the caller's own, or none. */
  open: 'all' | 'own' | 'none';
  content: ActivityContent;
  /** Of the event that announces it. */
  eventId: Id;
  /** Which call it comes of: `RequestContext.origin`. */
  origin: string;
  /** The answer to be kept with it; where there is one, nothing is made if its key was used before or is in use. */
  kept: KeptAnswer | undefined;
}

/** An activity with what its restoration needs to know. */
export type LoadedActivity = Activity & { deletedWith: Id | null };

/** The neighbours between which a row is to be put. */
export interface Neighbours {
  left: Position | null;
  right: Position | null;
}

/** Where an activity goes. In another planner it waits for nothing, and only who may see that is assigned to it. */
export interface MovedTo {
  sectionId: Id;
  plannerId: Id;
  position: Position;
  assignees: readonly Id[];
  by: Id;
}

/** Activities as they are written. Rows are read after the lock was taken. */
export abstract class ActivityStore {
  /**
   * Everything that a new activity needs in one statement: the policy, the lock and counts, the row, the
   * event. Outside a transaction it commits by itself, and may share its statement with others. Gives the activity
   * as JSON text, or nothing where the policy says no or the section is gone.
   */
  abstract create(transaction: Transaction | undefined, activity: NewActivity): Promise<string | undefined>;
  /** New activities of one section in a planner that is held and may be written, in their order; gives each as JSON text. */
  abstract createMany(
    transaction: Transaction,
    plannerId: Id,
    activities: readonly NewActivity[],
  ): Promise<string[]>;
  /** The activity, deleted or not. */
  abstract load(transaction: Transaction, id: Id): Promise<LoadedActivity | undefined>;
  abstract update(transaction: Transaction, id: Id, content: ActivityContent, by: Id): Promise<Resource>;
  abstract move(transaction: Transaction, id: Id, to: MovedTo): Promise<Resource>;
  /** Counts the rows that are shown with it anew. */
  abstract touch(transaction: Transaction, id: Id, by: Id): Promise<Resource>;
  abstract remove(transaction: Transaction, id: Id, by: Id): Promise<Resource>;
  abstract restore(transaction: Transaction, id: Id, position: Position, by: Id): Promise<Resource>;
  /** The activity as REST shows it. */
  abstract resource(transaction: Transaction, id: Id): Promise<Resource>;
  /**
   * The places around a live row of the section (but for the one that is moved), or nothing where there is
   * no such row in it.
   */
  abstract neighbours(
    transaction: Transaction,
    sectionId: Id,
    at: { before: Id } | { after: Id },
    moved: Id,
  ): Promise<Neighbours | undefined>;
  /** Whether a live row of the section has this place, and the place after it. */
  abstract taken(
    transaction: Transaction,
    sectionId: Id,
    position: Position,
  ): Promise<{ taken: boolean; next: Position | null }>;
}
