import { Injectable } from '@nestjs/common';
import { newId } from '@almanac/kernel';
import { callerOf, type RequestContext, type Transaction } from '@almanac/platform';
import type { PlannerDraft } from '../../domain/templates/to-planner';
import { Announcer, type Written } from '../announcer';
import { PlannerLimit } from '../planner-limit';
import { PlannerLedger } from '../ports/planner-ledger';
import { PlannerStore } from '../ports/planner-store';
import { PlannerDraftStore } from './ports/planner-draft-store';

/**
 * Makes whole planners at once, of a template or a file: they belong to the caller, count against their limit, and are
 * told of as one new planner, as a copy is. What is in the draft has to be valid; nothing here looks at it.
 */
@Injectable()
export class PlannerMaker {
  constructor(
    private readonly limit: PlannerLimit,
    private readonly store: PlannerStore,
    private readonly drafts: PlannerDraftStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
  ) {}

  /** @throws DomainError MAX_PLANNERS_REACHED */
  async make(transaction: Transaction, context: RequestContext, draft: PlannerDraft): Promise<Written> {
    const owner = callerOf(context);
    const { id = newId(), content, sections, archivedAt = null } = draft;
    await this.limit.requireRoom(transaction, owner);
    await this.store.insert(transaction, id, { userId: owner.userId }, content);
    const activities = sections.flatMap((section) => section.activities);
    const mark = await this.ledger.advance(transaction, id, {
      sections: sections.length,
      activities: activities.length,
      completed: activities.filter(({ status }) => status === 'completed').length,
    });
    await this.drafts.fill(transaction, { id, userId: owner.userId, tick: mark.tick }, sections);
    if (archivedAt !== null) await this.drafts.archive(transaction, id, archivedAt);
    const resource = await this.store.resource(transaction, id);
    const operationId = await this.announcer.announce(transaction, context, mark, {
      name: 'planner.created',
      payload: { planner: resource },
      of: { type: 'planner', id, version: resource.version },
    });
    return { resource: { ...resource, role: 'owner', readOnly: false }, operationId };
  }
}
