import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { refused } from '../../domain/refusals';
import { PlannerAccess } from '../planner-access/planner-access';
import { PlannerGate } from '../planner-access/planner-gate';
import { PlannerService } from '../planner.service';
import { SectionService } from '../section.service';
import { PlanScheduleService } from './plan-schedule.service';
import { PlanApplications, type AppliedPlan } from './plan-applications';
import type { PlanSource } from './ports/plan-reader';

/** Where a plan is written to: a planner that is there, or a new one. */
export interface ApplyTo {
  plannerId?: Id | undefined;
  newPlanner?: { title: string } | undefined;
  /** Whether nobody may have two steps at once. */
  level: boolean;
}

/** A plan may be changed while its schedule is computed; then it is computed again, so many times. */
const TRIES = 5;

/**
 * Writes the steps of a plan into a planner as activities. Applying again updates them; none is ever made twice, also
 * when two apply at once. What it writes it writes in one transaction, while the plan and the planner are locked.
 */
@Injectable()
export class PlanApplyService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly schedules: PlanScheduleService,
    private readonly applications: PlanApplications,
    private readonly access: PlannerAccess,
    private readonly gate: PlannerGate,
    private readonly planners: PlannerService,
    private readonly sections: SectionService,
  ) {}

  /**
   * @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, MAX_PLANNERS_REACHED; CONFLICT where the plan changes
   * faster than it can be scheduled
   */
  async apply(context: RequestContext, id: Id, to: ApplyTo): Promise<AppliedPlan> {
    requireOne(to);
    await this.applications.requireWriter(context, id);
    if (to.plannerId !== undefined) await this.access.require(context, 'write', 'planner', to.plannerId);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const source = await this.schedules.source(context, id);
      const { text, finish } = await this.schedules.compute('rows', source, to.level);
      const applied = await this.unitOfWork.run(context, async (tx) => {
        if (!(await this.applications.lock(tx, context, source))) return undefined;
        const place = await this.place(tx, context, source, to);
        const rows = { text, count: (JSON.parse(source.steps) as unknown[]).length };
        return this.applications.write(tx, context, source, { ...place, rows, finish });
      });
      if (applied) return applied;
    }
    throw conflict('The plan was changed while it was scheduled; please try again');
  }

  /** The planner, locked, and the section in it that takes new activities. */
  private async place(tx: Transaction, context: RequestContext, { id, content }: PlanSource, to: ApplyTo) {
    const plannerId = to.plannerId ?? (await this.newPlanner(context, to.newPlanner?.title ?? content.title));
    await this.gate.enter(context, tx, 'planner', plannerId);
    const known = await this.applications.section(tx, id, plannerId);
    if (known !== undefined) return { plannerId, sectionId: known };
    const { resource } = await this.sections.create(context, plannerId, {
      title: content.title,
      type: 'tasks',
    });
    return { plannerId, sectionId: resource.id };
  }

  private async newPlanner(context: RequestContext, title: string): Promise<Id> {
    const { timeZone } = callerOf(context);
    const settings = timeZone === 'UTC' ? {} : { settings: { timezone: timeZone } };
    return (await this.planners.create(context, { title, ...settings })).resource.id;
  }
}

function requireOne({ plannerId, newPlanner }: ApplyTo): void {
  if ((plannerId === undefined) !== (newPlanner === undefined)) return;
  const message = 'give either plannerId or newPlanner';
  throw refused({ field: 'plannerId', message, rule: 'exclusive' });
}
