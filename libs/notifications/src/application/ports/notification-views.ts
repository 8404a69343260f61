import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';

/** Whose list it is, and whether they see all of it: what is personal is shown to the person alone. */
export interface Reading {
  userId: Id;
  personal: boolean;
}

/** The person's own list in the app. */
export abstract class NotificationViews {
  /** `data` of the list, with how many are unread, all of one moment. */
  abstract list(
    context: RequestContext,
    reader: Reading,
    filter: { unread: boolean },
    page: PageRequest,
  ): Promise<string>;

  /** Marks these as read; gives how many of them are the person's, read before or not. */
  abstract read(tx: Transaction, reader: Reading, ids: readonly Id[]): Promise<number>;

  /** Marks all as read that they see now. */
  abstract readAll(tx: Transaction, reader: Reading): Promise<void>;

  /** Whether one of them is in the list of somebody else. */
  abstract ofOthers(queryable: Queryable, userId: Id, ids: readonly Id[]): Promise<boolean>;

  /** Takes one out of the list; false where the person has none such. */
  abstract remove(tx: Transaction, reader: Reading, id: Id): Promise<boolean>;

  abstract unread(queryable: Queryable, reader: Reading): Promise<number>;
}
