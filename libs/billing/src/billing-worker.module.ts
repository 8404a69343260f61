import { Module } from '@nestjs/common';
import { EventRecords, EventHandlingService } from './application/event-handling.service';
import { LeavingRecords } from './application/leaving-records';
import { LeavingService } from './application/leaving.service';
import { ReconciliationRecords, ReconciliationService } from './application/reconciliation.service';
import { UpkeepRecords, UpkeepService } from './application/upkeep.service';
import { BillingModule } from './billing.module';
import { BillingEventRouter } from './jobs/billing-event.router';
import { billingProcessors } from './jobs/billing.processors';

/** Billing in the worker: what follows from events, from the clock, and from comparing with Stripe. */
@Module({
  imports: [BillingModule],
  providers: [
    EventRecords,
    EventHandlingService,
    UpkeepRecords,
    UpkeepService,
    LeavingRecords,
    LeavingService,
    ReconciliationRecords,
    ReconciliationService,
    BillingEventRouter,
    ...billingProcessors,
  ],
})
export class BillingWorkerModule {}
