import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Ctx, Endpoint, IdParam, matchesIfNoneMatch, type RequestContext } from '@almanac/platform';
import { PlanScheduleService } from '../../application/plans/plan-schedule.service';
import { PLAN_ID } from '../../domain/example-ids';
import { GanttQueryDto } from './plan-input.dto';

/** A drawing that is opened by itself runs and loads nothing; its own style is all that it has. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** Schedules as pictures. */
@ApiTags('plans')
@Controller('plans')
export class GanttController {
  constructor(private readonly schedules: PlanScheduleService) {}

  @Get(':id/gantt.svg')
  @Endpoint({
    id: 'drawPlan',
    summary: 'Draw the schedule of a plan',
    description:
      'A Gantt chart: a bar for each step, the critical path in red, dependencies as arrows, days off shaded, today and the deadline as lines. Of more than 500 steps it shows the 500 that start first.',
    access: ['read:own-plans'],
    file: ['image/svg+xml'],
    versioned: true,
  })
  async draw(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLAN_ID) id: string,
    @Query() { level = false }: GanttQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { svg, tag } = await this.schedules.gantt(ctx, id, level, (known) =>
      matchesIfNoneMatch(request.headers['if-none-match'], known),
    );
    void reply
      .header('etag', `"${tag}"`)
      .header('cache-control', 'no-store')
      .header('content-security-policy', POLICY);
    await (svg === undefined
      ? reply.status(304).send()
      : reply.type('image/svg+xml; charset=utf-8').send(svg));
  }
}
