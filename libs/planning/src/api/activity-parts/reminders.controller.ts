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
import { reminderIn, ReminderService } from '../../application/activity-parts/reminder.service';
import { ACTIVITY_ID, REMINDER_ID } from '../../domain/example-ids';
import { ReminderDto } from '../activity.dto';
import { operation } from '../written';
import { CreateReminderDto, RemindersDto, UpdateReminderDto } from './parts.dto';

const read = ['read:own-activities'] as const;
const write = ['write:own-activities'] as const;

@ApiTags('activities')
@Controller('activities/:id/reminders')
export class RemindersController {
  constructor(
    private readonly reminders: ReminderService,
    private readonly queries: ActivityQueries,
  ) {}

  @Get()
  @Endpoint({
    id: 'listReminders',
    summary: 'List your reminders of an activity',
    access: read,
    data: RemindersDto,
    versioned: true,
  })
  async list(@Ctx() ctx: RequestContext, @IdParam('id', ACTIVITY_ID) id: string): Promise<Answer> {
    const { reminders, version } = await this.queries.parts(ctx, id);
    return ok({ reminders }, { etag: `v${version}` });
  }

  @Post()
  @Endpoint({
    id: 'createReminder',
    summary: 'Create a reminder',
    description:
      'At a `time`, or `offset` minutes before the due date, with which it moves. One whose time is past is kept and does not fire.',
    message: 'Reminder set',
    access: write,
    operation: true,
    data: ReminderDto,
    status: 201,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async add(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @Body() body: CreateReminderDto,
  ): Promise<Answer> {
    const { reminder, resource, operationId } = await this.reminders.add(ctx, id, body);
    return created(reminder, {
      location: `/api/v1/activities/${id}/reminders/${reminder.id}`,
      etag: `v${resource.version}`,
      ...operation(operationId),
    });
  }

  @Get(':reminderId')
  @Endpoint({
    id: 'getReminder',
    summary: 'Get a reminder',
    access: read,
    data: ReminderDto,
    versioned: true,
  })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('reminderId', REMINDER_ID) reminderId: string,
  ): Promise<Answer> {
    const { reminders, version } = await this.queries.parts(ctx, id);
    return ok(reminderIn(reminders, reminderId), { etag: `v${version}` });
  }

  @Patch(':reminderId')
  @Endpoint({
    id: 'updateReminder',
    summary: 'Update a reminder',
    description:
      'A time takes the place of an offset, and the other way round; another time lets it be sent again.',
    message: 'Reminder updated',
    access: write,
    operation: true,
    data: ReminderDto,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async change(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('reminderId', REMINDER_ID) reminderId: string,
    @Body() body: UpdateReminderDto,
  ): Promise<Answer> {
    const { reminder, resource, operationId } = await this.reminders.change(ctx, id, reminderId, body);
    return ok(reminder, { etag: `v${resource.version}`, ...operation(operationId) });
  }

  @Delete(':reminderId')
  @Endpoint({
    id: 'deleteReminder',
    summary: 'Delete a reminder',
    message: 'Reminder deleted',
    access: write,
    operation: true,
    versioned: true,
    errors: ['MAX_PLANNERS_REACHED'],
  })
  async remove(
    @Ctx() ctx: RequestContext,
    @IdParam('id', ACTIVITY_ID) id: string,
    @IdParam('reminderId', REMINDER_ID) reminderId: string,
  ): Promise<Answer> {
    const { operationId } = await this.reminders.remove(ctx, id, reminderId);
    return done(operation(operationId));
  }
}
