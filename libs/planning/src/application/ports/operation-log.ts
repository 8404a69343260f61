import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { Operation } from '../../domain/undo/operation';

/** Writes, as the outbox keeps them. */
export abstract class OperationLog {
  /** Those that exist, in the order in which they were done. */
  abstract find(transaction: Transaction, ids: readonly Id[]): Promise<Operation[]>;
  /** The last write of the same thing that came after the operation and touched the field, or, without one, at all. */
  abstract later(transaction: Transaction, operation: Operation, field?: string): Promise<Id | undefined>;
  /** The next write in the planner after the operation. */
  abstract following(transaction: Transaction, operation: Operation): Promise<Operation | undefined>;
  /** The first write that somebody else did in the planner after the operation. */
  abstract byOthers(transaction: Transaction, operation: Operation): Promise<Id | undefined>;
}
