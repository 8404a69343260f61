import { Injectable } from '@nestjs/common';
import { teamRoles, type ErrorCode, type TeamRole } from '@almanac/contracts';
import { conflict, DomainError, missingPermissions, notFound, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  callerOf,
  Invitations,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { refuseAbove, rolesAbove, teamAllows, teamForbidden } from '../../domain/teams/team-role';
import { TeamRepository, type MemberFilter, type TeamMember } from '../ports/team.repository';
import { TeamAccess, type SeenTeam } from './team-access';

const MANAGING = 'manage:team-members';

/** Who belongs to a team, and as what. Every change holds the team's row, so two that come at once see each other. */
@Injectable()
export class TeamMembersService {
  constructor(
    private readonly teams: TeamRepository,
    private readonly access: TeamAccess,
    private readonly invitations: Invitations,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Addresses are shown to those who manage the team. */
  async list(ctx: RequestContext, id: Id, filter: MemberFilter, page: PageRequest): Promise<string> {
    const { acting } = await this.access.require(ctx, id, 'read');
    return this.teams.members(ctx, id, filter, page, { emails: teamAllows(acting, 'manage') });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT where the team would have no owner */
  setRole(ctx: RequestContext, id: Id, userId: Id, role: TeamRole): Promise<TeamMember> {
    return this.unitOfWork.run(ctx, async (tx) => {
      const team = await this.access.lock(tx, ctx, id, 'manage');
      const member = await this.member(tx, id, userId);
      refuseAbove(team.acting, member.role);
      refuseAbove(team.acting, role);
      if (member.role === role) return member;
      if (member.role === 'owner') await this.keepAnOwner(tx, id, userId);
      await this.teams.setRole(tx, id, userId, role);
      await this.changed(tx, team, userId, rolesAbove(teamAllows(role, 'manage') ? role : null));
      const payload = { teamId: id, userId, role };
      await appendEvent(tx, ctx, { name: 'team.member-updated', payload, resource: { type: 'team', id } });
      this.audit.record(tx, ctx, {
        action: 'team.member.updated',
        resource: { type: 'team', id },
        before: { userId, role: member.role },
        after: { userId, role },
      });
      return { ...member, role };
    });
  }

  /**
   * Removes a member, or lets the caller leave. Their access to the team's planners ends with the transaction.
   * @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT where the team would have no owner
   */
  async remove(ctx: RequestContext, id: Id, userId: Id): Promise<void> {
    const leaves = callerOf(ctx).userId === userId;
    await this.unitOfWork.run(ctx, async (tx) => {
      const team = await this.access.lock(tx, ctx, id, leaves ? 'read' : 'manage');
      if (!leaves) requireManaging(ctx, team);
      const member = await this.member(tx, id, userId);
      if (!leaves) refuseAbove(team.acting, member.role);
      if (member.role === 'owner') await this.keepAnOwner(tx, id, userId);
      await this.teams.removeMember(tx, id, userId);
      await this.changed(tx, team, userId, teamRoles);
      const payload = { teamId: id, userId };
      await appendEvent(tx, ctx, { name: 'team.member-removed', payload, resource: { type: 'team', id } });
      const entry = { action: 'team.member.removed' as const, resource: { type: 'team', id } };
      this.audit.record(tx, ctx, { ...entry, before: { userId, role: member.role } });
    });
  }

  private async member(tx: Transaction, id: Id, userId: Id): Promise<TeamMember> {
    const member = await this.teams.member(tx, id, userId);
    if (!member) throw notFound('Member');
    return member;
  }

  private async keepAnOwner(tx: Transaction, id: Id, userId: Id): Promise<void> {
    if (await this.teams.hasOtherOwner(tx, id, userId)) return;
    const message =
      'This is the last owner of the team; make somebody else an owner first, or delete the team';
    throw conflict(message, { reason: 'last-owner' });
  }

  /** Invitations of somebody who could not send them any more lose their worth with the role. */
  private async changed(tx: Transaction, { id }: SeenTeam, userId: Id, lost: readonly TeamRole[]) {
    await this.invitations.revokeBy(tx, { kind: 'team', resourceId: id }, userId, lost);
    await this.teams.touch(tx, id);
  }
}

/** Leaving needs no permission, so the route cannot ask for it. */
function requireManaging(ctx: RequestContext, { role }: SeenTeam): void {
  const { permissions } = callerOf(ctx);
  if (missingPermissions(permissions, [MANAGING]).length === 0) return;
  if (!teamAllows(role, 'manage')) throw teamForbidden(role, 'manage');
  throw new DomainError<ErrorCode>('FORBIDDEN', `This needs the permission ${MANAGING}`, {
    required: [MANAGING],
    held: [],
  });
}
