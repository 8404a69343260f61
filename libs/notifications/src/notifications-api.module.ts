import { Module } from '@nestjs/common';
import { DevSmsController } from './api/devices/dev-sms.controller';
import { DevicesController } from './api/devices/devices.controller';
import { NotificationsController } from './api/notifications.controller';
import { NotificationPreferencesController } from './api/preferences.controller';
import { UnsubscribeController } from './api/unsubscribe.controller';
import { NotificationService } from './application/notification.service';
import { UnsubscribeService } from './application/unsubscribe.service';
import { NotificationsModule } from './notifications.module';

/** Notifications in the API process: their controllers. */
@Module({
  imports: [NotificationsModule],
  controllers: [
    NotificationPreferencesController,
    NotificationsController,
    UnsubscribeController,
    DevicesController,
    DevSmsController,
  ],
  providers: [NotificationService, UnsubscribeService],
  exports: [NotificationsModule],
})
export class NotificationsApiModule {}
