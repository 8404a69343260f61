import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { CircuitOpenError, Config, RequestContext, UnitOfWork, type Transaction } from '@almanac/platform';
import { pauseAfter } from '../domain/retry-schedule';
import { DeliveryJobs } from './delivery-jobs';
import { Messenger, type Outcome } from './messenger';
import { DeliveryStore, type DueDelivery, type LeasedWebhook } from './ports/delivery-store';
import { WebhookAccess } from './webhook-access';
import { WebhookHealth } from './webhook-health';

/** Deliveries in one turn; then others have theirs. */
const TURN = 20;
/** A receiver that takes longer has had its turn. */
const SLOW_MS = 1000;
/** So much longer than a try may take; whoever dies over one leaves it to others after that. */
const MARGIN_SECONDS = 10;

/** Every try was cut off, by the death of a worker or by what cannot be told. */
const WORN_OUT: Outcome = {
  delivered: false,
  gone: false,
  retryAfterMs: 0,
  attempt: { responseStatus: null, responseBody: null, error: 'No try came to its end', durationMs: 0 },
};

/**
 * Delivers to a webhook what is due, one at a time and in the order of the events. Others wait meanwhile, so that a slow
 * receiver has one job of the worker at most, and gives it up after each delivery.
 */
@Injectable()
export class DeliveryService {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly access: WebhookAccess,
    private readonly messenger: Messenger,
    private readonly health: WebhookHealth,
    private readonly jobs: DeliveryJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
  ) {}

  private get leaseSeconds(): number {
    return this.config.WEBHOOK_TIMEOUT_MS / 1000 + MARGIN_SECONDS;
  }

  /**
   * The turn of the webhook that the delivery belongs to; nothing where another has it.
   * @param token whose turn it is: a job that was cut off and is run again goes on with its own
   * @param signal ends the turn after the delivery that is under way
   */
  async run(context: RequestContext, deliveryId: Id, token = newId(), signal?: AbortSignal): Promise<void> {
    const webhookId = await this.deliveries.webhookOf(context, deliveryId);
    if (webhookId === undefined) return;
    try {
      for (let count = 0; count < TURN && !signal?.aborted; count += 1) {
        const more = await this.next(context, webhookId, token);
        if (!more) return;
        if (more === 'slow') break;
      }
    } finally {
      await this.deliveries.release(context, webhookId, token);
    }
    const due = await this.deliveries.findDue(context, webhookId);
    if (due !== undefined) await this.jobs.again(context, due);
  }

  /** Delivers the next one. False where there is none, or somebody else is at it. */
  private async next(context: RequestContext, webhookId: Id, token: Id): Promise<boolean | 'slow'> {
    const webhook = await this.deliveries.lease(context, webhookId, token, this.leaseSeconds);
    if (!webhook) return false;
    const delivery = await this.deliveries.claimDue(context, webhookId, this.leaseSeconds);
    if (delivery) {
      const own = delivery.origin === null ? context : RequestContext.of(delivery.origin);
      return (await this.deliver(own, webhook, delivery)) > SLOW_MS ? 'slow' : true;
    }
    // What came between the look and the release has found the turn taken.
    await this.deliveries.release(context, webhookId, token);
    return (await this.deliveries.findDue(context, webhookId)) !== undefined;
  }

  /** Gives how long it took, in milliseconds. */
  private async deliver(
    context: RequestContext,
    webhook: LeasedWebhook,
    delivery: DueDelivery,
  ): Promise<number> {
    if (delivery.attempts > this.config.WEBHOOK_RETRY_SECONDS.length + 1) {
      await this.settle(context, webhook, delivery, WORN_OUT);
      return 0;
    }
    const refusal = await this.access.refusalOf(webhook.userId, delivery.type, delivery.streamId);
    const message = refusal === undefined ? await this.messenger.messageOf(context, delivery) : undefined;
    if (message === undefined) {
      await this.deliveries.withdraw(context, delivery.id, refusal ?? 'It is no longer kept');
      return 0;
    }
    try {
      const outcome = await this.messenger.send(context, webhook, message);
      await this.settle(context, webhook, delivery, outcome);
      return outcome.attempt.durationMs;
    } catch (error) {
      if (!(error instanceof CircuitOpenError)) throw error;
      await this.deliveries.postpone(context, webhook.id, delivery.id, error.retryAfterMs);
      await this.jobs.again(context, delivery.id, error.retryAfterMs);
      return 0;
    }
  }

  private async settle(
    context: RequestContext,
    webhook: LeasedWebhook,
    delivery: DueDelivery,
    outcome: Outcome,
  ): Promise<void> {
    const pause = outcome.delivered
      ? undefined
      : pauseAfter(delivery.attempts, this.config.WEBHOOK_RETRY_SECONDS.map(Number), outcome.retryAfterMs);
    const on = await this.unitOfWork.run(context, (tx) => this.write(tx, webhook, delivery, outcome, pause));
    if (on && pause !== undefined) await this.jobs.again(context, delivery.id, pause);
  }

  /** Whether the webhook is still on. Its row comes first, as for whoever switches it off. */
  private async write(
    tx: Transaction,
    webhook: LeasedWebhook,
    { id }: DueDelivery,
    { delivered, gone, attempt }: Outcome,
    pause: number | undefined,
  ): Promise<boolean> {
    if (delivered) {
      await this.health.succeeded(tx, webhook.id);
      await this.deliveries.settle(tx, id, 'delivered', attempt);
      return true;
    }
    const on = await this.health.failed(tx, webhook.id, gone);
    const again = pause !== undefined && !gone;
    await this.deliveries.settle(tx, id, again ? 'pending' : 'failed', attempt, again ? pause : undefined);
    return on;
  }
}
