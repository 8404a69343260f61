/**
 * Billing by Stripe: subscriptions that give a tier, and money for what other features take it for (spec: billing.md). It
 * never sees a card, never believes an event where it can ask, and never charges twice.
 */
export { EventHandlingService } from './application/event-handling.service';
export { PaymentKind, PaymentKinds } from './application/payments/payment-kind';
export { Payments, type PaymentRequest } from './application/payments/payments';
export type { Payment } from './application/ports/payment-store';
export { ReconciliationService } from './application/reconciliation.service';
export { SubscriptionSync } from './application/subscription-sync';
export { UpkeepService } from './application/upkeep.service';
export { LeavingService } from './application/leaving.service';
export { billingEntities } from './infrastructure/billing.entities';
export { BillingModule } from './billing.module';
export { BillingApiModule } from './billing-api.module';
export { BillingWorkerModule } from './billing-worker.module';
