import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdParam, type Answer, type RequestContext } from '@almanac/platform';
import { PlanHistory } from '../../application/plans/plan-history';
import { PLAN_ID } from '../../domain/example-ids';
import { HistoryEntryDto, HistoryQueryDto } from '../record.dto';
import { page } from '../written';

@ApiTags('plans')
@Controller('plans')
export class PlanHistoryController {
  constructor(private readonly plans: PlanHistory) {}

  @Get(':id/history')
  @Endpoint({
    id: 'listPlanHistory',
    summary: 'List the changes of a plan',
    description: 'Field by field, and step by step, newest first.',
    access: ['read:own-plans'],
    list: { name: 'history', of: HistoryEntryDto },
  })
  history(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLAN_ID) id: string,
    @Query() query: HistoryQueryDto,
  ): Promise<Answer> {
    return page(this.plans.list(ctx, id, query.pageRequest()));
  }
}
