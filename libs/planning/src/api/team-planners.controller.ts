import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdParam, type Answer, type RequestContext } from '@almanac/platform';
import { PlannerQueries } from '../application/planner-queries';
import { TeamPlannerService } from '../application/team-planner.service';
import { TEAM_ID } from '../domain/example-ids';
import { CreatePlannerDto, TeamPlannerListQueryDto } from './planner-input.dto';
import { PlannerDto } from './planner.dto';
import { asSeen, made, page } from './written';

@ApiTags('teams')
@Controller('teams/:id/planners')
export class TeamPlannersController {
  constructor(
    private readonly planners: TeamPlannerService,
    private readonly queries: PlannerQueries,
  ) {}

  @Get()
  @Endpoint({
    id: 'listTeamPlanners',
    summary: 'List the planners of a team',
    description: 'For its members; newest first. Archived ones only if asked for.',
    access: ['read:own-planners'],
    list: { name: 'planners', of: PlannerDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEAM_ID) id: string,
    @Query() query: TeamPlannerListQueryDto,
  ): Promise<Answer> {
    const { archived = 'false', search, tag } = query;
    return page(this.queries.ofTeam(ctx, id, { archived, search, tag }, query.pageRequest()));
  }

  @Post()
  @Endpoint({
    id: 'createTeamPlanner',
    summary: 'Create a planner for a team',
    description:
      'For its members. The team owns it, so it counts against nobody’s limit: members are editors of it, managers are admins, and the owners of the team own it, with the right to delete it.',
    message: 'Planner created successfully',
    access: ['create:team-planners'],
    operation: true,
    data: PlannerDto,
    status: 201,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEAM_ID) id: string,
    @Body() body: CreatePlannerDto,
  ): Promise<Answer> {
    const written = await this.planners.create(ctx, id, body);
    return made(asSeen(written), 'planners');
  }
}
