import type { Id } from '@almanac/kernel';
import type { Queryable } from '../database';

/**
 * Who belongs to the planners and plans in whose streams events stand: by name or by a team, as `GET /sync` has it,
 * and not whoever may see everything. Planning implements it.
 */
export abstract class Audience {
  /**
   * SQL for everybody who belongs to some streams now, for statements that join them with what they ask for: rows
   * `(stream_id, user_id, live)`, each once; `live` is false while the planner or plan lies in the trash.
   * @param streams the name of a relation `(id)`, each stream once
   */
  abstract members(streams: string): string;

  /** Those of the streams that the person belongs to now, and whether each is there for them. */
  abstract streamsOf(
    queryable: Queryable,
    userId: Id,
    streamIds: readonly Id[],
  ): Promise<ReadonlyMap<Id, boolean>>;
}
