import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';

/** Lists of sessions and sign-ins, as JSON text of the answer's `data`. */
export abstract class SessionViews {
  /** The user's sessions that have not ended; `current` is true for the one given. */
  abstract sessions(ctx: RequestContext, userId: Id, current: Id, page: PageRequest): Promise<string>;
  abstract history(ctx: RequestContext, userId: Id, page: PageRequest): Promise<string>;
}
