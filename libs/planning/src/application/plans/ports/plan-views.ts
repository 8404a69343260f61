import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';
import type { Viewer } from '../../ports/planner-views';

export interface PlanFilter {
  status?: string | undefined;
  /** In title and description. */
  search?: string | undefined;
  teamId?: Id | undefined;
}

/** A plan as it is read: all that is in it as JSON text. */
export interface PlanView {
  json: string;
  version: number;
  /** Whether something of it goes by a limit of a tier: it is read-only, or its reader counts as less than they are. */
  limited: boolean;
}

/** Plans as screens show them: JSON text that PostgreSQL writes. */
export abstract class PlanViews {
  /** `data` of the list of what the user owns, shares or has through a team; without steps. */
  abstract list(context: RequestContext, userId: Id, filter: PlanFilter, page: PageRequest): Promise<string>;
  /** The plan with its steps and collaborators; nothing where it may not be seen. */
  abstract whole(context: RequestContext, viewer: Viewer, id: Id): Promise<PlanView | undefined>;
}
