import type { Id } from '@almanac/kernel';
import type { Queryable } from '../database';

/** Somebody who belongs to a planner or plan. */
export interface Listener {
  userId: Id;
  /** Whether it is there for them: false while it lies in the trash. */
  live: boolean;
}

/**
 * Who belongs to the planners and plans in whose streams events stand: by name or by a team, as `GET /sync` has it,
 * and not whoever may see everything. Planning implements it.
 */
export abstract class Audience {
  /** Everybody who belongs to it now. */
  abstract of(queryable: Queryable, streamId: Id): Promise<Listener[]>;

  /** Those of the streams that the person belongs to now, and whether each is there for them. */
  abstract streamsOf(
    queryable: Queryable,
    userId: Id,
    streamIds: readonly Id[],
  ): Promise<ReadonlyMap<Id, boolean>>;
}
