import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';
import type { Role } from '../../domain/role';

/** Who looks. */
export interface Viewer {
  userId: Id;
  /** May see every planner, whatever the role. */
  everywhere: boolean;
}

export interface PlannerFilter {
  archived: 'true' | 'false' | 'all';
  /** In title and description. */
  search?: string | undefined;
  tag?: string | undefined;
  role?: Role | undefined;
  teamId?: Id | undefined;
  /** All of the team, also those that the user is nothing on. */
  everywhere?: boolean | undefined;
  /** None of the user's own planners can be over a limit, so that is not asked. */
  ownsWithoutLimit?: boolean | undefined;
}

/** A planner as JSON text, with what its ETag needs. */
export interface PlannerView {
  json: string;
  version: number;
  /** Grows with each change inside the planner. */
  tick: string;
  /** Something of it goes by a limit of its owner's tier now, which leaves no trace in the planner itself. */
  limited: boolean;
}

/** Planners as screens show them: JSON text that PostgreSQL writes. */
export abstract class PlannerViews {
  /** `data` of the list of what the user owns, shares or has through a team. */
  abstract list(
    context: RequestContext,
    userId: Id,
    filter: PlannerFilter,
    page: PageRequest,
  ): Promise<string>;
  /** The planner with its sections, their activities and the collaborators; nothing where it may not be seen. */
  abstract whole(context: RequestContext, viewer: Viewer, id: Id): Promise<PlannerView | undefined>;
  /** `data` of the list of its sections. */
  abstract sections(context: RequestContext, plannerId: Id, page: PageRequest): Promise<string>;
  /** One section; nothing where it may not be seen. */
  abstract section(
    context: RequestContext,
    viewer: Viewer,
    id: Id,
  ): Promise<{ json: string; version: number } | undefined>;
}
