import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';
import type { Viewer } from './planner-views';

/** What a list of activities is narrowed to; all of it must hold. Instants are UTC texts. */
export interface ActivityFilter {
  statuses?: readonly string[] | undefined;
  priorities?: readonly string[] | undefined;
  types?: readonly string[] | undefined;
  tag?: string | undefined;
  assignee?: Id | undefined;
  dueBefore?: string | undefined;
  dueAfter?: string | undefined;
  /** Completed or due not before this. */
  from?: string | undefined;
  /** Completed or due not after this. */
  until?: string | undefined;
  overdue?: boolean | undefined;
  /** In title and description. */
  text?: string | undefined;
}

/** Whose activities: one section's, one planner's (seen already), or all of the user's unarchived planners. */
export type ActivityScope = { sectionId: Id } | { plannerId: Id } | { userId: Id };

/** Activities as screens show them: JSON text that PostgreSQL writes. */
export abstract class ActivityViews {
  /** `data` of a list. */
  abstract list(
    context: RequestContext,
    scope: ActivityScope,
    filter: ActivityFilter,
    page: PageRequest,
  ): Promise<string>;
  /** One activity; nothing where it may not be seen. */
  abstract one(
    context: RequestContext,
    viewer: Viewer,
    id: Id,
  ): Promise<{ json: string; version: number; comments: number } | undefined>;
}
