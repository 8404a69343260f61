import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';

/** What somebody was told already. */
export abstract class NoticeStore {
  /** True the first time. */
  abstract first(tx: Transaction, userId: Id, key: string): Promise<boolean>;

  /** Forgets some of what was told before; gives how many. */
  abstract expire(queryable: Queryable, days: number): Promise<number>;
}
