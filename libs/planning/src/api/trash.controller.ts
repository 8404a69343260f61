import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdParam, ok, type Answer, type RequestContext } from '@almanac/platform';
import { TrashOfAllService } from '../application/trash-of-all.service';
import { RestoredDto, TrashItemDto, TrashQueryDto } from './record.dto';
import { operation, page } from './written';
import { TRASHED_ACTIVITY_ID } from '../domain/example-ids';

@ApiTags('trash')
@Controller('trash')
export class TrashController {
  constructor(private readonly trash: TrashOfAllService) {}

  @Get()
  @Endpoint({
    id: 'listTrash',
    summary: 'List what is in the trash',
    description:
      'Your planners, plans and templates, and sections and activities of planners that you may write, for 30 days, newest first.',
    access: ['read:own-planners', 'read:own-activities'],
    list: { name: 'items', of: TrashItemDto },
  })
  list(@Ctx() ctx: RequestContext, @Query() query: TrashQueryDto): Promise<Answer> {
    return page(this.trash.list(ctx, query.pageRequest()));
  }

  @Post(':id/restore')
  @Endpoint({
    id: 'restoreFromTrash',
    summary: 'Restore something from the trash',
    description: 'A planner, a plan, a template, a section with its activities, or an activity.',
    message: 'Restored',
    access: ['write:own-planners', 'write:own-activities'],
    operation: true,
    data: RestoredDto,
    errors: ['CONFLICT', 'MAX_PLANNERS_REACHED'],
  })
  async restore(@Ctx() ctx: RequestContext, @IdParam('id', TRASHED_ACTIVITY_ID) id: string): Promise<Answer> {
    const { operationId, ...restored } = await this.trash.restore(ctx, id);
    return ok({ id, ...restored }, { ...operation(operationId) });
  }
}
