import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';

/** Which of what stands outside planners is listed with what is in them. */
export interface WantedTrash {
  plans: boolean;
  templates: boolean;
}

/** What was done and what is gone, as JSON text that PostgreSQL writes. */
export abstract class RecordViews {
  /** `data` of the history of a planner or plan, newest first. */
  abstract history(context: RequestContext, streamId: Id, page: PageRequest): Promise<string>;
  /** Figures of a planner; days are those of the time zone. */
  abstract statistics(
    context: RequestContext,
    plannerId: Id,
    timeZone: string,
    days: number,
  ): Promise<string>;
  /** `data` of the list of what the user may bring back; plans and templates are in it where that is wanted. */
  abstract trash(
    context: RequestContext,
    userId: Id,
    page: PageRequest,
    wanted: WantedTrash,
  ): Promise<string>;
}
