import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../context';
import { Endpoint } from '../http/endpoint.decorator';
import { Ctx, IdParam } from '../http/request';
import { madeMediaTypes, sendStored } from '../storage';
import { Downloads } from './downloads';
import { DownloadQueryDto, JOB_ID } from './job.dto';

@ApiTags('jobs')
@Controller('downloads')
export class DownloadsController {
  constructor(private readonly downloads: Downloads) {}

  @Get(':jobId')
  @Endpoint({
    id: 'downloadExport',
    summary: 'Download the file of a job',
    description:
      'The address is the `downloadUrl` of the job, or the link of a mail: it is signed, and needs no other credentials. An expired one answers 410, as does one whose owner may not see any more what is in the file; one that was changed, 404.',
    access: 'public',
    file: madeMediaTypes,
    ranges: true,
    errors: ['NOT_FOUND', 'GONE'],
  })
  async download(
    @Ctx() ctx: RequestContext,
    @IdParam('jobId', JOB_ID) jobId: string,
    @Query() { expires, signature }: DownloadQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendStored(request, reply, await this.downloads.find(ctx, jobId, { expires, signature }));
  }
}
