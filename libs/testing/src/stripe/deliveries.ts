import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import type { StandInEvent } from './world';

/** What Almanac listens to; an endpoint in Stripe's dashboard has the same list. */
export const WEBHOOK_EVENTS: readonly string[] = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.trial_will_end',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'charge.refunded',
  'refund.updated',
  'refund.failed',
  'customer.deleted',
];

export interface DeliverOptions {
  /** Seconds since 1970 of the signature; now when it is not given. More than five minutes ago is stale. */
  timestamp?: number;
  /** What it is signed with; another one makes a wrong signature. */
  secret?: string;
  /** Sent in place of the body that was signed: a body that somebody changed on the way. */
  body?: string;
  /** Sent as the signature; null sends none. */
  signature?: string | null;
  /** Where it is sent: to another replica, say. */
  url?: string;
}

export interface DeliveryAttempt {
  event: StandInEvent;
  /** 0 when nothing answered. */
  status: number;
  body: string;
}

export interface DeliveryOptions {
  url: string | undefined;
  secret: string;
  events: readonly string[] | 'all';
  /** Milliseconds after which what was not taken is sent again; Stripe's are minutes and hours. */
  retryAfter: readonly number[];
}

/** Sends events as Stripe does: signed, one request an event, again until the answer is 2xx. */
export class Deliveries {
  readonly attempts: DeliveryAttempt[] = [];
  private readonly held: StandInEvent[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private holding = false;
  private last: Promise<void> = Promise.resolve();

  constructor(readonly options: DeliveryOptions) {}

  /** Whether the endpoint wants it. */
  wants(event: StandInEvent): boolean {
    const { events } = this.options;
    return this.options.url !== undefined && (events === 'all' || events.includes(event.type));
  }

  queue(event: StandInEvent): void {
    if (this.holding) {
      this.held.push(event);
      return;
    }
    if (!this.wants(event)) return;
    event.pending_webhooks = 1;
    // One after the other, as they happened: tests that want another order hold them and release them shuffled.
    this.last = this.last.then(() => this.send(event));
    this.track(this.last);
  }

  hold(): void {
    this.holding = true;
  }

  /** Lets held events go, each `times` times, in an order of the caller's choosing. */
  release(order: (events: StandInEvent[]) => StandInEvent[] = (events) => events, times = 1): void {
    this.holding = false;
    const events = order(this.held.splice(0));
    for (let time = 0; time < times; time += 1) for (const event of events) this.queue(event);
  }

  /** @returns what was held, which is not sent any more */
  drop(): StandInEvent[] {
    this.holding = false;
    return this.held.splice(0);
  }

  /** Sends one event once, whether the endpoint wants that kind or not. */
  async deliver(event: StandInEvent, options: DeliverOptions = {}): Promise<DeliveryAttempt> {
    const { secret } = this.options;
    const url = options.url ?? this.options.url;
    if (url === undefined) throw new Error('The stand-in for Stripe was told no address for its webhooks.');
    const payload = JSON.stringify(event, null, 2);
    const signature =
      options.signature === undefined
        ? Stripe.webhooks.generateTestHeaderString({
            payload,
            secret: options.secret ?? secret,
            ...(options.timestamp === undefined ? {} : { timestamp: options.timestamp }),
          })
        : options.signature;
    const attempt = await this.request(url, options.body ?? payload, signature);
    const done: DeliveryAttempt = { event, ...attempt };
    this.attempts.push(done);
    return done;
  }

  /** Waits until everything that is under way was sent, with its retries. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.settled();
  }

  private async send(event: StandInEvent): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const first = await this.deliver(event);
    if (!isTaken(first)) this.track(this.retry(event));
    else event.pending_webhooks = 0;
  }

  private async retry(event: StandInEvent): Promise<void> {
    for (const wait of this.options.retryAfter) {
      try {
        await sleep(wait, undefined, { signal: this.stopping.signal });
      } catch {
        return;
      }
      if (!isTaken(await this.deliver(event))) continue;
      event.pending_webhooks = 0;
      return;
    }
  }

  private track(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  private async request(
    url: string,
    body: string,
    signature: string | null,
  ): Promise<{ status: number; body: string }> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          ...(signature === null ? {} : { 'stripe-signature': signature }),
        },
        body,
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(10_000)]),
      });
      return { status: response.status, body: await response.text() };
    } catch {
      return { status: 0, body: '' };
    }
  }
}

function isTaken(attempt: DeliveryAttempt): boolean {
  return attempt.status >= 200 && attempt.status < 300;
}
