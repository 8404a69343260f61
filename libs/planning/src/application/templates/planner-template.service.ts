import { Injectable } from '@nestjs/common';
import { DomainError, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import { conflict, notFound } from '../../domain/refusals';
import { MAX_ACTIVITIES, MAX_SECTIONS } from '../../domain/templates/body';
import { bodyFromPlanner } from '../../domain/templates/from-planner';
import { templateContent, type TemplateInput } from '../../domain/templates/template';
import type { Written } from '../announcer';
import { PlannerAccess } from '../planner-access/planner-access';
import { PlannerStore } from '../ports/planner-store';
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

/** What is wrong with the body is wrong with the planner, not with the request. */
function fitting(input: Parameters<typeof templateContent>[0]): ReturnType<typeof templateContent> {
  try {
    return templateContent(input);
  } catch (error) {
    const problems = error instanceof DomainError && Array.isArray(error.details) ? error.details : [];
    const inBody = problems.some(({ field }: { field: string }) => field.startsWith('body'));
    if (inBody) throw conflict('This planner does not fit into a template', { reason: 'does-not-fit' });
    throw error;
  }
}
