import { Injectable } from '@nestjs/common';
import { newId } from '@almanac/kernel';
import { callerOf, type RequestContext, type Transaction } from '@almanac/platform';
import type { PlannerBody } from '../../domain/templates/body';
import { plannerFrom } from '../../domain/templates/to-planner';
import { Announcer, type Written } from '../announcer';
import { PlannerLimit } from '../planner-limit';
import { PlannerLedger } from '../ports/planner-ledger';
import { PlannerStore } from '../ports/planner-store';
import { PlannerDraftStore } from './ports/planner-draft-store';
import { TemplateInstantiator, type TemplateOrder } from './template-instantiator';

/** Makes planners of templates, with all that is in them; they are told of as one new planner, as a copy is. */
@Injectable()
export class PlannerInstantiator extends TemplateInstantiator {
  override readonly kind = 'planner';
  override readonly permissions = ['write:own-planners', 'write:own-activities'] as const;
  override readonly collection = 'planners';

  constructor(
    private readonly limit: PlannerLimit,
    private readonly store: PlannerStore,
    private readonly drafts: PlannerDraftStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
  ) {
    super();
  }

  /** @throws DomainError MAX_PLANNERS_REACHED; VALIDATION_ERROR for dates */
  override async make(
    transaction: Transaction,
    context: RequestContext,
    { body, title, start }: TemplateOrder,
  ): Promise<Written> {
    const owner = callerOf(context);
    const { content, sections } = plannerFrom(body as PlannerBody, title, start);
    await this.limit.requireRoom(transaction, owner);
    const id = newId();
    await this.store.insert(transaction, id, { userId: owner.userId }, content);
    const mark = await this.ledger.advance(transaction, id, {
      sections: sections.length,
      activities: sections.reduce((sum, { activities }) => sum + activities.length, 0),
    });
    await this.drafts.fill(transaction, { id, userId: owner.userId, tick: mark.tick }, sections);
    const resource = await this.store.resource(transaction, id);
    const operationId = await this.announcer.announce(transaction, context, mark, {
      name: 'planner.created',
      payload: { planner: resource },
      of: { type: 'planner', id, version: resource.version },
    });
    return { resource: { ...resource, role: 'owner' }, operationId };
  }
}
