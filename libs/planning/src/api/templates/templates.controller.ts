import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
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
import { TemplateQueries } from '../../application/templates/template-queries';
import { TemplateUseService } from '../../application/templates/template-use.service';
import { TemplateService } from '../../application/templates/template.service';
import { TEMPLATE_ID } from '../../domain/example-ids';
import { changed, made, operation, page } from '../written';
import { bodyDtos } from './template-body.dto';
import {
  CreateTemplateDto,
  InstantiateTemplateDto,
  ReplaceTemplateDto,
  TemplateListQueryDto,
  UpdateTemplateDto,
} from './template-input.dto';
import { TemplateCategoriesDto, TemplateDto, TemplateResultDto, TemplateWholeDto } from './template.dto';

const read = ['read:own-templates'] as const;
const write = ['write:own-templates'] as const;

@ApiTags('templates')
@ApiExtraModels(...Object.values(bodyDtos))
@Controller('templates')
export class TemplatesController {
  constructor(
    private readonly templates: TemplateService,
    private readonly queries: TemplateQueries,
    private readonly uses: TemplateUseService,
  ) {}

  @Get()
  @Endpoint({
    id: 'listTemplates',
    summary: 'List templates',
    description:
      'Your own, those of your teams, and all that are public, those that come with Almanac among them. Bodies are left out.',
    access: read,
    list: { name: 'templates', of: TemplateDto },
  })
  list(@Ctx() ctx: RequestContext, @Query() query: TemplateListQueryDto): Promise<Answer> {
    const { search, category, kind, tag, visibility, mine } = query;
    const filter = { search, category, kind, tag, visibility, mine };
    return page(this.queries.list(ctx, filter, query.pageRequest()));
  }

  @Get('categories')
  @Endpoint({
    id: 'listTemplateCategories',
    summary: 'List the categories of templates',
    description: 'Of the templates that you see, with their number, the fullest first.',
    access: read,
    data: TemplateCategoriesDto,
  })
  categories(@Ctx() ctx: RequestContext): Promise<Answer> {
    return page(this.queries.categories(ctx));
  }

  @Post()
  @Endpoint({
    id: 'createTemplate',
    summary: 'Create a template',
    description:
      'Bodies of all kinds can be kept; of which kinds something can be made depends on what this server can do.',
    message: 'Template created successfully',
    access: write,
    operation: true,
    data: TemplateWholeDto,
    status: 201,
    errors: ['NOT_FOUND'],
  })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreateTemplateDto): Promise<Answer> {
    return made(await this.templates.create(ctx, body), 'templates');
  }

  @Get(':id')
  @Endpoint({
    id: 'getTemplate',
    summary: 'Get a template with its body',
    access: read,
    data: TemplateWholeDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', TEMPLATE_ID) id: string): Promise<Answer> {
    const { json, version, usageCount } = await this.queries.one(ctx, id);
    return ok(new JsonText(json), { etag: `v${version}.t${usageCount}` });
  }

  @Patch(':id')
  @Endpoint({
    id: 'updateTemplate',
    summary: 'Update a template',
    description:
      'A merge patch, which reaches into the body: what is absent stays, null clears, lists are replaced. Its owner may.',
    message: 'Template updated',
    access: write,
    operation: true,
    data: TemplateWholeDto,
    versioned: true,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEMPLATE_ID) id: string,
    @Body() { version, ...patch }: UpdateTemplateDto,
  ): Promise<Answer> {
    return changed(await this.templates.update(ctx, id, patch, version));
  }

  @Put(':id')
  @Endpoint({
    id: 'replaceTemplate',
    summary: 'Replace a template',
    description: 'What is left out takes its default. Its owner may.',
    message: 'Template replaced',
    access: write,
    operation: true,
    data: TemplateWholeDto,
    versioned: true,
  })
  async replace(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEMPLATE_ID) id: string,
    @Body() { version, ...input }: ReplaceTemplateDto,
  ): Promise<Answer> {
    return changed(await this.templates.replace(ctx, id, input, version));
  }

  @Delete(':id')
  @Endpoint({
    id: 'deleteTemplate',
    summary: 'Delete a template',
    description: 'Its owner may. What was made of it stays.',
    message: 'Template deleted',
    access: write,
    operation: true,
    versioned: true,
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', TEMPLATE_ID) id: string): Promise<Answer> {
    return done(operation(await this.templates.remove(ctx, id)));
  }

  @Post(':id/instantiate')
  @Endpoint({
    id: 'instantiateTemplate',
    summary: 'Create something from a template',
    description:
      'All of it or nothing. The thing is yours and private; a planner needs `write:own-planners` and `write:own-activities`, and counts against your limit. A kind of which nothing can be made on this server answers 409.',
    message: 'Made from the template',
    access: read,
    operation: true,
    data: TemplateResultDto,
    status: 201,
    errors: ['MAX_PLANNERS_REACHED', 'CONFLICT'],
  })
  async instantiate(
    @Ctx() ctx: RequestContext,
    @IdParam('id', TEMPLATE_ID) id: string,
    @Body() body: InstantiateTemplateDto,
  ): Promise<Answer> {
    const { kind, collection, resource, operationId } = await this.uses.instantiate(ctx, id, body);
    return created(
      { kind, id: resource.id, resource },
      {
        location: `/api/v1/${collection}/${resource.id}`,
        etag: `v${resource.version}`,
        ...operation(operationId),
      },
    );
  }
}
