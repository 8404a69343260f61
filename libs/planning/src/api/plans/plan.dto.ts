import {
  DateTimeField,
  Flag,
  IdField,
  Int,
  Nested,
  NestedList,
  OneOf,
  Text,
  TextList,
  TimeZone,
} from '@almanac/platform';
import { MAX_INT, PLAN_ID, PLANNER_ID, TIME, USER_ID } from '../../domain/example-ids';
import { MAX_MINUTES, MAX_STEPS, planStatuses } from '../../domain/plans/plan-content';
import { CollaboratorDto } from '../planner.dto';
import { StepPriority, WorkingDays, WorkingHoursDto } from './plan-input.dto';

const nullable = true;
/** Dates of schedules may lie far off. */
const minutes = (example: number) => Int({ min: -MAX_INT, max: MAX_INT, example });

/** When people work. */
export class PlanCalendarDto {
  @WorkingDays()
  workingDays!: number[];

  @NestedList(() => WorkingHoursDto, { maxItems: 24 })
  hours!: WorkingHoursDto[];

  @TextList({ maxItems: 5000, max: 10, example: ['2026-12-25'] })
  holidays!: string[];

  @TimeZone({ example: 'Europe/Vienna' })
  timezone!: string;
}

/** What a step waits for. */
export class StepDependencyDto {
  @Text({ max: 64, example: 'route' })
  id!: string;

  @OneOf(['FS', 'SS', 'FF', 'SF'], { example: 'FS' })
  type!: string;

  @Int({ min: -MAX_MINUTES, max: MAX_MINUTES, example: 0 })
  lag!: number;
}

/** A step of a plan. */
export class PlanStepDto {
  @Text({ max: 64, example: 'flights' })
  id!: string;

  @Text({ max: 500, example: 'Book the flights' })
  title!: string;

  @Int({ min: 0, max: MAX_MINUTES, example: 120 })
  duration!: number;

  @NestedList(() => StepDependencyDto, { maxItems: 1000 })
  dependsOn!: StepDependencyDto[];

  @Text({ max: 100, nullable, example: 'Ada' })
  assignee!: string | null;

  @DateTimeField({ nullable })
  earliestStart!: string | null;

  @DateTimeField({ nullable })
  fixedStart!: string | null;

  @StepPriority()
  priority!: string | number;
}

/** A plan as lists show it. */
export class PlanDto {
  @IdField({ example: PLAN_ID })
  id!: string;

  @IdField({ nullable, example: USER_ID, description: 'The person who owns it; null where a team does.' })
  ownerId!: string | null;

  @IdField({ nullable, description: 'The team that owns it, if one does.' })
  teamId!: string | null;

  @Text({ max: 200, example: 'Before we go' })
  title!: string;

  @Text({ max: 10_000, nullable, example: 'What has to be done before we go.' })
  description!: string | null;

  @DateTimeField({ example: '2026-03-02T08:00:00.000Z' })
  startsAt!: string;

  @DateTimeField({ nullable, example: '2026-03-13T16:00:00.000Z' })
  deadline!: string | null;

  @OneOf(planStatuses, { example: 'active' })
  status!: string;

  @Nested(() => PlanCalendarDto)
  calendar!: PlanCalendarDto;

  @Int({ min: 0, max: MAX_STEPS, example: 3 })
  stepsCount!: number;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;

  @DateTimeField({ nullable })
  deletedAt!: string | null;

  @OneOf(['viewer', 'editor', 'admin', 'owner'], {
    nullable,
    example: 'owner',
    description: 'What the caller is on it; null for an admin of the server who is nothing on it.',
  })
  role!: string | null;

  @Flag({
    example: false,
    description: 'Nothing may be changed in it: no owner of its team has a tier with teams.',
  })
  readOnly!: boolean;
}

