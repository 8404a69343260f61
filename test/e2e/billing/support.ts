import { createTestApp, StripeStandIn, type TestAnswer, type TestApp } from '@almanac/testing';
import type { ConfigOverrides, StandInEvent } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { person, type Person } from '../planning/support';

export const SUCCESS = 'http://localhost:3000/paid';
export const CANCEL = 'http://localhost:3000/not-paid';

/** Almanac with something to sell, and a stand-in for Stripe beside it. */
export class Shop {
  private constructor(
    readonly app: TestApp,
    readonly stripe: StripeStandIn,
  ) {}

  static async open(config: ConfigOverrides = {}, worker = true): Promise<Shop> {
    const stripe = await StripeStandIn.start();
    stripe.seedPlans();
    const settings = {
      ...stripe.settings,
      BILLING_TRIAL_DAYS: '0',
      BILLING_RETURN_ORIGINS: 'https://shop.example',
      OUTGOING_CIRCUIT_FAILURES: '1000',
    };
    const app = await createTestApp({ worker, config: { ...settings, ...config } });
    stripe.sendWebhooksTo(`${app.url}/api/v1/billing/webhook`);
    return new Shop(app, stripe);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.stripe.stop();
  }

  /** Somebody who has bought nothing yet. */
  customer(): Promise<Person> {
    return person(this.app, { tier: 'free' });
  }

  checkout(who: Person, more: object = {}): Promise<TestAnswer> {
    return who.send('POST', '/billing/checkout', wanted(more));
  }

  /** Pays on a page of Stripe's, and waits until the tier says so. */
  async buy(who: Person, more: { plan?: string; interval?: string } = {}): Promise<TestAnswer['body']> {
    const { sessionId } = await who.must('POST', '/billing/checkout', wanted(more));
    await this.stripe.completeCheckout(sessionId);
    await this.handled();
    await eventually(async () => expect(await tierOf(who)).toBe(more.plan ?? 'premium'));
    return who.must('GET', '/billing/subscription');
  }

  /** Somebody who has bought something. */
  async buyer(more: { plan?: string; interval?: string } = {}): Promise<Person> {
    const who = await this.customer();
    await this.buy(who, more);
    return who;
  }

  /** Waits until every event that was taken is worked off. */
  async handled(): Promise<void> {
    await this.stripe.settled();
    await eventually(async () => {
      const { rows } = await this.app.database.query(
        `SELECT id, type FROM stripe_events WHERE status = 'pending'`,
      );
      expect(rows).toEqual([]);
    }, 30_000);
  }

  async subscriptionsOf(
    who: Person,
  ): Promise<{ state: string; plan: string; id: string; version: number }[]> {
    const { rows } = await this.app.database.query(
      `SELECT state, plan, stripe_subscription_id AS id, version FROM subscriptions WHERE user_id = $1
        ORDER BY started_at, id`,
      [who.id],
    );
    return rows;
  }

  /** How often something was announced about somebody. */
  async announced(who: Person, name: string): Promise<TestAnswer['body'][]> {
    const { rows } = await this.app.database.query<{ payload: TestAnswer['body'] }>(
      `SELECT payload FROM outbox WHERE name = $2 AND payload ->> 'userId' = $1 ORDER BY seq`,
      [who.id, name],
    );
    return rows.map(({ payload }) => payload);
  }

  /** What they were told, each time. */
  async told(who: Person): Promise<string[]> {
    return (await this.announced(who, 'billing.noticed')).map(({ notice }) => notice.what);
  }

  /** Everything about somebody that events have an effect on. */
  async stateOf(who: Person): Promise<object> {
    const { rows } = await this.app.database.query(
      `SELECT s.state, s.plan, s."interval", s.stripe_status, s.expires_at, s.grace_ends_at, s.auto_renew, s.ended_at
         FROM subscriptions s WHERE s.user_id = $1 ORDER BY s.started_at, s.id`,
      [who.id],
    );
    return { tier: await tierOf(who), subscriptions: rows };
  }
}

export function wanted(more: object = {}): object {
  return { plan: 'premium', interval: 'month', successUrl: SUCCESS, cancelUrl: CANCEL, ...more };
}

export async function tierOf(who: Person): Promise<string> {
  return (await who.must('GET', '/billing/usage')).tier;
}

/** Always the same shuffle of a seed (mulberry32), so that a failure can be looked into. */
export function shuffled(events: readonly StandInEvent[], seed: number): StandInEvent[] {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return events
    .map((event) => ({ event, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
}
