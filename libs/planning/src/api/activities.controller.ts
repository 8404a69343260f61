import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
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
import { ActivityQueries } from '../application/activity-queries';
import { SavedFilterService } from '../application/filters/saved-filter.service';
import { ActivityService } from '../application/activity.service';
import {
  ActivityListQueryDto,
  CreateActivityDto,
  MoveActivityDto,
  ReplaceActivityDto,
  SectionActivitiesQueryDto,
  UpdateActivityDto,
} from './activity-input.dto';
import { ActivityDto } from './activity.dto';
import { placeOf, underFilter } from './filters/filter.dto';
import { changed, operation, page } from './written';
import { ACTIVITY_ID, SECTION_ID } from '../domain/example-ids';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;

@ApiTags('activities')
@Controller()
export class ActivitiesController {
  constructor(
    private readonly activities: ActivityService,
    private readonly queries: ActivityQueries,
    private readonly filters: SavedFilterService,
  ) {}

  @Get('activities')
  @Endpoint({
    id: 'listActivities',
    summary: 'List activities across planners',
    description:
      'Of every planner that you own or share, archived ones left out; or of one planner or section.',
    access: read,
    list: { name: 'activities', of: ActivityDto },
    errors: ['NOT_FOUND'],
  })
  async list(@Ctx() ctx: RequestContext, @Query() given: ActivityListQueryDto): Promise<Answer> {
    const filter = given.filter && (await this.filters.one(ctx, given.filter.toLowerCase()));
    const query = filter ? underFilter(filter, given) : given;
    return page(this.queries.list(ctx, placeOf(query), query, query.pageRequest()));
  }

  @Get('sections/:sectionId/activities')
  @Endpoint({
    id: 'listSectionActivities',
    summary: 'List the activities of a section',
    description: 'In their order, unless it is asked for another.',
    access: read,
    list: { name: 'activities', of: ActivityDto },
  })
  listOfSection(
    @Ctx() ctx: RequestContext,
    @IdParam('sectionId', SECTION_ID) sectionId: string,
    @Query() query: SectionActivitiesQueryDto,
  ): Promise<Answer> {
    return page(this.queries.list(ctx, { sectionId }, query, query.pageRequest()));
  }

  @Post('sections/:sectionId/activities')
  @Endpoint({
    id: 'createActivity',
    summary: 'Create an activity',
    description: 'It comes to the end of the section, pending unless it says otherwise.',
    message: 'Activity created successfully',
    access: write,
    operation: true,
    data: ActivityDto,
    status: 201,
    errors: ['MAX_PLANNERS_REACHED', 'CONFLICT'],
    keepsAnswer: true,
  })
  create(
    @Ctx() ctx: RequestContext,
    @IdParam('sectionId', SECTION_ID) sectionId: string,
    @Body() body: CreateActivityDto,
  ): Promise<Answer> {
    return this.activities.create(ctx, sectionId, body, ({ id, json, operationId }) =>
      created(new JsonText(json), {
        location: `/api/v1/activities/${id}`,
        etag: 'v1',
        ...operation(operationId),
      }),
    );
  }

  @Get('activities/:id')
  @Endpoint({
    id: 'getActivity',
    summary: 'Get an activity',
    access: read,
    data: ActivityDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', ACTIVITY_ID) id: string): Promise<Answer> {
    const { json, version, comments } = await this.queries.one(ctx, id);
    // Comments do not change the activity, and yet their number is shown.
    const etag = comments === 0 ? `v${version}` : `v${version}.t${comments}`;
    return ok(new JsonText(json), { etag });
  }

  @Patch('activities/:id')
  @Endpoint({
    id: 'updateActivity',
    summary: 'Update an activity',
    description:
      'A merge patch: what is absent stays, null clears. The status `completed` sets `completedAt` and a progress of 100; leaving it takes both back.',
    message: 'Activity updated',
    access: write,
    operation: true,
    data: ActivityDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @Body() { version, ...patch }: UpdateActivityDto,
  ): Promise<Answer> {
    return changed(await this.activities.update(ctx, id, patch, version));
  }

  @Put('activities/:id')
  @Endpoint({
    id: 'replaceActivity',
    summary: 'Replace an activity',
    description: 'What is left out takes its default. Its place stays.',
    message: 'Activity replaced',
    access: write,
    operation: true,
    data: ActivityDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async replace(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @Body() { version, ...input }: ReplaceActivityDto,
  ): Promise<Answer> {
    return changed(await this.activities.replace(ctx, id, input, version));
  }

  @Delete('activities/:id')
  @Endpoint({
    id: 'deleteActivity',
    summary: 'Move an activity to the trash',
    description: 'It can be brought back for 30 days.',
    message: 'Activity deleted',
    access: write,
    operation: true,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', ACTIVITY_ID) id: string): Promise<Answer> {
    return done(operation(await this.activities.remove(ctx, id)));
  }

  @Post('activities/:id/move')
  @Endpoint({
    id: 'moveActivity',
    summary: 'Move an activity',
    description: 'Within its section or to another one, also of another planner that you may write.',
    message: 'Activity moved',
    access: write,
    operation: true,
    data: ActivityDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async move(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @Body() { sectionId, before, after }: MoveActivityDto,
  ): Promise<Answer> {
    const target = {
      sectionId: sectionId?.toLowerCase(),
      before: before?.toLowerCase(),
      after: after?.toLowerCase(),
    };
    return changed(await this.activities.move(ctx, id, target));
  }
}
