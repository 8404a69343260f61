import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { callerOf, Teams, UnitOfWork, type RequestContext } from '@almanac/platform';
import { plannerContent, type PlannerInput } from '../domain/planner';
import { roleByTeam } from '../domain/role';
import { PlannerAnnouncements, type PlannerWritten } from './planner-announcements';
import { PlannerStore } from './ports/planner-store';
import { madeFor } from './seen-team';

/** Makes planners that a team owns; they count against nobody's limit. All else is as with any planner. */
@Injectable()
export class TeamPlannerService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly teams: Teams,
    private readonly store: PlannerStore,
    private readonly announcements: PlannerAnnouncements,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  create(
    context: RequestContext,
    teamId: Id,
    input: PlannerInput & { title: string },
  ): Promise<PlannerWritten> {
    const content = plannerContent(input);
    return this.unitOfWork.run(context, async (transaction) => {
      // Held: nobody joins or leaves until it is there, so that it is open to exactly those who belong.
      const { role } = madeFor(await this.teams.hold(transaction, callerOf(context), teamId));
      const id = newId();
      await this.store.insert(transaction, id, { teamId }, content);
      const own = role === null ? null : roleByTeam(role);
      return this.announcements.written(transaction, context, id, own, { name: 'planner.created' });
    });
  }
}
