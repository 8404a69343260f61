import { Injectable } from '@nestjs/common';
import { HandlesJob, type JobHandler } from '@almanac/platform';
import { NotificationRetention } from '../application/ports/notification-retention';

/** Forgets what is past its time. Doing it twice does no harm. */
@Injectable()
@HandlesJob('notifications', 'expire')
export class ExpireNotificationsProcessor implements JobHandler<'notifications', 'expire'> {
  constructor(private readonly retention: NotificationRetention) {}

  async handle(): Promise<void> {
    while (await this.retention.forget());
  }
}
