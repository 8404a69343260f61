import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { Database, People, type RequestContext } from '@almanac/platform';
import { isOver } from '../domain/subscription-state';
import { keyOf } from './customers';
import { PaymentProvider } from './ports/payment-provider';
import { SubscriptionStore } from './ports/subscription-store';
import { SubscriptionSync } from './subscription-sync';

/** Sees to it that nobody pays for an account that they have left. */
@Injectable()
export class LeavingService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly subscriptions: SubscriptionStore,
    private readonly sync: SubscriptionSync,
    private readonly people: People,
    private readonly database: Database,
  ) {}

  /**
   * Lets the subscription of a deleted account run out: who comes back in time finds it, and may resume it. Nothing for
   * who is back already. Harmless when repeated.
   * @throws ProviderAwayError, ProviderRefusedError
   */
  async stopRenewal(context: RequestContext, userId: Id): Promise<void> {
    if (!this.provider.isOn || (await this.people.find(this.database, userId))) return;
    const current = await this.subscriptions.current(this.database, userId);
    if (!current?.standing.autoRenew || isOver(current.standing.state)) return;
    const { id, customerId } = current.snapshot;
    await this.provider.setRenewal(id, false, keyOf('leave', id, newId()));
    await this.sync.run(context, customerId);
  }

  /** Harmless when repeated. @throws ProviderAwayError, ProviderRefusedError */
  async deleteCustomer(customerId: string): Promise<void> {
    if (this.provider.isOn) await this.provider.deleteCustomer(customerId);
  }
}
