import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { PlanContent } from '../../../domain/plans/plan-content';
import type { Resource } from '../../ports/resource';

/** A plan as it is written. `steps` is JSON text: it may be megabytes, and most writes leave it alone. */
export interface Plan {
  id: Id;
  version: number;
  deletedAt: string | null;
  content: PlanContent;
  steps: string;
}

/** Steps as JSON text, and how many they are. */
export interface StepsText {
  text: string;
  count: number;
}

/** The place of a write among all writes of its plan. */
export interface PlanMark {
  seq: string;
  prev: string | null;
}

/** Plans as they are written. */
export abstract class PlanStore {
  abstract insert(
    transaction: Transaction,
    id: Id,
    owner: { userId: Id } | { teamId: Id },
    content: PlanContent,
    steps: StepsText,
  ): Promise<void>;
  /** Locks the plan until the transaction ends, and gives it, deleted or not. */
  abstract lock(transaction: Transaction, id: Id): Promise<Plan | undefined>;
  /** The same lock, where nobody needs what the plan says. */
  abstract hold(transaction: Transaction, id: Id): Promise<void>;
  /** A new version; steps stay as they are where none are given. */
  abstract update(transaction: Transaction, id: Id, content: PlanContent, steps?: StepsText): Promise<void>;
  abstract setDeleted(transaction: Transaction, id: Id, deleted: boolean): Promise<void>;
  /** Draws the number of the event that is about to be told. */
  abstract mark(transaction: Transaction, id: Id): Promise<PlanMark>;
  /** The plan as lists and events show it: without its steps. */
  abstract resource(transaction: Transaction, id: Id): Promise<Resource>;
  /** Plans of the team that are not deleted. */
  abstract countOfTeam(transaction: Transaction, teamId: Id): Promise<number>;
  /** Gives what the team has in the trash to a person. */
  abstract takeTrashOfTeam(transaction: Transaction, teamId: Id, userId: Id): Promise<void>;
}
