import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  JsonText,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { CommentService } from '../../application/activity-parts/comment.service';
import { ACTIVITY_ID, COMMENT_ID } from '../../domain/example-ids';
import { changed, operation, page } from '../written';
import { CommentDto, CommentListQueryDto, WriteCommentDto } from './parts.dto';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;

@ApiTags('comments')
@Controller('activities/:id/comments')
export class CommentsController {
  constructor(private readonly comments: CommentService) {}

  @Get()
  @Endpoint({
    id: 'listComments',
    summary: 'List the comments on an activity',
    description: 'The oldest first, unless it is asked for another order.',
    access: read,
    list: { name: 'comments', of: CommentDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @Query() query: CommentListQueryDto,
  ): Promise<Answer> {
    return page(this.comments.list(ctx, id, query.pageRequest()));
  }

  @Post()
  @Endpoint({
    id: 'createComment',
    summary: 'Comment on an activity',
    description: 'Whoever sees the planner may.',
    message: 'Comment added',
    access: write,
    operation: true,
    data: CommentDto,
    status: 201,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async add(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @Body() { text }: WriteCommentDto,
  ): Promise<Answer> {
    const { resource, operationId } = await this.comments.add(ctx, id, text);
    return created(resource, {
      location: `/api/v1/activities/${id}/comments/${resource.id}`,
      etag: `v${resource.version}`,
      ...operation(operationId),
    });
  }

  @Get(':commentId')
  @Endpoint({ id: 'getComment', summary: 'Get a comment', access: read, data: CommentDto, versioned: true })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('commentId', COMMENT_ID) commentId: string,
  ): Promise<Answer> {
    const { json, version } = await this.comments.one(ctx, id, commentId);
    return ok(new JsonText(json), { etag: `v${version}` });
  }

  @Patch(':commentId')
  @Endpoint({
    id: 'updateComment',
    summary: 'Edit a comment',
    description: 'Its author alone may.',
    message: 'Comment updated',
    access: write,
    operation: true,
    data: CommentDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async change(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('commentId', COMMENT_ID) commentId: string,
    @Body() { text }: WriteCommentDto,
  ): Promise<Answer> {
    return changed(await this.comments.change(ctx, id, commentId, text));
  }

  @Delete(':commentId')
  @Endpoint({
    id: 'deleteComment',
    summary: 'Delete a comment',
    description: 'Its author may, and whoever manages the planner. It does not come back.',
    message: 'Comment deleted',
    access: write,
    operation: true,
    versioned: true,
  })
  async remove(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('commentId', COMMENT_ID) commentId: string,
  ): Promise<Answer> {
    return done(operation(await this.comments.remove(ctx, id, commentId)));
  }
}
