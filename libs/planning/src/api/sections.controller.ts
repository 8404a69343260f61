import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
import { PlannerQueries } from '../application/planner-queries';
import { SectionService } from '../application/section.service';
import {
  CreateSectionDto,
  SectionDto,
  SectionListQueryDto,
  SectionOrderDto,
  UpdateSectionDto,
} from './section.dto';
import { changed, made, operation, page } from './written';
import { PLANNER_ID, SECTION_ID } from '../domain/example-ids';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;

@ApiTags('sections')
@Controller()
export class SectionsController {
  constructor(
    private readonly sections: SectionService,
    private readonly queries: PlannerQueries,
  ) {}

  @Get('planners/:plannerId/sections')
  @Endpoint({
    id: 'listSections',
    summary: 'List the sections of a planner',
    description: 'In their order.',
    access: read,
    list: { name: 'sections', of: SectionDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @IdParam('plannerId', PLANNER_ID) plannerId: string,
    @Query() query: SectionListQueryDto,
  ): Promise<Answer> {
    return page(this.queries.sections(ctx, plannerId, query.pageRequest()));
  }

  @Post('planners/:plannerId/sections')
  @Endpoint({
    id: 'createSection',
    summary: 'Create a section',
    message: 'Section created successfully',
    access: write,
    operation: true,
    data: SectionDto,
    status: 201,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async create(
    @Ctx() ctx: RequestContext,
    @IdParam('plannerId', PLANNER_ID) plannerId: string,
    @Body() body: CreateSectionDto,
  ): Promise<Answer> {
    return made(await this.sections.create(ctx, plannerId, body), 'sections');
  }

  @Put('planners/:id/sections/order')
  @Endpoint({
    id: 'orderSections',
    summary: 'Reorder all sections of a planner',
    description:
      'Names each section of the planner once; a list that is out of date answers 409. `If-Match` takes the ETag of the planner.',
    message: 'Order saved',
    access: write,
    operation: true,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED', 'CONFLICT'],
  })
  async order(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @Body() { order }: SectionOrderDto,
  ): Promise<Answer> {
    const ids = order.map((section) => section.toLowerCase());
    return done(operation(await this.sections.reorder(ctx, id, ids)));
  }

  @Get('sections/:id')
  @Endpoint({
    id: 'getSection',
    summary: 'Get a section',
    access: read,
    data: SectionDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', SECTION_ID) id: string): Promise<Answer> {
    const { json, version } = await this.queries.section(ctx, id);
    return ok(new JsonText(json), { etag: `v${version}` });
  }

  @Patch('sections/:id')
  @Endpoint({
    id: 'updateSection',
    summary: 'Update or move a section',
    description: 'A merge patch: what is absent stays, null clears.',
    message: 'Section updated',
    access: write,
    operation: true,
    data: SectionDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', SECTION_ID) id: string,
    @Body() { version, ...patch }: UpdateSectionDto,
  ): Promise<Answer> {
    return changed(await this.sections.update(ctx, id, patch, version));
  }

  @Delete('sections/:id')
  @Endpoint({
    id: 'deleteSection',
    summary: 'Move a section to the trash, with its activities',
    description: 'It can be brought back for 30 days.',
    message: 'Section deleted',
    access: write,
    operation: true,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', SECTION_ID) id: string): Promise<Answer> {
    return done(operation(await this.sections.remove(ctx, id)));
  }
}
