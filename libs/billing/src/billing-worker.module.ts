import { Module } from '@nestjs/common';
import { EventBooks, EventHandlingService } from './application/event-handling.service';
import { LeavingBooks } from './application/leaving-books';
import { LeavingService } from './application/leaving.service';
import { ReconciliationBooks, ReconciliationService } from './application/reconciliation.service';
import { UpkeepBooks, UpkeepService } from './application/upkeep.service';
import { BillingModule } from './billing.module';
import { BillingEventRouter } from './jobs/billing-event.router';
import { billingProcessors } from './jobs/billing.processors';

/** Billing in the worker: what follows from events, from the clock, and from comparing with Stripe. */
@Module({
  imports: [BillingModule],
  providers: [
    EventBooks,
    EventHandlingService,
    UpkeepBooks,
    UpkeepService,
    LeavingBooks,
    LeavingService,
    ReconciliationBooks,
    ReconciliationService,
    BillingEventRouter,
    ...billingProcessors,
  ],
})
export class BillingWorkerModule {}
