import { ReconciliationService } from '@almanac/billing';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { person, type Person } from '../planning/support';
import { FrugalStripe } from './frugal-stripe';
import { tierOf, wanted } from './support';

jest.setTimeout(120_000);

const DAY = 86_400;
let stripe: FrugalStripe;
let app: TestApp;
let who: Person;
let customer: string;
let number = 0;

beforeAll(async () => {
  stripe = await FrugalStripe.start();
  app = await createTestApp({ worker: true, config: { ...stripe.settings, BILLING_TRIAL_DAYS: '0' } });
});
afterAll(async () => {
  await app.close();
  await stripe.stop();
});
beforeEach(async () => {
  stripe.things.clear();
  who = await person(app, { tier: 'free' });
  await who.must('POST', '/billing/checkout', wanted());
  customer = await customerOf(who);
});

async function customerOf(buyer: Person): Promise<string> {
  const { rows } = await app.database.query<{ id: string }>(
    'SELECT customer_id AS id FROM billing_accounts WHERE user_id = $1',
    [buyer.id],
  );
  return rows[0]?.id ?? '';
}

const now = () => Math.floor(Date.now() / 1000);
const tell = async (event: object) => {
  expect(await stripe.send(`${app.url}/api/v1/billing/webhook`, event)).toBe(200);
};
const seen = () => who.must('GET', '/billing/subscription');

/** A subscription of before 2025-03-31: its period stands on itself, and its price shows no more than its id. */
function subscribed(more: object = {}): string {
  const id = `subscriptions-${(number += 1)}`;
  stripe.put(id, {
    ...{ customer, status: 'active', created: now(), current_period_end: now() + 30 * DAY },
    ...{ items: { data: [{ id: 'item', price: { id: 'silver' } }] } },
    ...more,
  });
  return id;
}

describe('a stand-in that knows less than Stripe, and other things', () => {
  it('sells: with pages that say nothing of their end, and prices without a currency', async () => {
    // Pages of whoever tries it, as nothing says where people may come back to, and this is no production.
    const pages = { successUrl: 'https://example.com/ok', cancelUrl: 'https://example.com/no' };
    await who.must('POST', '/billing/checkout', wanted(pages));
    const { plans } = await who.must('GET', '/billing/plans');
    expect(plans[1].prices).toHaveLength(2);
    const { url, expiresAt } = await who.must('POST', '/billing/checkout', wanted({ plan: 'enterprise' }));
    expect([url.startsWith('http://stripe.example/'), Date.parse(expiresAt) > Date.now()]).toEqual([
      true,
      true,
    ]);
    const { url: portal } = await who.must('POST', '/billing/portal', {
      returnUrl: 'http://localhost:3000/',
    });
    expect(portal).toBe('http://stripe.example/portal');
  });

  it.each([
    ['customer.subscription.created', (id: string) => ({ id })],
    ['customer.subscription.updated', (id: string) => ({ id, object: 'subscription', customer })],
    [
      'customer.subscription.updated',
      (id: string) => ({ id, customer: { id: customer, object: 'customer' } }),
    ],
    ['invoice.paid', (id: string) => ({ id: stripe.put('invoices-1', { customer, subscription: id }).id })],
    ['checkout.session.completed', () => ({ id: stripe.put('SESSION-X', { customer }).id })],
    ['checkout.session.completed', () => ({ id: 'SESSION-Y', mode: 'subscription', customer })],
  ] as const)('gives the tier by an event that says hardly anything: %s', async (type, object) => {
    const id = subscribed();
    await tell({ type, api_version: '2014-01-31', surprise: true, data: { object: object(id) } });
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    expect(await seen()).toMatchObject({
      ...{ plan: 'premium', interval: 'month', state: 'active', stripeSubscriptionId: id, autoRenew: true },
    });
  });

  it.each([
    ['before', (id: string) => ({ subscription: id })],
    ['since', (id: string) => ({ parent: { subscription_details: { subscription: id } } })],
  ] as const)(
    'grace counts from the invoice of this subscription, as Stripe showed it %s 2025-03-31',
    async (_when, of) => {
      const id = subscribed({ status: 'past_due' });
      const invoice = { customer, currency: 'eur', amount_due: 900, amount_paid: 0, status: 'open' };
      stripe.put('invoices-1', { ...invoice, created: now() - 5 * DAY, ...of('another') });
      stripe.put('invoices-2', { ...invoice, created: now() - DAY, ...of(id) });
      await tell({ type: 'invoice.payment_failed', data: { object: { id: 'invoices-2', customer } } });
      await eventually(async () => expect((await seen()).state).toBe('past_due'));
      const left = Date.parse((await seen()).graceEndsAt) / 1000 - now();
      expect(Math.round(left / DAY)).toBe(6);
      expect((await who.must('GET', '/billing/invoices')).invoices).toHaveLength(2);
    },
  );

  it('is cancelled, resumed and ended', async () => {
    const id = subscribed();
    await tell({ type: 'customer.subscription.created', data: { object: { id, customer } } });
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    expect(await who.must('POST', '/billing/subscription/cancel')).toMatchObject({ autoRenew: false });
    expect(await who.must('POST', '/billing/subscription/resume')).toMatchObject({ autoRenew: true });
    const ended = await who.must('POST', '/billing/subscription/cancel', { immediately: true });
    expect(ended).toMatchObject({ status: 'cancelled' });
    expect(await tierOf(who)).toBe('free');
  });

  it('that shows something that is no subscription costs nobody what they have', async () => {
    const id = subscribed();
    await tell({ type: 'customer.subscription.created', data: { object: { id, customer } } });
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    stripe.put(id, { items: null });
    const other = await person(app, { tier: 'free' });
    await other.must('POST', '/billing/checkout', wanted());
    subscribed({ customer: await customerOf(other) });
    // The comparison tells of it, and goes on with the others.
    await app.getFromWorker(ReconciliationService).begin(RequestContext.system());
    expect(await tierOf(other)).toBe('premium');
    const { rows } = await app.database.query(
      'SELECT kind, repaired FROM billing_differences WHERE subject = $1',
      [id],
    );
    expect(rows).toEqual([{ kind: 'unlike', repaired: false }]);
    const answer = await who.send('POST', '/billing/subscription/cancel', {});
    expect([answer.status, answer.body.error.code]).toEqual([502, 'EXTERNAL_SERVICE_ERROR']);
    expect(await tierOf(who)).toBe('premium');
  });
});
