import type { Id } from '@almanac/kernel';
import type { Queryable } from '@almanac/platform';
import type { ReadOnly } from '../../domain/read-only';
import type { Thing } from '../../domain/refusals';
import type { Role } from '../../domain/role';

/**
 * How a user stands to one thing: its planner, the role on it and where that comes from, and whether it is deleted (or
 * its planner is).
 */
export interface Standing {
  id: Id;
  plannerId: Id;
  role: Role | null;
  /** As its owner, or as a collaborator by name. */
  ownRole: Role | null;
  /** By the team that owns it. */
  teamRole: Role | null;
  teamId: Id | null;
  gone: boolean;
  /** Why nothing may be changed in the planner, whatever the role; null where it may. */
  readOnly: ReadOnly | null;
}

/** Finds out how a user stands to planners, or to what is in them; many at once, unknown ids left out. */
export abstract class AccessReader {
  abstract standings(queryable: Queryable, userId: Id, thing: Thing, ids: readonly Id[]): Promise<Standing[]>;

  /** Planners that the user owns or is a member of, also by a team, and that are not deleted, the last changed first. */
  abstract plannersOf(queryable: Queryable, userId: Id, limit: number): Promise<Id[]>;

  /** Those of the planners that no team owns. */
  abstract withoutTeam(queryable: Queryable, plannerIds: readonly Id[]): Promise<Id[]>;

  /** What people are called to those they work with; whoever has deleted their account is left out. */
  abstract namesOf(queryable: Queryable, userIds: readonly Id[]): Promise<ReadonlyMap<Id, string | null>>;
}
