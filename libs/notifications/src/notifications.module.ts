import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AllSights, CryptoModule } from '@almanac/platform';
import { Deliveries } from './application/deliveries';
import { DeliveryService } from './application/delivery.service';
import { DeliveryStore } from './application/ports/delivery-store';
import { PreferencesStore } from './application/ports/preferences-store';
import { UnsubscribeLinks } from './application/unsubscribe-links';
import { notificationEntities } from './infrastructure/entities';
import { SqlDeliveryStore } from './infrastructure/sql-delivery.store';
import { SqlPreferencesStore } from './infrastructure/sql-preferences.store';

const ports = [
  { provide: PreferencesStore, useClass: SqlPreferencesStore },
  { provide: DeliveryStore, useClass: SqlDeliveryStore },
  { provide: Deliveries, useClass: DeliveryService },
];

/** Notifications, for every process. `People` and the things that they are about come from the features that have them. */
@Module({
  imports: [CryptoModule, DiscoveryModule, TypeOrmModule.forFeature(notificationEntities)],
  providers: [...ports, AllSights, UnsubscribeLinks],
  exports: [...ports, AllSights, UnsubscribeLinks],
})
export class NotificationsModule {}
