import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';

/**
 * Planners that are finished: they have activities, all of them completed or cancelled, and nothing in them has changed
 * for a week. Only those whose owner wants them archived (`autoArchive`), and that are not yet.
 */
export abstract class FinishedPlanners {
  /** The next ones, by id, after that one. */
  abstract find(queryable: Queryable, after: Id | undefined, limit: number): Promise<Id[]>;
  /** Whether it still is; asked under its lock. */
  abstract is(transaction: Transaction, id: Id): Promise<boolean>;
}
