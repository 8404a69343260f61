import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { answeredBy, Database } from '@almanac/platform';
import { BillingCounts } from '../application/ports/billing-counts';
import { EventStore } from '../application/ports/event-store';
import { RefundStore, refundStatuses } from '../application/ports/refund-store';
import { SubscriptionStore } from '../application/ports/subscription-store';
import { subscriptionStates } from '../domain/subscription-state';

const subscriptions = new Gauge({
  name: 'billing_subscriptions',
  help: 'Subscriptions by state.',
  labelNames: ['state'] as const,
});
const lag = new Gauge({
  name: 'billing_event_lag_seconds',
  help: 'For how long the oldest event of Stripe has waited that is not worked off.',
});
const refunds = new Gauge({
  name: 'billing_refunds',
  help: 'Second subscriptions that were ended, by what has become of the money (pending, done, failed, returned).',
  labelNames: ['status'] as const,
});
const events = new Gauge({
  name: 'billing_events_total',
  help: 'Events of Stripe by type and outcome (received, repeated, unhandled, done, ignored, failed), over all processes.',
  labelNames: ['type', 'outcome'] as const,
});
const differences = new Gauge({
  name: 'billing_differences_total',
  help: 'Differences from Stripe that comparisons found, by kind, and second subscriptions that were ended (doubled).',
  labelNames: ['kind'] as const,
});
const illegal = new Gauge({
  name: 'billing_illegal_steps_total',
  help: 'Steps of subscriptions that there are not, and that were left out.',
  labelNames: ['from', 'to'] as const,
});

/** How long what was read is said again: a scrape asks for six gauges one after the other. */
const KEPT_MS = 1000;

/**
 * What /metrics says of billing: read when it is asked, so every API process says the same. What cannot be read is left
 * out rather than said to be nothing, or what it was.
 */
@Injectable()
export class BillingMetrics implements OnModuleInit {
  private reading: Promise<void> | undefined;

  constructor(
    private readonly subscriptions: SubscriptionStore,
    private readonly events: EventStore,
    private readonly refunds: RefundStore,
    private readonly counts: BillingCounts,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    answeredBy([subscriptions, lag, refunds, events, differences, illegal], () => this.collected());
  }

  private collected(): Promise<void> {
    this.reading ??= this.read().finally(
      () => void setTimeout(() => (this.reading = undefined), KEPT_MS).unref(),
    );
    return this.reading;
  }

  private async read(): Promise<void> {
    await Promise.all([
      this.readDatabase().catch(() => forget(subscriptions, refunds, lag)),
      this.readCounts().catch(() => forget(events, differences, illegal)),
    ]);
  }

  private async readDatabase(): Promise<void> {
    const [found, seconds, owed] = await Promise.all([
      this.subscriptions.countByState(this.database),
      this.events.lag(this.database),
      this.refunds.countByStatus(this.database),
    ]);
    for (const state of subscriptionStates)
      subscriptions.set({ state }, found.find((one) => one.state === state)?.count ?? 0);
    for (const status of refundStatuses)
      refunds.set({ status }, owed.find((one) => one.status === status)?.count ?? 0);
    lag.set(seconds);
  }

  private async readCounts(): Promise<void> {
    const [of, differing, stepping] = await Promise.all([
      this.counts.read('event'),
      this.counts.read('difference'),
      this.counts.read('illegal-step'),
    ]);
    // What Redis has lost, no process goes on saying.
    forget(events, differences, illegal);
    for (const { labels, count } of of) {
      const [type = '', outcome = ''] = labels;
      events.set({ type, outcome }, count);
    }
    for (const { labels, count } of differing) differences.set({ kind: labels[0] ?? '' }, count);
    for (const { labels, count } of stepping) {
      const [from = '', to = ''] = labels;
      illegal.set({ from, to }, count);
    }
  }
}

/** `reset` would say 0 of a gauge without labels. */
function forget(...gauges: readonly Gauge[]): void {
  for (const gauge of gauges) {
    gauge.reset();
    gauge.remove({});
  }
}
