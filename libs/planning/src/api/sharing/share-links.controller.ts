import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
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
import { ShareLinkService } from '../../application/sharing/share-link.service';
import { PLANNER_ID } from '../../domain/example-ids';
import { operation } from '../written';
import { CreateShareLinkDto, ShareLinkDto } from './sharing.dto';

const write = ['write:own-planners'] as const;

@ApiTags('sharing')
@Controller('planners/:id/share')
export class ShareLinksController {
  constructor(private readonly links: ShareLinkService) {}

  @Get()
  @Endpoint({
    id: 'getShareLink',
    summary: 'Get the share link of a planner',
    description: 'For its admins and its owner. 404 where it has none.',
    access: ['read:own-planners'],
    data: ShareLinkDto,
  })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
  ): Promise<Answer<ShareLinkDto>> {
    return ok(await this.links.show(ctx, id));
  }

  @Post()
  @ApiBody({ type: CreateShareLinkDto, required: false })
  @Endpoint({
    id: 'createShareLink',
    summary: 'Create the share link of a planner',
    description:
      'For admins and the owner, where the owner holds `share:planners`. A planner has one link: a new one kills the one before. It shows sections and activities, nobody’s name and no comments, and lets nobody change anything. With a password it is asked for; after `expiresAt` the link answers 410.',
    message: 'Link made',
    access: write,
    operation: true,
    data: ShareLinkDto,
    status: 201,
    errors: ['WEAK_PASSWORD', 'CONFLICT', 'PRECONDITION_FAILED', 'MAX_PLANNERS_REACHED'],
  })
  async create(
    @Ctx() ctx: RequestContext,
    @IdParam('id', PLANNER_ID) id: string,
    @Body() { password, expiresAt }: CreateShareLinkDto,
  ): Promise<Answer<ShareLinkDto>> {
    const { link, operationId } = await this.links.make(ctx, id, { password, expiresAt });
    // The link opens the planner by itself, so no copy of this answer is kept.
    return created(link, {
      location: `/api/v1/planners/${id}/share`,
      secretOf: id,
      ...operation(operationId),
    });
  }

  @Delete()
  @Endpoint({
    id: 'deleteShareLink',
    summary: 'Revoke the share link of a planner',
    description: 'It is dead from then on, on every replica. 404 where there is none.',
    message: 'Link taken back',
    access: write,
    operation: true,
    errors: ['PRECONDITION_FAILED'],
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', PLANNER_ID) id: string): Promise<Answer<null>> {
    return done(operation(await this.links.remove(ctx, id)));
  }
}
