import { Body, Controller, Delete, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  ok,
  sendStored,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { FileService, type SeenFile } from '../application/file.service';
import type { Stored } from '../application/intake';
import { UploadService } from '../application/upload.service';
import { FILE_ID } from '../domain/example-ids';
import { thumbnailSizes } from '../domain/file';
import { fileTypes } from '../domain/file-types';
import { noFile, refused } from '../domain/refusals';
import { CreateUploadDto, FileDto } from './file.dto';
import { ReceiveUploadGuard, Taken, TakeUploadGuard } from './receive-upload.guard';
import { UploadDto } from './upload.dto';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;
const refusals = [
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'STORAGE_LIMIT_REACHED',
  'SERVICE_UNAVAILABLE',
] as const;

@ApiTags('files')
@Controller('files')
export class FilesController {
  constructor(
    private readonly files: FileService,
    private readonly uploads: UploadService,
  ) {}

  @Post()
  @UseGuards(ReceiveUploadGuard)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    required: true,
    schema: {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'string', format: 'binary', maxLength: 2 ** 31 - 1 } },
    },
  })
  @Endpoint({
    id: 'uploadFile',
    summary: 'Upload a file',
    description:
      'Its type is found from its bytes; what lies, or is not listed, is refused. Images are made anew, without their metadata. It counts against your storage. Larger files go better by `POST /files/uploads`.',
    message: 'File uploaded',
    access: write,
    streams: true,
    data: FileDto,
    status: 201,
    errors: refusals,
  })
  async upload(
    @Ctx() ctx: RequestContext,
    @Taken() stored: Stored | undefined,
    @Body() _body: unknown,
  ): Promise<Answer> {
    if (!stored) throw refused('file', 'file is required', 'isDefined');
    const file = await this.files.shown(ctx, await this.uploads.keep(ctx, stored));
    return created(toFileDto(file), { location: `/api/v1/files/${file.id}`, etag: etagOf(file) });
  }

  @Post('uploads')
  @Endpoint({
    id: 'createUpload',
    summary: 'Create an upload',
    description:
      'Send the file there by `method`, with `headers`; then call `POST /files/{id}/complete`. Its room is kept free until `expiresAt`.',
    message: 'Upload begun',
    access: write,
    data: UploadDto,
    status: 201,
    errors: refusals,
  })
  async promise(@Ctx() ctx: RequestContext, @Body() body: CreateUploadDto): Promise<Answer> {
    const { expiresAt, ...upload } = await this.uploads.promise(ctx, body);
    const data = { ...upload, expiresAt: expiresAt.toISOString() };
    return created(data, {
      location: `/api/v1/files/${upload.id}`,
      // Whoever has the address may write there: it is kept nowhere.
      secretOf: upload.id,
    });
  }

  @Post(':id/complete')
  @UseGuards(TakeUploadGuard)
  @Endpoint({
    id: 'completeUpload',
    summary: 'Complete an upload',
    description:
      'Once its bytes are put. They are looked at as those of any upload; what is refused is gone, and is to be begun anew. Completing it again gives the same file.',
    message: 'Upload completed',
    access: write,
    data: FileDto,
    errors: [...refusals, 'CONFLICT', 'GONE'],
  })
  async complete(
    @Ctx() ctx: RequestContext,
    @IdParam('id', FILE_ID) id: string,
    @Taken() stored: Stored | undefined,
  ): Promise<Answer> {
    const file = await this.files.shown(ctx, await this.uploads.complete(ctx, id, stored));
    return ok(toFileDto(file), { etag: etagOf(file) });
  }

  @Get(':id')
  @Endpoint({
    id: 'getFile',
    summary: 'Get a file without its bytes',
    description: 'Yours, or one that is attached to something which you may see.',
    access: read,
    data: FileDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', FILE_ID) id: string): Promise<Answer> {
    const file = await this.files.see(ctx, id);
    return ok(toFileDto(file), { etag: etagOf(file) });
  }

  @Get(':id/content')
  @Endpoint({
    id: 'getFileContent',
    summary: 'Download a file',
    description: 'Also in ranges. What can hold scripts, such as SVG, is only ever saved (`attachment`).',
    access: read,
    file: fileTypes.map(({ type }) => type),
    ranges: true,
    errors: ['CONFLICT'],
  })
  async content(
    @Ctx() ctx: RequestContext,
    @IdParam('id', FILE_ID) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendStored(request, reply, await this.files.content(ctx, id));
  }

  @Get(':id/thumbnails/:size')
  @ApiParam({
    name: 'size',
    required: true,
    schema: { type: 'string', enum: [...thumbnailSizes], example: 'small' },
  })
  @Endpoint({
    id: 'getThumbnail',
    summary: 'Download a thumbnail of an image',
    description: 'Its longer edge has at most 160, 480 or 1280 pixels. What is no image has none: 404.',
    access: read,
    file: ['image/webp'],
    ranges: true,
    errors: ['CONFLICT'],
  })
  async thumbnail(
    @Ctx() ctx: RequestContext,
    @IdParam('id', FILE_ID) id: string,
    @Param('size') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const size = thumbnailSizes.find((one) => one === name);
    if (!size) throw noFile();
    await sendStored(request, reply, await this.files.thumbnail(ctx, id, size));
  }

  @Delete(':id')
  @Endpoint({
    id: 'deleteFile',
    summary: 'Delete a file',
    description: 'For good, and its room is free at once. What it is attached to lets go of it.',
    message: 'File deleted',
    access: write,
    versioned: true,
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', FILE_ID) id: string): Promise<Answer> {
    await this.files.remove(ctx, id);
    return done();
  }
}

/** The address in it is new from time to time, and with it the tag. */
function etagOf({ version, downloadExpiresAt }: SeenFile): string {
  return downloadExpiresAt === null ? `v${version}` : `v${version}.t${downloadExpiresAt.getTime() / 1000}`;
}

function toFileDto({
  expiresAt: _until,
  object: _where,
  downloadExpiresAt,
  createdAt,
  ...file
}: SeenFile): FileDto {
  return {
    ...file,
    downloadExpiresAt: downloadExpiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
