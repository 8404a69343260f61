import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { PlannerDraft, SectionDraft } from '../../../domain/templates/to-planner';

/** Writes and reads all that is in a planner at once, however much it is. */
export abstract class PlannerDraftStore {
  /** Puts sections and activities into a new planner with nothing in it, at places that its `tick` gives. */
  abstract fill(
    transaction: Transaction,
    planner: { id: Id; userId: Id; tick: number },
    sections: readonly SectionDraft[],
  ): Promise<void>;
  /** Archives it as of then. */
  abstract archive(transaction: Transaction, plannerId: Id, at: string): Promise<void>;
  /** How much is in the planner. */
  abstract sizeOf(transaction: Transaction, plannerId: Id): Promise<{ sections: number; activities: number }>;
  /** The live sections of the planner with their live activities, in order. */
  abstract sectionsOf(transaction: Transaction, plannerId: Id): Promise<PlannerDraft['sections']>;
}
