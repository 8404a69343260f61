import { Injectable } from '@nestjs/common';
import {
  CircuitOpenError,
  Config,
  OutgoingClient,
  OutgoingError,
  type OutgoingAnswer,
  type RequestContext,
} from '@almanac/platform';
import { retryAfterMs, type Id } from '@almanac/kernel';
import { isPublicEvent, PING, shownOf } from '../domain/public-events';
import { signedHeaders, type SignedMessage } from '../domain/signature';
import { DeliveryStore, type Attempt, type DueDelivery, type LeasedWebhook } from './ports/delivery-store';
import { deliveryTries } from './webhook-metrics';
import { WebhookSecrets } from './webhook-secrets';

/** So much of an answer is kept, for whoever looks for what went wrong. */
const KEPT_BYTES = 1024;

export interface Outcome {
  delivered: boolean;
  /** The receiver answered 410: it wants nothing more. */
  gone: boolean;
  retryAfterMs: number;
  attempt: Attempt;
}

/** Writes what a receiver gets, signs it and sends it (https://www.standardwebhooks.com). */
@Injectable()
export class Messenger {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly outgoing: OutgoingClient,
    private readonly secrets: WebhookSecrets,
    private readonly config: Config,
  ) {}

  /** Nothing where the event is no longer kept. It is the same at every try. */
  async messageOf(context: RequestContext, delivery: DueDelivery): Promise<SignedMessage | undefined> {
    const body = await this.bodyOf(context, delivery);
    if (!body) return undefined;
    const id = `msg_${delivery.id.replaceAll('-', '')}`;
    return { id, sentAt: new Date(), body: JSON.stringify(body) };
  }

  /** @throws CircuitOpenError where the receiver is left alone for a while */
  async send(
    context: RequestContext,
    { id, url, secret, previousSecret }: LeasedWebhook,
    message: SignedMessage,
  ): Promise<Outcome> {
    const secrets = this.opened(id, [secret, ...(previousSecret === null ? [] : [previousSecret])]);
    if (secrets.length === 0) return noted(failed('The secret cannot be read any more: rotate it', 0));
    const started = performance.now();
    const took = () => Math.round(performance.now() - started);
    try {
      const answer = await this.outgoing.send(context, {
        service: 'webhooks',
        peer: id,
        method: 'POST',
        url,
        headers: signedHeaders(message, secrets),
        body: message.body,
        timeoutMs: this.config.WEBHOOK_TIMEOUT_MS,
        addresses: 'public',
        maxAnswerBytes: KEPT_BYTES,
        cutAnswer: true,
      });
      return noted(outcomeOf(answer, took()));
    } catch (error) {
      if (!(error instanceof OutgoingError) || error instanceof CircuitOpenError) throw error;
      return noted(failed(error.message, took()));
    }
  }

  /** Those that can be read: one whose key is gone must not stop the other. */
  private opened(webhookId: Id, sealed: readonly string[]): string[] {
    return sealed.flatMap((one) => {
      try {
        return [this.secrets.open(webhookId, one)];
      } catch {
        return [];
      }
    });
  }

  private async bodyOf(context: RequestContext, { type, seq, createdAt }: DueDelivery) {
    if (type === PING) return { type, timestamp: createdAt.toISOString(), data: { seq: null } };
    const fact = seq === null ? undefined : await this.deliveries.fact(context, seq);
    if (!fact || !isPublicEvent(fact.name)) return undefined;
    const { name, payload, actorId, occurredAt } = fact;
    const data = { seq: fact.seq, actorId, ...shownOf(name, payload) };
    return { type: name, timestamp: occurredAt.toISOString(), data };
  }
}

function outcomeOf({ status, headers, body }: OutgoingAnswer, durationMs: number): Outcome {
  const delivered = status >= 200 && status < 300;
  return {
    delivered,
    gone: status === 410,
    retryAfterMs: Math.max(retryAfterMs(headers['retry-after'], Date.now()) ?? 0, 0),
    attempt: {
      responseStatus: status,
      // PostgreSQL takes no NUL.
      responseBody: body.replaceAll('\0', '\ufffd'),
      error: delivered ? null : `The receiver answered ${status}`,
      durationMs,
    },
  };
}

function failed(error: string, durationMs: number): Outcome {
  const attempt = { responseStatus: null, responseBody: null, error, durationMs };
  return { delivered: false, gone: false, retryAfterMs: 0, attempt };
}

function noted(outcome: Outcome): Outcome {
  deliveryTries.inc({ outcome: outcome.delivered ? 'delivered' : 'failed' });
  return outcome;
}
