import type { Queryable, Transaction } from '@almanac/platform';
import type { AuditRecord, ChainLink } from '../../domain/audit/chain';

/** The audit log in PostgreSQL. */
export abstract class AuditLogRepository {
  /** The newest entry, locked until the transaction ends, and the time of the next one: never before it. */
  abstract lockHead(tx: Transaction): Promise<ChainLink & { at: Date }>;
  /** Writes entries that follow the newest one, and makes the last of them the newest. */
  abstract append(tx: Transaction, records: readonly AuditRecord[]): Promise<void>;
  /** Makes the partition of a month; false where its entries lie in the default one already. */
  abstract addMonth(tx: Transaction, monthsAhead: number): Promise<boolean>;
  /** The newest entry, and what the oldest one that is kept is chained to. */
  abstract findEnds(queryable: Queryable): Promise<{ newest: ChainLink; base: ChainLink }>;
  /** The number of an entry that is not one of those from `base` to `newest`, or is there twice. */
  abstract findStray(queryable: Queryable, base: number, newest: number): Promise<number | undefined>;
  /** Up to `limit` entries after a number, in the order of the chain. */
  abstract findAfter(queryable: Queryable, seq: number, limit: number): Promise<AuditRecord[]>;
}
