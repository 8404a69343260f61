/**
 * Notifications: who is told what, in the app and by mail, push and text message, and what people have chosen of
 * that. It hears domain events and asks the features who may see a thing; it must never tell a fact twice on a
 * channel, nor to whom it does not concern.
 */
export { Deliveries } from './application/deliveries';
export type { ClaimedDelivery, DeliveryOutcome, OutgoingNotification } from './application/deliveries';
export { notificationEntities } from './infrastructure/entities';
export { NotificationsModule } from './notifications.module';
export { NotificationsApiModule } from './notifications-api.module';
export { NotificationsWorkerModule } from './notifications-worker.module';
export { NotificationMailProcessor } from './jobs/channels/notification-mail.processor';
export { NotificationPushProcessor } from './jobs/channels/notification-push.processor';
export { NotificationSmsProcessor } from './jobs/channels/notification-sms.processor';
