import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdParam, type Answer, type RequestContext } from '@almanac/platform';
import { PlanTemplateService } from '../../application/templates/plan-template.service';
import { PLAN_ID } from '../../domain/example-ids';
import { made } from '../written';
import { SaveAsTemplateDto } from './template-input.dto';
import { TemplateWholeDto } from './template.dto';

@ApiTags('templates')
@Controller('plans/:id/save-as-template')
export class PlanTemplatesController {
  constructor(private readonly templates: PlanTemplateService) {}

  @Post()
  @Endpoint({
    id: 'savePlanAsTemplate',
    summary: 'Save a plan as a template',
    description:
      'Whoever may read it may; the template is theirs. Dates become offsets from the start of the plan. Assignees are left out.',
    message: 'Template created successfully',
    access: ['read:own-plans', 'write:own-templates'],
    operation: true,
    data: TemplateWholeDto,
    status: 201,
    errors: ['CONFLICT'],
  })
  async save(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLAN_ID) id: string,
    @Body() body: SaveAsTemplateDto,
  ): Promise<Answer> {
    return made(await this.templates.save(ctx, id, body), 'templates');
  }
}
