import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AllSights, CryptoModule } from '@almanac/platform';
import { CurrentAssignments } from './application/current-assignments';
import { Deliveries } from './application/deliveries';
import { FrontEnd } from './application/front-end';
import { DeliveryService } from './application/delivery.service';
import { DeliveryStore } from './application/ports/delivery-store';
import { PreferencesStore } from './application/ports/preferences-store';
import { DispatchStore } from './application/ports/dispatch-store';
import { NotificationRetention } from './application/ports/notification-retention';
import { NotificationStore } from './application/ports/notification-store';
import { NotificationViews } from './application/ports/notification-views';
import { PreferencesService } from './application/preferences.service';
import { UnsubscribeLinks } from './application/unsubscribe-links';
import { PendingFacts } from './application/pending-facts';
import { notificationEntities } from './infrastructure/entities';
import { channelProviders } from './infrastructure/channel.providers';
import { SqlDeliveryStore } from './infrastructure/sql-delivery.store';
import { SqlDispatchStore } from './infrastructure/sql-dispatch.store';
import { SqlNotificationRetention } from './infrastructure/sql-notification.retention';
import { SqlNotificationStore } from './infrastructure/sql-notification.store';
import { SqlNotificationViews } from './infrastructure/sql-notification.views';
import { SqlPreferencesStore } from './infrastructure/sql-preferences.store';

const ports = [
  { provide: PreferencesStore, useClass: SqlPreferencesStore },
  { provide: DeliveryStore, useClass: SqlDeliveryStore },
  { provide: DispatchStore, useClass: SqlDispatchStore },
  { provide: NotificationRetention, useClass: SqlNotificationRetention },
  { provide: NotificationStore, useClass: SqlNotificationStore },
  { provide: NotificationViews, useClass: SqlNotificationViews },
  { provide: Deliveries, useClass: DeliveryService },
];

const common = [AllSights, CurrentAssignments, PendingFacts, FrontEnd, UnsubscribeLinks, PreferencesService];

/** Notifications, for every process. `People` and the things that they are about come from the features that have them. */
@Module({
  imports: [CryptoModule, DiscoveryModule, TypeOrmModule.forFeature(notificationEntities)],
  providers: [...ports, ...common, ...channelProviders],
  exports: [...ports, ...common, ...channelProviders],
})
export class NotificationsModule {}
