import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import type { SeenPerson } from '@almanac/platform';
import { AssigneeService } from '../../application/activity-parts/assignee.service';
import { ACTIVITY_ID, USER_ID } from '../../domain/example-ids';
import { operation } from '../written';
import { AssignDto, AssigneeDto, AssigneesDto } from './parts.dto';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;

@ApiTags('activities')
@Controller('activities/:id/assignees')
export class AssigneesController {
  constructor(private readonly assignees: AssigneeService) {}

  @Get()
  @Endpoint({
    id: 'listAssignees',
    summary: 'List the assignees of an activity',
    access: read,
    data: AssigneesDto,
  })
  async list(@Ctx() ctx: RequestContext, @IdParam('id', ACTIVITY_ID) id: string): Promise<Answer> {
    return ok({ assignees: (await this.assignees.list(ctx, id)).map(toAssigneeDto) });
  }

  @Post()
  @Endpoint({
    id: 'assignActivity',
    summary: 'Assign somebody to an activity',
    description: 'They must be able to see the planner. Assigning somebody again does nothing.',
    message: 'Assigned',
    access: write,
    operation: true,
    data: AssigneeDto,
    status: 201,
    errors: ['MAX_PLANNERS_REACHED', 'PRECONDITION_FAILED'],
  })
  async assign(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @Body() { userId }: AssignDto,
  ): Promise<Answer> {
    const { person, operationId } = await this.assignees.assign(ctx, id, userId.toLowerCase());
    return created(toAssigneeDto(person), {
      location: `/api/v1/activities/${id}/assignees`,
      ...operation(operationId),
    });
  }

  @Delete(':userId')
  @Endpoint({
    id: 'unassignActivity',
    summary: 'Unassign somebody from an activity',
    message: 'No longer assigned',
    access: write,
    operation: true,
    errors: ['MAX_PLANNERS_REACHED', 'PRECONDITION_FAILED'],
  })
  async unassign(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('userId', USER_ID) userId: string,
  ): Promise<Answer> {
    const { operationId } = await this.assignees.unassign(ctx, id, userId);
    return done(operation(operationId));
  }
}

function toAssigneeDto({ id, displayName, username, photoUrl }: SeenPerson): AssigneeDto {
  return { userId: id, displayName, username, photoURL: photoUrl };
}
