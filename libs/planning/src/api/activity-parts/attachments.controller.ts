import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { ActivityQueries } from '../../application/activity-queries';
import { AttachmentService } from '../../application/activity-parts/attachment.service';
import { attachmentOf } from '../../domain/activity-parts/attachments';
import { ACTIVITY_ID, FILE_ID } from '../../domain/example-ids';
import { AttachmentDto } from '../activity.dto';
import { operation } from '../written';
import { AttachDto, AttachmentsDto } from './parts.dto';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;
const versions = 'The version is that of the activity.';

@ApiTags('activities')
@Controller('activities/:id/attachments')
export class AttachmentsController {
  constructor(
    private readonly attachments: AttachmentService,
    private readonly queries: ActivityQueries,
  ) {}

  @Get()
  @Endpoint({
    id: 'listAttachments',
    summary: 'List the attachments of an activity',
    description: versions,
    access: read,
    data: AttachmentsDto,
    versioned: true,
  })
  async list(@Ctx() ctx: RequestContext, @IdParam('id', ACTIVITY_ID) id: string): Promise<Answer> {
    const { attachments, version } = await this.queries.parts(ctx, id);
    return ok({ attachments }, { etag: `v${version}` });
  }

  @Post()
  @Endpoint({
    id: 'attachFile',
    summary: 'Attach a file to an activity',
    description: `A file of yours, which whoever may see the activity may see from then on. Attaching it again does nothing. ${versions}`,
    message: 'File attached',
    access: write,
    operation: true,
    data: AttachmentDto,
    status: 201,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async attach(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @Body() { fileId }: AttachDto,
  ): Promise<Answer> {
    const written = await this.attachments.attach(ctx, id, fileId.toLowerCase());
    const { attachment, resource, operationId } = written;
    return created(attachment, {
      location: `/api/v1/activities/${id}/attachments/${attachment.id}`,
      etag: `v${resource.version}`,
      ...operation(operationId),
    });
  }

  @Get(':attachmentId')
  @Endpoint({
    id: 'getAttachment',
    summary: 'Get an attachment',
    description: `Its bytes are at \`GET /files/{id}/content\`. ${versions}`,
    access: read,
    data: AttachmentDto,
    versioned: true,
  })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('attachmentId', FILE_ID) attachmentId: string,
  ): Promise<Answer> {
    const { attachments, version } = await this.queries.parts(ctx, id);
    return ok(attachmentOf(attachments, attachmentId), { etag: `v${version}` });
  }

  @Delete(':attachmentId')
  @Endpoint({
    id: 'detachFile',
    summary: 'Detach a file from an activity',
    description: `The file itself stays with its owner. ${versions}`,
    message: 'File detached',
    access: write,
    operation: true,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async detach(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('attachmentId', FILE_ID) attachmentId: string,
  ): Promise<Answer> {
    const { operationId } = await this.attachments.detach(ctx, id, attachmentId);
    return done(operation(operationId));
  }
}
