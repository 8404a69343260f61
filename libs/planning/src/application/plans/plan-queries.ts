import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { callerOf, type PageRequest, type RequestContext } from '@almanac/platform';
import { PlanAccess, planNotFound } from './plan-access';
import { PlanViews, type PlanFilter, type PlanView } from './ports/plan-views';

/** Reading plans: the policy, then the view. */
@Injectable()
export class PlanQueries {
  constructor(
    private readonly access: PlanAccess,
    private readonly views: PlanViews,
  ) {}

  list(context: RequestContext, filter: PlanFilter, page: PageRequest): Promise<string> {
    return this.views.list(context, callerOf(context).userId, filter, page);
  }

  /** One round trip where it may be seen; why not is found out only when it may not. */
  async whole(context: RequestContext, id: Id): Promise<PlanView> {
    const viewer = { userId: callerOf(context).userId, everywhere: this.access.readsAll(context) };
    const view = await this.views.whole(context, viewer, id);
    if (view) return view;
    await this.access.require(context, 'read', id);
    throw planNotFound();
  }
}
