import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { Planner, PlannerContent, PlannerOwner } from '../../domain/planner';
import type { Resource } from './resource';

/** Planners as they are written. Rows are read after the lock was taken. */
export abstract class PlannerStore {
  /** Planners of the person that count against the limit: archived ones do, deleted ones do not. */
  abstract countOwned(queryable: Queryable, ownerId: Id): Promise<number>;
  abstract insert(
    transaction: Transaction,
    id: Id,
    owner: PlannerOwner,
    content: PlannerContent,
  ): Promise<void>;
  /** Planners of the team that are not deleted. */
  abstract countOfTeam(transaction: Transaction, teamId: Id): Promise<number>;
  /** Planners of the team that are in the trash. */
  abstract trashOfTeam(transaction: Transaction, teamId: Id): Promise<Id[]>;
  /** Gives all that is in the trash of the team to a person; they are locked. */
  abstract takeTrashOfTeam(transaction: Transaction, teamId: Id, userId: Id): Promise<void>;
  /** The planner, deleted or not. */
  abstract load(transaction: Transaction, id: Id): Promise<Planner | undefined>;
  abstract update(transaction: Transaction, id: Id, content: PlannerContent): Promise<void>;
  abstract setArchived(transaction: Transaction, id: Id, archived: boolean): Promise<void>;
  abstract setDeleted(transaction: Transaction, id: Id, deleted: boolean): Promise<void>;
  /** The planner as REST shows it, but for the caller's role. */
  abstract resource(transaction: Transaction, id: Id): Promise<Resource>;
}
