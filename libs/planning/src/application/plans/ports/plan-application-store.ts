import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { AssignedPerson } from '../../activity-parts/assignment-announcements';

/** What is to be written into a planner; the caller holds the locks of the plan and of the planner. */
export interface Application {
  planId: Id;
  plannerId: Id;
  /** Where new activities go. */
  sectionId: Id;
  userId: Id;
  /** JSON text of the scheduled steps (domain/plans/schedule-text.ts), and how many they are. */
  rows: string;
  count: number;
}

/** How many activities came to be what. */
export interface Applied {
  created: number;
  updated: number;
  cancelled: number;
  unchanged: number;
}

export interface AppliedRows extends Applied {
  /** Whom the steps newly assigned to activities, but for whoever applied the plan. */
  assigned: AssignedPerson[];
}

/** Which activities the steps of a plan were written as. */
export abstract class PlanApplicationStore {
  /** The section that the plan's activities went into before, if it is still there. */
  abstract section(tx: Transaction, planId: Id, plannerId: Id): Promise<Id | undefined>;
  /**
   * Writes all steps: activities, counts, and an event for each that changed. A handful of statements for any number
   * of steps.
   */
  abstract write(tx: Transaction, context: RequestContext, application: Application): Promise<AppliedRows>;
}
