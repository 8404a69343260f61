import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { callerOf, type PageRequest, type Principal, type RequestContext } from '@almanac/platform';
import type { Attachment } from '../domain/activity-parts/attachments';
import type { ChecklistItem } from '../domain/activity-parts/checklist';
import { notFound } from '../domain/refusals';
import { endOfRange, instant } from '../domain/time-range';
import { PlannerAccess } from './planner-access/planner-access';
import type { Resource } from './ports/resource';
import { ActivityViews, type ActivityFilter, type ActivityScope } from './ports/activity-views';

/** The filters of a list as they were sent: times are ISO 8601 and may lack their offset. */
export interface ActivityListInput {
  status?: readonly string[] | undefined;
  priority?: readonly string[] | undefined;
  type?: readonly string[] | undefined;
  tag?: string | undefined;
  /** The id of a person, or `me`. */
  assignee?: string | undefined;
  due_before?: string | undefined;
  due_after?: string | undefined;
  start_date?: string | undefined;
  end_date?: string | undefined;
  overdue?: boolean | undefined;
  q?: string | undefined;
}

/** Where a list looks: in a section, in a planner, or (neither named) in all that the caller has. */
export interface ActivityPlace {
  plannerId?: Id | undefined;
  sectionId?: Id | undefined;
}

/** The parts of an activity, as they are shown with it. */
export interface ActivityParts {
  version: number;
  assignees: Id[];
  checklist: ChecklistItem[];
  attachments: Attachment[];
  reminders: Resource[];
}

/** Reading activities: the policy, then the view. Everything comes as JSON text. */
@Injectable()
export class ActivityQueries {
  constructor(
    private readonly access: PlannerAccess,
    private readonly views: ActivityViews,
  ) {}

  /** Of one section or planner where it is named, else of all unarchived planners of the caller. */
  async list(
    context: RequestContext,
    place: ActivityPlace,
    input: ActivityListInput,
    page: PageRequest,
  ): Promise<string> {
    const filter = filterOf(input, callerOf(context));
    return this.views.list(context, await this.scope(context, place), filter, page);
  }

  async one(context: RequestContext, id: Id): Promise<{ json: string; version: number; comments: number }> {
    const everywhere = this.access.everywhere(context, 'read', 'activity');
    const view = await this.views.one(context, { userId: callerOf(context).userId, everywhere }, id);
    if (view) return view;
    await this.access.require(context, 'read', 'activity', id);
    throw notFound('activity');
  }

  /** What is shown of an activity that has addresses of its own. @throws DomainError NOT_FOUND, FORBIDDEN */
  async parts(context: RequestContext, id: Id): Promise<ActivityParts> {
    return JSON.parse((await this.one(context, id)).json) as ActivityParts;
  }

  private async scope(
    context: RequestContext,
    { plannerId, sectionId }: ActivityPlace,
  ): Promise<ActivityScope> {
    if (plannerId !== undefined) await this.access.require(context, 'read', 'planner', plannerId);
    if (sectionId !== undefined) {
      const section = await this.access.require(context, 'read', 'section', sectionId);
      if (plannerId !== undefined && section.plannerId !== plannerId) throw notFound('section');
      return { sectionId };
    }
    return plannerId === undefined ? { userId: callerOf(context).userId } : { plannerId };
  }
}

function filterOf(input: ActivityListInput, { userId, timeZone }: Principal): ActivityFilter {
  const at = (field: 'due_before' | 'due_after' | 'start_date') => {
    const text = input[field];
    return text === undefined ? undefined : instant(text, timeZone, field);
  };
  return {
    statuses: input.status,
    priorities: input.priority,
    types: input.type,
    tag: input.tag,
    assignee: input.assignee === 'me' ? userId : input.assignee?.toLowerCase(),
    dueBefore: at('due_before'),
    dueAfter: at('due_after'),
    from: at('start_date'),
    until: input.end_date === undefined ? undefined : endOfRange(input.end_date, timeZone, 'end_date'),
    overdue: input.overdue,
    text: input.q,
  };
}
