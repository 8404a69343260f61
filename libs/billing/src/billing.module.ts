import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SubscriptionEffects } from './application/subscription-effects';
import { Customers } from './application/customers';
import { DuplicateSubscriptions } from './application/duplicate-subscriptions';
import { Notices } from './application/notices';
import { PaymentKinds } from './application/payments/payment-kind';
import { Payments } from './application/payments/payments';
import { BillingCounts } from './application/ports/billing-counts';
import { AccountStore } from './application/ports/account-store';
import { EventReader } from './application/ports/event-reader';
import { EventStore } from './application/ports/event-store';
import { NoticeStore } from './application/ports/notice-store';
import { PaymentProvider } from './application/ports/payment-provider';
import { PaymentStore } from './application/ports/payment-store';
import { RefundStore } from './application/ports/refund-store';
import { ReconciliationStore } from './application/ports/reconciliation-store';
import { SubscriptionStore } from './application/ports/subscription-store';
import { SubscriptionSync } from './application/subscription-sync';
import { SyncRecords } from './application/sync-records';
import { billingEntities } from './infrastructure/billing.entities';
import { HeldByBilling } from './infrastructure/held-by-billing';
import { RedisBillingCounts } from './infrastructure/redis-billing.counts';
import { SqlAccountStore } from './infrastructure/sql-account.store';
import { SqlEventStore } from './infrastructure/sql-event.store';
import { SqlNoticeStore } from './infrastructure/sql-notice.store';
import { SqlPaymentStore } from './infrastructure/sql-payment.store';
import { SqlRefundStore } from './infrastructure/sql-refund.store';
import { SqlReconciliationStore } from './infrastructure/sql-reconciliation.store';
import { SqlSubscriptionStore } from './infrastructure/sql-subscription.store';
import { StripeCheckouts } from './infrastructure/stripe/stripe-checkouts';
import { StripeClient } from './infrastructure/stripe/stripe-client';
import { StripeEventReader } from './infrastructure/stripe/stripe-event-reader';
import { StripePrices } from './infrastructure/stripe/stripe-prices';
import { StripeProvider } from './infrastructure/stripe/stripe-provider';
import { StripeRefunds } from './infrastructure/stripe/stripe-refunds';
import { StripeSubscriptions } from './infrastructure/stripe/stripe-subscriptions';

const ports = [
  { provide: BillingCounts, useClass: RedisBillingCounts },
  { provide: AccountStore, useClass: SqlAccountStore },
  { provide: SubscriptionStore, useClass: SqlSubscriptionStore },
  { provide: EventStore, useClass: SqlEventStore },
  { provide: NoticeStore, useClass: SqlNoticeStore },
  { provide: RefundStore, useClass: SqlRefundStore },
  { provide: PaymentStore, useClass: SqlPaymentStore },
  { provide: ReconciliationStore, useClass: SqlReconciliationStore },
  { provide: PaymentProvider, useClass: StripeProvider },
  { provide: EventReader, useClass: StripeEventReader },
];

const shared = [
  Notices,
  SubscriptionEffects,
  SyncRecords,
  DuplicateSubscriptions,
  SubscriptionSync,
  Customers,
  PaymentKinds,
  Payments,
];

/** Billing, for every process. `People`, `AccountTiers` and the audit log come from where accounts are. */
@Module({
  imports: [DiscoveryModule, TypeOrmModule.forFeature(billingEntities)],
  providers: [
    ...ports,
    ...shared,
    StripeClient,
    StripePrices,
    StripeCheckouts,
    StripeSubscriptions,
    StripeRefunds,
    HeldByBilling,
  ],
  exports: [...ports, ...shared],
})
export class BillingModule {}
