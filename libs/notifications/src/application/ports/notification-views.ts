import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';

/** The person's own list in the app. */
export abstract class NotificationViews {
  /** `data` of the list, with how many are unread, all of one moment. */
  abstract list(
    context: RequestContext,
    userId: Id,
    filter: { unread: boolean },
    page: PageRequest,
  ): Promise<string>;

  /** Marks these as read; gives how many of them are the person's, read before or not. */
  abstract read(tx: Transaction, userId: Id, ids: readonly Id[]): Promise<number>;

  /** Marks all as read that there are now. */
  abstract readAll(tx: Transaction, userId: Id): Promise<void>;

  /** Takes one out of the list; false where the person has none such. */
  abstract remove(tx: Transaction, userId: Id, id: Id): Promise<boolean>;

  abstract unread(queryable: Queryable, userId: Id): Promise<number>;
}
