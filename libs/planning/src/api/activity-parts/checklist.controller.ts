import { Body, Controller, Delete, Get, Patch, Post } from '@nestjs/common';
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
import { ChecklistService } from '../../application/activity-parts/checklist.service';
import { itemOf } from '../../domain/activity-parts/checklist';
import { ACTIVITY_ID, CHECKLIST_ITEM_ID } from '../../domain/example-ids';
import { ChecklistItemDto } from '../activity.dto';
import { operation } from '../written';
import { ChecklistDto, CreateChecklistItemDto, UpdateChecklistItemDto } from './parts.dto';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;
const versions = 'The version is that of the activity.';

@ApiTags('activities')
@Controller('activities/:id/checklist')
export class ChecklistController {
  constructor(
    private readonly checklists: ChecklistService,
    private readonly queries: ActivityQueries,
  ) {}

  @Get()
  @Endpoint({
    id: 'listChecklistItems',
    summary: 'List the checklist of an activity',
    description: versions,
    access: read,
    data: ChecklistDto,
    versioned: true,
  })
  async list(@Ctx() ctx: RequestContext, @IdParam('id', ACTIVITY_ID) id: string): Promise<Answer> {
    const { checklist, version } = await this.queries.parts(ctx, id);
    return ok({ checklist }, { etag: `v${version}` });
  }

  @Post()
  @Endpoint({
    id: 'createChecklistItem',
    summary: 'Add a checklist item',
    description: versions,
    message: 'Checklist item added',
    access: write,
    operation: true,
    data: ChecklistItemDto,
    status: 201,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async add(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @Body() body: CreateChecklistItemDto,
  ): Promise<Answer> {
    const { item, resource, operationId } = await this.checklists.add(ctx, id, body);
    return created(item, {
      location: `/api/v1/activities/${id}/checklist/${item.id}`,
      etag: `v${resource.version}`,
      ...operation(operationId),
    });
  }

  @Get(':itemId')
  @Endpoint({
    id: 'getChecklistItem',
    summary: 'Get a checklist item',
    description: versions,
    access: read,
    data: ChecklistItemDto,
    versioned: true,
  })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('itemId', CHECKLIST_ITEM_ID) itemId: string,
  ): Promise<Answer> {
    const { checklist, version } = await this.queries.parts(ctx, id);
    return ok(itemOf(checklist, itemId), { etag: `v${version}` });
  }

  @Patch(':itemId')
  @Endpoint({
    id: 'updateChecklistItem',
    summary: 'Update, tick or move a checklist item',
    description: versions,
    message: 'Checklist item updated',
    access: write,
    operation: true,
    data: ChecklistItemDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async change(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('itemId', CHECKLIST_ITEM_ID) itemId: string,
    @Body() body: UpdateChecklistItemDto,
  ): Promise<Answer> {
    const { item, resource, operationId } = await this.checklists.change(ctx, id, itemId, body);
    return ok(item, { etag: `v${resource.version}`, ...operation(operationId) });
  }

  @Delete(':itemId')
  @Endpoint({
    id: 'deleteChecklistItem',
    summary: 'Delete a checklist item',
    description: versions,
    message: 'Checklist item deleted',
    access: write,
    operation: true,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async remove(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('itemId', CHECKLIST_ITEM_ID) itemId: string,
  ): Promise<Answer> {
    const { operationId } = await this.checklists.remove(ctx, id, itemId);
    return done(operation(operationId));
  }
}
