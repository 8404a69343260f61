import { Flag, IdField, Int, Nested, NestedList, OneOf, Text } from '@almanac/platform';
import { UpdateActivityDto } from './activity-input.dto';
import { ActivityDto } from './activity.dto';
import { ACTIVITY_ID, EVENT_ID, OTHER_ACTIVITY_ID, SECTION_ID } from '../domain/example-ids';

const optional = true;
const ops = ['create', 'update', 'delete', 'move'] as const;

/** One operation of a batch. */
export class BatchOperationDto {
  @OneOf(ops, { example: 'update' })
  op!: (typeof ops)[number];

  @IdField({ optional, example: ACTIVITY_ID, description: 'The activity; not for `create`.' })
  id?: string;

  @IdField({ optional, example: SECTION_ID, description: 'For `create` and `move`.' })
  sectionId?: string;

  @IdField({ optional, example: OTHER_ACTIVITY_ID, description: 'For `move`.' })
  before?: string;

  @IdField({ optional, description: 'For `move`; not together with `before`.' })
  after?: string;

  @Nested(() => UpdateActivityDto, {
    optional,
    description: 'For `create` (then it needs a title) and `update`; `version` also for `delete` and `move`.',
  })
  data?: UpdateActivityDto;
}

/** Up to a hundred operations in one request. */
export class BatchDto {
  @Flag({ optional, default: true, description: 'All or nothing; false lets each stand for itself.' })
  atomic?: boolean;

  @NestedList(() => BatchOperationDto, {
    minItems: 1,
    maxItems: 100,
    apart: true,
    example: [{ op: 'create', sectionId: SECTION_ID, data: { title: 'Wash the curtains' } }],
  })
  operations!: BatchOperationDto[];
}

/** Why an operation of a batch was refused. */
export class BatchErrorDto {
  @Text({ max: 100, example: 'NOT_FOUND' })
  code!: string;

  @Text({ max: 1000, example: 'Activity not found' })
  message!: string;

  @NestedList(() => BatchProblemDto, { optional, maxItems: 1000 })
  details?: BatchProblemDto[];
}

/** One field that was refused. */
export class BatchProblemDto {
  @Text({ max: 500, example: 'data.title' })
  field!: string;

  @Text({ max: 1000, example: 'title must not be empty' })
  message!: string;

  @Text({ max: 100, example: 'required' })
  rule!: string;
}

/** How one operation ended. */
export class BatchResultDto {
  @Int({ min: 0, max: 99, example: 0 })
  index!: number;

  @Int({
    min: 200,
    max: 599,
    example: 201,
    description: 'The status that a request by itself would have had.',
  })
  status!: number;

  @Nested(() => ActivityDto, {
    optional,
    description: 'The activity as it is now; after `delete` its id alone.',
  })
  data?: ActivityDto;

  @IdField({ optional, example: EVENT_ID })
  operationId?: string;

  @Nested(() => BatchErrorDto, { optional })
  error?: BatchErrorDto;
}

/** How each operation ended, in the order of the request. */
export class BatchResultsDto {
  @NestedList(() => BatchResultDto, { maxItems: 100 })
  results!: BatchResultDto[];
}
