import { Injectable } from '@nestjs/common';
import { missingPermissions, type Id } from '@almanac/kernel';
import { callerOf, type PageRequest, type RequestContext } from '@almanac/platform';
import { PlanService } from './plans/plan.service';
import { RecordViews } from './ports/record-views';
import { TemplateService } from './templates/template.service';
import { TrashService } from './trash.service';

/** What came back, whatever it is. */
export interface RestoredThing {
  type: 'planner' | 'section' | 'activity' | 'plan' | 'template';
  title: unknown;
  version: number;
  operationId: Id | undefined;
}

/**
 * The trash of everything in planning. Whoever acts by a key that may not read or write plans, or templates, has none
 * of them.
 */
@Injectable()
export class TrashOfAllService {
  constructor(
    private readonly trash: TrashService,
    private readonly plans: PlanService,
    private readonly templates: TemplateService,
    private readonly records: RecordViews,
  ) {}

  list(context: RequestContext, page: PageRequest): Promise<string> {
    const wanted = { plans: may(context, 'read:own-plans'), templates: may(context, 'read:own-templates') };
    return this.records.trash(context, callerOf(context).userId, page, wanted);
  }

  /** @throws DomainError as `TrashService.restore`, `PlanService.restore` and `TemplateService.restore` do */
  async restore(context: RequestContext, id: Id): Promise<RestoredThing> {
    if (may(context, 'write:own-plans') && (await this.plans.knows(context, id))) {
      const { resource, operationId } = await this.plans.restore(context, id);
      return { type: 'plan', title: resource['title'], version: resource.version, operationId };
    }
    if (may(context, 'write:own-templates') && (await this.templates.hasInTrash(context, id))) {
      const { resource, operationId } = await this.templates.restore(context, id);
      return { type: 'template', title: resource['name'], version: resource.version, operationId };
    }
    const { thing, resource, operationId } = await this.trash.restore(context, id);
    return { type: thing, title: resource['title'], version: resource.version, operationId };
  }
}

function may(context: RequestContext, permission: string): boolean {
  return missingPermissions(callerOf(context).permissions, [permission]).length === 0;
}
