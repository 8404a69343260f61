import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { Database, People, type RequestContext } from '@almanac/platform';
import { isOver } from '../domain/subscription-state';
import { keyOf } from './customers';
import { LeavingRecords } from './leaving-records';
import { PaymentProvider, ProviderRefusedError } from './ports/payment-provider';
import { SubscriptionSync } from './subscription-sync';

/** How often somebody may leave and come back while Stripe is asked: whoever does so more often is seen to later. */
const TURNS = 5;

/** Sees to it that nobody pays for an account that they have left, and that who comes back finds it as it was. */
@Injectable()
export class LeavingService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly records: LeavingRecords,
    private readonly sync: SubscriptionSync,
    private readonly people: People,
    private readonly database: Database,
  ) {}

  /**
   * Lets the subscription of a deleted account run out, and go on where the account is back and it was stopped for that
   * alone. Of each change there is a job, and jobs may run at once and late: so what is done goes by how the account is
   * when it is asked, and it is asked again after each thing that was done.
   * @throws ProviderAwayError, ProviderRefusedError
   */
  async settleRenewal(context: RequestContext, userId: Id): Promise<void> {
    if (!this.provider.isOn) return;
    // Who came back while this run has stopped it may have been seen to before it was stopped: it goes on in any case.
    let mine: string | undefined;
    for (let turn = 0; turn < TURNS; turn += 1) {
      if (await this.people.find(this.database, userId)) {
        if (!(await this.resume(context, userId, mine))) return;
        mine = undefined;
      } else {
        mine = await this.stop(context, userId);
        if (mine === undefined) return;
      }
    }
    throw new Error('An account leaves and comes back faster than its subscription is changed');
  }

  /** Harmless when repeated. @throws ProviderAwayError, ProviderRefusedError */
  async deleteCustomer(context: RequestContext, customerId: string): Promise<void> {
    if (this.provider.isOn) await this.provider.deleteCustomer(context, customerId);
  }

  /** Gives what was stopped; undefined where there was nothing to do. */
  private async stop(context: RequestContext, userId: Id): Promise<string | undefined> {
    const current = await this.records.subscriptions.current(this.database, userId);
    if (!current?.standing.autoRenew || isOver(current.standing.state)) return undefined;
    const { id, customerId } = current.snapshot;
    // Before, in case of a crash.
    await this.records.accounts.noteStopped(this.database, userId, id);
    await this.provider.setRenewal(context, id, false, keyOf('leave', id, newId()));
    await this.sync.run(context, customerId);
    return id;
  }

  /** False where there was nothing to do. */
  private async resume(context: RequestContext, userId: Id, mine: string | undefined): Promise<boolean> {
    const stopped = mine ?? (await this.records.accounts.find(this.database, userId))?.stopped;
    if (stopped === undefined || stopped === null) return false;
    const current = await this.records.subscriptions.current(this.database, userId);
    const isLiving = current?.snapshot.id === stopped && !isOver(current.standing.state);
    if (!current || !isLiving || !(await this.renew(context, stopped))) {
      // It has ended: there is nothing to go on with.
      if (current) await this.sync.run(context, current.snapshot.customerId);
      await this.records.accounts.forgetStopped(this.database, userId);
      return false;
    }
    await this.sync.run(context, current.snapshot.customerId);
    if (await this.declined(userId, stopped)) {
      await this.provider.setRenewal(context, stopped, false, keyOf('decline', stopped, newId()));
      await this.sync.run(context, current.snapshot.customerId);
      return false;
    }
    await this.records.resumed(context, userId);
    return true;
  }

  /** Whether the owner has cancelled it meanwhile. Who cancels from now on finds it going on, and has it stopped. */
  private async declined(userId: Id, subscriptionId: string): Promise<boolean> {
    return (await this.records.accounts.find(this.database, userId))?.declined === subscriptionId;
  }

  /** False where it has ended at the provider, of which no event is here yet. */
  private async renew(context: RequestContext, id: string): Promise<boolean> {
    try {
      await this.provider.setRenewal(context, id, true, keyOf('return', id, newId()));
      return true;
    } catch (error) {
      if (error instanceof ProviderRefusedError) return false;
      throw error;
    }
  }
}
