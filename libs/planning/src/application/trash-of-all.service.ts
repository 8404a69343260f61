import { Injectable } from '@nestjs/common';
import { missingPermissions, type Id } from '@almanac/kernel';
import { callerOf, type PageRequest, type RequestContext } from '@almanac/platform';
import { PlanService } from './plans/plan.service';
import { RecordViews } from './ports/record-views';
import { TrashService, type Restored } from './trash.service';

/** What came back, whatever it is. */
export interface RestoredThing extends Omit<Restored, 'thing'> {
  thing: Restored['thing'] | 'plan';
}

/** The trash of everything in planning. Whoever acts by a key that may not read or write plans has none of them. */
@Injectable()
export class TrashOfAllService {
  constructor(
    private readonly trash: TrashService,
    private readonly plans: PlanService,
    private readonly records: RecordViews,
  ) {}

  list(context: RequestContext, page: PageRequest): Promise<string> {
    const plans = may(context, 'read:own-plans');
    return this.records.trash(context, callerOf(context).userId, page, { plans });
  }

  /** @throws DomainError as `TrashService.restore` and `PlanService.restore` do */
  async restore(context: RequestContext, id: Id): Promise<RestoredThing> {
    if (!may(context, 'write:own-plans') || !(await this.plans.knows(context, id))) {
      return this.trash.restore(context, id);
    }
    return { thing: 'plan', ...(await this.plans.restore(context, id)) };
  }
}

function may(context: RequestContext, permission: string): boolean {
  return missingPermissions(callerOf(context).permissions, [permission]).length === 0;
}
