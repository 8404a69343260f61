import {
  Custom,
  DateTimeField,
  Flag,
  IdField,
  Int,
  ListQuery,
  Nested,
  NestedList,
  OneOf,
  Text,
  TextList,
  TimeZone,
} from '@almanac/platform';
import { MAX_INT, PLANNER_ID } from '../../domain/example-ids';
import { priorities } from '../../domain/activity';
import { EXAMPLE_STEPS } from '../../domain/plans/example-steps';
import { MAX_MINUTES, MAX_STEPS, planStatuses } from '../../domain/plans/plan-content';

const optional = true;
const nullable = true;

function isWeek(value: unknown): boolean {
  return Array.isArray(value) && value.every((day) => Number.isInteger(day) && day >= 0 && day <= 6);
}

/** The days of the week on which work is done. */
export const WorkingDays = () =>
  Custom(
    [
      { rule: 'isArray', test: Array.isArray, must: 'must be a list' },
      {
        rule: 'items',
        test: (value) => isWeek(value),
        must: 'must hold days from 0 (Sunday) to 6 (Saturday)',
      },
      {
        rule: 'unique',
        test: (value) => Array.isArray(value) && value.length > 0 && new Set(value).size === value.length,
        must: 'must hold at least one day, and each once',
      },
    ],
    {
      type: 'array',
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
      items: { type: 'integer', format: 'int32', minimum: 0, maximum: 6 },
    },
    { optional, example: [1, 2, 3, 4, 5], description: '0 = Sunday … 6 = Saturday.' },
  );

/** A priority: a word, or a number for whoever wants finer steps. */
export const StepPriority = (options: { optional?: boolean } = {}) =>
  Custom(
    [
      {
        rule: 'priority',
        test: (value) =>
          priorities.some((word) => word === value) ||
          (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100),
        must: `must be one of ${priorities.join(', ')}, or a whole number from 0 to 100`,
      },
    ],
    {
      oneOf: [
        { type: 'string', enum: [...priorities] },
        { type: 'integer', format: 'int32', minimum: 0, maximum: 100 },
      ],
    },
    {
      ...options,
      example: 'medium',
      description: 'The higher, the sooner its assignee gets to it. The words are worth 25, 50, 75 and 100.',
    },
  );

/** From when to when people work on a working day. */
export class WorkingHoursDto {
  @Text({
    max: 5,
    example: '09:00',
    pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
    patternName: 'a time such as 09:00',
  })
  from!: string;

  @Text({
    max: 5,
    example: '17:00',
    pattern: /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    patternName: 'a time such as 17:00; 24:00 is the end of the day',
  })
  to!: string;
}

/** When people work; what is left out takes its default, or stays as it is. */
export class PlanCalendarInputDto {
  @WorkingDays()
  workingDays?: number[];

  @NestedList(() => WorkingHoursDto, {
    minItems: 1,
    maxItems: 24,
    optional,
    description: 'On each working day.',
  })
  hours?: WorkingHoursDto[];

  @TextList({ maxItems: 5000, max: 10, optional, example: ['2026-12-25'], description: 'Dates.' })
  holidays?: string[];

  @TimeZone({ optional, example: 'Europe/Vienna', description: 'Yours, where it is left out.' })
  timezone?: string;
}

/** What a step waits for. */
export class StepDependencyInputDto {
  @Text({ min: 1, max: 64, description: 'Of the step that it waits for.' })
  id!: string;

  @OneOf(['FS', 'SS', 'FF', 'SF'], {
    optional,
    default: 'FS',
    description:
      'FS: starts after the end of the other; SS: starts after its start; FF: ends after its end; SF: ends after its start.',
  })
  type?: string;

  @Int({
    min: -MAX_MINUTES,
    max: MAX_MINUTES,
    optional,
    default: 0,
    description: 'Minutes of working time in between; negative to overlap.',
  })
  lag?: number;
}

/** A step of a plan. */
export class PlanStepInputDto {
  @Text({ min: 1, max: 64, example: 'route', description: 'Of your choosing.' })
  id!: string;

