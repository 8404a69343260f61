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
}
