import type { DeliveryChannel, NotificationKind } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { DeliveryOutcome } from '../deliveries';
import type { ShownFact } from '../seen-notification';

/** A delivery that one worker has alone for a while. */
export interface LeasedDelivery {
  id: Id;
  userId: Id;
  channel: DeliveryChannel;
  /** Null: a digest. */
  notificationId: Id | null;
  /** The last try of which nobody knows whether it went out. */
  triedAt: Date | null;
}

/** A fact of a delivery that its person has neither read nor deleted. */
export interface OpenFact {
  /** The delivery of this very fact: of a digest, the one that waited for it. */
  deliveryId: Id;
  id: Id;
  /** The event that it tells of. */
  eventId: Id;
  kind: NotificationKind;
  title: string;
  body: string;
  path: string | null;
  subjectType: string | null;
  subjectId: Id | null;
  commentId: Id | null;
  chosen: boolean;
  at: Date;
}

/** What an event that assigned many things at once gave one person. */
export interface BulkAssignment {
  eventId: Id;
  actorId: Id | null;
  /** Null where the event does not name them: a version before this one wrote it. */
  activityIds: Id[] | null;
}

/** A fact that is in no list in the app. */
export interface UnlistedFact {
  id: Id;
  userId: Id;
  kind: NotificationKind;
}

/** Deliveries as those who send them see them. */
export abstract class DeliveryStore {
  /** Gives it to the caller for so long; where another has it, how long they still have it. */
  abstract take(
    tx: Transaction,
    id: Id,
    seconds: number,
  ): Promise<LeasedDelivery | { busyMs: number } | undefined>;

  /** What it still has to tell, oldest first. */
  abstract openFacts(tx: Transaction, delivery: LeasedDelivery): Promise<OpenFact[]>;

  /** Of those of the events that assigned many things at once, what each gave the person. */
  abstract bulkAssignments(tx: Transaction, eventIds: readonly Id[], userId: Id): Promise<BulkAssignment[]>;

  /** Of a digest, all but these facts are told no more; of a single one nothing is left where there are none. */
  abstract keepOnly(tx: Transaction, delivery: LeasedDelivery, facts: readonly Id[]): Promise<void>;

  abstract noteTry(tx: Transaction, id: Id, tried: boolean): Promise<void>;

  abstract settle(tx: Transaction, id: Id, outcome: DeliveryOutcome): Promise<void>;

  /**
   * The fact of the delivery, where its channel was chosen for it and it is in no list. Nobody else settles another of
   * its deliveries until the transaction ends.
   */
  abstract holdUnlisted(tx: Transaction, id: Id): Promise<UnlistedFact | undefined>;

  /** Puts the fact into the list, where no delivery has told it or still may. Nothing where one has. */
  abstract listUntold(tx: Transaction, notificationId: Id): Promise<ShownFact | undefined>;

  abstract release(tx: Transaction, id: Id): Promise<void>;
}
