import { Module } from '@nestjs/common';
import { JobsModule } from '@almanac/platform';
import { DispatchService } from './application/dispatch.service';
import { HeardEvents } from './application/ports/heard-events';
import { AccountComposer } from './application/composing/account.composer';
import { PlanningComposer } from './application/composing/planning.composer';
import { NotifyService } from './application/composing/notify.service';
import { NotificationComposers } from './application/composing/notification-composers';
import { HeldByNotifications } from './infrastructure/held-by-notifications';
import { SqlHeardEvents } from './infrastructure/sql-heard.events';
import { channelProcessors } from './jobs/channels/channel.processors';
import { DispatchProcessor } from './jobs/dispatch.processor';
import { DropDevicesProcessor } from './jobs/drop-devices.processor';
import { ExpireNotificationsProcessor } from './jobs/expire-notifications.processor';
import { NotificationEventRouter } from './jobs/notification-event.router';
import { TellProcessor } from './jobs/tell.processor';
import { NotificationsModule } from './notifications.module';

/** Notifications in the worker: whom events concern, what waits for a time, and the channels. */
@Module({
  imports: [NotificationsModule, JobsModule],
  providers: [
    { provide: HeardEvents, useClass: SqlHeardEvents },
    HeldByNotifications,
    PlanningComposer,
    AccountComposer,
    NotificationComposers,
    NotifyService,
    DispatchService,
    NotificationEventRouter,
    TellProcessor,
    DispatchProcessor,
    DropDevicesProcessor,
    ExpireNotificationsProcessor,
    ...channelProcessors,
  ],
  exports: [NotificationsModule],
})
export class NotificationsWorkerModule {}
