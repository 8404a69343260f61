import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';
import type { CollaboratorCount, CollaboratorRole } from '../../../domain/sharing/collaborator';
import type { Shared, SharedRef } from '../../../domain/sharing/shared';

export interface CollaboratorFilter {
  status?: 'accepted' | 'pending' | undefined;
}

/** Who is on planners and plans by name, in PostgreSQL. Writes are made under the lock of the thing. */
export abstract class CollaboratorStore {
  /** The thing, unless it is deleted. */
  abstract find(queryable: Queryable, of: SharedRef): Promise<Shared | undefined>;
  /** The role that somebody was given by name; nothing for the owner, and for whom their team alone brings. */
  abstract roleOf(queryable: Queryable, of: SharedRef, userId: Id): Promise<CollaboratorRole | undefined>;
  /** Those on it by name, and open invitations. */
  abstract count(queryable: Queryable, of: SharedRef): Promise<CollaboratorCount>;
  /** Gives the role, whether they were on it or not. */
  abstract put(tx: Transaction, of: SharedRef, userId: Id, role: CollaboratorRole): Promise<void>;
  /** What their team brings them stays. */
  abstract remove(tx: Transaction, of: SharedRef, userId: Id): Promise<void>;
  /** Makes somebody the owner; raises the version. */
  abstract setOwner(tx: Transaction, of: SharedRef, userId: Id): Promise<void>;
  /** `data` of the list; `managing` adds addresses and open invitations. */
  abstract list(
    ctx: RequestContext,
    of: SharedRef,
    filter: CollaboratorFilter,
    page: PageRequest,
    options: { managing: boolean },
  ): Promise<string>;
  /** One row of that list, by the id of the person or of the invitation, as JSON text. */
  abstract one(queryable: Queryable, of: SharedRef, id: Id): Promise<string | undefined>;
}
