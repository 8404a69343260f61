import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  done,
  Endpoint,
  IdParam,
  JsonText,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { NotificationService } from '../application/notification.service';
import {
  NOTIFICATION_ID,
  NotificationDto,
  NotificationListQueryDto,
  ReadNotificationsDto,
  UnreadDto,
} from './notification.dto';

@ApiTags('notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationService) {}

  @Get()
  @Endpoint({
    id: 'listNotifications',
    summary: 'List your notifications',
    description:
      'Newest first. `unreadCount` counts all that are unread, also where the list shows a part. New ones come as `notification:new` on the sockets. What is personal, such as that the export of your data is ready, is shown and counted only where you are signed in yourself, not to API keys. What was read is forgotten after 90 days, the rest after a year.',
    access: ['read:own-profile'],
    list: { name: 'notifications', of: NotificationDto, counts: ['unreadCount'] },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: NotificationListQueryDto): Promise<Answer> {
    const filter = { unread: query.unread === true };
    return ok(new JsonText(await this.notifications.list(ctx, filter, query.pageRequest())));
  }

  @Post('read')
  @ApiBody({
    type: ReadNotificationsDto,
    examples: {
      all: { summary: 'All of them', value: { all: true } },
      some: { summary: 'Some', value: { ids: [NOTIFICATION_ID] } },
    },
  })
  @Endpoint({
    id: 'readNotifications',
    summary: 'Mark notifications as read',
    description:
      'Give `ids` or `all: true`. Where one of the ids is none of yours, nothing is marked (404). What is read is left out of mails that were still to come.',
    message: 'Marked as read',
    access: ['write:own-profile'],
    data: UnreadDto,
    errors: ['NOT_FOUND'],
  })
  async read(@Ctx() ctx: RequestContext, @Body() body: ReadNotificationsDto): Promise<Answer<UnreadDto>> {
    return ok({ unreadCount: await this.notifications.read(ctx, body) });
  }

  @Delete(':notificationId')
  @Endpoint({
    id: 'deleteNotification',
    summary: 'Delete a notification',
    message: 'Notification deleted',
    access: ['write:own-profile'],
    errors: ['NOT_FOUND'],
  })
  async remove(
    @Ctx() ctx: RequestContext,
    @IdParam('notificationId', NOTIFICATION_ID) id: string,
  ): Promise<Answer<null>> {
    await this.notifications.remove(ctx, id);
    return done();
  }
}
