import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { Database, JobQueue, type RequestContext } from '@almanac/platform';
import { EventStore } from './ports/event-store';
import { PaymentProvider } from './ports/payment-provider';
import { NoticeStore } from './ports/notice-store';
import { RefundStore } from './ports/refund-store';
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
/** Longer than any event that may say the same again is kept; and what was told is in the notifications all the same. */
const KEPT_NOTICES_DAYS = 180;

/** What time passes for. */
@Injectable()
export class UpkeepRecords {
  constructor(
    readonly subscriptions: SubscriptionStore,
    readonly events: EventStore,
    readonly reconciliations: ReconciliationStore,
    readonly refunds: RefundStore,
    readonly notices: NoticeStore,
  ) {}
}

/** Sees to it that time passes for subscriptions, and that nothing is forgotten or kept for ever. */
@Injectable()
export class UpkeepService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly records: UpkeepRecords,
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
    for (const { userId, customerId } of await this.records.subscriptions.due(this.database, AT_A_TIME)) {
      if (signal?.aborted) return;
      if (!isAway) isAway = (await this.sync.attempt(context, customerId)) === 'away';
      // Also after an answer: what the provider has nothing new of is not looked at again at once.
      await this.sync.tick(context, userId, customerId);
    }
  }

  async expire(): Promise<void> {
    const { events, notices, reconciliations, refunds } = this.records;
    while ((await events.expire(this.database, KEPT_DAYS)) > 0);
    while ((await notices.expire(this.database, KEPT_NOTICES_DAYS)) > 0);
    await reconciliations.expire(this.database, KEPT_RECONCILIATIONS_DAYS);
    await refunds.expire(this.database, KEPT_RECONCILIATIONS_DAYS);
  }

  private async resume({ origin }: RequestContext): Promise<void> {
    const { events, refunds } = this.records;
    const late = await events.forgotten(this.database, FORGOTTEN_SECONDS, AT_A_TIME);
    const owed = await refunds.forgotten(this.database, FORGOTTEN_SECONDS, AT_A_TIME);
    const again = (stripeId: string) => ({ eventId: newId(), key: resumedAs(stripeId), origin });
    const jobs = [
      ...late.map((id) => ({ name: 'handle-event' as const, payload: { stripeEventId: id }, ...again(id) })),
      ...owed.map((id) => ({
        ...{ name: 'refund-doubled' as const, payload: { stripeSubscriptionId: id } },
        ...again(id),
      })),
    ];
    if (jobs.length > 0) await this.queue.addAll('billing', jobs);
  }
}

/** Of each the same: while the provider is away it is found every minute, and must not fill the queue. */
function resumedAs(stripeId: string): Id {
  return createHash('sha256').update(stripeId).digest('base64url');
}
