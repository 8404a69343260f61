import { Injectable } from '@nestjs/common';
import type { TeamRole } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  InvitationKind,
  type Invitation,
  type InvitationSubject,
  type Queryable,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { isAbove, teamRoleOf } from '../../domain/teams/team-role';
import { TeamRepository } from '../ports/team.repository';

/** What it means to take up an invitation into a team. */
@Injectable()
export class TeamInvitationKind extends InvitationKind {
  override readonly kind = 'team';

  constructor(
    private readonly teams: TeamRepository,
    private readonly audit: AuditTrail,
  ) {
    super();
  }

  override async subject(queryable: Queryable, teamId: Id): Promise<InvitationSubject | undefined> {
    const name = await this.teams.nameOf(queryable, teamId);
    return name === undefined ? undefined : { what: 'the team', name };
  }

  override async lock(tx: Transaction, teamId: Id): Promise<boolean> {
    await this.teams.lock(tx, teamId);
    return (await this.teams.nameOf(tx, teamId)) !== undefined;
  }

  /** Whoever belongs to it already keeps the higher of both roles. */
  override async join(
    tx: Transaction,
    ctx: RequestContext,
    { id, resourceId: teamId, role: text }: Invitation,
    userId: Id,
  ): Promise<TeamRole> {
    const role = teamRoleOf(text);
    if (role === null) throw new Error(`Invitation ${id} is to no role of a team`);
    const member = await this.teams.member(tx, teamId, userId);
    if (member && !isAbove(role, member.role)) return member.role;
    if (member) await this.teams.setRole(tx, teamId, userId, role);
    else await this.teams.addMember(tx, teamId, userId, role);
    await this.teams.touch(tx, teamId);
    await appendEvent(tx, ctx, {
      name: member ? 'team.member-updated' : 'team.member-joined',
      payload: { teamId, userId, role },
      resource: { type: 'team', id: teamId },
    });
    this.audit.record(tx, ctx, {
      action: member ? 'team.member.updated' : 'team.member.joined',
      resource: { type: 'team', id: teamId },
      ...(member ? { before: { userId, role: member.role } } : {}),
      after: { userId, role, invitationId: id },
    });
    return role;
  }

  override declined(tx: Transaction, ctx: RequestContext, { id, resourceId, role }: Invitation): void {
    this.audit.record(tx, ctx, {
      action: 'team.invitation.declined',
      // Whoever has the link; nobody signs in for it.
      actor: { type: 'user', id: null },
      resource: { type: 'team', id: resourceId },
      after: { invitationId: id, role },
    });
  }
}
