import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdParam, type Answer, type RequestContext } from '@almanac/platform';
import { PlannerTemplateService } from '../../application/templates/planner-template.service';
import { PLANNER_ID } from '../../domain/example-ids';
import { made } from '../written';
import { SaveAsTemplateDto } from './template-input.dto';
import { TemplateWholeDto } from './template.dto';

@ApiTags('templates')
@Controller('planners/:id/save-as-template')
export class PlannerTemplatesController {
  constructor(private readonly templates: PlannerTemplateService) {}

  @Post()
  @Endpoint({
    id: 'savePlannerAsTemplate',
    summary: 'Save a planner as a template',
    description:
      'Whoever may read it may; the template is theirs. Dates become offsets from the earliest date in the planner. What recurs does so from the occurrence that it has come to. People, comments and what was done are left out.',
    message: 'Template created successfully',
    access: ['read:own-planners', 'read:own-activities', 'write:own-templates'],
    operation: true,
    data: TemplateWholeDto,
    status: 201,
    errors: ['CONFLICT'],
  })
  async save(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @Body() body: SaveAsTemplateDto,
  ): Promise<Answer> {
    return made(await this.templates.save(ctx, id, body), 'templates');
  }
}
