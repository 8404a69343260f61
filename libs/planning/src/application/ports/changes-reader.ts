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
  /** What it is shown for, if not for itself: ids of `Wanted.around`. */
  because: readonly Id[];
}

/** Whom it is shown to. */
export interface Receiver {
  userId: Id;
  /** Whether plans are shown to them. */
  plans: boolean;
  /** Whether templates are. */
  templates: boolean;
}

/** What a page wants to show. */
export interface Wanted {
  named: readonly { type: string; id: Id }[];
  /** Planners of which every section is wanted. */
  sectionsOf: readonly Id[];
  /** Activities whose comments are wanted, and what waits for them; or planners of which all that waits is. */
  around: readonly { id: Id; plannerId: Id }[];
}

/** What changed for one person, read off the outbox and the changes of access. */
export abstract class ChangesReader {
  /** The rank of the types that stand deepest in a planner. */
  abstract readonly deepest: number;

  /** The next entries after one number and up to another, in order. */
  abstract entries(
    context: RequestContext,
    receiver: Receiver,
    range: { after: number; upTo: number },
    limit: number,
  ): Promise<Entry[]>;
  /** Each thing once, as it is now. */
  abstract things(context: RequestContext, receiver: Receiver, wanted: Wanted): Promise<ShownThing[]>;
  /** The next rows of a walk. */
  abstract walk(
    context: RequestContext,
    receiver: Receiver,
    walk: Walk,
    limit: number,
  ): Promise<{ place: WalkPlace; shown: ShownThing }[]>;
  /** When the last event up to this number happened; undefined where none is kept. */
  abstract timeOf(context: RequestContext, seq: number): Promise<Date | undefined>;
}
