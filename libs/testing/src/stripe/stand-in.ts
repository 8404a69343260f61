import Stripe from 'stripe';
import { Deliveries, WEBHOOK_EVENTS, type DeliverOptions, type DeliveryAttempt } from './deliveries';
import { StripeServer, type RecordedCall } from './http/server';
import { seedPlans, type SeededKey } from './objects/catalogue';
import { completeSession, type CheckoutOutcome } from './objects/checkout';
import { makeCard } from './objects/payments';
import { failRefund } from './objects/refunds';
import { advance } from './objects/time';
import { stripePages } from './pages/pages';
import { catalogueRoutes } from './routes/catalogue';
import { checkoutRoutes } from './routes/checkout';
import { customerRoutes } from './routes/customers';
import { eventRoutes } from './routes/events';
import { paymentRoutes } from './routes/payments';
import { subscriptionRoutes } from './routes/subscriptions';
import { World, snapshot, type CardBehaviour, type StandInEvent, type WorldOptions } from './world';

export interface StandInOptions {
  secretKey?: string;
  /** Where webhooks go; `sendWebhooksTo` says it later, when the application has its address. */
  webhookUrl?: string;
  webhookSecret?: string;
  /** Kinds that are sent there; those that Almanac handles when it is not given. */
  webhookEvents?: readonly string[] | 'all';
  /** Milliseconds after which an event that was not taken is sent again. */
  webhookRetryAfter?: readonly number[];
  /** 0, the default, is any free one. */
  port?: number;
  /** Days after a failed renewal at which it is tried again: 3, 5 and 7 when it is not given. */
  retryDays?: number[];
  /** What becomes of a subscription after the last of them. */
  afterRetries?: WorldOptions['afterRetries'];
}

const DAY = 86_400;

/** Routes of the API, for the test that compares them with Stripe's description. */
export const STAND_IN_ROUTES = [
  ...catalogueRoutes,
  ...customerRoutes,
  ...checkoutRoutes,
  ...subscriptionRoutes,
  ...paymentRoutes,
  ...eventRoutes,
];

/**
 * A stand-in for Stripe on 127.0.0.1, for tests and for trying Almanac without an account. It speaks the API of the
 * version that Stripe's library pins (`Stripe.API_VERSION`) and keeps everything in memory:
 *
 *     const stripe = await StripeStandIn.start();
 *     stripe.seedPlans();
 *     const app = await createTestApp({ config: stripe.settings, worker: true });
 *     stripe.sendWebhooksTo(`${app.url}/api/v1/billing/webhook`);
 *     …
 *     await stripe.completeCheckout(sessionId);          // somebody pays on the Checkout page
 *     await stripe.settled();                            // all webhooks were sent
 *     await stripe.advance({ days: 31 });                // a month later: the renewal is invoiced and paid
 *     await stripe.stop();
 *
 * What it does not know of Stripe it refuses with 501, and what Stripe does not know with 400 `parameter_unknown`.
 * Amounts are integers in the currency's smallest unit, times are seconds since 1970.
 * Source: https://docs.stripe.com/api; shapes are compared with the library's in test/contract/stripe.
 */
export class StripeStandIn {
  readonly secretKey: string;
  readonly webhookSecret: string;
  private readonly world: World;
  private readonly server: StripeServer;
  private readonly deliveries: Deliveries;

  private constructor(options: StandInOptions) {
    this.secretKey = options.secretKey ?? 'sk_test_StandInForStripe0000000000';
    this.webhookSecret = options.webhookSecret ?? 'whsec_StandInForStripe0000000000000000';
    this.deliveries = new Deliveries({
      url: options.webhookUrl,
      secret: this.webhookSecret,
      events: options.webhookEvents ?? WEBHOOK_EVENTS,
      retryAfter: options.webhookRetryAfter ?? [100, 500, 2000],
    });
    this.world = new World({
      url: () => this.url,
      retryDays: options.retryDays ?? [3, 5, 7],
      afterRetries: options.afterRetries ?? 'cancel',
      onEvent: (event) => this.deliveries.queue(event),
    });
    const pages = stripePages(this.world, {
      now: () => this.now(),
      advance: (days) => this.moveOn(days * DAY),
      sendAllAgain: () => {
        for (const event of this.events.toReversed()) this.deliveries.queue(event);
      },
    });
    this.server = new StripeServer(this.world, STAND_IN_ROUTES, this.secretKey, pages);
  }

  static async start(options: StandInOptions = {}): Promise<StripeStandIn> {
    const standIn = new StripeStandIn(options);
    await standIn.server.listen(options.port ?? 0);
    return standIn;
  }

  async stop(): Promise<void> {
    await this.deliveries.stop();
    await this.server.close();
  }

  /** Such as http://127.0.0.1:40123. */
  get url(): string {
    return this.server.url;
  }

  /** Almanac's settings that point to it. */
  get settings(): { STRIPE_SECRET_KEY: string; STRIPE_API_URL: string; STRIPE_WEBHOOK_SECRET: string } {
    return {
      STRIPE_SECRET_KEY: this.secretKey,
      STRIPE_API_URL: this.url,
      STRIPE_WEBHOOK_SECRET: this.webhookSecret,
    };
  }

