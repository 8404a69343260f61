import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';

/** What a copy of a planner takes along. */
export interface CopyPlan {
  fromId: Id;
  /** A new planner with nothing in it. */
  toId: Id;
  /** Who makes the copy, and with it everything in it. */
  userId: Id;
  withActivities: boolean;
  /** Days by which dates move, at the wall clock of `timeZone`; may be negative. */
  shiftDays: number;
  timeZone: string;
}

export interface CopiedCounts {
  sections: number;
  activities: number;
  completed: number;
}

/** Copies what is in a planner into another one, in the same order, under new ids. Both are locked. */
export abstract class PlannerCopier {
  abstract copy(transaction: Transaction, plan: CopyPlan): Promise<CopiedCounts>;
}
