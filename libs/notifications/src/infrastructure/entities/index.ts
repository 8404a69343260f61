import { DeviceEntity, DeviceReceiptEntity } from './device.entity';
import { NotificationDeliveryEntity } from './notification-delivery.entity';
import { NotificationPreferencesEntity } from './notification-preferences.entity';
import { NotificationEntity } from './notification.entity';

/** Everything that notifications keep in PostgreSQL; the migration says the same. */
export const notificationEntities = [
  NotificationEntity,
  NotificationDeliveryEntity,
  NotificationPreferencesEntity,
  DeviceEntity,
  DeviceReceiptEntity,
];
