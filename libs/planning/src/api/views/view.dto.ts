import { DateTimeField, Flag, Int, ListQuery, Nested, NestedList, Text } from '@almanac/platform';
import { MAX_ENTRIES } from '../../application/views/day-entries';
import { LATER, TIME } from '../../domain/example-ids';
import { ActivityDto } from '../activity.dto';
import { OccurrenceDto } from '../recurrence/recurrence.dto';

const optional = true;

/** An activity on a day, or an occurrence to come of one that recurs. */
export class DayEntryDto extends ActivityDto {
  @Nested(() => OccurrenceDto, {
    optional,
    description:
      'Of what recurs and is no activity yet: all else is as the activity has it from which the series goes on.',
  })
  occurrence?: OccurrenceDto;
}

/** What days of your calendar hold, in the order of its times. */
export class DayEntriesDto {
  @DateTimeField({ example: TIME, description: 'Where the first day begins.' })
  from!: string;

  @DateTimeField({ example: LATER, description: 'Where the day after the last begins.' })
  until!: string;

  @Text({ max: 64, example: 'Europe/Vienna' })
  timeZone!: string;

  @NestedList(() => DayEntryDto, { maxItems: MAX_ENTRIES })
  activities!: DayEntryDto[];

  @Flag({ example: false, description: 'There is more than is shown.' })
  truncated!: boolean;
}

/** How many days to look at. */
export class UpcomingQueryDto {
  @Int({ min: 1, max: 90, optional: true, default: 7, description: 'From tomorrow on.' })
  days?: number;
}

/** Which part of what is overdue to list. */
export class OverdueQueryDto extends ListQuery({
  sorts: ['dueDate', 'priority', 'createdAt', 'title'],
  defaultOrder: 'asc',
  defaultLimit: 20,
  maxLimit: 100,
}) {}
