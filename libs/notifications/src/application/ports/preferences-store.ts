import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { Digest, NotificationPreferences, QuietHours, StoredMatrix } from '../../domain/preferences';

/** Of somebody who never chose, the version is 0. */
export interface VersionedPreferences extends NotificationPreferences {
  version: number;
}

/** What people chose. */
export abstract class PreferencesStore {
  /** Of all of them, defaults filled in. */
  abstract of(queryable: Queryable, userIds: readonly Id[]): Promise<ReadonlyMap<Id, VersionedPreferences>>;

  /** As `of`, and nobody else changes them until the transaction ends. */
  abstract hold(tx: Transaction, userId: Id): Promise<VersionedPreferences>;

  /** Gives the new version. */
  abstract replace(
    tx: Transaction,
    userId: Id,
    chosen: { kinds: StoredMatrix; quietHours: QuietHours | null; digest: Digest },
  ): Promise<number>;
}
