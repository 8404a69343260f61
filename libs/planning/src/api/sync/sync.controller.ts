import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, type Answer, type RequestContext } from '@almanac/platform';
import { SyncService } from '../../application/sync/sync.service';
import { CommentDto } from '../activity-parts/parts.dto';
import { ActivityDto } from '../activity.dto';
import { PlannerDto } from '../planner.dto';
import { PlanDto } from '../plans/plan.dto';
import { SectionDto } from '../section.dto';
import { TemplateDto } from '../templates/template.dto';
import { page } from '../written';
import { SyncDto, SyncQueryDto } from './sync.dto';

const DEFAULT_LIMIT = 100;

@ApiTags('sync')
@ApiExtraModels(PlannerDto, SectionDto, ActivityDto, CommentDto, PlanDto, TemplateDto)
@Controller('sync')
export class SyncController {
  constructor(private readonly sync: SyncService) {}

  @Get()
  @Endpoint({
    id: 'sync',
    summary: 'Get what changed since the last sync',
    description:
      'Everything that you own or share, archived planners too, and every change of it in order: a thing is shown as it is now, at the `seq` of what last touched it. A planner that you come to see is sent whole; one that you cease to see is deleted. A deletion takes all along that is in the thing. Plans come without their steps, and only to whom has `read:own-plans`; templates (your own, and those given to your teams) without their bodies, and only to whom has `read:own-templates`. Begin without `since`, and keep `nextToken`.',
    access: ['read:own-planners', 'read:own-activities'],
    data: SyncDto,
    errors: ['GONE'],
  })
  changes(
    @Ctx() ctx: RequestContext,
    @Query() { since, limit = DEFAULT_LIMIT }: SyncQueryDto,
  ): Promise<Answer> {
    return page(this.sync.changes(ctx, since, limit));
  }
}
