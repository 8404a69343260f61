import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
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
import type { PlanWritten } from '../../application/plans/plan-announcements';
import { PlanApplyService } from '../../application/plans/plan-apply.service';
import { PlanQueries } from '../../application/plans/plan-queries';
import { PlanScheduleService } from '../../application/plans/plan-schedule.service';
import { PlanService } from '../../application/plans/plan.service';
import { PLAN_ID } from '../../domain/example-ids';
import { operation, page } from '../written';
import {
  ApplyPlanDto,
  CreatePlanDto,
  PlanListQueryDto,
  ReplacePlanDto,
  SchedulePlanDto,
  UpdatePlanDto,
} from './plan-input.dto';
import { AppliedDto, PlanDto, PlanWholeDto, PlanWithStepsDto, ScheduleDto } from './plan.dto';

const read = ['read:own-plans'] as const;
const write = ['write:own-plans'] as const;

@ApiTags('plans')
@Controller('plans')
export class PlansController {
  constructor(
    private readonly plans: PlanService,
    private readonly queries: PlanQueries,
    private readonly schedules: PlanScheduleService,
    private readonly applications: PlanApplyService,
  ) {}

  @Get()
  @Endpoint({
    id: 'listPlans',
    summary: 'List your plans',
    description:
      'What you own, what is shared with you and what your teams own, newest first; without steps.',
    access: read,
    list: { name: 'plans', of: PlanDto },
  })
  list(@Ctx() ctx: RequestContext, @Query() query: PlanListQueryDto): Promise<Answer> {
    const { status, search, teamId } = query;
    return page(this.queries.list(ctx, { status, search, teamId }, query.pageRequest()));
  }

  @Post()
  @Endpoint({
    id: 'createPlan',
    summary: 'Create a plan',
    description:
      'Steps whose dependencies go round in a circle, or lead to a step that is not there, are refused. A body may have 10 MiB.',
    message: 'Plan created successfully',
    access: write,
    operation: true,
    data: PlanWithStepsDto,
    status: 201,
    largeBody: true,
    // The team's.
    errors: ['NOT_FOUND'],
  })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreatePlanDto): Promise<Answer> {
    const written = await this.plans.create(ctx, body);
    const { id, version } = written.resource;
    return created(text(written), {
      location: `/api/v1/plans/${id}`,
      etag: `v${version}`,
      ...operation(written.operationId),
    });
  }

  @Get(':id')
  @Endpoint({
    id: 'getPlan',
    summary: 'Get a plan with its steps',
    access: read,
    data: PlanWholeDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', PLAN_ID) id: string): Promise<Answer> {
    const { json, version, limited } = await this.queries.whole(ctx, id);
    return ok(new JsonText(json), { etag: `v${version}${limited ? '.l' : ''}` });
  }

  @Patch(':id')
  @Endpoint({
    id: 'updatePlan',
    summary: 'Update a plan',
    description:
      'A merge patch: what is absent stays, null clears. A list of steps takes the place of the one before.',
    message: 'Plan updated',
    access: write,
    operation: true,
    data: PlanWithStepsDto,
    versioned: true,
    largeBody: true,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLAN_ID) id: string,
    @Body() { version, ...patch }: UpdatePlanDto,
  ): Promise<Answer> {
    return changed(await this.plans.update(ctx, id, patch, version));
  }

  @Put(':id')
  @Endpoint({
    id: 'replacePlan',
    summary: 'Replace a plan',
    description: 'What is left out takes its default.',
    message: 'Plan replaced',
    access: write,
    operation: true,
    data: PlanWithStepsDto,
    versioned: true,
    largeBody: true,
  })
  async replace(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLAN_ID) id: string,
    @Body() { version, ...input }: ReplacePlanDto,
  ): Promise<Answer> {
    return changed(await this.plans.replace(ctx, id, input, version));
  }

  @Delete(':id')
  @Endpoint({
    id: 'deletePlan',
    summary: 'Move a plan to the trash',
    description: 'The owner alone may. It can be brought back for 30 days; activities that it made stay.',
    message: 'Plan deleted',
    access: write,
    operation: true,
    versioned: true,
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', PLAN_ID) id: string): Promise<Answer> {
    return done(operation(await this.plans.remove(ctx, id)));
  }

  @Post(':id/restore')
  @Endpoint({
    id: 'restorePlan',
    summary: 'Restore a plan from the trash',
    message: 'Plan restored',
    access: write,
    operation: true,
    data: PlanWithStepsDto,
  })
  async restore(@Ctx() ctx: RequestContext, @IdParam('id', PLAN_ID) id: string): Promise<Answer> {
    return changed(await this.plans.restore(ctx, id));
  }

  @Post(':id/schedule')
  @ApiBody({ type: SchedulePlanDto, required: false })
  @Endpoint({
    id: 'schedulePlan',
    summary: 'Compute the schedule of a plan',
    description:
      'By the critical path method, in working time. It changes nothing: `apply` writes it into a planner. A deadline that cannot be kept makes it infeasible, and `blame` names the steps that are to blame.',
    access: read,
    data: ScheduleDto,
  })
  async schedule(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLAN_ID) id: string,
    @Body() { level = false }: SchedulePlanDto,
  ): Promise<Answer> {
    return ok(new JsonText(await this.schedules.schedule(ctx, id, level)));
  }

  @Post(':id/apply')
  @Endpoint({
    id: 'applyPlan',
    summary: 'Apply a plan to a planner',
    description:
      'Each step becomes an activity with its dates, priority and dependencies, in a section of the planner that has the title of the plan. Applying again updates these activities and makes none twice; that of a step which is no more is cancelled unless it was completed. A user whose id stands as the assignee is assigned if they see the planner.',
    message: 'Plan applied',
    access: ['read:own-plans', 'write:own-plans', 'write:own-planners', 'write:own-activities'],
    operation: true,
    data: AppliedDto,
    errors: ['CONFLICT', 'MAX_PLANNERS_REACHED'],
  })
  async apply(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLAN_ID) id: string,
    @Body() { plannerId, newPlanner, level = false }: ApplyPlanDto,
  ): Promise<Answer> {
    const to = { plannerId: plannerId?.toLowerCase(), newPlanner, level };
    const { operationId, ...applied } = await this.applications.apply(ctx, id, to);
    return ok(applied, { ...operation(operationId) });
  }
}

/** The steps are appended as the text that they are. */
function text({ resource, steps, role, readOnly = false }: PlanWritten): JsonText {
  return new JsonText(`${JSON.stringify({ ...resource, role, readOnly }).slice(0, -1)},"steps":${steps}}`);
}

function changed(written: PlanWritten): Answer {
  const etag = `v${written.resource.version}`;
  return ok(text(written), { etag, ...operation(written.operationId) });
}
