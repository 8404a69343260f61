import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';

/** What one step of the walk came to. */
export interface WalkStep {
  /** That it went past. */
  events: number;
  /** The first new delivery of each webhook that has one, and the request that caused it. */
  begun: { deliveryId: Id; origin: string | null }[];
}

/** The way along the outbox, by a cursor of which there is one for all workers. */
export abstract class OutboxWalk {
  /** Whether any webhook is on. Asked often, so it must cost next to nothing. */
  abstract someoneListens(context: RequestContext): Promise<boolean>;

  /**
   * Notes for the next events, `most` at a time and up to this number, which webhooks hear of them, and goes past them:
   * both or neither. Undefined where another worker is at it.
   * @param upTo nothing below may come into the outbox any more
   */
  abstract step(tx: Transaction, upTo: number, most: number): Promise<WalkStep | undefined>;
}
