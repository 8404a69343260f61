import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { StoredPreferences } from '../../../domain/preferences';

/** Whom a mail about an account goes to, be the account deleted or not. */
export interface AccountContact {
  email: string;
  preferences: StoredPreferences;
  deletedAt: Date | null;
}

/** An account that may be purged, and its place in the order of those. */
export interface DueAccount {
  id: Id;
  deletedAt: Date;
}

/** Deletion, restoration and purge of accounts in PostgreSQL. */
export abstract class LeavingRepository {
  /** The caller holds the account's lock. Gives the time of the deletion. */
  abstract markDeleted(tx: Transaction, userId: Id): Promise<Date>;
  /** The caller holds the account's lock. */
  abstract unmarkDeleted(tx: Transaction, userId: Id): Promise<void>;
  /** Undefined where there is no such account any more. */
  abstract contact(queryable: Queryable, userId: Id): Promise<AccountContact | undefined>;
  /** Accounts whose time to be restored is over, the longest deleted first. */
  abstract due(queryable: Queryable, after: DueAccount | undefined, limit: number): Promise<DueAccount[]>;
  /** Locks the account against every sign-in; false where it was restored in the meantime, or is gone. */
  abstract lockForPurge(tx: Transaction, userId: Id): Promise<boolean>;
}
