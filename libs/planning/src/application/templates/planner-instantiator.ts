import { Injectable } from '@nestjs/common';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { PlannerBody } from '../../domain/templates/body';
import { plannerFrom } from '../../domain/templates/to-planner';
import type { Written } from '../announcer';
import { PlannerMaker } from './planner-maker';
import { TemplateInstantiator, type TemplateOrder } from './template-instantiator';

/** Makes planners of templates, with all that is in them. */
@Injectable()
export class PlannerInstantiator extends TemplateInstantiator {
  override readonly kind = 'planner';
  override readonly permissions = ['write:own-planners', 'write:own-activities'] as const;
  override readonly collection = 'planners';

  constructor(private readonly maker: PlannerMaker) {
    super();
  }

  /** @throws DomainError MAX_PLANNERS_REACHED; VALIDATION_ERROR for dates */
  override async make(
    transaction: Transaction,
    context: RequestContext,
    { body, title, start }: TemplateOrder,
  ): Promise<Written> {
    return this.maker.make(transaction, context, plannerFrom(body as PlannerBody, title, start));
  }
}
