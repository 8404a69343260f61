import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { COLLABORATOR_ID, OTHER_PLAN_ID, PLAN_ID } from '../../domain/example-ids';
import { EXAMPLE_STEPS } from '../../domain/plans/example-steps';
import { planContent, stepsOf } from '../../domain/plans/plan-content';
import { CollaboratorStore } from '../ports/sharing/collaborator-store';
import { PlanAnnouncements } from './plan-announcements';
import { PlanStore } from './ports/plan-store';

/** Makes the plans that the examples of the API document are about, for whoever tries the API out. */
@Injectable()
export class ExamplePlanService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: PlanStore,
    private readonly collaborators: CollaboratorStore,
    private readonly announcements: PlanAnnouncements,
  ) {}

  /** Whether they were made: each is there once at most, as its id is fixed. */
  make(context: RequestContext, ownerId: Id): Promise<boolean> {
    return this.unitOfWork.run(context, async (transaction) => {
      if (await this.store.lock(transaction, PLAN_ID)) return false;
      await this.makeOne(transaction, context, ownerId, { id: PLAN_ID, title: 'Before we go' });
      await this.makeOne(transaction, context, ownerId, { id: OTHER_PLAN_ID, title: 'Once we are back' });
      return true;
    });
  }

  private async makeOne(
    transaction: Transaction,
    context: RequestContext,
    ownerId: Id,
    { id, title }: { id: Id; title: string },
  ): Promise<void> {
    const moment = { now: new Date(), timeZone: 'UTC' };
    const content = planContent({ title, startsAt: '2026-03-02T08:00:00.000Z' }, moment);
    const steps = stepsOf(EXAMPLE_STEPS, moment);
    const text = { text: JSON.stringify(steps), count: steps.length };
    await this.store.insert(transaction, id, { userId: ownerId }, content, text);
    await this.collaborators.put(transaction, { type: 'plan', id }, COLLABORATOR_ID, 'editor');
    const changes = [{ field: 'title', before: null, after: content.title }];
    await this.announcements.written(transaction, context, id, { name: 'plan.created', changes });
  }
}
