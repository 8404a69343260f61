import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdParam, ok, type Answer, type RequestContext } from '@almanac/platform';
import { TimerService } from '../../application/activity-parts/timer.service';
import { ACTIVITY_ID } from '../../domain/example-ids';
import { ActivityDto } from '../activity.dto';
import { changed, operation } from '../written';
import { RunningTimerDto, StartedTimerDto } from './parts.dto';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;

@ApiTags('activities')
@Controller()
export class TimersController {
  constructor(private readonly timers: TimerService) {}

  @Get('timer')
  @Endpoint({ id: 'getTimer', summary: 'Get your running timer', access: read, data: RunningTimerDto })
  async running(@Ctx() ctx: RequestContext): Promise<Answer> {
    return ok({ timer: (await this.timers.running(ctx)) ?? null });
  }

  @Post('activities/:id/timer/start')
  @Endpoint({
    id: 'startTimer',
    summary: 'Start your timer on an activity',
    description: 'One runs for each person: starting it on another activity stops it where it runs.',
    message: 'Timer started',
    access: write,
    operation: true,
    data: StartedTimerDto,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async start(@Ctx() ctx: RequestContext, @IdParam('id', ACTIVITY_ID) id: string): Promise<Answer> {
    const { operationId, ...timer } = await this.timers.start(ctx, id);
    return ok(timer, { ...operation(operationId) });
  }

  @Post('activities/:id/timer/stop')
  @Endpoint({
    id: 'stopTimer',
    summary: 'Stop your timer on an activity',
    description: 'Its whole minutes are added to `metadata.actualDuration`.',
    message: 'Timer stopped',
    access: write,
    operation: true,
    data: ActivityDto,
    errors: ['MAX_PLANNERS_REACHED', 'CONFLICT'],
  })
  async stop(@Ctx() ctx: RequestContext, @IdParam('id', ACTIVITY_ID) id: string): Promise<Answer> {
    return changed(await this.timers.stop(ctx, id));
  }
}