/** A plan with its steps, as writes answer it. */
export class PlanWithStepsDto extends PlanDto {
  @NestedList(() => PlanStepDto, { maxItems: MAX_STEPS })
  steps!: PlanStepDto[];
}

/** A plan with all that is in it. */
export class PlanWholeDto extends PlanWithStepsDto {
  @NestedList(() => CollaboratorDto, { maxItems: 10_000 })
  collaborators!: CollaboratorDto[];
}

/** When a step happens, and how far it can be put off; slack is in minutes of working time. */
export class ScheduledStepDto {
  @Text({ max: 64, example: 'route' })
  id!: string;

  @DateTimeField({ example: '2026-03-02T08:00:00.000Z' })
  start!: string;

  @DateTimeField({ example: '2026-03-02T16:00:00.000Z' })
  end!: string;

  @DateTimeField({ example: '2026-03-02T08:00:00.000Z', description: 'If nobody had other work.' })
  earliestStart!: string;

  @DateTimeField({ example: '2026-03-02T16:00:00.000Z' })
  latestFinish!: string;

  @minutes(0)
  totalFloat!: number;

  @minutes(0)
  freeFloat!: number;

  @Flag({ example: true })
  critical!: boolean;

  @Text({ max: 100, optional: true, example: 'Ada' })
  assignee?: string;
}

/** The work of one day. */
export class LoadDayDto {
  @Text({ max: 10, example: '2026-03-02' })
  date!: string;

  @minutes(480)
  minutes!: number;
}

/** What one person has to do. */
export class LoadDto {
  @Text({ max: 100, example: 'Ada' })
  assignee!: string;

  @minutes(600)
  minutes!: number;

  @Int({ min: 0, max: MAX_STEPS, example: 1, description: 'The most steps at once.' })
  peak!: number;

  @Int({ min: 0, max: MAX_INT, example: 0, description: 'Minutes in which there is more than one.' })
  overbooked!: number;

  @NestedList(() => LoadDayDto, {
    maxItems: 200_000,
    description: 'Left out for those for whom more than 200,000 days would come together.',
  })
  days!: LoadDayDto[];
}

/** When everything happens. */
export class ScheduleDto {
  @DateTimeField({ example: '2026-03-02T08:00:00.000Z' })
  start!: string;

  @DateTimeField({ example: '2026-03-03T12:00:00.000Z' })
  finish!: string;

  @TextList({ maxItems: MAX_STEPS, max: 64, example: ['route', 'rooms'] })
  criticalPath!: string[];

  @NestedList(() => ScheduledStepDto, { maxItems: MAX_STEPS })
  steps!: ScheduledStepDto[];

  @NestedList(() => LoadDto, { maxItems: MAX_STEPS })
  load!: LoadDto[];

  @Flag({ example: true, description: 'Whether the deadline and all fixed starts are kept.' })
  feasible!: boolean;

  @Int({ min: 0, max: MAX_INT, example: 0, description: 'Minutes of working time after the deadline.' })
  lateBy!: number;

  @TextList({
    maxItems: MAX_STEPS,
    max: 64,
    example: [],
    description: 'The steps that together make the plan late, or keep one from its fixed start.',
  })
  blame!: string[];
}

/** What came of writing a plan into a planner. */
export class AppliedDto {
  @IdField({ example: PLANNER_ID })
  plannerId!: string;

  @IdField({ description: 'The section that new activities went into.' })
  sectionId!: string;

  @Int({ min: 0, max: MAX_STEPS, example: 3 })
  created!: number;

  @Int({ min: 0, max: MAX_STEPS, example: 0 })
  updated!: number;

  @Int({ min: 0, max: MAX_STEPS, example: 0, description: 'They were as they should be.' })
  unchanged!: number;

  @Int({ min: 0, max: MAX_STEPS, example: 0, description: 'Of steps that are no more.' })
  cancelled!: number;

  @DateTimeField({ example: '2026-03-03T12:00:00.000Z' })
  finish!: string;
}
