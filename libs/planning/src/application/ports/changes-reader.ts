import type { Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';
import type { Entry } from '../../domain/sync/sync-page';
import type { Walk, WalkPlace } from '../../domain/sync/sync-token';

/** A thing as REST shows it; `json` is null where it is gone or not for the caller. */
export interface ShownThing {
  type: string;
  id: Id;
  plannerId: Id | null;
  json: string | null;
}

/** What changed for one person, read off the outbox and the changes of access. */
export abstract class ChangesReader {
  /** The rank of the types that stand deepest in a planner. */
  abstract readonly deepest: number;

  /** The next entries after one number and up to another, in order. */
  abstract entries(
    context: RequestContext,
    userId: Id,
    range: { after: number; upTo: number },
    limit: number,
  ): Promise<Entry[]>;
  /** The things that are named, and every section of the planners that are named. */
  abstract things(
    context: RequestContext,
    userId: Id,
    named: readonly { type: string; id: Id }[],
    sectionsOf: readonly Id[],
  ): Promise<ShownThing[]>;
  /** The next rows of a walk. */
  abstract walk(
    context: RequestContext,
    userId: Id,
    walk: Walk,
    limit: number,
  ): Promise<{ place: WalkPlace; shown: ShownThing }[]>;
  /** When the last event up to this number happened; undefined where none is kept. */
  abstract timeOf(context: RequestContext, seq: number): Promise<Date | undefined>;
}
