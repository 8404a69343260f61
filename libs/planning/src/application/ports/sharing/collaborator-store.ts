import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';
import type { CollaboratorCount, CollaboratorRole } from '../../../domain/sharing/collaborator';

export interface CollaboratorFilter {
  status?: 'accepted' | 'pending' | undefined;
}

/** Who is on a planner by name, in PostgreSQL. Writes are made under the planner's lock. */
export abstract class CollaboratorStore {
  /** The title of a planner that is not deleted. */
  abstract title(queryable: Queryable, plannerId: Id): Promise<string | undefined>;
  /** The role that somebody was given by name; nothing for the owner, and for whom their team alone brings. */
  abstract roleOf(queryable: Queryable, plannerId: Id, userId: Id): Promise<CollaboratorRole | undefined>;
  /** Those on it by name, and open invitations. */
  abstract count(queryable: Queryable, plannerId: Id): Promise<CollaboratorCount>;
  /** Gives the role, whether they were on it or not. */
  abstract put(tx: Transaction, plannerId: Id, userId: Id, role: CollaboratorRole): Promise<void>;
  /** What their team brings them stays. */
  abstract remove(tx: Transaction, plannerId: Id, userId: Id): Promise<void>;
  /** Makes somebody the owner; raises the version. */
  abstract setOwner(tx: Transaction, plannerId: Id, userId: Id): Promise<void>;
  /** `data` of the list; `managing` adds addresses and open invitations. */
  abstract list(
    ctx: RequestContext,
    plannerId: Id,
    filter: CollaboratorFilter,
    page: PageRequest,
    options: { managing: boolean },
  ): Promise<string>;
  /** One row of that list, by the id of the person or of the invitation, as JSON text. */
  abstract one(queryable: Queryable, plannerId: Id, id: Id): Promise<string | undefined>;
}
