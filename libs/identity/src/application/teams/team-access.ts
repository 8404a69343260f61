import { Injectable } from '@nestjs/common';
import type { TeamRole } from '@almanac/contracts';
import { missingPermissions, notFound, type Id } from '@almanac/kernel';
import {
  callerOf,
  Database,
  Teams,
  type HeldTeam,
  type Principal,
  type Queryable,
  type RequestContext,
  type TeamStanding,
  type Transaction,
} from '@almanac/platform';
import { teamAllows, teamForbidden, type TeamIntent } from '../../domain/teams/team-role';
import { TeamRepository, type Team } from '../ports/team.repository';

/** A team, and the role that the caller acts in: their own, or what a permission over all teams is worth. */
export interface SeenTeam extends Team {
  acting: TeamRole;
}

/** The one policy on teams: who may see and change which. Features ask it through the port `Teams`. */
@Injectable()
export class TeamAccess extends Teams {
  constructor(
    private readonly teams: TeamRepository,
    private readonly database: Database,
  ) {
    super();
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  require(ctx: RequestContext, id: Id, intent: TeamIntent): Promise<SeenTeam> {
    return this.judged(this.database.for(ctx), callerOf(ctx), id, intent);
  }

  /**
   * The same, and nobody else changes the team or its members until the transaction ends. The team is asked for
   * before it is locked, so that strangers hold nobody up, and again after: things may have changed meanwhile.
   * @throws DomainError NOT_FOUND, FORBIDDEN
   */
  async lock(tx: Transaction, ctx: RequestContext, id: Id, intent: TeamIntent): Promise<SeenTeam> {
    await this.judged(tx, callerOf(ctx), id, intent);
    await this.teams.lock(tx, id);
    return this.judged(tx, callerOf(ctx), id, intent);
  }

  override async standing(
    queryable: Queryable,
    caller: Principal,
    teamId: Id,
  ): Promise<TeamStanding | undefined> {
    const team = await this.teams.find(queryable, teamId, caller.userId);
    if (!team) return undefined;
    const [belongs, floor] = [team.role !== null, floorOf(caller)];
    return { role: team.role, reads: belongs || floor !== null, makes: belongs || floor === 'owner' };
  }

  override async hold(tx: Transaction, caller: Principal, teamId: Id): Promise<HeldTeam | undefined> {
    const before = await this.standing(tx, caller, teamId);
    // Who may make nothing for it locks nothing, and learns nothing of its owners.
    if (!before?.makes) return before && { ...before, lapsed: false };
    await this.teams.hold(tx, teamId);
    const held = await this.standing(tx, caller, teamId);
    return held && { ...held, lapsed: await this.teams.hasLapsed(tx, teamId) };
  }

  override memberIds(queryable: Queryable, teamId: Id): Promise<Id[]> {
    return this.teams.memberIds(queryable, teamId);
  }

  override idsOf(queryable: Queryable, userId: Id): Promise<Id[]> {
    return this.teams.idsOf(queryable, userId);
  }

  private async judged(
    queryable: Queryable,
    caller: Principal,
    id: Id,
    intent: TeamIntent,
  ): Promise<SeenTeam> {
    const team = await this.teams.find(queryable, id, caller.userId);
    if (!team) throw notFound('Team');
    const acting = [team.role, floorOf(caller)].find((role) => teamAllows(role, intent)) ?? null;
    if (acting === null) throw teamForbidden(team.role, intent);
    return { ...team, acting };
  }
}

/** What a permission over all teams (admins have it) is worth in each. */
function floorOf({ permissions }: Principal): TeamRole | null {
  if (missingPermissions(permissions, ['write:teams']).length === 0) return 'owner';
  return missingPermissions(permissions, ['read:teams']).length === 0 ? 'member' : null;
}