  /** Stripe's own library, pointed here: for what a test does or looks up in Stripe. */
  client(config: Pick<Stripe.StripeConfig, 'maxNetworkRetries' | 'timeout'> = {}): Stripe {
    const { hostname, port } = new URL(this.url);
    return new Stripe(this.secretKey, {
      host: hostname,
      port,
      protocol: 'http',
      telemetry: false,
      maxNetworkRetries: 0,
      ...config,
    });
  }

  // What people and time do.

  /** Makes Almanac's plans: EUR 9 and 90 for Premium, EUR 29 and 290 for Enterprise. Prices are found by `lookup_key`. */
  seedPlans(): Record<SeededKey, Stripe.Price> {
    return snapshot(seedPlans(this.world));
  }

  /**
   * Somebody pays on the Checkout page.
   * @param how.card 'declined' leaves the session open; 'declines-later' and 'needs-action' pay now, not at renewals
   * @throws Error when the session is not open
   */
  async completeCheckout(
    sessionId: string,
    how: { card?: CardBehaviour; email?: string; name?: string } = {},
  ): Promise<CheckoutOutcome> {
    const session = this.world.sessions.get(sessionId);
    return snapshot(completeSession(this.world, session, how.card ?? 'ok', how));
  }

  /** Gives a customer and its subscriptions another card. @returns the id of the card */
  setCard(customerId: string, behaviour: CardBehaviour): string {
    const customer = this.world.customer(customerId);
    const card = makeCard(this.world, behaviour, customerId);
    this.world.change('customer.updated', customer, () => {
      customer.invoice_settings.default_payment_method = card.id;
    });
    for (const subscription of this.world.subscriptions.all()) {
      if (subscription.customer !== customerId || subscription.status === 'canceled') continue;
      this.world.change('customer.subscription.updated', subscription, () => {
        subscription.default_payment_method = card.id;
      });
    }
    return card.id;
  }

  /** A refund is not taken in by the bank, which shows only later. */
  failRefund(refundId: string): void {
    failRefund(this.world, this.world.refunds.get(refundId));
  }

  /**
   * Moves the time of all that is on no test clock: trials end, subscriptions renew, failed payments are tried again,
   * cancelled ones end, each at its moment. Test clocks are moved by the API.
   */
  async advance(by: { days?: number; hours?: number; seconds?: number }): Promise<void> {
    this.moveOn((by.days ?? 0) * DAY + (by.hours ?? 0) * 3600 + (by.seconds ?? 0));
  }

  private moveOn(seconds: number): void {
    advance(this.world, null, this.world.now() + seconds);
    this.world.ahead += seconds;
  }

  /** The time here, in seconds. */
  now(): number {
    return this.world.now();
  }

  // Webhooks.

  sendWebhooksTo(url: string | undefined): void {
    this.deliveries.options.url = url;
  }

  /** All that happened, the oldest first, sent or not. */
  get events(): StandInEvent[] {
    return this.world.events.all();
  }

  eventsOf(type: string): StandInEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  /** What was sent and what was answered. */
  get attempts(): readonly DeliveryAttempt[] {
    return this.deliveries.attempts;
  }

  /** From now on events wait. */
  hold(): void {
    this.deliveries.hold();
  }

  /**
   * Sends what waits.
   * @param how.order another order, such as `(events) => events.reverse()`
   * @param how.times each so many times
   */
  async release(
    how: { order?: (events: StandInEvent[]) => StandInEvent[]; times?: number } = {},
  ): Promise<void> {
    this.deliveries.release(how.order, how.times);
    await this.settled();
  }

  /** Forgets what waits, as if Stripe had never sent it. */
  drop(): StandInEvent[] {
    return this.deliveries.drop();
  }

  /** Sends one event, once: again, stale, changed on the way or wrongly signed as the options say. */
  deliver(event: StandInEvent, options: DeliverOptions = {}): Promise<DeliveryAttempt> {
    return this.deliveries.deliver(event, options);
  }

  /** Waits until all events that are under way were sent, with their retries. */
  settled(): Promise<void> {
    return this.deliveries.settled();
  }

  // Trouble.

  /** `refuses`: nothing listens any more. `errors`: everything is answered with 503. */
  async setAway(away: 'no' | 'refuses' | 'errors'): Promise<void> {
    this.server.away = away === 'errors' ? 'errors' : 'no';
    if (away === 'refuses') await this.server.close();
    else await this.server.listenAgain();
  }

  /** Every operation waits so long before it is carried out, or until this is said again. */
  slow(milliseconds: number): void {
    this.server.slow(milliseconds);
  }

  /** The next requests to such an address are answered with that status, and not carried out. */
  fail(path: RegExp, status: number, times = 1): void {
    this.server.failures.push({ path, status, times });
  }

  /** The next requests to such an address are carried out, and the connection is cut in place of an answer. */
  loseAnswers(path: RegExp, times = 1): void {
    this.server.losses.push({ path, times });
  }

  /**
   * The next request to such an address is carried out, and its answer waits: what it says may not be so any more when it
   * comes. `held` is fulfilled once it waits.
   */
  holdAnswer(path: RegExp): { held: Promise<void>; release: () => void } {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    const held = new Promise<void>((resolve) =>
      this.server.holds.push({ path, times: 1, held: resolve, until }),
    );
    return { held, release };
  }

  /** Every request that came to the API, the oldest first. */
  get calls(): readonly RecordedCall[] {
    return this.server.calls;
  }

  forgetCalls(): void {
    this.server.calls.splice(0);
  }
}
