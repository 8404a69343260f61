import { Controller, Get, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../context';
import { done, type Answer } from '../http/answer';
import { Text } from '../http/dto/fields';
import { Endpoint } from '../http/endpoint.decorator';
import { declaredTypeOf } from '../http/json-body';
import { cutOff, longBody } from '../http/long-body';
import { Ctx } from '../http/request';
import { sendStored } from './send-stored';
import { StoredFiles } from './stored-files';

/** What stands in the query of a signed address. */
export class TicketDto {
  @Text({ min: 1, max: 4000, description: 'What the address allows, signed; take it as it is.' })
  ticket!: string;
}

@ApiTags('files')
@Controller('files/stored')
export class StoredFilesController {
  constructor(private readonly files: StoredFiles) {}

  @Get()
  @Endpoint({
    id: 'downloadStored',
    summary: 'Download a file by its signed address',
    description:
      'The address is the `downloadUrl` of a file where the server keeps files on its own disk; it needs no other credentials. An expired one answers 410, as does one that was given to somebody who may not see the file any more; one that was changed, 404.',
    access: 'public',
    file: ['application/octet-stream'],
    ranges: true,
    errors: ['NOT_FOUND', 'GONE'],
  })
  async download(
    @Ctx() context: RequestContext,
    @Query() { ticket }: TicketDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendStored(request, reply, await this.files.find(context, ticket));
  }

  @Put()
  @ApiConsumes('application/octet-stream')
  @ApiBody({ required: true, schema: { type: 'string', format: 'binary', maxLength: 2 ** 31 - 1 } })
  @Endpoint({
    id: 'uploadStored',
    summary: 'Upload the bytes of a file to its signed address',
    description:
      'The `url` of `POST /files/uploads`, with the `headers` that it names, its own media type among them, and the file as the body. It needs no other credentials. Then call `POST /files/{id}/complete`.',
    message: 'Uploaded',
    access: 'public',
    streams: true,
    errors: ['NOT_FOUND', 'GONE', 'FORBIDDEN', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  })
  async upload(
    @Query() { ticket }: TicketDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const body = longBody(request);
    try {
      await this.files.put(ticket, declaredTypeOf(request), body);
    } catch (error) {
      body.destroy();
      cutOff(request, reply);
      throw error;
    }
    return done();
  }
}
