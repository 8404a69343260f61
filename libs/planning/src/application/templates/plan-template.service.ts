import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import type { StepContent } from '../../domain/plans/plan-content';
import { MAX_TEMPLATE_STEPS } from '../../domain/templates/body';
import { bodyFromPlan } from '../../domain/templates/from-plan';
import type { TemplateInput } from '../../domain/templates/template';
import type { Written } from '../announcer';
import { PlanAccess, planNotFound } from '../plans/plan-access';
import { PlanReader } from '../plans/ports/plan-reader';
import { fitting } from './fitting';
import { TemplateService } from './template.service';

/** Makes templates of plans. Whoever may read one may, and owns the template. */
@Injectable()
export class PlanTemplateService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: PlanAccess,
    private readonly reader: PlanReader,
    private readonly templates: TemplateService,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN; CONFLICT where there is more in the plan than a template holds */
  save(context: RequestContext, planId: Id, input: TemplateInput & { name: string }): Promise<Written> {
    const { timeZone } = callerOf(context);
    return this.unitOfWork.run(context, async (transaction) => {
      await this.access.require(context, 'read', planId);
      const plan = await this.reader.source(transaction, planId);
      if (!plan) throw planNotFound();
      const steps = JSON.parse(plan.steps) as StepContent[];
      if (steps.length > MAX_TEMPLATE_STEPS) {
        const message = `A template holds at most ${MAX_TEMPLATE_STEPS} steps`;
        throw conflict(message, { reason: 'too-much', steps: steps.length });
      }
      const body = { ...bodyFromPlan(plan.content, steps, timeZone) };
      return this.templates.keep(context, fitting({ ...input, kind: 'plan', body }));
    });
  }
}
