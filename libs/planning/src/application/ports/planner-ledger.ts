import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';

/** How a write changes what a planner counts. */
export interface CountsChange {
  sections?: number;
  activities?: number;
  completed?: number;
  /** A section or the planner goes or comes back: writes that did not see it start again. */
  structure?: boolean;
}

/** The place of a write among all writes in its planner. */
export interface Mark {
  plannerId: Id;
  /** Grows by one with each write; makes ETags and positions. */
  tick: number;
  /** Of the event that the write announces. */
  seq: string;
  prev: string | null;
}

/**
 * Orders the writes inside a planner and keeps its counts. A write locks first, then reads what it decides
 * on, then takes a mark for each event that it announces.
 */
export abstract class PlannerLedger {
  /** Waits for other writes in these planners and keeps them out until the transaction ends. */
  abstract lock(transaction: Transaction, plannerIds: readonly Id[]): Promise<void>;

  abstract advance(transaction: Transaction, plannerId: Id, change: CountsChange): Promise<Mark>;
}
