import type { DeliveryChannel } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';

export interface OutgoingDelivery {
  id: Id;
  userId: Id;
  channel: DeliveryChannel;
}

/** What waits for a time. */
export abstract class DispatchStore {
  /** Marks some of those whose time has come as queued, and gives them; others who ask at once get others. */
  abstract takeDue(tx: Transaction, limit: number): Promise<OutgoingDelivery[]>;

  /** The same for those whose job should have ended long ago. What is too old to be of use is given up. */
  abstract takeLost(tx: Transaction, limit: number): Promise<OutgoingDelivery[]>;

  /** People who have a digest coming now. */
  abstract peopleWithDigest(queryable: Queryable, limit: number): Promise<Id[]>;

  /**
   * Puts what waits for the person's digest, and is still unread, into this one; false where there is nothing. Of two
   * at once one waits, and finds nothing left.
   */
  abstract gather(tx: Transaction, userId: Id, digestId: Id): Promise<boolean>;
}
