import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import { PLAN_ID } from '../../domain/example-ids';
import { EXAMPLE_STEPS } from '../../domain/plans/example-steps';
import { planContent, stepsOf } from '../../domain/plans/plan-content';
import { PlanAnnouncements } from './plan-announcements';
import { PlanStore } from './ports/plan-store';

/** Makes the plan that the examples of the API document are about, for whoever tries the API out. */
@Injectable()
export class ExamplePlanService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: PlanStore,
    private readonly announcements: PlanAnnouncements,
  ) {}

  /** Whether it was made: there is one at most, as its id is fixed. */
  make(context: RequestContext, ownerId: Id): Promise<boolean> {
    const moment = { now: new Date(), timeZone: 'UTC' };
    const content = planContent({ title: 'Before we go', startsAt: '2026-03-02T08:00:00.000Z' }, moment);
    const steps = stepsOf(EXAMPLE_STEPS, moment);
    return this.unitOfWork.run(context, async (transaction) => {
      if (await this.store.lock(transaction, PLAN_ID)) return false;
      const text = { text: JSON.stringify(steps), count: steps.length };
      await this.store.insert(transaction, PLAN_ID, { userId: ownerId }, content, text);
      const changes = [{ field: 'title', before: null, after: content.title }];
      await this.announcements.written(transaction, context, PLAN_ID, { name: 'plan.created', changes });
      return true;
    });
  }
}
