import { Injectable } from '@nestjs/common';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { PlanBody } from '../../domain/templates/body';
import { planFrom } from '../../domain/templates/to-plan';
import type { Written } from '../announcer';
import { PlanService } from '../plans/plan.service';
import { TemplateInstantiator, type TemplateOrder } from './template-instantiator';

/** Makes plans of templates: drafts, which are scheduled when somebody asks for it. */
@Injectable()
export class PlanInstantiator extends TemplateInstantiator {
  override readonly kind = 'plan';
  override readonly permissions = ['write:own-plans'] as const;
  override readonly collection = 'plans';

  constructor(private readonly plans: PlanService) {
    super();
  }

  /** @throws DomainError VALIDATION_ERROR for dates that no plan may have */
  override async make(
    _transaction: Transaction,
    context: RequestContext,
    { body, title, start }: TemplateOrder,
  ): Promise<Written> {
    const draft = planFrom(body as PlanBody, title, start);
    const { resource, steps, role, operationId } = await this.plans.create(context, draft);
    return {
      resource: { ...resource, role, readOnly: false, steps: JSON.parse(steps) as unknown },
      operationId,
    };
  }
}
