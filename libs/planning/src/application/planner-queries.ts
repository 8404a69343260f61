import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { callerOf, Database, Teams, type PageRequest, type RequestContext } from '@almanac/platform';
import { notFound, type Thing } from '../domain/refusals';
import { PlannerAccess } from './planner-access/planner-access';
import { PlannerViews, type PlannerFilter, type PlannerView, type Viewer } from './ports/planner-views';
import { RecordViews } from './ports/record-views';
import { notOfTeam, seenTeam } from './seen-team';

/** Days that a burn-down shows. */
const DAYS = 30;

/** Reading planners and sections: the policy, then the view. Everything comes as JSON text. */
@Injectable()
export class PlannerQueries {
  constructor(
    private readonly access: PlannerAccess,
    private readonly views: PlannerViews,
    private readonly records: RecordViews,
    private readonly teams: Teams,
    private readonly database: Database,
  ) {}

  list(context: RequestContext, filter: PlannerFilter, page: PageRequest): Promise<string> {
    const ownsWithoutLimit = this.access.ownsWithoutLimit(context);
    return this.views.list(context, callerOf(context).userId, { ...filter, ownsWithoutLimit }, page);
  }

  /**
   * The planners of one team, for whoever may see the team.
   * @throws DomainError NOT_FOUND, FORBIDDEN
   */
  async ofTeam(
    context: RequestContext,
    teamId: Id,
    filter: PlannerFilter,
    page: PageRequest,
  ): Promise<string> {
    const caller = callerOf(context);
    const { role, reads } = seenTeam(await this.teams.standing(this.database.for(context), caller, teamId));
    if (!reads) throw notOfTeam();
    // Who sees every planner need not belong to the team.
    const everywhere = role === null && this.access.everywhere(context, 'read', 'planner');
    return this.views.list(context, caller.userId, { ...filter, teamId, everywhere }, page);
  }

  /** One round trip where it may be seen; why not is found out only when it may not. */
  async whole(context: RequestContext, id: Id): Promise<PlannerView> {
    const view = await this.views.whole(context, this.viewer(context, 'planner'), id);
    return view ?? this.refuse(context, 'planner', id);
  }

  async section(context: RequestContext, id: Id): Promise<{ json: string; version: number }> {
    const view = await this.views.section(context, this.viewer(context, 'section'), id);
    return view ?? this.refuse(context, 'section', id);
  }

  async sections(context: RequestContext, plannerId: Id, page: PageRequest): Promise<string> {
    await this.access.require(context, 'read', 'planner', plannerId);
    return this.views.sections(context, plannerId, page);
  }

  async history(context: RequestContext, plannerId: Id, page: PageRequest): Promise<string> {
    await this.access.require(context, 'read', 'planner', plannerId);
    return this.records.history(context, plannerId, page);
  }

  async statistics(context: RequestContext, plannerId: Id): Promise<string> {
    await this.access.require(context, 'read', 'planner', plannerId);
    return this.records.statistics(context, plannerId, callerOf(context).timeZone, DAYS);
  }

  private viewer(context: RequestContext, thing: Thing): Viewer {
    return { userId: callerOf(context).userId, everywhere: this.access.everywhere(context, 'read', thing) };
  }

  private async refuse(context: RequestContext, thing: Thing, id: Id): Promise<never> {
    await this.access.require(context, 'read', thing, id);
    throw notFound(thing);
  }
}
