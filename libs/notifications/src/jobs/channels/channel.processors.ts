import { DeliveryFlow } from './delivery-flow';
import { NotificationMailProcessor } from './notification-mail.processor';
import { NotificationPushProcessor } from './notification-push.processor';
import { NotificationSmsProcessor } from './notification-sms.processor';

/** What brings notifications to people outside the app. */
export const channelProcessors = [
  DeliveryFlow,
  NotificationMailProcessor,
  NotificationSmsProcessor,
  NotificationPushProcessor,
];
