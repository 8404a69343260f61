import { Injectable } from '@nestjs/common';
import type { TeamRole } from '@almanac/contracts';
import { notFound, type Id } from '@almanac/kernel';
import {
  AuditTrail,
  callerOf,
  Invitations,
  UnitOfWork,
  type Invitation,
  type PageRequest,
  type RequestContext,
} from '@almanac/platform';
import { refuseAbove, teamRoleOf } from '../../domain/teams/team-role';
import { InvitationRepository } from '../ports/invitation.repository';
import { TeamAccess } from './team-access';

/** An invitation into a team is good for a week. */
const SECONDS = 7 * 24 * 3600;

/** Invites people into teams, by their addresses alone: it never says whether one has an account. */
@Injectable()
export class TeamInvitationsService {
  constructor(
    private readonly access: TeamAccess,
    private readonly invitations: Invitations,
    private readonly repository: InvitationRepository,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN, RATE_LIMIT_EXCEEDED */
  invite(ctx: RequestContext, teamId: Id, email: string, role: TeamRole): Promise<Invitation> {
    return this.unitOfWork.run(ctx, async (tx) => {
      const { acting } = await this.access.lock(tx, ctx, teamId, 'manage');
      refuseAbove(acting, role);
      const replaced = await this.repository.findOpenTo(tx, { kind: 'team', resourceId: teamId }, email);
      if (replaced) refuseTakingBack(acting, replaced);
      const invitation = await this.invitations.invite(tx, ctx, {
        kind: 'team',
        resourceId: teamId,
        email,
        role,
        invitedBy: callerOf(ctx).userId,
        seconds: SECONDS,
      });
      this.audit.record(tx, ctx, {
        action: 'team.member.invited',
        resource: { type: 'team', id: teamId },
        after: { invitationId: invitation.id, role },
      });
      return invitation;
    });
  }

  /** The open ones. */
  async list(ctx: RequestContext, teamId: Id, page: PageRequest): Promise<string> {
    await this.access.require(ctx, teamId, 'manage');
    return this.repository.list(ctx, { kind: 'team', resourceId: teamId }, page);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async revoke(ctx: RequestContext, teamId: Id, id: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const { acting } = await this.access.lock(tx, ctx, teamId, 'manage');
      const revoked = await this.invitations.revoke(tx, ctx, { kind: 'team', resourceId: teamId }, id);
      if (!revoked) throw notFound('Open invitation');
      refuseTakingBack(acting, revoked);
      this.audit.record(tx, ctx, {
        action: 'team.invitation.revoked',
        resource: { type: 'team', id: teamId },
        before: { invitationId: id, role: revoked.role },
      });
    });
  }
}

/** An invitation to a role above one's own is not one's own to undo, as a member who has it is not. */
function refuseTakingBack(acting: TeamRole, { role }: Invitation): void {
  refuseAbove(acting, teamRoleOf(role) ?? 'owner');
}
