import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';

/** A named set of permissions. */
export interface Role {
  id: Id;
  name: string;
  description: string;
  /** Seeded; keeps its name and its permissions. */
  system: boolean;
  permissions: readonly string[];
  /** Who holds it must sign in with a second factor. */
  mfaRequired: boolean;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Everything of a role that can be written, as it shall be. */
export type RoleValues = Pick<Role, 'name' | 'description' | 'permissions' | 'mfaRequired'>;

/** A role that somebody has, and where it comes from. */
export interface HeldRole {
  id: Id;
  name: string;
  permissions: readonly string[];
  /** `tier` for the one that the subscription brings. */
  source: 'tier' | 'role';
}

export interface RoleFilter {
  /** In name and description. */
  search?: string | undefined;
  system?: boolean | undefined;
}

/** Roles, and who holds them, in PostgreSQL. */
export abstract class RoleRepository {
  /** `data` of the list, as JSON text. */
  abstract list(ctx: RequestContext, filter: RoleFilter, page: PageRequest): Promise<string>;
  abstract all(queryable: Queryable): Promise<Role[]>;
  abstract find(queryable: Queryable, id: Id): Promise<Role | undefined>;
  /** The same, locked until the transaction ends, and with it every other change of a role. */
  abstract lock(tx: Transaction, id: Id): Promise<Role | undefined>;
  /** Waits for every other change of a role. */
  abstract lockAll(tx: Transaction): Promise<void>;
  /** Those of the names and ids that there are; none of them changes or goes until the transaction ends. */
  abstract resolve(tx: Transaction, namesOrIds: readonly string[]): Promise<Role[]>;
  /** Whatever the case. */
  abstract nameIsTaken(tx: Transaction, name: string, except: Id | null): Promise<boolean>;
  abstract insert(tx: Transaction, id: Id, values: RoleValues): Promise<Role>;
  abstract update(tx: Transaction, id: Id, values: RoleValues): Promise<Role>;
  /** Deletes the role and ends its grants. */
  abstract delete(tx: Transaction, id: Id): Promise<void>;
  /** States of sign-ins that were read before this do not count; gives the new epoch. */
  abstract raiseEpoch(tx: Transaction): Promise<number>;
  /** What the user holds: the role of the tier, and those that were given. Nothing for an unknown user. */
  abstract heldBy(queryable: Queryable, userId: Id): Promise<HeldRole[]>;
  /** Gives and takes roles, and says so to requests (`authz_version`). */
  abstract regrant(
    tx: Transaction,
    userId: Id,
    change: { add: readonly Id[]; remove: readonly Id[]; grantedBy: Id | null },
  ): Promise<void>;
  /** Whether one of the user's roles asks for a second factor. */
  abstract requiresMfa(queryable: Queryable, userId: Id): Promise<boolean>;
}
