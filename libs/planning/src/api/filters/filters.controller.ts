import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
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
import { ActivityQueries } from '../../application/activity-queries';
import { SavedFilterService } from '../../application/filters/saved-filter.service';
import type { SavedFilter } from '../../application/ports/saved-filter-store';
import { FILTER_ID } from '../../domain/example-ids';
import { FilteredActivitiesQueryDto } from '../activity-input.dto';
import { ActivityDto } from '../activity.dto';
import { page } from '../written';
import {
  CreateFilterDto,
  FilterDto,
  filterInput,
  FilterListQueryDto,
  placeOf,
  underFilter,
  UpdateFilterDto,
} from './filter.dto';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;

@ApiTags('filters')
@Controller('filters')
export class FiltersController {
  constructor(
    private readonly filters: SavedFilterService,
    private readonly queries: ActivityQueries,
  ) {}

  @Get()
  @Endpoint({
    id: 'listFilters',
    summary: 'List your saved filters',
    access: read,
    list: { name: 'filters', of: FilterDto },
  })
  list(@Ctx() ctx: RequestContext, @Query() query: FilterListQueryDto): Promise<Answer> {
    return page(this.filters.list(ctx, query.pageRequest()));
  }

  @Post()
  @Endpoint({
    id: 'createFilter',
    summary: 'Save a filter',
    description: 'Up to 100. The query is checked as the list of activities checks it.',
    message: 'Filter saved',
    access: write,
    data: FilterDto,
    status: 201,
    errors: ['MAX_FILTERS_REACHED'],
  })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreateFilterDto): Promise<Answer> {
    const filter = await this.filters.create(ctx, { ...filterInput(body), name: body.name });
    const location = `/api/v1/filters/${filter.id}`;
    return created(filter, { location, etag: `v${filter.version}` });
  }

  @Get(':id')
  @Endpoint({
    id: 'getFilter',
    summary: 'Get a saved filter',
    access: read,
    data: FilterDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', FILTER_ID) id: string): Promise<Answer> {
    const filter = await this.filters.one(ctx, id);
    return ok(filter, { etag: `v${filter.version}` });
  }

  @Patch(':id')
  @Endpoint({
    id: 'updateFilter',
    summary: 'Update a saved filter',
    description: 'Absent stays, null clears; the query is changed as a whole.',
    message: 'Filter updated',
    access: write,
    data: FilterDto,
    versioned: true,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', FILTER_ID) id: string,
    @Body() body: UpdateFilterDto,
  ): Promise<Answer> {
    return saved(await this.filters.change(ctx, id, filterInput(body)));
  }

  @Put(':id')
  @Endpoint({
    id: 'replaceFilter',
    summary: 'Replace a saved filter',
    message: 'Filter replaced',
    access: write,
    data: FilterDto,
    versioned: true,
  })
  async replace(
    @Ctx() ctx: RequestContext,
    @IdParam('id', FILTER_ID) id: string,
    @Body() body: CreateFilterDto,
  ): Promise<Answer> {
    const input = { ...filterInput(body), name: body.name };
    return saved(await this.filters.replace(ctx, id, input));
  }

  @Delete(':id')
  @Endpoint({
    id: 'deleteFilter',
    summary: 'Delete a saved filter',
    message: 'Filter deleted',
    access: write,
    versioned: true,
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', FILTER_ID) id: string): Promise<Answer> {
    await this.filters.remove(ctx, id);
    return done();
  }

  @Get(':id/activities')
  @Endpoint({
    id: 'listFilteredActivities',
    summary: 'List the activities that match a saved filter',
    description: 'What else is given goes before what the filter says.',
    access: read,
    list: { name: 'activities', of: ActivityDto },
  })
  async run(
    @Ctx() ctx: RequestContext,
    @IdParam('id', FILTER_ID) id: string,
    @Query() given: FilteredActivitiesQueryDto,
  ): Promise<Answer> {
    const query = underFilter(await this.filters.one(ctx, id), given);
    return page(this.queries.list(ctx, placeOf(query), query, query.pageRequest()));
  }
}

function saved(filter: SavedFilter): Answer {
  return ok(filter, { etag: `v${filter.version}` });
}
