import { Module } from '@nestjs/common';
import { channelProcessors } from './jobs/channels/channel.processors';
import { NotificationsModule } from './notifications.module';

/** Notifications in the worker. */
@Module({ imports: [NotificationsModule], providers: [...channelProcessors], exports: [NotificationsModule] })
export class NotificationsWorkerModule {}
