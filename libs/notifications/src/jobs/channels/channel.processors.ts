import { NotificationMailProcessor } from './notification-mail.processor';
import { NotificationPushProcessor, NotificationSmsProcessor } from './unconfigured.processors';

/** What brings notifications to people outside the app. */
export const channelProcessors = [
  NotificationMailProcessor,
  NotificationSmsProcessor,
  NotificationPushProcessor,
];
