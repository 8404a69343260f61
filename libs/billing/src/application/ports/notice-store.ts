import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';

/** What somebody was told already. */
export abstract class NoticeStore {
  /** True the first time. */
  abstract first(tx: Transaction, userId: Id, key: string): Promise<boolean>;
}
