import type { EntityManager } from 'typeorm';
import type { Queryable } from './statement';

/** A transaction under way. Everything that must happen together goes through the same one. */
export interface Transaction extends Queryable {
  /** TypeORM on this transaction's connection. */
  readonly manager: EntityManager;
  /** Runs when, and only when, the transaction has committed. For hints and caches, never for effects that must happen. */
  afterCommit(effect: () => void | Promise<void>): void;
}
