import type { DeliveryChannel, NotificationKind } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';

/** One fact, as it is told. Its texts are inert: no control characters, no marks of direction; they are no HTML. */
export interface OutgoingNotification {
  id: Id;
  kind: NotificationKind;
  title: string;
  /** Empty where the title says it all. */
  body: string;
  /** The title of what it lies in, such as an activity's planner; nothing where it lies in nothing. */
  where: string | undefined;
  /** Where to see more; absolute. Nothing where the operator has no front-end. */
  url: string | undefined;
  at: Date;
}

/** What a channel has to tell, to whom, and how to reach them, as it holds now. */
export interface ClaimedDelivery {
  /** The same at every try: what is sent carries it, so that it is known again if it comes twice. */
  id: Id;
  channel: DeliveryChannel;
  userId: Id;
  /** `digest`: several facts in one. */
  kind: NotificationKind | 'digest';
  /** BCP 47. */
  language: string;
  /** IANA. */
  timezone: string;
  /** Their verified address; null only where the channel is not `email`. */
  email: string | null;
  /** Null only where the channel is not `sms`. */
  phoneNumber: string | null;
  /** When it was last tried, where nobody knows whether that try went out (`noteTry`). */
  triedAt: Date | null;
  /** For `List-Unsubscribe` (RFC 8058) and the foot of a mail; nothing where it cannot be switched off. */
  unsubscribeUrl: string | undefined;
  /** Oldest first; exactly one where it is no digest. */
  notifications: readonly OutgoingNotification[];
}

export type DeliveryOutcome = 'sent' | 'undeliverable';

/**
 * What channels (mail, SMS, push) have to tell. A job names a delivery; its handler claims it, sends it, and settles
 * it. Whoever has claimed one has it alone for a while; after a crash in between it is taken up again by the next try.
 */
export abstract class Deliveries {
  /**
   * What is to be sent; nothing where it was sent already, withdrawn, or nothing is left to tell (it was read
   * meanwhile, or the person has switched it off, or may no longer see the thing).
   * @throws PostponeJob where another worker has it just now, or quiet hours have begun
   */
  abstract claim(deliveryId: Id): Promise<ClaimedDelivery | undefined>;

  /**
   * A try begins that might go out without anybody learning of it: for channels on which the other side does not know
   * a delivery again.
   */
  abstract noteTry(deliveryId: Id): Promise<void>;

  /** The try that was noted certainly did not go out. */
  abstract forgetTry(deliveryId: Id): Promise<void>;

  /** `undeliverable`: no try will make it right, such as a number that does not exist. Harmless when repeated. */
  abstract settle(deliveryId: Id, outcome: DeliveryOutcome): Promise<void>;

  /** This try has failed: the next one may have it at once. */
  abstract release(deliveryId: Id): Promise<void>;
}
