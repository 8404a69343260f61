import { Injectable } from '@nestjs/common';
import type { AuditAction } from '@almanac/contracts';
import { conflict, newId } from '@almanac/kernel';
import { AuditTrail, callerOf, Database, UnitOfWork, type RequestContext } from '@almanac/platform';
import { isUpgrade, type Interval, type PaidPlan } from '../domain/plans';
import { billingOff, noSubscription } from '../domain/refusals';
import { isOver } from '../domain/subscription-state';
import { answering } from './answering';
import { keyOf } from './customers';
import { AccountStore } from './ports/account-store';
import { PaymentProvider, ProviderRefusedError } from './ports/payment-provider';
import { SubscriptionStore, type StoredSubscription } from './ports/subscription-store';
import { SubscriptionSync } from './subscription-sync';

/**
 * What people do with a subscription that they have. Each change is made at the provider, and then read from there. Each is
 * harmless when repeated, so each call has a key of its own: a stable one would give back the answer of a day ago.
 */
@Injectable()
export class SubscriptionService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly accounts: AccountStore,
    private readonly subscriptions: SubscriptionStore,
    private readonly sync: SubscriptionSync,
    private readonly audit: AuditTrail,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The one that counts, or that was last; undefined for who never had one. */
  current(context: RequestContext): Promise<StoredSubscription | undefined> {
    if (!this.provider.isOn) throw billingOff();
    return this.subscriptions.current(this.database.for(context), callerOf(context).userId);
  }

  /**
   * Ends it with the period that is paid for, or at once. Doing it twice does nothing more.
   * @throws DomainError NOT_FOUND, SERVICE_UNAVAILABLE, EXTERNAL_SERVICE_ERROR
   */
  async cancel(context: RequestContext, immediately: boolean): Promise<StoredSubscription> {
    const { id, userId, snapshot } = await this.living(context);
    // Nothing of an account that came back starts it again after this. What did so before is seen in the standing.
    await this.accounts.decline(this.database.for(context), userId, snapshot.id);
    const { standing } = await this.living(context);
    // What is not paid for has no period to run on for.
    const now = immediately || standing.state === 'pending' || standing.state === 'lapsed';
    if (!now && !standing.autoRenew) return this.living(context);
    const done = await this.change(context, snapshot.customerId, () =>
      now
        ? this.provider.cancel(context, snapshot.id)
        : this.provider.setRenewal(context, snapshot.id, false, keyOf('cancel', id, newId())),
    );
    await this.record(context, 'billing.subscription.cancelled', done, { immediately: now });
    return done;
  }

  /**
   * Takes the end back, while it lasts. Doing it twice does nothing more.
   * @throws DomainError NOT_FOUND, SERVICE_UNAVAILABLE, EXTERNAL_SERVICE_ERROR
   */
  async resume(context: RequestContext): Promise<StoredSubscription> {
    const { id, userId, snapshot, standing } = await this.living(context);
    await this.accounts.accept(this.database.for(context), userId);
    if (standing.autoRenew) return this.living(context);
    const done = await this.change(context, snapshot.customerId, () =>
      this.provider.setRenewal(context, snapshot.id, true, keyOf('resume', id, newId())),
    );
    await this.record(context, 'billing.subscription.resumed', done);
    return done;
  }

  /**
   * Another plan or interval. More is charged for at once, and is not had where the payment is declined.
   * @throws DomainError NOT_FOUND, CONFLICT where it cannot be changed or the payment is declined, SERVICE_UNAVAILABLE
   */
  async changePlan(
    context: RequestContext,
    to: { plan: PaidPlan; interval: Interval },
  ): Promise<StoredSubscription> {
    const { id, snapshot, standing } = await this.living(context);
    if (snapshot.plan === to.plan && snapshot.interval === to.interval) return this.living(context);
    if (standing.state !== 'active' && standing.state !== 'trialing')
      throw conflict('A subscription with an open payment cannot be changed', { reason: 'unpaid' });
    const key = keyOf('change', id, newId());
    const upgrade = standing.state === 'active' && isUpgrade(snapshot, to);
    const done = await this.change(context, snapshot.customerId, () =>
      this.provider.changePlan(context, { id: snapshot.id, itemId: snapshot.itemId }, to, upgrade, key),
    );
    const { plan, interval } = snapshot;
    await this.record(context, 'billing.subscription.plan.changed', done, to, { plan, interval });
    return done;
  }

  /** @throws DomainError NOT_FOUND where nothing is alive */
  private async living(context: RequestContext): Promise<StoredSubscription> {
    const current = await this.current(context);
    if (!current || isOver(current.standing.state)) throw noSubscription();
    return current;
  }

  private change(
    context: RequestContext,
    customerId: string,
    work: () => Promise<void>,
  ): Promise<StoredSubscription> {
    return answering(async () => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof ProviderRefusedError) || error.reason === 'declined') throw error;
        // It may have ended there, of which no event is here yet.
        await this.sync.run(context, customerId);
        await this.living(context);
        throw error;
      }
      await this.sync.run(context, customerId);
      const after = await this.current(context);
      if (!after) throw noSubscription();
      return after;
    });
  }

  private async record(
    context: RequestContext,
    action: AuditAction,
    { id }: StoredSubscription,
    after?: object,
    before?: object,
  ): Promise<void> {
    await this.unitOfWork.run(context, (tx) => {
      this.audit.record(tx, context, { action, resource: { type: 'subscription', id }, before, after });
      return Promise.resolve();
    });
  }
}
