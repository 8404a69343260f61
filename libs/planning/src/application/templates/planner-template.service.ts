import { Injectable } from '@nestjs/common';
import { conflict, DomainError, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import { notFound } from '../../domain/refusals';
import { MAX_ACTIVITIES, MAX_SECTIONS } from '../../domain/templates/body';
import { bodyFromPlanner } from '../../domain/templates/from-planner';
import type { TemplateInput } from '../../domain/templates/template';
import type { Written } from '../announcer';
import { PlannerAccess } from '../planner-access/planner-access';
import { PlannerStore } from '../ports/planner-store';
import { fitting } from './fitting';
import { PlannerDraftStore } from './ports/planner-draft-store';
import { TemplateService } from './template.service';

/** Makes templates of planners. Whoever may read one may, and owns the template. */
@Injectable()
export class PlannerTemplateService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: PlannerAccess,
    private readonly planners: PlannerStore,
    private readonly drafts: PlannerDraftStore,
    private readonly templates: TemplateService,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN; CONFLICT where there is more in the planner than a template holds */
  save(context: RequestContext, plannerId: Id, input: TemplateInput & { name: string }): Promise<Written> {
    const { timeZone } = callerOf(context);
    return this.unitOfWork.run(context, async (transaction) => {
      await this.access.require(context, 'read', 'planner', plannerId);
      const planner = await this.planners.load(transaction, plannerId);
      if (planner?.deletedAt !== null) throw notFound('planner');
      const { sections, activities } = await this.drafts.sizeOf(transaction, plannerId);
      if (sections > MAX_SECTIONS || activities > MAX_ACTIVITIES) throw tooMuch({ sections, activities });
      const draft = {
        content: planner.content,
        sections: await this.drafts.sectionsOf(transaction, plannerId),
      };
      const body = { ...bodyFromPlanner(draft, timeZone) };
      return this.templates.keep(context, fitting({ ...input, kind: 'planner', body }));
    });
  }
}

function tooMuch(found: { sections: number; activities: number }): DomainError {
  const message = `A template holds at most ${MAX_SECTIONS} sections and ${MAX_ACTIVITIES} activities`;
  return conflict(message, { reason: 'too-much', ...found });
}
