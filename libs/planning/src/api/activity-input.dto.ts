import {
  Custom,
  DateTimeField,
  Flag,
  IdField,
  IdList,
  Int,
  ListQuery,
  Nested,
  OneOf,
  Text,
  TextList,
} from '@almanac/platform';
import type { ChecklistLine } from '../domain/activity-parts/checklist';
import { activityStatuses, activityTypes, priorities } from '../domain/activity';
import { ActivityMetadataDto, LocationDto } from './activity.dto';
import { checklistChecks, checklistSchema } from './activity-parts/checklist-lines';
import { RecurrenceInputDto } from './recurrence/recurrence.dto';
import { LATER, MAX_INT, OTHER_ACTIVITY_ID, SECTION_ID } from '../domain/example-ids';

const optional = true;
const nullable = true;

class ActivityFieldsDto {
  @Text({ max: 50_000, optional, nullable, example: 'At **30 °C**, no spinning.', description: 'Markdown.' })
  description?: string | null;

  @OneOf(activityTypes, { optional, default: 'task' })
  type?: string;

  @OneOf(activityStatuses, { optional, default: 'pending' })
  status?: string;

  @OneOf(priorities, { optional, default: 'medium' })
  priority?: string;

  @DateTimeField({ optional, nullable, example: LATER })
  dueDate?: string | null;

  @DateTimeField({ optional, nullable, description: 'Without an offset it is read in your time zone.' })
  startDate?: string | null;

  @DateTimeField({ optional, nullable, description: 'Not before the start.' })
  endDate?: string | null;

  @TextList({ maxItems: 50, max: 100, optional, nullable, example: ['laundry'] })
  tags?: string[] | null;

  @IdList({ maxItems: 50, optional, nullable, description: 'People who may see the planner.' })
  assignees?: string[] | null;

  @Custom(checklistChecks, checklistSchema, { optional, nullable, example: ['Buy soap'] })
  checklist?: ChecklistLine[] | null;

  @IdList({
    maxItems: 100,
    optional,
    nullable,
    description: 'Activities of the same planner; never in a circle.',
  })
  blockedBy?: string[] | null;

  @Nested(() => ActivityMetadataDto, { optional, nullable })
  metadata?: ActivityMetadataDto | null;

  @Nested(() => LocationDto, { optional, nullable })
  location?: LocationDto | null;

  @Nested(() => RecurrenceInputDto, {
    optional,
    nullable,
    description:
      'Counted from the `startDate`, else from the `dueDate`, in the time zone of the planner, else in yours.',
  })
  recurrence?: RecurrenceInputDto | null;

  @Int({
    min: 0,
    max: 10_000_000,
    optional,
    nullable,
    example: 45,
    description: 'Minutes; the same as `metadata.estimatedDuration`, which it overrides.',
  })
  estimatedDuration?: number | null;
}

/** A new activity. */
export class CreateActivityDto extends ActivityFieldsDto {
  @Text({ min: 1, max: 500, example: 'Wash the curtains' })
  title!: string;
}

/** An activity to stand in the place of another; what is left out takes its default. */
export class ReplaceActivityDto extends CreateActivityDto {
  @Int({
    min: 1,
    max: MAX_INT,
    optional,
    description: 'The version that you have read, in place of If-Match.',
  })
  version?: number;
}

/** What to change of an activity: absent stays, null clears. */
export class UpdateActivityDto extends ActivityFieldsDto {
  @Text({ min: 1, max: 500, optional, example: 'Wash and iron the curtains' })
  title?: string;

  @Int({
    min: 1,
    max: MAX_INT,
    optional,
    description: 'The version that you have read, in place of If-Match.',
  })
  version?: number;
}

/** Where to move an activity: at the end of the section unless it says otherwise. */
export class MoveActivityDto {
  @IdField({ optional, example: SECTION_ID, description: 'The section it is in, when left out.' })
  sectionId?: string;

  @IdField({ optional, example: OTHER_ACTIVITY_ID, description: 'An activity of that section.' })
  before?: string;

  @IdField({ optional, description: 'An activity of that section; not together with `before`.' })
  after?: string;
}

export const activitySorts = ['createdAt', 'updatedAt', 'dueDate', 'title', 'priority'] as const;
const filters = {
  sorts: activitySorts,
  defaultLimit: 20,
  maxLimit: 100,
} as const;

/** The filters that every list of activities takes; all that are given must hold. */
function ActivityFilters(sorts: readonly [string, ...string[]], defaultOrder: 'asc' | 'desc') {
  class ActivityFiltersDto extends ListQuery({ ...filters, sorts, defaultOrder }) {
    @TextList({ maxItems: 4, max: 20, values: activityStatuses, optional, description: 'One or several.' })
    status?: string[];

    @TextList({ maxItems: 4, max: 20, values: priorities, optional, description: 'One or several.' })
    priority?: string[];

    @TextList({ maxItems: 4, max: 20, values: activityTypes, optional, description: 'One or several.' })
    type?: string[];

    @Text({ min: 1, max: 100, optional })
    tag?: string;

    @Text({
      max: 36,
      optional,
      pattern: /^(me|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
      patternName: 'the id of a person, or me',
      description: 'The id of a person, or `me`.',
    })
    assignee?: string;

    @DateTimeField({ optional, description: 'Due before this.' })
    due_before?: string;

    @DateTimeField({ optional, description: 'Due after this.' })
    due_after?: string;

    @DateTimeField({ optional, description: 'Completed or due from this time on.' })
    start_date?: string;

    @DateTimeField({
      optional,
      description: 'Completed or due until this time; a day means the whole of it.',
    })
    end_date?: string;

    @Flag({ optional, description: 'Open, and due before now.' })
    overdue?: boolean;

    @Text({ min: 1, max: 200, optional, description: 'In title and description.' })
    q?: string;
  }
  return ActivityFiltersDto;
}

/** Which of the activities that a filter finds to list. */
export class FilteredActivitiesQueryDto extends ActivityFilters(filters.sorts, 'desc') {
  @IdField({ optional, description: 'Of one planner, archived or not.' })
  plannerId?: string;

  @IdField({ optional })
  sectionId?: string;
}

/** Which activities to list, across planners. */
export class ActivityListQueryDto extends FilteredActivitiesQueryDto {
  @IdField({ optional, description: 'A filter that you keep; what else is given goes before what it says.' })
  filter?: string;
}

/** Which activities of a section to list; in their order unless it says otherwise. */
export class SectionActivitiesQueryDto extends ActivityFilters(['position', ...filters.sorts], 'asc') {}
