import type { NotificationKind } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { PlannedDelivery } from '../../domain/delivery-plan';

/** One fact for one person, before it is kept. */
export interface NewNotification {
  id: Id;
  userId: Id;
  eventId: Id;
  kind: NotificationKind;
  title: string;
  body: string;
  path: string | null;
  subjectType: string | null;
  subjectId: Id | null;
  /** Whose words the body repeats. Of one comment somebody is told once by each kind. */
  commentId: Id | null;
  actorId: Id | null;
  ownerId: Id | null;
  /** For the person alone, signed in themselves. */
  personal: boolean;
  inApp: boolean;
}

export interface NewDelivery extends PlannedDelivery {
  id: Id;
  userId: Id;
  notificationId: Id;
  /** Its job is asked for in the same transaction. */
  queued: boolean;
}

/** Notifications as those who write them see them. */
export abstract class NotificationStore {
  /**
   * Keeps those that are new: a person is told of an event once, whatever comes twice or at the same time. Gives when
   * each of the new ones was made, by its id.
   */
  abstract insert(tx: Transaction, notifications: readonly NewNotification[]): Promise<ReadonlyMap<Id, Date>>;

  abstract insertDeliveries(tx: Transaction, deliveries: readonly NewDelivery[]): Promise<void>;

  /** Takes what repeats the comment out of everybody's list. */
  abstract hideComment(tx: Transaction, commentId: Id): Promise<void>;
}
