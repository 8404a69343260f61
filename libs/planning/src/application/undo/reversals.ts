import type { DomainEventName } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { Operation } from '../../domain/undo/operation';

/** Takes one write back by a write of its own, whose id it gives. Its planner is locked, and the role was asked. */
export type Reverse = (
  transaction: Transaction,
  context: RequestContext,
  operation: Operation,
) => Promise<Id>;

/**
 * How writes are taken back, by the names of their events. What nobody has an entry for cannot be undone.
 * @throws DomainError CONFLICT where somebody has built on the write.
 */
export abstract class Reversals {
  abstract readonly byName: Readonly<Partial<Record<DomainEventName, Reverse>>>;

  /** Whether the operation is one of these, where its name alone does not tell. */
  takes(_operation: Operation): boolean {
    return true;
  }
}

/** The same for what stands outside planners: nothing is locked yet, and they ask the policy themselves. */
export abstract class OutsideReversals {
  abstract readonly byName: Readonly<Partial<Record<DomainEventName, Reverse>>>;
  /** What it takes to write such things. */
  abstract readonly permission: string;

  /** Whether the caller may see what was written. */
  abstract sees(transaction: Transaction, context: RequestContext, operation: Operation): Promise<boolean>;
}
