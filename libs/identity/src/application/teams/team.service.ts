import { Injectable } from '@nestjs/common';
import type { DomainEventName, DomainEvents } from '@almanac/contracts';
import { conflict, newId, type Id } from '@almanac/kernel';
import {
  AllTeamPossessions,
  appendEvent,
  AuditTrail,
  callerOf,
  Invitations,
  requireExpected,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { TeamRepository, type Team, type TeamFilter, type TeamValues } from '../ports/team.repository';
import { TeamAccess, type SeenTeam } from './team-access';

/** What to change; what is absent or undefined stays. */
export interface TeamPatch {
  name?: string | undefined;
  description?: string | null | undefined;
}

/** Makes, shows, changes and deletes teams. */
@Injectable()
export class TeamService {
  constructor(
    private readonly teams: TeamRepository,
    private readonly access: TeamAccess,
    private readonly possessions: AllTeamPossessions,
    private readonly invitations: Invitations,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  list(ctx: RequestContext, filter: TeamFilter, page: PageRequest): Promise<string> {
    return this.teams.list(ctx, callerOf(ctx).userId, filter, page);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  get(ctx: RequestContext, id: Id): Promise<Team> {
    return this.access.require(ctx, id, 'read');
  }

  /** Whoever makes a team owns it. */
  create(ctx: RequestContext, { name, description }: TeamPatch & { name: string }): Promise<Team> {
    const { userId } = callerOf(ctx);
    const values = { name: name.trim(), description: description ?? null };
    return this.unitOfWork.run(ctx, async (tx) => {
      const id = newId();
      await this.teams.insert(tx, id, values);
      await this.teams.addMember(tx, id, userId, 'owner');
      await announce(tx, ctx, 'team.created', id, { teamId: id });
      this.audit.record(tx, ctx, {
        action: 'team.created',
        resource: { type: 'team', id },
        after: valuesOf(values),
      });
      return this.access.require(ctx, id, 'read');
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
  update(ctx: RequestContext, id: Id, patch: TeamPatch): Promise<Team> {
    return this.unitOfWork.run(ctx, async (tx) => {
      const team = await this.access.lock(tx, ctx, id, 'manage');
      requireExpected(ctx, team.version);
      const after = {
        name: patch.name?.trim() ?? team.name,
        description: patch.description === undefined ? team.description : patch.description,
      };
      if (after.name === team.name && after.description === team.description) return team;
      await this.teams.update(tx, id, after);
      await announce(tx, ctx, 'team.updated', id, { teamId: id });
      const resource = { type: 'team', id };
      this.audit.record(tx, ctx, {
        action: 'team.updated',
        resource,
        before: valuesOf(team),
        after: valuesOf(after),
      });
      return this.access.require(ctx, id, 'read');
    });
  }

  /**
   * Deletes a team that owns nothing which is in use. What is in its trash falls to whoever deletes it, so it can
   * still be restored; everybody's access ends with the team.
   * @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, CONFLICT with what the team still owns
   */
  async remove(ctx: RequestContext, id: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const team = await this.access.lock(tx, ctx, id, 'own');
      requireExpected(ctx, team.version);
      await this.emptyHands(tx, ctx, team);
      await this.invitations.revokeAll(tx, { kind: 'team', resourceId: id });
      const userIds = await this.teams.memberIds(tx, id);
      await this.teams.delete(tx, id);
      // One for each, as what is told of somebody must be found, and forgotten, by who it is about.
      for (const userId of userIds)
        await announce(tx, ctx, 'team.member-removed', id, { teamId: id, userId });
      await announce(tx, ctx, 'team.deleted', id, { teamId: id });
      const resource = { type: 'team', id };
      this.audit.record(tx, ctx, { action: 'team.deleted', resource, before: valuesOf(team) });
    });
  }

  /** The trash goes first: what somebody takes out of it just now is counted then, or is no longer the team's. */
  private async emptyHands(tx: Transaction, ctx: RequestContext, { id, role }: SeenTeam): Promise<void> {
    const { userId } = callerOf(ctx);
    const heir = role === 'owner' ? userId : ((await this.teams.firstOwner(tx, id)) ?? userId);
    const owned: Record<string, number> = {};
    for (const possession of this.possessions.all()) {
      await possession.handOver(tx, ctx, id, heir);
      const count = await possession.count(tx, id);
      if (count > 0) owned[possession.name] = count;
    }
    if (Object.keys(owned).length === 0) return;
    const message = 'The team still owns planners or other things; delete those first';
    throw conflict(message, { reason: 'team-owns', ...owned });
  }
}

async function announce<Name extends Extract<DomainEventName, `team.${string}`>>(
  tx: Transaction,
  ctx: RequestContext,
  name: Name,
  id: Id,
  payload: DomainEvents[Name],
): Promise<void> {
  await appendEvent(tx, ctx, { name, payload, resource: { type: 'team', id } });
}

/** What the audit log keeps of a team: no content. */
function valuesOf({ name }: TeamValues): { name: string } {
  return { name };
}
