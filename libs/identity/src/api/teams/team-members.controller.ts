import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  JsonText,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { TeamInvitationsService } from '../../application/teams/team-invitations.service';
import { TeamMembersService } from '../../application/teams/team-members.service';
import { INVITATION_ID, TEAM_ID, USER_ID } from '../../domain/access/example-ids';
import {
  InviteToTeamDto,
  SetTeamRoleDto,
  TeamInvitationDto,
  TeamInvitationListQueryDto,
  TeamMemberDto,
  TeamMemberListQueryDto,
  toTeamInvitationDto,
  toTeamMemberDto,
} from './team.dto';

const manage = ['manage:team-members'] as const;

@ApiTags('teams')
@Controller('teams/:id')
export class TeamMembersController {
  constructor(
    private readonly members: TeamMembersService,
    private readonly invitations: TeamInvitationsService,
  ) {}

  @Get('members')
  @Endpoint({
    id: 'listTeamMembers',
    summary: 'List the members of a team',
    access: ['read:own-planners'],
    list: { name: 'members', of: TeamMemberDto },
  })
  async list(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEAM_ID) id: string,
    @Query() query: TeamMemberListQueryDto,
  ): Promise<Answer> {
    const { search, role } = query;
    return ok(new JsonText(await this.members.list(ctx, id, { search, role }, query.pageRequest())));
  }

  @Post('members')
  @Endpoint({
    id: 'inviteTeamMember',
    summary: 'Invite somebody to a team',
    description:
      'For its managers and owners, to a role that is not above their own. The address gets a mail with a link that is good for 7 days and for one use, by whoever has a verified account with that address (`POST /invitations/{invitation}/accept`). Nothing here tells whether it has one. Inviting an address again replaces its open invitation: the older link is dead.',
    message: 'Invitation sent',
    access: manage,
    data: TeamInvitationDto,
    status: 201,
    errors: ['RATE_LIMIT_EXCEEDED'],
  })
  async invite(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEAM_ID) id: string,
    @Body() { email, role = 'member' }: InviteToTeamDto,
  ): Promise<Answer<TeamInvitationDto>> {
    const invitation = await this.invitations.invite(ctx, id, email, role);
    return created(toTeamInvitationDto(invitation), {
      location: `/api/v1/teams/${id}/invitations`,
    });
  }

  @Patch('members/:userId')
  @Endpoint({
    id: 'updateTeamMember',
    summary: 'Change the role of a member',
    description:
      'Nobody gives a role above their own, nor changes somebody who has one. The last owner stays one: 409 with `reason: "last-owner"`. Counts from the next request on.',
    message: 'Role changed',
    access: manage,
    data: TeamMemberDto,
    errors: ['CONFLICT'],
  })
  async setRole(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEAM_ID) id: string,
    @IdParam('userId', USER_ID) userId: string,
    @Body() { role }: SetTeamRoleDto,
  ): Promise<Answer<TeamMemberDto>> {
    return ok(toTeamMemberDto(await this.members.setRole(ctx, id, userId, role)));
  }

  @Delete('members/:userId')
  @Endpoint({
    id: 'removeTeamMember',
    summary: 'Remove a member, or leave a team',
    description:
      'With your own id you leave, whatever your role and tier. Removing others needs `manage:team-members`, and a role in the team that is manager or owner, and not below theirs. Access to the planners of the team ends at once, at the sockets too. The last owner cannot go: 409 with `reason: "last-owner"`.',
    message: 'Removed from the team',
    access: ['write:own-planners'],
    errors: ['CONFLICT'],
  })
  async remove(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEAM_ID) id: string,
    @IdParam('userId', USER_ID) userId: string,
  ): Promise<Answer<null>> {
    await this.members.remove(ctx, id, userId);
    return done();
  }

  @Get('invitations')
  @Endpoint({
    id: 'listTeamInvitations',
    summary: 'List the open invitations of a team',
    description: 'For its managers and owners.',
    access: manage,
    list: { name: 'invitations', of: TeamInvitationDto },
  })
  async listInvitations(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEAM_ID) id: string,
    @Query() query: TeamInvitationListQueryDto,
  ): Promise<Answer> {
    return ok(new JsonText(await this.invitations.list(ctx, id, query.pageRequest())));
  }

  @Delete('invitations/:invitationId')
  @Endpoint({
    id: 'revokeTeamInvitation',
    summary: 'Revoke an invitation to a team',
    description: 'Its link is dead from then on.',
    message: 'Invitation taken back',
    access: manage,
  })
  async revoke(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEAM_ID) id: string,
    @IdParam('invitationId', INVITATION_ID) invitationId: string,
  ): Promise<Answer<null>> {
    await this.invitations.revoke(ctx, id, invitationId);
    return done();
  }
}
