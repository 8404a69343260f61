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
import { TeamService } from '../../application/teams/team.service';
import { TEAM_ID } from '../../domain/access/example-ids';
import { CreateTeamDto, TeamDto, TeamListQueryDto, teamTag, toTeamDto, UpdateTeamDto } from './team.dto';

const read = ['read:own-planners'] as const;

@ApiTags('teams')
@Controller('teams')
export class TeamsController {
  constructor(private readonly teams: TeamService) {}

  @Get()
  @Endpoint({
    id: 'listTeams',
    summary: 'List your teams',
    description: 'Those that you belong to, whatever your tier.',
    access: read,
    list: { name: 'teams', of: TeamDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: TeamListQueryDto): Promise<Answer> {
    const { search, role } = query;
    return ok(new JsonText(await this.teams.list(ctx, { search, role }, query.pageRequest())));
  }

  @Post()
  @Endpoint({
    id: 'createTeam',
    summary: 'Create a team',
    description: 'You are its owner.',
    message: 'Team created',
    access: ['create:team-planners'],
    data: TeamDto,
    status: 201,
  })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreateTeamDto): Promise<Answer<TeamDto>> {
    const { name, description } = body;
    const team = await this.teams.create(ctx, { name, description });
    return created(toTeamDto(team), {
      location: `/api/v1/teams/${team.id}`,
      etag: teamTag(team),
    });
  }

  @Get(':id')
  @Endpoint({ id: 'getTeam', summary: 'Get a team', access: read, data: TeamDto, versioned: true })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', TEAM_ID) id: string): Promise<Answer<TeamDto>> {
    const team = await this.teams.get(ctx, id);
    return ok(toTeamDto(team), { etag: teamTag(team) });
  }

  @Patch(':id')
  @Endpoint({
    id: 'updateTeam',
    summary: 'Update a team',
    description: 'A merge patch, for its managers and owners.',
    message: 'Team updated',
    access: ['manage:team-members'],
    data: TeamDto,
    versioned: true,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEAM_ID) id: string,
    @Body() { name, description }: UpdateTeamDto,
  ): Promise<Answer<TeamDto>> {
    const team = await this.teams.update(ctx, id, { name, description });
    return ok(toTeamDto(team), { etag: teamTag(team) });
  }

  @Delete(':id')
  @Endpoint({
    id: 'deleteTeam',
    summary: 'Delete a team',
    description:
      'For its owners, whatever their tier. Refused with 409 while the team owns planners: `details` has `reason: "team-owns"` and how many. Delete those first; what is in the trash of the team falls to you, and can be restored by you.',
    message: 'Team deleted',
    access: ['write:own-planners'],
    versioned: true,
    errors: ['CONFLICT'],
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', TEAM_ID) id: string): Promise<Answer<null>> {
    await this.teams.remove(ctx, id);
    return done();
  }
}
