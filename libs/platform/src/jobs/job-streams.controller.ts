import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Endpoint } from '../http/endpoint.decorator';
import { IdParam } from '../http/request';
import { JOB_ID, JobDto } from './job.dto';
import { readerOf, revisionOf, sendStream, STREAM_EXAMPLE } from './job-stream-reply';
import { JobStreams, STREAM_ACCESS } from './job-streams';

@ApiTags('jobs')
@Controller('jobs/:id/stream')
export class JobStreamsController {
  constructor(private readonly streams: JobStreams) {}

  @Get()
  @Endpoint({
    id: 'streamJob',
    summary: 'Follow a job by server-sent events',
    description:
      'The first event is the job as it is, then one comes with each change, some times a second at most. After the final one (`completed`, `failed` or `cancelled`) the stream ends. `id` of an event grows; who comes back with it in `Last-Event-ID` is told only what is new, and 204 where nothing more will come. Comments (`:`) keep the connection alive. The stream ends with the sign-in, too.',
    access: STREAM_ACCESS,
    events: JobDto,
    example: STREAM_EXAMPLE,
    errors: ['NOT_FOUND', 'RATE_LIMIT_EXCEEDED'],
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Of the last event that was seen; browsers send it by themselves.',
    schema: { type: 'string', maxLength: 20, pattern: '^[0-9]*$', example: '3' },
  })
  async stream(
    @IdParam('id', JOB_ID) id: string,
    @Headers('last-event-id') last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendStream(request, reply, await this.streams.open(id, readerOf(request), revisionOf(last)));
  }
}