  @Text({ min: 1, max: 500, example: 'Choose the route' })
  title!: string;

  @Int({ min: 0, max: MAX_MINUTES, example: 480, description: 'Minutes of working time; 0 is a milestone.' })
  duration!: number;

  @NestedList(() => StepDependencyInputDto, { maxItems: 1000, optional, nullable })
  dependsOn?: StepDependencyInputDto[] | null;

  @Text({
    min: 1,
    max: 100,
    optional,
    nullable,
    description: 'A name, or the id of a user, who then is assigned when the plan is applied.',
  })
  assignee?: string | null;

  @DateTimeField({ optional, nullable, description: 'Not before this.' })
  earliestStart?: string | null;

  @DateTimeField({ optional, nullable, description: 'Just then.' })
  fixedStart?: string | null;

  @StepPriority({ optional })
  priority?: string | number;
}

class PlanFieldsDto {
  @Text({ max: 10_000, optional, nullable, example: 'What has to be done before we go.' })
  description?: string | null;

  @DateTimeField({
    optional,
    nullable,
    example: '2026-03-02T08:00:00.000Z',
    description: 'Now, where it is left out.',
  })
  startsAt?: string | null;

  @DateTimeField({ optional, nullable, example: '2026-03-13T16:00:00.000Z' })
  deadline?: string | null;

  @OneOf(planStatuses, { optional, nullable, default: 'draft', example: 'active' })
  status?: string | null;

  @Nested(() => PlanCalendarInputDto, { optional, nullable })
  calendar?: PlanCalendarInputDto | null;

  @NestedList(() => PlanStepInputDto, { maxItems: MAX_STEPS, optional, nullable, example: EXAMPLE_STEPS })
  steps?: PlanStepInputDto[] | null;
}

class NewPlanFieldsDto extends PlanFieldsDto {
  @Text({ min: 1, max: 200, example: 'Before we go' })
  title!: string;
}

/** A new plan. */
export class CreatePlanDto extends NewPlanFieldsDto {
  @IdField({ optional, description: 'The team that is to own it; you, where it is left out.' })
  teamId?: string;
}

const version = () =>
  Int({
    min: 1,
    max: MAX_INT,
    optional,
    description: 'The version that you have read, in place of If-Match.',
  });

/** A plan to stand in the place of another; what is left out takes its default. */
export class ReplacePlanDto extends NewPlanFieldsDto {
  @version()
  version?: number;
}

/** What to change of a plan: absent stays, null clears; steps are a list, which is replaced as a whole. */
export class UpdatePlanDto extends PlanFieldsDto {
  @Text({ min: 1, max: 200, optional, example: 'Before we go, in March' })
  title?: string;

  @version()
  version?: number;
}

/** How to compute a schedule. */
export class SchedulePlanDto {
  static readonly mayBeAbsent = true;

  @Flag({ optional, default: false, example: true, description: 'Nobody gets two steps at once.' })
  level?: boolean;
}

/** A planner to make. */
export class NewPlannerDto {
  @Text({ min: 1, max: 200 })
  title!: string;
}

/** Where to write the steps: into one planner or the other. */
export class ApplyPlanDto {
  @IdField({ optional, example: PLANNER_ID, description: 'A planner that you may write.' })
  plannerId?: string;

  @Nested(() => NewPlannerDto, { optional, description: 'Or one to make.' })
  newPlanner?: NewPlannerDto;

  @Flag({ optional, default: false, description: 'Nobody gets two steps at once.' })
  level?: boolean;
}

/** Which plans to list. */
export class PlanListQueryDto extends ListQuery({
  sorts: ['createdAt', 'updatedAt', 'startsAt', 'title'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @OneOf(planStatuses, { optional })
  status?: string;

  @Text({ min: 1, max: 200, optional, description: 'In title and description.' })
  search?: string;

  @IdField({ optional, description: 'Those of one team.' })
  teamId?: string;
}

/** How to draw a schedule. */
export class GanttQueryDto {
  @Flag({ optional, default: false, description: 'Nobody gets two steps at once.' })
  level?: boolean;
}
