import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { Database, JobQueue, type RequestContext } from '@almanac/platform';
import { EventStore } from './ports/event-store';
import { PaymentProvider } from './ports/payment-provider';
import { ReconciliationStore } from './ports/reconciliation-store';
import { SubscriptionStore } from './ports/subscription-store';
import { SubscriptionSync } from './subscription-sync';

/** In one run; a run comes every minute. */
const AT_A_TIME = 200;
/** An event whose job is that late may have none any more, as Redis lost it. */
const FORGOTTEN_SECONDS = 900;
/** The provider repeats an event for days at most; what is older cannot come again. */
const KEPT_DAYS = 90;
const KEPT_RECONCILIATIONS_DAYS = 400;

/** Sees to it that time passes for subscriptions, and that nothing is forgotten or kept for ever. */
@Injectable()
export class UpkeepService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly subscriptions: SubscriptionStore,
    private readonly events: EventStore,
    private readonly reconciliations: ReconciliationStore,
    private readonly sync: SubscriptionSync,
    private readonly queue: JobQueue,
    private readonly database: Database,
  ) {}

  /**
   * Trials, grace and subscriptions end on time. The provider is asked; where it is away, the clock alone decides.
   * @param signal ends it after the one that is under way
   */
  async sweep(context: RequestContext, signal?: AbortSignal): Promise<void> {
    // First, as a slow provider may use up the time of the rest.
    await this.resume(context);
    let isAway = !this.provider.isOn;
    for (const { userId, customerId } of await this.subscriptions.due(this.database, AT_A_TIME)) {
      if (signal?.aborted) return;
      if (!isAway) isAway = (await this.sync.attempt(context, customerId)) === 'away';
      // Also after an answer: what the provider has nothing new of is not looked at again at once.
      await this.sync.tick(context, userId, customerId);
    }
  }

  async expire(): Promise<void> {
    while ((await this.events.expire(this.database, KEPT_DAYS)) > 0);
    await this.reconciliations.expire(this.database, KEPT_RECONCILIATIONS_DAYS);
  }

  private async resume(context: RequestContext): Promise<void> {
    const ids = await this.events.forgotten(this.database, FORGOTTEN_SECONDS, AT_A_TIME);
    if (ids.length === 0) return;
    const { requestId } = context;
    await this.queue.addAll(
      'billing',
      ids.map((stripeEventId) => ({
        name: 'handle-event',
        payload: { stripeEventId },
        eventId: newId(),
        key: resumedAs(stripeEventId),
        requestId,
      })),
    );
  }
}

/** Of each event the same: while its provider is away it is found every minute, and must not fill the queue. */
function resumedAs(stripeEventId: string): Id {
  return createHash('sha256').update(stripeEventId).digest('base64url');
}
