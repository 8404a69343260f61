import {
  Custom,
  DateTimeField,
  Decimal,
  IdField,
  Int,
  ListQuery,
  Nested,
  NestedList,
  OneOf,
  Text,
} from '@almanac/platform';
import { ACTIVITY_ID, EVENT_ID, MAX_INT, PLANNER_ID, SECTION_ID, TIME, USER_ID } from '../domain/example-ids';

const nullable = true;
const things = ['planner', 'section', 'activity'] as const;
const historyThings = [...things, 'comment', 'plan'] as const;
const count = (example: number) => Int({ min: 0, max: MAX_INT, example });
/** A value of any JSON type. */
const anyValue = (example: unknown) =>
  Custom(
    [],
    {
      description: 'Any JSON value.',
      anyOf: [
        { type: 'string', maxLength: 50_000 },
        { type: 'number' },
        { type: 'boolean' },
        { type: 'object', additionalProperties: true, maxProperties: 100 },
        { type: 'array', maxItems: 100, items: {} },
        { type: 'null' },
      ],
    },
    { nullable, example },
  );

/** One field that changed. */
export class FieldChangeDto {
  @Text({ max: 200, example: 'status' })
  field!: string;

  @anyValue('pending')
  before!: unknown;

  @anyValue('completed')
  after!: unknown;
}

/** One write, field by field. */
export class HistoryEntryDto {
  @IdField({ example: EVENT_ID, description: 'Also the id of the operation.' })
  id!: string;

  @Int({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    example: 4711,
    description: 'Rises through the whole system.',
  })
  seq!: number;

  @Text({ max: 100, example: 'activity.updated' })
  action!: string;

  @OneOf(historyThings, { example: 'activity' })
  resourceType!: string;

  @IdField({ example: ACTIVITY_ID })
  resourceId!: string;

  @Int({ min: 1, max: MAX_INT, nullable, example: 2 })
  resourceVersion!: number | null;

  @IdField({ nullable, example: USER_ID, description: 'Who did it; null where the system did.' })
  actorId!: string | null;

  @DateTimeField({ example: TIME })
  occurredAt!: string;

  @NestedList(() => FieldChangeDto, { maxItems: 100 })
  changes!: FieldChangeDto[];
}

/** Which part of a history to list. */
export class HistoryQueryDto extends ListQuery({ sorts: ['seq'], defaultLimit: 20, maxLimit: 100 }) {}

export class StatusCountsDto {
  @count(5)
  pending!: number;

  @count(2)
  'in-progress'!: number;

  @count(4)
  completed!: number;

  @count(1)
  cancelled!: number;
}

export class PriorityCountsDto {
  @count(1)
  low!: number;

  @count(9)
  medium!: number;

  @count(2)
  high!: number;

  @count(0)
  urgent!: number;
}

export class TypeCountsDto {
  @count(10)
  task!: number;

  @count(1)
  event!: number;

  @count(1)
  note!: number;

  @count(0)
  goal!: number;
}

/** Figures of one person's work in a planner. */
export class AssigneeCountsDto {
  @IdField({ example: USER_ID })
  userId!: string;

  @count(7)
  total!: number;

  @count(4)
  open!: number;

  @count(3)
  completed!: number;

  @count(1)
  overdue!: number;
}

/** One day of a burn-down. */
export class BurnDownDayDto {
  @Text({ max: 10, example: '2026-01-25' })
  date!: string;

  @Int({ min: -MAX_INT, max: MAX_INT, example: 7, description: 'Open at the end of the day.' })
  open!: number;

  @count(2)
  created!: number;

  @count(1)
  completed!: number;
}

/** Figures of a planner, in the caller's time zone. */
export class PlannerStatisticsDto {
  @count(12)
  total!: number;

  @Nested(() => StatusCountsDto)
  byStatus!: StatusCountsDto;

  @Nested(() => PriorityCountsDto)
  byPriority!: PriorityCountsDto;

  @Nested(() => TypeCountsDto)
  byType!: TypeCountsDto;

  @NestedList(() => AssigneeCountsDto, { maxItems: 1000, description: 'The busiest first.' })
  byAssignee!: AssigneeCountsDto[];

  @count(1)
  overdue!: number;

  @Decimal({ min: 0, max: MAX_INT, example: 2.3, description: 'Throughput of the last 30 days.' })
  completedPerWeek!: number;

  @NestedList(() => BurnDownDayDto, {
    maxItems: 366,
    description: 'The last 30 days; cancelled work is left out.',
  })
  burnDown!: BurnDownDayDto[];
}

const trashed = [...things, 'plan', 'template'] as const;

/** Something that was deleted and can be brought back. */
export class TrashItemDto {
  @OneOf(trashed, { example: 'activity' })
  type!: string;

  @IdField({ example: ACTIVITY_ID })
  id!: string;

  @Text({ max: 500, example: 'Wash the curtains' })
  title!: string;

  @IdField({ nullable, example: PLANNER_ID, description: 'Null for a plan or a template.' })
  plannerId!: string | null;

  @IdField({ nullable, example: SECTION_ID })
  sectionId!: string | null;

  @DateTimeField({ example: TIME })
  deletedAt!: string;

  @DateTimeField({ example: '2026-02-24T15:30:00.000Z', description: 'Gone for good after this.' })
  purgeAt!: string;
}

/** Which part of the trash to list. */
export class TrashQueryDto extends ListQuery({ sorts: ['deletedAt'], defaultLimit: 20, maxLimit: 100 }) {}

/** What came back. */
export class RestoredDto {
  @OneOf(trashed, { example: 'activity' })
  type!: string;

  @IdField({ example: ACTIVITY_ID })
  id!: string;

  @Text({ max: 500, example: 'Wash the curtains' })
  title!: string;

  @Int({ min: 1, max: MAX_INT, example: 3 })
  version!: number;
}
