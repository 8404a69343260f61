import type { Id } from '@almanac/kernel';
import type { RequestContext } from '@almanac/platform';
import type { Heard } from '../composing/notification-draft';

/** The events that somebody is told of, as they were written. */
export abstract class HeardEvents {
  /** Nothing where it was forgotten meanwhile, such as with somebody who was purged. */
  abstract find(context: RequestContext, eventId: Id): Promise<Heard | undefined>;
}
