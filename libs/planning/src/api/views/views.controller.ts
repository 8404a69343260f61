import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, ok, type Answer, type RequestContext } from '@almanac/platform';
import { ActivityQueries } from '../../application/activity-queries';
import { DayEntriesQuery } from '../../application/views/day-entries';
import { ActivityDto } from '../activity.dto';
import { page } from '../written';
import { DayEntriesDto, OverdueQueryDto, UpcomingQueryDto } from './view.dto';

const read = ['read:own-activities'] as const;
const DAYS = 7;

@ApiTags('views')
@Controller('views')
export class ViewsController {
  constructor(
    private readonly entries: DayEntriesQuery,
    private readonly queries: ActivityQueries,
  ) {}

  @Get('today')
  @Endpoint({
    id: 'viewToday',
    summary: 'List what today holds',
    description:
      'Due, beginning or going on, in your time zone, across planners; without what was cancelled.',
    access: read,
    data: DayEntriesDto,
  })
  async today(@Ctx() ctx: RequestContext): Promise<Answer> {
    return ok(await this.entries.days(ctx, 0, 1));
  }

  @Get('upcoming')
  @Endpoint({
    id: 'viewUpcoming',
    summary: 'List what the next days hold',
    description: 'From tomorrow on, in your time zone, across planners; without what was cancelled.',
    access: read,
    data: DayEntriesDto,
  })
  async upcoming(@Ctx() ctx: RequestContext, @Query() { days = DAYS }: UpcomingQueryDto): Promise<Answer> {
    return ok(await this.entries.days(ctx, 1, days));
  }

  @Get('overdue')
  @Endpoint({
    id: 'viewOverdue',
    summary: 'List what is overdue',
    description: 'Open and due before now, across planners, the longest overdue first.',
    access: read,
    list: { name: 'activities', of: ActivityDto },
  })
  overdue(@Ctx() ctx: RequestContext, @Query() query: OverdueQueryDto): Promise<Answer> {
    return page(this.queries.list(ctx, {}, { overdue: true }, query.pageRequest()));
  }
}
