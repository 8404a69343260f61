import type { Id } from '@almanac/kernel';
import type { Queryable } from '@almanac/platform';

/** Where a person has put things. */
export abstract class UsedSections {
  /**
   * The section, of those that the person may write in, in which they last made an activity; where they have made none,
   * the newest section of their own planners.
   */
  abstract lastOf(queryable: Queryable, userId: Id): Promise<Id | undefined>;
}
