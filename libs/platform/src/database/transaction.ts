import type { EntityManager } from 'typeorm';
import type { Queryable } from './statement';

/** A transaction under way. Everything that must happen together goes through the same one. */
export interface Transaction extends Queryable {
  /** TypeORM on this transaction's connection. */
  readonly manager: EntityManager;
  /** Runs when, and only when, the transaction has committed. For hints and caches, never for effects that must happen. */
  afterCommit(effect: () => void | Promise<void>): void;
  /**
   * Keeps an item until the work is done; then each collector writes all of its items, still inside the
   * transaction. For what takes a lock that everybody wants: taken last and held until the commit alone, it
   * keeps nobody waiting for long, and no order of locks can make a deadlock.
   */
  beforeCommit<Item>(collector: Collector<Item>, item: Item): void;
  /** What was kept so far; a savepoint that is taken back shortens it. */
  readonly kept: Kept[];
}

/** Writes what a transaction has kept for it. */
export interface Collector<Item> {
  write(transaction: Transaction, items: readonly Item[]): Promise<void>;
}

/** An item and whoever writes it. */
export interface Kept {
  collector: Collector<unknown>;
  item: unknown;
}

/** Lets every collector write its items, in the order in which they first came. */
export async function writeKept(transaction: Transaction): Promise<void> {
  const { kept } = transaction;
  if (kept.length === 0) return;
  const byCollector = new Map<Collector<unknown>, unknown[]>();
  for (const { collector, item } of kept) {
    byCollector.set(collector, [...(byCollector.get(collector) ?? []), item]);
  }
  for (const [collector, items] of byCollector) await collector.write(transaction, items);
}
