import { Module } from '@nestjs/common';
import { NotificationsModule } from './notifications.module';

/** Notifications in the API process. */
@Module({ imports: [NotificationsModule], exports: [NotificationsModule] })
export class NotificationsApiModule {}
