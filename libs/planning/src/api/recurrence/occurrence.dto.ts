import { DateTimeField, Int, Nested, NestedList, OneOf, Text, TextList } from '@almanac/platform';
import { activityTypes, priorities } from '../../domain/activity';
import { LATER, OCCURRENCE } from '../../domain/example-ids';
import { ActivityMetadataDto, LocationDto } from '../activity.dto';
import { OccurrenceDto, RecurrenceInputDto } from './recurrence.dto';

const optional = true;
const nullable = true;
export const scopes = ['this', 'following'] as const;
const scope = { optional, default: 'this', description: 'This one, or this and all that follow.' };

/** The range of a list of occurrences. */
export class OccurrencesQueryDto {
  @DateTimeField({ optional, example: OCCURRENCE, description: 'From this time on; from now, if left out.' })
  from?: string;

  @DateTimeField({
    optional,
    example: LATER,
    description:
      'Until this time; a day means the whole of it. At most ten years after `from`; a year, if left out.',
  })
  to?: string;
}

/** Whether one is skipped, or all from it on. */
export class SkipOccurrenceQueryDto {
  @OneOf(scopes, scope)
  scope?: (typeof scopes)[number];
}

/** The same in a body, for whoever would rather send one; proxies may drop it. */
export class SkipOccurrenceDto extends SkipOccurrenceQueryDto {
  static readonly mayBeAbsent = true;
}

/** What to change of an occurrence: absent stays, null clears. */
export class UpdateOccurrenceDto {
  @OneOf(scopes, scope)
  scope?: (typeof scopes)[number];

  @DateTimeField({
    optional,
    description: 'Moves it: its `startDate`, with its end, or its `dueDate` where it has no start.',
  })
  start?: string;

  @DateTimeField({ optional, nullable, description: 'The same as `endDate`.' })
  end?: string | null;

  @Text({ min: 1, max: 500, optional, example: 'Wash the curtains, and the carpet' })
  title?: string;

  @Text({ max: 50_000, optional, nullable, description: 'Markdown.' })
  description?: string | null;

  @OneOf(activityTypes, { optional })
  type?: string;

  @OneOf(priorities, { optional })
  priority?: string;

  @DateTimeField({ optional, nullable })
  dueDate?: string | null;

  @DateTimeField({ optional, nullable })
  startDate?: string | null;

  @DateTimeField({ optional, nullable })
  endDate?: string | null;

  @TextList({ maxItems: 50, max: 100, optional, nullable })
  tags?: string[] | null;

  @Nested(() => ActivityMetadataDto, { optional, nullable })
  metadata?: ActivityMetadataDto | null;

  @Nested(() => LocationDto, { optional, nullable })
  location?: LocationDto | null;

  @Nested(() => RecurrenceInputDto, { optional, nullable, description: 'With `scope: following` only.' })
  recurrence?: RecurrenceInputDto | null;

  @Int({ min: 0, max: 10_000_000, optional, nullable, description: 'Minutes.' })
  estimatedDuration?: number | null;
}

/** When an activity occurs, in order. */
export class OccurrencesDto {
  @NestedList(() => OccurrenceDto, { maxItems: 1000 })
  occurrences!: OccurrenceDto[];
}
