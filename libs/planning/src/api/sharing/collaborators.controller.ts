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
import { CollaboratorInvitationsService } from '../../application/sharing/collaborator-invitations.service';
import { CollaboratorService } from '../../application/sharing/collaborator.service';
import { OwnershipService } from '../../application/sharing/ownership.service';
import { COLLABORATOR_ID, PLANNER_ID, PUBLIC_PLANNER_ID } from '../../domain/example-ids';
import { PlannerDto } from '../planner.dto';
import { asSeen, changed, operation, page } from '../written';
import {
  CollaboratorEntryDto,
  CollaboratorListQueryDto,
  InviteCollaboratorDto,
  SetCollaboratorRoleDto,
  TransferPlannerDto,
} from './sharing.dto';

const write = ['write:own-planners'] as const;

@ApiTags('sharing')
@Controller('planners/:id')
export class CollaboratorsController {
  constructor(
    private readonly collaborators: CollaboratorService,
    private readonly invitations: CollaboratorInvitationsService,
    private readonly ownership: OwnershipService,
  ) {}

  @Get('collaborators')
  @Endpoint({
    id: 'listCollaborators',
    summary: 'See with whom a planner is shared',
    description:
      'Those on it by name; admins and the owner also see addresses and open invitations. Members of the team that owns it are at `GET /teams/{id}/members`.',
    access: ['read:own-planners'],
    list: { name: 'collaborators', of: CollaboratorEntryDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @Query() query: CollaboratorListQueryDto,
  ): Promise<Answer> {
    return page(this.collaborators.list(ctx, id, { status: query.status }, query.pageRequest()));
  }

  @Post('collaborators')
  @Endpoint({
    id: 'inviteCollaborator',
    summary: 'Invite somebody to a planner',
    description:
      'For its admins and its owner. The address gets a mail with a link that is good for 14 days and for one use, by whoever has a verified account with that address (`POST /invitations/{invitation}/accept`). Until then they are `pending`; inviting again replaces the open invitation. How many collaborators there may be, open invitations included, goes by the tier of the planner’s owner (403 `MAX_COLLABORATORS_REACHED`); to be invited costs nothing. 409 `ALREADY_EXISTS`: they are on it. 403 with `reason: "collaboration-closed"`: `settings.allowCollaboration` is false.',
    access: write,
    data: CollaboratorEntryDto,
    status: 201,
    errors: ['ALREADY_EXISTS', 'MAX_COLLABORATORS_REACHED', 'RATE_LIMIT_EXCEEDED'],
  })
  async invite(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @Body() { email, userId, role }: InviteCollaboratorDto,
  ): Promise<Answer> {
    const json = await this.invitations.invite(ctx, id, { email, userId }, role);
    const location = `/api/v1/planners/${id}/collaborators`;
    return created(new JsonText(json), { message: 'Invitation sent', location });
  }

  @Patch('collaborators/:userId')
  @Endpoint({
    id: 'updateCollaborator',
    summary: 'Change the role of a collaborator',
    description:
      'For admins and the owner. Counts from the next request on. The owner is no collaborator (409 with `reason: "owner"`); an open invitation is changed by inviting again.',
    access: write,
    data: CollaboratorEntryDto,
    errors: ['CONFLICT'],
  })
  async setRole(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @IdParam('userId', COLLABORATOR_ID) userId: string,
    @Body() { role }: SetCollaboratorRoleDto,
  ): Promise<Answer> {
    const { json, operationId } = await this.collaborators.setRole(ctx, id, userId, role);
    return ok(new JsonText(json), { message: 'Role changed', ...operation(operationId) });
  }

  @Delete('collaborators/:userId')
  @Endpoint({
    id: 'removeCollaborator',
    summary: 'Take somebody off a planner, or an invitation back',
    description:
      'For admins and the owner; with your own id you leave, whatever your role. Takes the `id` of the list: of a person, or of an open invitation, whose link is dead from then on. Access ends with this very answer, at the sockets of every replica too; invitations that the person has sent go with it. What the team that owns the planner brings them stays.',
    access: write,
    errors: ['CONFLICT'],
  })
  async remove(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @IdParam('userId', COLLABORATOR_ID) userId: string,
  ): Promise<Answer<null>> {
    const operationId = await this.collaborators.remove(ctx, id, userId);
    return done(operationId === undefined ? 'Invitation taken back' : 'Taken off the planner', {
      ...operation(operationId),
    });
  }

  @Post('leave')
  @Endpoint({
    id: 'leavePlanner',
    summary: 'Leave a planner that is shared with you',
    description:
      'For collaborators of any role. 409 with `reason: "owner"`: transfer it first; with `reason: "not-by-name"`: you see it by a team alone.',
    access: write,
    errors: ['CONFLICT'],
  })
  async leave(@Ctx() ctx: RequestContext, @IdParam('id', PLANNER_ID) id: string): Promise<Answer<null>> {
    return done('You have left the planner', operation(await this.collaborators.leave(ctx, id)));
  }

  @Post('transfer')
  @Endpoint({
    id: 'transferPlanner',
    summary: 'Make a collaborator the owner of a planner',
    description:
      'For the owner, who stays on it as an admin. The limit of planners of whoever gets it holds (403 `MAX_PLANNERS_REACHED`); collaborators stay, also where the tier of the new owner would allow fewer. 409 with `reason: "of-a-team"`: what a team owns stays the team’s.',
    access: write,
    data: PlannerDto,
    versioned: true,
    errors: ['CONFLICT', 'MAX_PLANNERS_REACHED'],
  })
  async transfer(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PUBLIC_PLANNER_ID) id: string,
    @Body() { userId }: TransferPlannerDto,
  ): Promise<Answer> {
    return changed(asSeen(await this.ownership.transfer(ctx, id, userId)), 'Planner transferred');
  }
}
