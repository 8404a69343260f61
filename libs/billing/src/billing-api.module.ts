import { Module } from '@nestjs/common';
import { AdminBillingController } from './api/admin-billing.controller';
import { BillingWebhookController } from './api/billing-webhook.controller';
import { BillingController } from './api/billing.controller';
import { CheckoutRecords, CheckoutService } from './application/checkout.service';
import { ComparisonService } from './application/comparison.service';
import { EventIntakeService } from './application/event-intake.service';
import { PlanService } from './application/plan.service';
import { PortalService } from './application/portal.service';
import { ReturnAddresses } from './application/return-addresses';
import { SubscriptionService } from './application/subscription.service';
import { BillingModule } from './billing.module';
import { BillingMetrics } from './infrastructure/billing.metrics';

/** Billing in the API process: what people buy, and what Stripe tells. */
@Module({
  imports: [BillingModule],
  controllers: [BillingController, BillingWebhookController, AdminBillingController],
  providers: [
    ReturnAddresses,
    PlanService,
    CheckoutRecords,
    CheckoutService,
    PortalService,
    SubscriptionService,
    EventIntakeService,
    ComparisonService,
    BillingMetrics,
  ],
})
export class BillingApiModule {}
