import { Custom, DateTimeField, Flag, IdField, Int, OneOf, Text } from '@almanac/platform';
import { ACTIVITY_ID, LATER, MAX_INT, TIME } from '../../domain/example-ids';
import { patterns } from '../../domain/recurrence/recurrence';
import { MAX_COUNT, MAX_INTERVAL, MAX_RULE_LENGTH } from '../../domain/recurrence/rule-parser';

const optional = true;
const nullable = true;

const weekdayChecks: Parameters<typeof Custom>[0] = [
  { rule: 'isArray', test: Array.isArray, must: 'must be a list' },
  {
    rule: 'items',
    test: (value) => Array.isArray(value) && value.length <= 7 && value.every(isWeekday),
    must: 'must hold at most 7 days from 0 (Sunday) to 6 (Saturday)',
  },
];
export const weekdaySchema: Parameters<typeof Custom>[1] = {
  type: 'array',
  maxItems: 7,
  items: { type: 'integer', format: 'int32', minimum: 0, maximum: 6 },
};

function isWeekday(day: unknown): boolean {
  return Number.isInteger(day) && Number(day) >= 0 && Number(day) <= 6;
}

/**
 * How an activity is to repeat: the simple form, or an rrule; both where they say the same, as they were read.
 */
export class RecurrenceInputDto {
  @OneOf(patterns, { optional, nullable, example: 'weekly', description: 'Needed where there is no rrule.' })
  pattern?: string | null;

  @Int({
    min: 1,
    max: MAX_INTERVAL,
    optional,
    nullable,
    example: 2,
    description: 'Every so many; 1 if left out.',
  })
  interval?: number | null;

  @Custom(weekdayChecks, weekdaySchema, { optional, nullable, example: [1, 3], description: '0 is Sunday.' })
  daysOfWeek?: number[] | null;

  @DateTimeField({
    optional,
    nullable,
    description:
      'The last time that it may occur; a day means the whole of it. Not together with `occurrences`.',
  })
  endDate?: string | null;

  @Int({ min: 1, max: MAX_COUNT, optional, nullable, example: 10, description: 'How many in all.' })
  occurrences?: number | null;

  @Text({
    min: 1,
    max: MAX_RULE_LENGTH,
    optional,
    nullable,
    description: 'A rule by RFC 5545, without DTSTART, such as `FREQ=MONTHLY;BYDAY=-1FR`.',
  })
  rrule?: string | null;

  @Flag({
    optional,
    nullable,
    default: false,
    description: 'Count the next from when one was completed, rather than from when it was due.',
  })
  fromCompletion?: boolean | null;
}

/** How an activity repeats, in both forms. */
export class RecurrenceDto {
  @OneOf(patterns, { nullable, example: 'weekly', description: 'Null where only the rrule can say it.' })
  pattern!: string | null;

  @Int({ min: 1, max: MAX_INTERVAL, nullable, example: 2 })
  interval!: number | null;

  @Custom(weekdayChecks, weekdaySchema, { nullable, example: [1, 3], description: '0 is Sunday.' })
  daysOfWeek!: number[] | null;

  @DateTimeField({ nullable, example: null })
  endDate!: string | null;

  @Int({ min: 1, max: MAX_COUNT, nullable, example: 10 })
  occurrences!: number | null;

  @Text({ max: MAX_RULE_LENGTH, example: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=10' })
  rrule!: string;

  @Flag({ example: false })
  fromCompletion!: boolean;
}

/** Where an activity stands in the series that it is of. */
export class SeriesDto {
  @IdField({ description: 'Shared by all activities of the series.' })
  id!: string;

  @DateTimeField({ example: TIME, description: 'When it is by the rule, wherever it was moved to.' })
  originalStart!: string;

  @Text({ max: 100, example: 'Europe/Vienna', description: 'Whose wall clock is kept.' })
  timeZone!: string;

  @DateTimeField({ example: TIME, description: 'Where the rule is counted from.' })
  start!: string;

  @Int({ min: 1, max: MAX_INT, example: 1, description: 'The how many-th occurrence it is.' })
  number!: number;

  @IdField({ nullable, example: null, description: 'What its completion has made.' })
  nextActivityId!: string | null;
}

/** One time at which an activity occurs. */
export class OccurrenceDto {
  @DateTimeField({ example: TIME })
  start!: string;

  @DateTimeField({ optional, example: LATER })
  end?: string;

  @DateTimeField({ example: TIME, description: 'When it is by the rule; its name in addresses.' })
  originalStart!: string;

  @OneOf(['pending', 'in-progress', 'completed', 'cancelled'], { example: 'pending' })
  status!: string;

  @IdField({ optional, example: ACTIVITY_ID, description: 'Where it is an activity already.' })
  activityId?: string;
}
