import { Custom, DateTimeField, IdField, Int, Nested, OneOf, Text, TextList } from '@almanac/platform';
import { priorities } from '../../domain/activity';
import { LATER, SECTION_ID } from '../../domain/example-ids';
import { MAX_LINE } from '../../domain/quick-add/quick-add';
import { ActivityDto } from '../activity.dto';
import { weekdaySchema } from '../recurrence/recurrence.dto';

const nullable = true;
const weekdayChecks = [{ rule: 'isArray', test: Array.isArray, must: 'must be a list' }];

/** One line of natural language. */
export class QuickAddDto {
  @Text({ min: 1, max: MAX_LINE, example: 'Dentist tomorrow 3pm for 45m #health !high every 6 months' })
  text!: string;

  @IdField({
    optional: true,
    example: SECTION_ID,
    description: 'The section that you used last, when left out.',
  })
  sectionId?: string;
}

/** How it repeats. */
export class UnderstoodRecurrenceDto {
  @OneOf(['daily', 'weekly', 'monthly', 'yearly'], { example: 'monthly' })
  pattern!: string;

  @Int({ min: 1, max: 999, example: 6 })
  interval!: number;

  @Custom(weekdayChecks, weekdaySchema, { optional: true, example: [1, 4], description: '0 is Sunday.' })
  daysOfWeek?: number[];
}

/** What was understood of a line; what it did not say is null. */
export class UnderstoodDto {
  @Text({ max: MAX_LINE, example: 'Dentist' })
  title!: string;

  @DateTimeField({ nullable, example: null, description: 'A day without a time means its last minute.' })
  dueDate!: string | null;

  @DateTimeField({ nullable, example: LATER, description: 'A time with a duration is when it takes place.' })
  startDate!: string | null;

  @DateTimeField({ nullable, example: LATER })
  endDate!: string | null;

  @TextList({ maxItems: 50, max: 100, example: ['health'] })
  tags!: string[];

  @OneOf(priorities, { nullable, example: 'high' })
  priority!: string | null;

  @Int({ min: 1, max: 10_080, nullable, example: 45, description: 'Minutes.' })
  estimatedDuration!: number | null;

  @Nested(() => UnderstoodRecurrenceDto, { nullable })
  recurrence!: UnderstoodRecurrenceDto | null;
}

/** The activity that was made of a line. */
export class QuicklyAddedDto {
  @Nested(() => ActivityDto)
  activity!: ActivityDto;

  @Nested(() => UnderstoodDto)
  understood!: UnderstoodDto;
}
