import type { Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';
import type { Resource } from './resource';

/** What takes place or is due in a stretch of time, in all unarchived planners of a person. */
export abstract class DayViews {
  /** In the order of their times, `limit` at most; without what was called off. `until` is not in it any more. */
  abstract between(
    context: RequestContext,
    userId: Id,
    from: Date,
    until: Date,
    limit: number,
  ): Promise<Resource[]>;
}
