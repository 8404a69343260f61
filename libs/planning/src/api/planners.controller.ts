import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  done,
  Endpoint,
  IdParam,
  JsonText,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { PlannerCopyService } from '../application/planner-copy.service';
import { PlannerQueries } from '../application/planner-queries';
import { PlannerService } from '../application/planner.service';
import {
  CreatePlannerDto,
  DuplicatePlannerDto,
  PlannerListQueryDto,
  ReplacePlannerDto,
  UpdatePlannerDto,
} from './planner-input.dto';
import { PlannerDto, PlannerWholeDto } from './planner.dto';
import { HistoryEntryDto, HistoryQueryDto, PlannerStatisticsDto } from './record.dto';
import { asSeen, changed, made, operation, page } from './written';
import { PLANNER_ID } from '../domain/example-ids';

const read = ['read:own-planners'] as const;
const write = ['write:own-planners'] as const;

@ApiTags('planners')
@Controller('planners')
export class PlannersController {
  constructor(
    private readonly planners: PlannerService,
    private readonly copies: PlannerCopyService,
    private readonly queries: PlannerQueries,
  ) {}

  @Get()
  @Endpoint({
    id: 'listPlanners',
    summary: 'List your planners',
    description:
      'What you own, what is shared with you and what your teams own, newest first. Archived ones only if asked for.',
    access: read,
    list: { name: 'planners', of: PlannerDto },
  })
  list(@Ctx() ctx: RequestContext, @Query() query: PlannerListQueryDto): Promise<Answer> {
    const { archived = 'false', search, tag, role, teamId } = query;
    return page(this.queries.list(ctx, { archived, search, tag, role, teamId }, query.pageRequest()));
  }

  @Post()
  @Endpoint({
    id: 'createPlanner',
    summary: 'Create a planner',
    message: 'Planner created successfully',
    access: write,
    operation: true,
    data: PlannerDto,
    status: 201,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreatePlannerDto): Promise<Answer> {
    const written = await this.planners.create(ctx, body);
    return made(asSeen(written), 'planners');
  }

  @Get(':id')
  @Endpoint({
    id: 'getPlanner',
    summary: 'Get a planner with all that is in it',
    description:
      'Its sections and their activities in order, its collaborators, and `sharing`, a summary of who else sees it, which is shown here alone: lists, events and the sync leave it out.',
    access: ['read:own-planners', 'read:own-activities'],
    data: PlannerWholeDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', PLANNER_ID) id: string): Promise<Answer> {
    const { json, version, tick, limited } = await this.queries.whole(ctx, id);
    return ok(new JsonText(json), { etag: `v${version}.t${tick}${limited ? '.l' : ''}` });
  }

  @Patch(':id')
  @Endpoint({
    id: 'updatePlanner',
    summary: 'Update a planner',
    description:
      'A merge patch: what is absent stays, null clears. Editors change title, description, colour and tags.',
    message: 'Planner updated',
    access: write,
    operation: true,
    data: PlannerDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @Body() { version, ...patch }: UpdatePlannerDto,
  ): Promise<Answer> {
    return changed(asSeen(await this.planners.update(ctx, id, patch, version)));
  }

  @Put(':id')
  @Endpoint({
    id: 'replacePlanner',
    summary: 'Replace a planner',
    description: 'What is left out takes its default. Sections and activities stay.',
    message: 'Planner replaced',
    access: write,
    operation: true,
    data: PlannerDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async replace(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @Body() { version, ...input }: ReplacePlannerDto,
  ): Promise<Answer> {
    return changed(asSeen(await this.planners.replace(ctx, id, input, version)));
  }

  @Delete(':id')
  @Endpoint({
    id: 'deletePlanner',
    summary: 'Move a planner to the trash',
    description: 'The owner alone may. It can be brought back for 30 days.',
    message: 'Planner deleted',
    access: write,
    operation: true,
    versioned: true,
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', PLANNER_ID) id: string): Promise<Answer> {
    return done(operation(await this.planners.remove(ctx, id)));
  }

  @Post(':id/restore')
  @Endpoint({
    id: 'restorePlanner',
    summary: 'Restore a planner from the trash',
    message: 'Planner restored',
    access: write,
    operation: true,
    data: PlannerDto,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async restore(@Ctx() ctx: RequestContext, @IdParam('id', PLANNER_ID) id: string): Promise<Answer> {
    return changed(asSeen(await this.planners.restore(ctx, id)));
  }

  @Post(':id/archive')
  @Endpoint({
    id: 'archivePlanner',
    summary: 'Archive a planner',
    description: 'Lists leave it out from then on. Admins of it and its owner may.',
    message: 'Planner archived',
    access: write,
    operation: true,
    data: PlannerDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async archive(@Ctx() ctx: RequestContext, @IdParam('id', PLANNER_ID) id: string): Promise<Answer> {
    return changed(asSeen(await this.planners.setArchived(ctx, id, true)));
  }

  @Post(':id/unarchive')
  @Endpoint({
    id: 'unarchivePlanner',
    summary: 'Unarchive a planner',
    message: 'Planner unarchived',
    access: write,
    operation: true,
    data: PlannerDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async unarchive(@Ctx() ctx: RequestContext, @IdParam('id', PLANNER_ID) id: string): Promise<Answer> {
    return changed(asSeen(await this.planners.setArchived(ctx, id, false)));
  }

  @Post(':id/duplicate')
  @ApiBody({ type: DuplicatePlannerDto, required: false })
  @Endpoint({
    id: 'duplicatePlanner',
    summary: 'Duplicate a planner',
    description: 'Whoever may read it may; the copy is theirs, private, and shared with nobody.',
    message: 'Planner duplicated',
    access: ['read:own-planners', 'write:own-planners'],
    operation: true,
    data: PlannerDto,
    status: 201,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async duplicate(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @Body() body: DuplicatePlannerDto,
  ): Promise<Answer> {
    const written = await this.copies.duplicate(ctx, id, body);
    return made(asSeen(written), 'planners');
  }

  @Get(':id/history')
  @Endpoint({
    id: 'listPlannerHistory',
    summary: 'List the changes of a planner',
    description: 'Field by field, newest first.',
    access: ['read:own-planners', 'read:own-activities'],
    list: { name: 'history', of: HistoryEntryDto },
  })
  history(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @Query() query: HistoryQueryDto,
  ): Promise<Answer> {
    return page(this.queries.history(ctx, id, query.pageRequest()));
  }

  @Get(':id/stats')
  @Endpoint({
    id: 'getPlannerStatistics',
    summary: 'Get the statistics of a planner',
    description: 'Days are those of your time zone.',
    access: ['read:own-planners', 'read:own-activities'],
    data: PlannerStatisticsDto,
  })
  statistics(@Ctx() ctx: RequestContext, @IdParam('id', PLANNER_ID) id: string): Promise<Answer> {
    return page(this.queries.statistics(ctx, id));
  }
}
