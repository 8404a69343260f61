import { Injectable } from '@nestjs/common';
import { systemClock, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  Database,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import type { SubscriptionSnapshot } from '../domain/snapshot';
import { keyOf } from './customers';
import { Notices } from './notices';
import { PaymentProvider, ProviderAwayError, ProviderRefusedError } from './ports/payment-provider';
import { RefundStore, type Refund } from './ports/refund-store';
import { SyncRecords } from './sync-records';

/**
 * For so long what is paid late is looked for, what was given up is tried again with each comparison, and refunds may come
 * back unsaid.
 */
const LOOKED_AT_DAYS = 30;
const REPORTED = 1000;
const DAY_MS = 86_400_000;
/** How often one is looked at anew as others have written of it meanwhile; then it comes again later. */
const TURNS = 5;

/**
 * Second subscriptions of an account. Nobody has anything of one, so it is ended at once, and what was paid for it goes
 * back to where it came from. What is to be done is written down before anything is: after a crash the job does all of it,
 * and no step of it does harm when it is repeated (ADR 121).
 */
@Injectable()
export class DuplicateSubscriptions {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly refunds: RefundStore,
    private readonly notices: Notices,
    private readonly audit: AuditTrail,
    private readonly records: SyncRecords,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Ends what is alive beside the one that counts; the money goes back by the queue.
   * @throws ProviderAwayError, ProviderRefusedError; the job ends it all the same
   */
  async end(
    context: RequestContext,
    userId: Id,
    current: SubscriptionSnapshot,
    doubled: readonly SubscriptionSnapshot[],
  ): Promise<void> {
    for (const one of doubled) {
      // What was paid for before the other one was there, was used.
      const paidFrom = one.startedAt < current.startedAt ? current.startedAt : null;
      const first = await this.unitOfWork.run(context, (tx) => this.note(tx, context, userId, one, paidFrom));
      if (first) this.records.doubled(one);
    }
    for (const { id } of doubled) await this.provider.cancel(context, id);
  }

  /**
   * The job. Looks at what was paid each time, as a payment may have been under way when the subscription ended. There may
   * be several at once: what one of them saw before another has written, is not written.
   * @throws ProviderAwayError, ProviderRefusedError
   */
  async giveBack(context: RequestContext, subscriptionId: string): Promise<void> {
    if (!this.provider.isOn) return;
    for (let turn = 0; turn < TURNS; turn += 1) {
      const refund = await this.refunds.find(this.database, subscriptionId);
      if (!refund || (await this.settled(context, refund))) return;
    }
    throw new Error('What has gone back is written faster than it is looked at');
  }

  /** False where it was written meanwhile. */
  private async settled(context: RequestContext, refund: Refund): Promise<boolean> {
    const { subscriptionId, paidFrom } = refund;
    await this.provider.cancel(context, subscriptionId);
    const key = keyOf('refund', subscriptionId);
    const { money, cameBack } = await this.provider.refundInvoices(context, subscriptionId, paidFrom, key);
    const status = cameBack ? 'returned' : 'done';
    const outcome = await this.refunds.settle(this.database, refund, status, money);
    if (cameBack && outcome === 'changed') this.records.cameBack(refund);
    return outcome !== undefined;
  }

  async giveUp(subscriptionId: string): Promise<void> {
    await this.refunds.giveUp(this.database, subscriptionId);
  }

  /** Something of theirs was paid: perhaps for what has ended. */
  async lookAgain(tx: Transaction, context: RequestContext, userId: Id): Promise<void> {
    for (const id of await this.refunds.reopen(tx, userId, LOOKED_AT_DAYS))
      await this.ask(tx, context, userId, id);
  }

  /** Something of theirs was refunded: perhaps what had come back, by an operator. */
  async lookAtReturned(tx: Transaction, context: RequestContext, userId: Id): Promise<void> {
    for (const id of await this.refunds.returned(tx, userId)) await this.ask(tx, context, userId, id);
  }

  /** Something has become of a refund: what is said of it is looked at, as with all that goes back. */
  async lookAtRefund(tx: Transaction, context: RequestContext, subscriptionId: string): Promise<void> {
    const refund = await this.refunds.find(tx, subscriptionId);
    if (refund) await this.ask(tx, context, refund.userId, subscriptionId);
  }

  /** Those of which a refund came back of late: no event may have said so. */
  async cameBack(context: RequestContext): Promise<string[]> {
    const since = new Date(systemClock.now().getTime() - LOOKED_AT_DAYS * DAY_MS);
    try {
      return await this.provider.refundsCameBack(context, since);
    } catch (error) {
      if (!(error instanceof ProviderAwayError || error instanceof ProviderRefusedError)) throw error;
      // The next comparison finds the same; and this one has other things to tell.
      this.records.unlisted(error);
      return [];
    }
  }

  /**
   * What operators have not been told the end of. Looked at again is only what may end otherwise: what was given up is
   * tried once more, and what is taken for done may have come back.
   */
  async report(tx: Transaction, context: RequestContext, cameBack: readonly string[]): Promise<Refund[]> {
    const refunds = await this.refunds.report(tx, LOOKED_AT_DAYS, REPORTED);
    const among = { days: LOOKED_AT_DAYS, cameBack };
    for (const { userId, subscriptionId } of await this.refunds.unsettled(tx, among, REPORTED))
      await this.ask(tx, context, userId, subscriptionId);
    return refunds;
  }

  private async note(
    tx: Transaction,
    context: RequestContext,
    userId: Id,
    { id, customerId, plan, interval }: SubscriptionSnapshot,
    paidFrom: Date | null,
  ): Promise<boolean> {
    // Nothing is written down of who is purged meanwhile; and at the provider, all they had ends with the customer.
    if (!(await this.records.accounts.holdByCustomer(tx, customerId))) return false;
    const refund = { subscriptionId: id, userId, customerId, plan, interval, paidFrom };
    if (!(await this.refunds.note(tx, refund))) return false;
    await this.ask(tx, context, userId, id);
    await this.notices.tell(tx, context, userId, `doubled:${id}`, { what: 'doubled', plan });
    this.audit.record(tx, context, {
      action: 'billing.subscription.doubled',
      resource: { type: 'user', id: userId },
      after: { stripeSubscriptionId: id, plan, interval },
    });
    return true;
  }

  private async ask(tx: Transaction, context: RequestContext, userId: Id, id: string): Promise<void> {
    await appendEvent(tx, context, {
      name: 'billing.subscription-doubled',
      payload: { userId, stripeSubscriptionId: id },
      resource: { type: 'user', id: userId },
    });
  }
}
