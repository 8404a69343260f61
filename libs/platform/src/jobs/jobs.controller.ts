import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../context';
import { done, ok, type Answer } from '../http/answer';
import { Endpoint } from '../http/endpoint.decorator';
import { Ctx, IdParam } from '../http/request';
import { JOB_ID, JobDto, JobListQueryDto } from './job.dto';
import { JobViews, type SeenJob } from './job-views';

@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: JobViews) {}

  @Get()
  @Endpoint({
    id: 'listJobs',
    summary: 'List your jobs',
    description:
      'Work that went on after its request, newest first; a job is forgotten 30 days after it ended. What is personal, such as the export of your data, is shown only where you are signed in yourself, not to API keys.',
    access: ['read:own-profile'],
    list: { name: 'jobs', of: JobDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: JobListQueryDto): Promise<Answer> {
    const filter = { status: query.status, type: query.type };
    return ok(await this.jobs.list(ctx, filter, query.pageRequest()));
  }

  @Get(':id')
  @Endpoint({
    id: 'getJob',
    summary: 'Get a job',
    description:
      'Ask again until `status` is `completed`, `failed` or `cancelled`, or follow it by `GET /jobs/{id}/stream`. `result.downloadUrl` opens without other credentials until `result.expiresAt`.',
    access: ['read:own-profile'],
    data: JobDto,
    errors: ['NOT_FOUND'],
    versioned: true,
  })
  async see(@Ctx() ctx: RequestContext, @IdParam('id', JOB_ID) id: string): Promise<Answer<SeenJob>> {
    const job = await this.jobs.see(ctx, id);
    return ok(job, { etag: etagOf(job) });
  }

  @Delete(':id')
  @Endpoint({
    id: 'cancelJob',
    summary: 'Cancel a job',
    description:
      'One that waits is over at once; one that is worked on is told to stop, and what it has made so far is thrown away. A job that has ended answers 409.',
    message: 'Job cancelled',
    access: ['write:own-profile'],
    errors: ['NOT_FOUND', 'CONFLICT'],
    versioned: true,
  })
  async cancel(@Ctx() ctx: RequestContext, @IdParam('id', JOB_ID) id: string): Promise<Answer<null>> {
    await this.jobs.cancel(ctx, id);
    return done();
  }
}

/** A file goes at its time, by which no version grows. */
function etagOf({ version, result }: SeenJob): string {
  const address = result?.['downloadUrl'];
  return address === undefined ? `v${version}` : `v${version}.t${address === null ? 0 : 1}`;
}
