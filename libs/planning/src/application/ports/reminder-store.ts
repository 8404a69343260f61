import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { KeptReminder, ReminderContent } from '../../domain/activity-parts/reminder';
import type { Resource } from './resource';

/** Reminders; whoever writes holds the planner's lock. When each fires is worked out where it is written. */
export abstract class ReminderStore {
  /** As they are shown with the activity, in the order in which they were set. */
  abstract all(tx: Transaction, activityId: Id): Promise<Resource[]>;
  abstract load(tx: Transaction, activityId: Id, id: Id): Promise<ReminderContent | undefined>;
  abstract insert(
    tx: Transaction,
    reminder: { id: Id; activityId: Id; userId: Id; content: ReminderContent },
  ): Promise<void>;
  /** `again`: it may fire once more, as it was given another time. */
  abstract update(tx: Transaction, id: Id, content: ReminderContent, again: boolean): Promise<void>;
  /** With what is not shown of them. */
  abstract kept(tx: Transaction, activityId: Id): Promise<KeptReminder[]>;
  /** Has one again as it was, whether it was changed since or taken away; nobody's where whose it was is gone. */
  abstract putBack(tx: Transaction, activityId: Id, reminder: KeptReminder): Promise<void>;
  abstract remove(tx: Transaction, id: Id): Promise<void>;
}
