import type { Id } from '@almanac/kernel';
import type { Queryable } from '@almanac/platform';
import type { PlanContent } from '../../../domain/plans/plan-content';
import type { ReadOnly } from '../../../domain/read-only';
import type { Role } from '../../../domain/role';

/** How a user stands to a plan. */
export interface PlanStanding {
  id: Id;
  role: Role | null;
  /** As its owner, or as a collaborator by name. */
  ownRole: Role | null;
  /** By the team that owns it. */
  teamRole: Role | null;
  teamId: Id | null;
  gone: boolean;
  /** Why nothing may be changed in it, whatever the role; null where it may. */
  readOnly: ReadOnly | null;
}

/** What a schedule is computed from; the steps are JSON text. */
export interface PlanSource {
  id: Id;
  version: number;
  content: PlanContent;
  steps: string;
}

/** Finds out how a user stands to plans, and who shares one. */
export abstract class PlanReader {
  /** Many at once, unknown ids left out. */
  abstract standings(queryable: Queryable, userId: Id, ids: readonly Id[]): Promise<PlanStanding[]>;
  /** Everybody who may see the plan because of what they are to it: its owner, members by name and by team. */
  abstract audience(queryable: Queryable, id: Id): Promise<Id[]>;
  /** The plan with its steps, unless it is deleted. */
  abstract source(queryable: Queryable, id: Id): Promise<PlanSource | undefined>;
}
