import { Injectable } from '@nestjs/common';
import { systemClock } from '@almanac/kernel';
import {
  AuditTrail,
  Database,
  UnitOfWork,
  type Queryable,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { BillingCounts } from './ports/billing-counts';
import { DuplicateSubscriptions } from './duplicate-subscriptions';
import { Notices } from './notices';
import { Payments } from './payments/payments';
import { AccountStore, type BillingAccount } from './ports/account-store';
import { isRefundEvent } from './ports/event-reader';
import { EventStore, type KeptEvent } from './ports/event-store';
import { PaymentProvider } from './ports/payment-provider';
import { SubscriptionStore } from './ports/subscription-store';
import { SubscriptionSync } from './subscription-sync';

type Effect = (tx: Transaction, account: BillingAccount) => Promise<void>;

/** Stores that the effects of events need; and where they are counted. */
@Injectable()
export class EventRecords {
  constructor(
    readonly events: EventStore,
    readonly accounts: AccountStore,
    readonly subscriptions: SubscriptionStore,
    readonly counts: BillingCounts,
    readonly audit: AuditTrail,
    readonly duplicates: DuplicateSubscriptions,
  ) {}
}

/** Works events off. What an event says is only a reason to ask the provider how things are. */
@Injectable()
export class EventHandlingService {
  constructor(
    private readonly records: EventRecords,
    private readonly provider: PaymentProvider,
    private readonly sync: SubscriptionSync,
    private readonly payments: Payments,
    private readonly notices: Notices,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Once, however often it is called, also at once: the event is settled in the transaction of its effect.
   * @throws ProviderAwayError, ProviderRefusedError; then it is to be tried again
   */
  async handle(context: RequestContext, id: string): Promise<void> {
    const event = await this.records.events.find(this.database, id);
    // One that was given up, and is tried again by an admin, is worked off like any other.
    if (event?.status !== 'pending' && event?.status !== 'failed') return;
    const outcome = await this.workOff(context, event);
    if (outcome) this.records.counts.add('event', event.type, outcome);
  }

  /** Its tries are used up: what it would have done, the next comparison, or look at open payments, does. */
  async giveUp(id: string): Promise<void> {
    const event = await this.records.events.find(this.database, id);
    if (event && (await this.records.events.settle(this.database, id, 'failed')))
      this.records.counts.add('event', event.type, 'failed');
  }

  private async workOff(context: RequestContext, event: KeptEvent): Promise<'done' | 'ignored' | undefined> {
    const { id, type, facts } = event;
    if (isRefundEvent(type)) return this.lookAtRefund(context, event);
    if (type.startsWith('checkout.session.') && facts.mode !== 'subscription') {
      const settle = (tx: Transaction) => this.records.events.settle(tx, id, 'done');
      if (await this.payments.settle(context, facts.objectId, settle)) return 'done';
    }
    const customerId = event.customerId ?? (await this.provider.customerOf(context, type, facts.objectId));
    if (customerId === undefined || !(await this.isOurs(customerId))) return this.ignore(event);
    const effect = await this.effectOf(context, event, customerId);
    const reading = type === 'charge.refunded' ? undefined : await this.sync.read(context, customerId);
    return this.unitOfWork.run(context, async (tx) => {
      // Held until all is written: of who is purged meanwhile, nothing may be.
      const account = await this.records.accounts.holdByCustomer(tx, customerId);
      if (!account) return this.ignore(event, tx);
      if (!(await this.records.events.settle(tx, id, 'done'))) return undefined;
      if (reading) await this.sync.write(tx, context, reading);
      await effect?.(tx, account);
      return 'done' as const;
    });
  }

  private async isOurs(customerId: string): Promise<boolean> {
    return (await this.records.accounts.findByCustomer(this.database, customerId)) !== undefined;
  }

  private async ignore(
    { id }: KeptEvent,
    queryable: Queryable = this.database,
  ): Promise<'ignored' | undefined> {
    return (await this.records.events.settle(queryable, id, 'ignored')) ? 'ignored' : undefined;
  }

  /** Of refunds that were not made for a second subscription, operators hear from the provider. */
  private async lookAtRefund(
    context: RequestContext,
    event: KeptEvent,
  ): Promise<'done' | 'ignored' | undefined> {
    const subscriptionId = await this.provider.subscriptionOfRefund(context, event.facts.objectId);
    if (subscriptionId === undefined) return this.ignore(event);
    return this.unitOfWork.run(context, async (tx) => {
      if (!(await this.records.events.settle(tx, event.id, 'done'))) return undefined;
      await this.records.duplicates.lookAtRefund(tx, context, subscriptionId);
      return 'done' as const;
    });
  }

  /** What an event brings about besides what the state of the subscription does. */
  private async effectOf(
    context: RequestContext,
    event: KeptEvent,
    customerId: string,
  ): Promise<Effect | undefined> {
    const { objectId } = event.facts;
    switch (event.type) {
      case 'checkout.session.completed':
        return (tx, { userId }) => this.records.accounts.forgetSession(tx, userId, objectId);
      case 'customer.subscription.trial_will_end':
        return (tx, account) => this.tellOfTrial(tx, context, account, objectId);
      case 'invoice.paid':
        return (tx, { userId }) => this.records.duplicates.lookAgain(tx, context, userId);
      case 'invoice.payment_action_required':
        return (tx, account) => this.tellOfAction(tx, context, account, objectId);
      case 'charge.refunded':
        return this.refund(context, objectId);
      case 'customer.deleted':
        return (await this.provider.isGone(context, customerId))
          ? (tx, account) => this.loseCustomer(tx, context, account, customerId)
          : undefined;
      default:
        return undefined;
    }
  }

  private async tellOfTrial(
    tx: Transaction,
    context: RequestContext,
    { userId }: BillingAccount,
    subscriptionId: string,
  ): Promise<void> {
    const current = await this.records.subscriptions.current(tx, userId);
    const at = current?.snapshot.trialEndsAt;
    if (!current || !at || current.snapshot.id !== subscriptionId) return;
    if (current.standing.state !== 'trialing' || at <= systemClock.now()) return;
    await this.notices.tell(tx, context, userId, `trial:${subscriptionId}:${at.getTime()}`, {
      what: 'trial-ending',
      plan: current.snapshot.plan,
      at: at.toISOString(),
    });
  }

  /** Unless it was paid meanwhile. */
  private async tellOfAction(
    tx: Transaction,
    context: RequestContext,
    { userId }: BillingAccount,
    invoiceId: string,
  ): Promise<void> {
    const current = await this.records.subscriptions.current(tx, userId);
    if (current?.standing.state !== 'pending' && current?.standing.state !== 'past_due') return;
    await this.notices.tell(tx, context, userId, `action:${invoiceId}`, { what: 'action-required' });
  }

  /** Told once for each sum: two events may say the same. */
  private async refund(context: RequestContext, chargeId: string): Promise<Effect | undefined> {
    const charge = await this.provider.charge(context, chargeId);
    if (!charge || charge.refunded === 0) return undefined;
    const { refunded, currency } = charge;
    return async (tx, { userId }) => {
      this.records.audit.record(tx, context, {
        action: 'billing.payment.refunded',
        resource: { type: 'user', id: userId },
        after: { refunded, currency },
      });
      const notice = { what: 'refunded' as const, amount: refunded, currency };
      await this.notices.tell(tx, context, userId, `refund:${chargeId}:${refunded}`, notice);
      await this.records.duplicates.lookAtReturned(tx, context, userId);
    };
  }

  private async loseCustomer(
    tx: Transaction,
    context: RequestContext,
    { userId }: BillingAccount,
    customerId: string,
  ): Promise<void> {
    await this.records.accounts.loseCustomer(tx, userId, customerId);
    this.records.audit.record(tx, context, {
      action: 'billing.customer.deleted',
      resource: { type: 'user', id: userId },
    });
  }
}
