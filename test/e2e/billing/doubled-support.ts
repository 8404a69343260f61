import { ReconciliationService } from '@almanac/billing';
import { RequestContext } from '@almanac/platform';
import type { TestAnswer } from '@almanac/testing';
import type Stripe from 'stripe';
import { eventually } from '../background/eventually';
import { person, type Person } from '../planning/support';
import type { Shop } from './support';

/** Second subscriptions of an account, and what becomes of the money. */
export class Doubled {
  readonly api: Stripe;

  constructor(private readonly shop: Shop) {
    this.api = shop.stripe.client();
  }

  async sql(text: string, values: unknown[]): Promise<TestAnswer['body'][]> {
    return (await this.shop.app.database.query(text, values)).rows;
  }

  async priceOf(plan: string): Promise<string> {
    return (await this.api.prices.list({ lookup_keys: [`almanac_${plan}_month`] })).data[0]?.id ?? '';
  }

  /** Somebody with a subscription, who gets a second one at Stripe. @param tells whether Stripe says so */
  async make(
    more: Partial<Stripe.SubscriptionCreateParams> = {},
    { tells = true, credit = 0 } = {},
  ): Promise<{ who: Person; customer: string; second: Stripe.Subscription }> {
    const { shop, api } = this;
    const who = await shop.buyer();
    const { stripeCustomerId: customer } = await who.must('GET', '/billing/subscription');
    shop.stripe.setCard(customer, 'ok');
    if (credit > 0)
      await api.customers.createBalanceTransaction(customer, { amount: -credit, currency: 'eur' });
    await shop.handled();
    const items = [{ price: await this.priceOf('enterprise') }];
    // Later by Stripe's clock, which counts seconds.
    await eventually(() => expect(shop.stripe.now()).toBeGreaterThan(this.lastBegun()));
    if (!tells) shop.stripe.hold();
    const second = await api.subscriptions.create({ customer, items, ...more });
    if (!tells) shop.stripe.drop();
    return { who, customer, second };
  }

  async refundsOf(customer: string): Promise<Stripe.Refund[]> {
    const { data } = await this.api.refunds.list({ limit: 100 });
    const charges = await this.api.charges.list({ customer, limit: 100 });
    return data.filter(({ charge }) => charges.data.some(({ id }) => id === charge));
  }

  async statusesOf(customer: string): Promise<string[]> {
    const { data } = await this.api.subscriptions.list({ customer, status: 'all' });
    return data.map(({ status }) => status).sort();
  }

  async rowOf(subscription: string): Promise<TestAnswer['body']> {
    const [row] = await this.sql(
      'SELECT status, amount, currency FROM billing_refunds WHERE stripe_subscription_id = $1',
      [subscription],
    );
    return row;
  }

  /** Waits until what is written down of one is this. */
  async becomes(subscription: string, row: object): Promise<void> {
    await eventually(async () => expect(await this.rowOf(subscription)).toMatchObject(row), 30_000);
  }

  compare(): Promise<void> {
    return this.shop.app.getFromWorker(ReconciliationService).begin(RequestContext.system());
  }

  /** Compares, and gives what the report has of one. */
  async reported(subscription: string): Promise<TestAnswer['body'][]> {
    await this.compare();
    const admin = await person(this.shop.app, { admin: true });
    const [report] = (await admin.must('GET', '/admin/billing/reconciliations')).reconciliations;
    return report.differences.filter(
      ({ stripeSubscriptionId }: TestAnswer['body']) => stripeSubscriptionId === subscription,
    );
  }

  private lastBegun(): number {
    const begun = this.shop.stripe.eventsOf('customer.subscription.created');
    return Math.max(...begun.map(({ created }) => created));
  }
}
