import { Body, Controller, Delete, Get, Injectable, Patch, Post, Query } from '@nestjs/common';
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
import {
  COLLABORATOR_ID,
  OTHER_PLAN_ID,
  PLAN_ID,
  PLANNER_ID,
  PUBLIC_PLANNER_ID,
} from '../../domain/example-ids';
import { PlannerDto } from '../planner.dto';
import { PlanDto } from '../plans/plan.dto';
import { asSeen, changed, operation, page } from '../written';
import {
  collaboratorEndpoints,
  INVITATION_TAKEN_BACK,
  takenOff,
  type SharedWords,
} from './collaborator-endpoints';
import {
  CollaboratorListQueryDto,
  InviteCollaboratorDto,
  SetCollaboratorRoleDto,
  TransferOwnershipDto,
} from './sharing.dto';

/** The routes of collaborators, under the address of a thing; a controller is one kind of them. */
function CollaboratorRoutes(words: SharedWords) {
  const { type, example, handedOn } = words;
  const endpoints = collaboratorEndpoints(words);

  @Injectable()
  abstract class Routes {
    constructor(
      private readonly collaborators: CollaboratorService,
      private readonly invitations: CollaboratorInvitationsService,
      private readonly ownership: OwnershipService,
    ) {}

    @Get('collaborators')
    @Endpoint(endpoints.list)
    list(
      @Ctx() ctx: RequestContext,
      @IdParam('id', example) id: string,
      @Query() query: CollaboratorListQueryDto,
    ): Promise<Answer> {
      const filter = { status: query.status };
      return page(this.collaborators.list(ctx, { type, id }, filter, query.pageRequest()));
    }

    @Post('collaborators')
    @Endpoint(endpoints.invite)
    async invite(
      @Ctx() ctx: RequestContext,
      @IdParam('id', example) id: string,
      @Body() { email, userId, role }: InviteCollaboratorDto,
    ): Promise<Answer> {
      const { json, operationId } = await this.invitations.invite(ctx, { type, id }, { email, userId }, role);
      const location = `/api/v1/${type}s/${id}/collaborators`;
      return created(new JsonText(json), { location, ...operation(operationId) });
    }

    @Patch('collaborators/:userId')
    @Endpoint(endpoints.setRole)
    async setRole(
      @Ctx() ctx: RequestContext,
      @IdParam('id', example) id: string,
      @IdParam('userId', COLLABORATOR_ID) userId: string,
      @Body() { role }: SetCollaboratorRoleDto,
    ): Promise<Answer> {
      const { json, operationId } = await this.collaborators.setRole(ctx, { type, id }, userId, role);
      return ok(new JsonText(json), operation(operationId));
    }

    @Delete('collaborators/:userId')
    @Endpoint(endpoints.remove)
    async remove(
      @Ctx() ctx: RequestContext,
      @IdParam('id', example) id: string,
      @IdParam('userId', COLLABORATOR_ID) userId: string,
    ): Promise<Answer<null>> {
      const { operationId, was } = await this.collaborators.remove(ctx, { type, id }, userId);
      const message = was === 'invitation' ? INVITATION_TAKEN_BACK : takenOff(type);
      return done({ message, ...operation(operationId) });
    }

    @Post('leave')
    @Endpoint(endpoints.leave)
    async leave(@Ctx() ctx: RequestContext, @IdParam('id', example) id: string): Promise<Answer<null>> {
      const operationId = await this.collaborators.leave(ctx, { type, id });
      return done(operation(operationId));
    }

    @Post('transfer')
    @Endpoint(endpoints.transfer)
    async transfer(
      @Ctx() ctx: RequestContext,
      @IdParam('id', handedOn) id: string,
      @Body() { userId }: TransferOwnershipDto,
    ): Promise<Answer> {
      const written = await this.ownership.transfer(ctx, { type, id }, userId);
      return changed(asSeen(written));
    }
  }
  return Routes;
}

@ApiTags('sharing')
@Controller('planners/:id')
export class CollaboratorsController extends CollaboratorRoutes({
  type: 'planner',
  noun: 'Planner',
  thing: PlannerDto,
  example: PLANNER_ID,
  handedOn: PUBLIC_PLANNER_ID,
  closed: ' 403 with `reason: "collaboration-closed"`: `settings.allowCollaboration` is false.',
  limit:
    'The limit of planners of whoever gets it holds (403 `MAX_PLANNERS_REACHED`); collaborators stay, also where the tier of the new owner allows fewer: those over it count as viewers (`overLimit`), and so may you, who stay as an admin.',
}) {}

@ApiTags('plans')
@Controller('plans/:id')
export class PlanCollaboratorsController extends CollaboratorRoutes({
  type: 'plan',
  noun: 'Plan',
  thing: PlanDto,
  example: PLAN_ID,
  handedOn: OTHER_PLAN_ID,
  closed: '',
  limit: 'Collaborators stay, also where the tier of the new owner would allow fewer.',
}) {}
