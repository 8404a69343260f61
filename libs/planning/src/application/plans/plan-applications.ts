import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { callerOf, type RequestContext, type Transaction } from '@almanac/platform';
import { AssignmentAnnouncements } from '../activity-parts/assignment-announcements';
import { PlanAccess } from './plan-access';
import { PlanAnnouncements } from './plan-announcements';
import { PlanService } from './plan.service';
import { PlanApplicationStore, type Applied } from './ports/plan-application-store';
import type { PlanSource } from './ports/plan-reader';

/** What came of applying a plan. */
export interface AppliedPlan extends Applied {
  plannerId: Id;
  sectionId: Id;
  finish: string;
  operationId: Id;
}

/** The plan's side of an application: who may, the lock, the rows, and the event that tells of it as a whole. */
@Injectable()
export class PlanApplications {
  constructor(
    private readonly access: PlanAccess,
    private readonly plans: PlanService,
    private readonly store: PlanApplicationStore,
    private readonly announcements: PlanAnnouncements,
    private readonly assignments: AssignmentAnnouncements,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async requireWriter(context: RequestContext, id: Id): Promise<void> {
    await this.access.require(context, 'write', id);
  }

  /** Locks the plan; false where it is another by now than the one that was scheduled. */
  async lock(tx: Transaction, context: RequestContext, { id, version }: PlanSource): Promise<boolean> {
    const { plan } = await this.plans.enter(tx, context, id, 'write');
    return plan.version === version;
  }

  section(tx: Transaction, planId: Id, plannerId: Id): Promise<Id | undefined> {
    return this.store.section(tx, planId, plannerId);
  }

  async write(
    tx: Transaction,
    context: RequestContext,
    { id, version }: PlanSource,
    to: { plannerId: Id; sectionId: Id; rows: { text: string; count: number }; finish: number },
  ): Promise<AppliedPlan> {
    const { plannerId, sectionId, rows, finish } = to;
    const { assigned, ...applied } = await this.store.write(tx, context, {
      planId: id,
      ...{ plannerId, sectionId, userId: callerOf(context).userId },
      ...{ rows: rows.text, count: rows.count },
    });
    await this.assignments.announceMany(tx, context, plannerId, assigned);
    const operationId = await this.announcements.applied(tx, context, { id, version }, plannerId);
    return { ...applied, plannerId, sectionId, finish: new Date(finish).toISOString(), operationId };
  }
}
