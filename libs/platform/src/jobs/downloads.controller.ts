import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../context';
import { Endpoint } from '../http/endpoint.decorator';
import { Ctx, IdParam } from '../http/request';
import { Downloads } from './downloads';
import { DownloadQueryDto, JOB_ID } from './job.dto';

@ApiTags('jobs')
@Controller('files/exports')
export class DownloadsController {
  constructor(private readonly downloads: Downloads) {}

  @Get(':jobId')
  @Endpoint({
    id: 'downloadExport',
    summary: 'Download the file of a job',
    description:
      'The address is the `downloadUrl` of the job, or the link of a mail: it is signed, and needs no other credentials. An expired one answers 410; one that was changed, 404.',
    access: 'public',
    file: ['application/zip'],
    errors: ['NOT_FOUND', 'GONE'],
  })
  async download(
    @Ctx() ctx: RequestContext,
    @IdParam('jobId', JOB_ID) jobId: string,
    @Query() { expires, signature }: DownloadQueryDto,
    @Req() { method }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { file, name, size } = await this.downloads.open(ctx, jobId, {
      expires,
      signature,
      looksOnly: method === 'HEAD',
    });
    await reply
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('content-length', size)
      .header('cache-control', 'no-store')
      .type('application/zip')
      .send(file.createReadStream());
  }
}
