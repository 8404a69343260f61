import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../context';
import { done, JsonText, ok, type Answer } from '../http/answer';
import { Endpoint } from '../http/endpoint.decorator';
import { Ctx, IdParam } from '../http/request';
import {
  DEAD_LETTER_ID,
  DeadLetterDto,
  DeadLetterListQueryDto,
  RetriedDeadLettersDto,
  RetryDeadLettersDto,
} from './dead-letter.dto';
import { DeadLetters } from './dead-letters';

const access = ['manage:queues'] as const;

@ApiTags('admin')
@Controller('admin/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @Endpoint({
    id: 'listDeadLetters',
    summary: 'List the dead letters',
    description: 'The last to fail first. Those that were retried or discarded are kept for 30 days.',
    access,
    list: { name: 'deadLetters', of: DeadLetterDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: DeadLetterListQueryDto): Promise<Answer> {
    const filter = { queue: query.queue, status: query.status ?? 'open' };
    return ok(new JsonText(await this.letters.list(ctx, filter, query.pageRequest())));
  }

  @Post('retry')
  @Endpoint({
    id: 'retryDeadLetters',
    summary: 'Retry all dead letters of a queue',
    description: 'Up to 500 at a time, those that have waited longest first.',
    message: 'Dead letters are put back',
    access,
    data: RetriedDeadLettersDto,
  })
  async retryAll(
    @Ctx() ctx: RequestContext,
    @Body() { queue }: RetryDeadLettersDto,
  ): Promise<Answer<RetriedDeadLettersDto>> {
    return ok(await this.letters.retryAll(ctx, queue));
  }

  @Get(':id')
  @Endpoint({
    id: 'getDeadLetter',
    summary: 'Get a dead letter',
    access,
    data: DeadLetterDto,
    errors: ['NOT_FOUND'],
  })
  async see(@Ctx() ctx: RequestContext, @IdParam('id', DEAD_LETTER_ID) id: string): Promise<Answer> {
    return ok(new JsonText(await this.letters.see(ctx, id)));
  }

  @Post(':id/retry')
  @Endpoint({
    id: 'retryDeadLetter',
    summary: 'Retry a dead letter',
    description:
      'The job goes back into its queue with all its tries. What it has done already for its event is not done twice, and retrying it again changes nothing.',
    message: 'Dead letter is put back',
    access,
    data: DeadLetterDto,
    errors: ['NOT_FOUND', 'CONFLICT'],
  })
  async retry(@Ctx() ctx: RequestContext, @IdParam('id', DEAD_LETTER_ID) id: string): Promise<Answer> {
    return ok(new JsonText(await this.letters.retry(ctx, id)));
  }

  @Delete(':id')
  @Endpoint({
    id: 'discardDeadLetter',
    summary: 'Discard a dead letter',
    description: 'The job is never run. One that was retried answers 409.',
    message: 'Dead letter discarded',
    access,
    errors: ['NOT_FOUND', 'CONFLICT'],
  })
  async discard(
    @Ctx() ctx: RequestContext,
    @IdParam('id', DEAD_LETTER_ID) id: string,
  ): Promise<Answer<null>> {
    await this.letters.discard(ctx, id);
    return done();
  }
}
