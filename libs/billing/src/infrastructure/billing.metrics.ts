import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Database } from '@almanac/platform';
import { BillingCounts } from '../application/ports/billing-counts';
import { EventStore } from '../application/ports/event-store';
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

/** How long what was read is said again: a scrape asks for five gauges one after the other. */
const KEPT_MS = 1000;

/**
 * What /metrics says of billing: read when it is asked, so every API process says the same. What cannot be read is left
 * out rather than said to be nothing.
 */
@Injectable()
export class BillingMetrics implements OnModuleInit {
  private reading: Promise<void> | undefined;

  constructor(
    private readonly subscriptions: SubscriptionStore,
    private readonly events: EventStore,
    private readonly counts: BillingCounts,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    // The metrics belong to the process, and the newest application of it answers for them.
    for (const gauge of [subscriptions, lag, events, differences, illegal])
      Object.assign(gauge, { collect: () => this.collected() });
  }

  private collected(): Promise<void> {
    this.reading ??= this.read().finally(
      () => void setTimeout(() => (this.reading = undefined), KEPT_MS).unref(),
    );
    return this.reading;
  }

  private async read(): Promise<void> {
    await Promise.allSettled([this.readDatabase(), this.readCounts()]);
  }

  private async readDatabase(): Promise<void> {
    const [found, seconds] = await Promise.all([
      this.subscriptions.countByState(this.database),
      this.events.lag(this.database),
    ]);
    for (const state of subscriptionStates)
      subscriptions.set({ state }, found.find((one) => one.state === state)?.count ?? 0);
    lag.set(seconds);
  }

  private async readCounts(): Promise<void> {
    for (const { labels, count } of await this.counts.read('event')) {
      const [type = '', outcome = ''] = labels;
      events.set({ type, outcome }, count);
    }
    for (const { labels, count } of await this.counts.read('difference'))
      differences.set({ kind: labels[0] ?? '' }, count);
    for (const { labels, count } of await this.counts.read('illegal-step')) {
      const [from = '', to = ''] = labels;
      illegal.set({ from, to }, count);
    }
  }
}
