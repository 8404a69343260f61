import { Injectable } from '@nestjs/common';
import { conflict, systemClock, type Id } from '@almanac/kernel';
import { AuditTrail, callerOf, Config, Database, UnitOfWork, type RequestContext } from '@almanac/platform';
import type { Interval, PaidPlan } from '../domain/plans';
import { billingOff, subscribedAlready } from '../domain/refusals';
import { isOver } from '../domain/subscription-state';
import { answering } from './answering';
import { Customers, keyOf, type Customer } from './customers';
import { AccountStore } from './ports/account-store';
import { PaymentProvider, type CheckoutSession } from './ports/payment-provider';
import { SubscriptionStore } from './ports/subscription-store';
import { ReturnAddresses } from './return-addresses';
import { SubscriptionSync } from './subscription-sync';

export interface CheckoutRequest {
  plan: PaidPlan;
  interval: Interval;
  successUrl: string;
  cancelUrl: string;
}

/** A page that is given out again has at least so long left. */
const LEFT_MS = 300_000;

/** What buying asks for and writes down. */
@Injectable()
export class CheckoutRecords {
  constructor(
    readonly accounts: AccountStore,
    readonly subscriptions: SubscriptionStore,
    readonly addresses: ReturnAddresses,
    readonly audit: AuditTrail,
    readonly config: Config,
  ) {}
}

/**
 * Makes the page on which a subscription is bought. An account has one such page at a time: while one is open the same is
 * given out again, and before another is made it is closed, so that nobody can pay on two of them.
 */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly records: CheckoutRecords,
    private readonly provider: PaymentProvider,
    private readonly customers: Customers,
    private readonly sync: SubscriptionSync,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @throws DomainError VALIDATION_ERROR for an address that leads elsewhere, ALREADY_EXISTS for who has a subscription,
   *   CONFLICT where another call makes a page at the same time, SERVICE_UNAVAILABLE, EXTERNAL_SERVICE_ERROR
   */
  async begin(context: RequestContext, request: CheckoutRequest): Promise<CheckoutSession> {
    const { userId } = callerOf(context);
    if (!this.provider.isOn) throw billingOff();
    this.records.addresses.require({ successUrl: request.successUrl, cancelUrl: request.cancelUrl });
    await this.requireNone(context, userId);
    return answering(() => this.page(context, userId, request));
  }

  private async page(
    context: RequestContext,
    userId: Id,
    request: CheckoutRequest,
  ): Promise<CheckoutSession> {
    const { plan, interval, successUrl, cancelUrl } = request;
    const wanted = keyOf('page', plan, interval, successUrl, cancelUrl);
    return this.customers.serve(
      context,
      userId,
      async (customer) =>
        (await this.openPage(context, customer, wanted)) ??
        (await this.make(context, customer, request, wanted)),
    );
  }

  /** What was made before: given again, or closed. */
  private async openPage(
    context: RequestContext,
    { userId, customerId, session }: Customer,
    wanted: string,
  ): Promise<CheckoutSession | undefined> {
    if (session === null) return undefined;
    const left = session.expiresAt.getTime() - systemClock.now().getTime();
    const isSame = session.request === wanted && left > LEFT_MS;
    const status = isSame
      ? await this.provider.checkoutStatus(context, session.id)
      : await this.provider.expireCheckout(context, session.id);
    if (status === 'open') return session;
    if (status === 'complete') {
      // Paid, and the event that says so is still on its way.
      await this.sync.run(context, customerId);
      await this.requireNone(context, userId);
    }
    return undefined;
  }

  private async make(
    context: RequestContext,
    customer: Customer,
    request: CheckoutRequest,
    wanted: string,
  ): Promise<CheckoutSession> {
    const { userId, customerId, checkouts, trialled } = customer;
    const trialDays = trialled ? 0 : this.records.config.BILLING_TRIAL_DAYS;
    // The next page of this customer, whoever asks for it: a call after a crash, or at the same time, gets the same one.
    const key = keyOf('checkout', customerId, checkouts, trialDays, wanted);
    const session = await this.provider.createCheckout(
      context,
      { ...request, customerId, userId, trialDays },
      key,
    );
    const noted = await this.unitOfWork.run(context, async (tx) => {
      if (!(await this.records.accounts.noteSession(tx, customer, { ...session, request: wanted })))
        return false;
      const { plan, interval } = request;
      this.records.audit.record(tx, context, {
        action: 'billing.checkout.started',
        resource: { type: 'user', id: userId },
        after: { plan, interval },
      });
      return true;
    });
    if (noted) return session;
    const now = await this.records.accounts.find(this.database.for(context), userId);
    if (now?.session?.id === session.id) return session;
    // Another call was first, and for something else: nobody has seen this page, and nobody may pay on it.
    await this.provider.expireCheckout(context, session.id);
    throw conflict('Another checkout was begun at the same time', { reason: 'checkout-under-way' });
  }

  private async requireNone(context: RequestContext, userId: Id): Promise<void> {
    const current = await this.records.subscriptions.current(this.database.for(context), userId);
    if (!current || isOver(current.standing.state)) return;
    throw subscribedAlready(current.standing.state === 'lapsed');
  }
}
