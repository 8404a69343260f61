import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { postponing } from '../application/answering';
import { Customers } from '../application/customers';
import { DuplicateSubscriptions } from '../application/duplicate-subscriptions';
import { EventHandlingService } from '../application/event-handling.service';
import { LeavingService } from '../application/leaving.service';
import { Payments } from '../application/payments/payments';
import { ReconciliationService } from '../application/reconciliation.service';
import { UpkeepService } from '../application/upkeep.service';

/** Works an event of Stripe's off; a second run finds it settled. */
@Injectable()
@HandlesJob('billing', 'handle-event')
export class HandleEventProcessor implements JobHandler<'billing', 'handle-event'> {
  constructor(private readonly events: EventHandlingService) {}

  async handle(
    { stripeEventId }: JobPayload<'billing', 'handle-event'>,
    { context }: JobContext,
  ): Promise<void> {
    await postponing(() => this.events.handle(context, stripeEventId));
  }

  async gaveUp({ stripeEventId }: JobPayload<'billing', 'handle-event'>): Promise<void> {
    await this.events.giveUp(stripeEventId);
  }
}

/** Lets time pass; a second run finds nothing due. */
@Injectable()
@HandlesJob('billing', 'sweep')
export class SweepProcessor implements JobHandler<'billing', 'sweep'> {
  constructor(
    private readonly upkeep: UpkeepService,
    private readonly payments: Payments,
  ) {}

  async handle(_payload: JobPayload<'billing', 'sweep'>, { context, signal }: JobContext): Promise<void> {
    await this.upkeep.sweep(context, signal);
    await this.payments.lookAtOpen(context, signal);
  }
}

/** Compares with Stripe; a second run goes on with the first. */
@Injectable()
@HandlesJob('billing', 'reconcile')
export class ReconcileProcessor implements JobHandler<'billing', 'reconcile'> {
  constructor(private readonly reconciliation: ReconciliationService) {}

  async handle(_payload: JobPayload<'billing', 'reconcile'>, { context }: JobContext): Promise<void> {
    await postponing(() => this.reconciliation.begin(context));
  }
}

/** Goes on with a comparison. */
@Injectable()
@HandlesJob('billing', 'reconcile-on')
export class ReconcileOnProcessor implements JobHandler<'billing', 'reconcile-on'> {
  constructor(private readonly reconciliation: ReconciliationService) {}

  async handle(
    { reconciliationId }: JobPayload<'billing', 'reconcile-on'>,
    { context }: JobContext,
  ): Promise<void> {
    await postponing(() => this.reconciliation.goOn(context, reconciliationId));
  }
}

/** Lets the subscription of a deleted account run out; a second run finds that it does. */
@Injectable()
@HandlesJob('billing', 'stop-renewal')
export class StopRenewalProcessor implements JobHandler<'billing', 'stop-renewal'> {
  constructor(private readonly leaving: LeavingService) {}

  async handle({ userId }: JobPayload<'billing', 'stop-renewal'>, { context }: JobContext): Promise<void> {
    await postponing(() => this.leaving.settleRenewal(context, userId));
  }
}

/** Lets it go on where the account is back; a second run finds nothing that was stopped. */
@Injectable()
@HandlesJob('billing', 'resume-renewal')
export class ResumeRenewalProcessor implements JobHandler<'billing', 'resume-renewal'> {
  constructor(private readonly leaving: LeavingService) {}

  async handle({ userId }: JobPayload<'billing', 'resume-renewal'>, { context }: JobContext): Promise<void> {
    await postponing(() => this.leaving.settleRenewal(context, userId));
  }
}

/** Ends a second subscription and gives back what was paid for it; a second run finds that it has gone back. */
@Injectable()
@HandlesJob('billing', 'refund-doubled')
export class RefundDoubledProcessor implements JobHandler<'billing', 'refund-doubled'> {
  constructor(private readonly duplicates: DuplicateSubscriptions) {}

  async handle(
    { stripeSubscriptionId }: JobPayload<'billing', 'refund-doubled'>,
    { context }: JobContext,
  ): Promise<void> {
    await postponing(() => this.duplicates.giveBack(context, stripeSubscriptionId));
  }

  async gaveUp({ stripeSubscriptionId }: JobPayload<'billing', 'refund-doubled'>): Promise<void> {
    await this.duplicates.giveUp(stripeSubscriptionId);
  }
}

/** Tells Stripe the address of a customer; a second run tells the same. */
@Injectable()
@HandlesJob('billing', 'update-customer')
export class UpdateCustomerProcessor implements JobHandler<'billing', 'update-customer'> {
  constructor(private readonly customers: Customers) {}

  async handle({ userId }: JobPayload<'billing', 'update-customer'>, { context }: JobContext): Promise<void> {
    await postponing(() => this.customers.renewAddress(context, userId));
  }
}

/** Deletes a customer at Stripe; a second run finds none. */
@Injectable()
@HandlesJob('billing', 'delete-customer')
export class DeleteCustomerProcessor implements JobHandler<'billing', 'delete-customer'> {
  constructor(private readonly leaving: LeavingService) {}

  async handle(
    { customerId }: JobPayload<'billing', 'delete-customer'>,
    { context }: JobContext,
  ): Promise<void> {
    await postponing(() => this.leaving.deleteCustomer(context, customerId));
  }
}

/** Forgets what is past its time. Doing it twice does no harm. */
@Injectable()
@HandlesJob('billing', 'expire')
export class ExpireBillingProcessor implements JobHandler<'billing', 'expire'> {
  constructor(private readonly upkeep: UpkeepService) {}

  async handle(): Promise<void> {
    await this.upkeep.expire();
  }
}

export const billingProcessors = [
  HandleEventProcessor,
  SweepProcessor,
  ReconcileProcessor,
  ReconcileOnProcessor,
  StopRenewalProcessor,
  ResumeRenewalProcessor,
  RefundDoubledProcessor,
  UpdateCustomerProcessor,
  DeleteCustomerProcessor,
  ExpireBillingProcessor,
];
