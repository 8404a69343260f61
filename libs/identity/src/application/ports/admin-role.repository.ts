import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';

/** Who holds the system role admin. */
export abstract class AdminRoleRepository {
  /** Locks the role's own row until the transaction ends. */
  abstract lock(tx: Transaction): Promise<void>;
  /** The active holders among the users given, and whether anybody else holds it and is active. */
  abstract holders(tx: Transaction, among: readonly Id[]): Promise<{ among: Id[]; others: boolean }>;
}
