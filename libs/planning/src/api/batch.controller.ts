import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '@almanac/kernel';
import {
  clientError,
  Ctx,
  Endpoint,
  IdParam,
  JsonText,
  ok,
  parseItems,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import {
  ActivityBatchService,
  type BatchOperation,
  type BatchOutcome,
  type BatchResult,
} from '../application/activity-batch.service';
import { BatchDto, BatchOperationDto, BatchResultsDto } from './batch.dto';
import { operation } from './written';
import { SECTION_ID } from '../domain/example-ids';

const write = ['write:own-activities'] as const;
const outcome =
  'Answers 200 with a result for each operation; an atomic batch that fails answers as its first failure would, with its place in front of the fields.';

@ApiTags('activities')
@Controller()
export class BatchController {
  constructor(private readonly batches: ActivityBatchService) {}

  @Post('activities/batch')
  @Endpoint({
    id: 'batchActivities',
    summary: 'Write up to 100 activities in one request',
    description: outcome,
    message: 'Batch done',
    access: write,
    operation: true,
    data: BatchResultsDto,
    errors: ['MAX_PLANNERS_REACHED', 'CONFLICT', 'PRECONDITION_FAILED', 'NOT_FOUND'],
  })
  async run(@Ctx() ctx: RequestContext, @Body() { atomic = true, operations }: BatchDto): Promise<Answer> {
    return answer(await this.batches.run(ctx, readAll(operations), { atomic }));
  }

  @Post('sections/:id/activities/batch')
  @Endpoint({
    id: 'batchSectionActivities',
    summary: 'Write up to 100 activities of one section in one request',
    description: `Every operation must be about this section; \`create\` need not name it. ${outcome}`,
    message: 'Batch done',
    access: write,
    operation: true,
    data: BatchResultsDto,
    errors: ['MAX_PLANNERS_REACHED', 'CONFLICT', 'PRECONDITION_FAILED'],
  })
  async runInSection(
    @Ctx() ctx: RequestContext,
    @IdParam('id', SECTION_ID) id: string,
    @Body() { atomic = true, operations }: BatchDto,
  ): Promise<Answer> {
    return answer(await this.batches.run(ctx, readAll(operations), { atomic, within: id }));
  }
}

/** What is no operation is refused by itself where the batch is not atomic. */
function readAll(operations: readonly unknown[]): (BatchOperation | DomainError)[] {
  return parseItems(BatchOperationDto, operations).map((one) =>
    one instanceof DomainError ? one : read(one),
  );
}

function read({ op, id, sectionId, before, after, data }: BatchOperationDto): BatchOperation {
  return {
    op,
    id: id?.toLowerCase(),
    sectionId: sectionId?.toLowerCase(),
    before: before?.toLowerCase(),
    after: after?.toLowerCase(),
    data,
  };
}

/** As text, in which what PostgreSQL wrote stands as it is. */
function answer({ results, operationId }: BatchOutcome): Answer {
  const data = `{"results":[${results.map(show).join(',')}]}`;
  return ok(new JsonText(data), operation(operationId));
}

function show(result: BatchResult): string {
  if ('error' in result) {
    const { status, code, message, details } = clientError(result.error);
    const problems = Array.isArray(details) ? { details } : {};
    return JSON.stringify({ index: result.index, status, error: { code, message, ...problems } });
  }
  const { index, op, data, operationId } = result;
  const json = data instanceof JsonText ? data.text : JSON.stringify(data);
  const id = operationId === undefined ? '' : `,"operationId":"${operationId}"`;
  return `{"index":${index},"status":${op === 'create' ? 201 : 200},"data":${json}${id}}`;
}
