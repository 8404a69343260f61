import { ReconciliationService, UpkeepService } from '@almanac/billing';
import { RequestContext } from '@almanac/platform';
import type { TestAnswer } from '@almanac/testing';
import type Stripe from 'stripe';
import { eventually } from '../background/eventually';
import { mailsTo, settled } from '../notifications/support';
import { person, type Person } from '../planning/support';
import { CANCEL, Shop, shuffled, SUCCESS, tierOf } from './support';

jest.setTimeout(120_000);

let shop: Shop;
let api: Stripe;
beforeAll(async () => {
  shop = await Shop.open();
  api = shop.stripe.client();
});
afterAll(() => shop.close());
afterEach(async () => {
  await shop.stripe.release();
});

const compare = () => shop.app.getFromWorker(ReconciliationService).begin(RequestContext.system());
const sql = async (text: string, values: unknown[]): Promise<TestAnswer['body'][]> =>
  (await shop.app.database.query(text, values)).rows;
const priceOf = async (plan: string) =>
  (await api.prices.list({ lookup_keys: [`almanac_${plan}_month`] })).data[0]?.id ?? '';
const refundsOf = async (customer: string) => {
  const { data } = await api.refunds.list({ limit: 100 });
  const charges = await api.charges.list({ customer, limit: 100 });
  return data.filter(({ charge }) => charges.data.some(({ id }) => id === charge));
};
const statusesOf = async (customer: string) =>
  (await api.subscriptions.list({ customer, status: 'all' })).data.map(({ status }) => status).sort();
const rowOf = async (subscription: string) =>
  (
    await sql('SELECT status, amount, currency FROM billing_refunds WHERE stripe_subscription_id = $1', [
      subscription,
    ])
  )[0];

/** Two pages that are open at once, as no call of ours leaves them: one was made at Stripe. */
async function twoPages(): Promise<{ who: Person; customer: string; pages: string[] }> {
  const who = await shop.customer();
  const { sessionId } = (await shop.checkout(who)).body.data;
  const { customer } = await api.checkout.sessions.retrieve(sessionId);
  if (typeof customer !== 'string') throw new Error('The page is nobody’s');
  const other = await api.checkout.sessions.create({
    mode: 'subscription',
    customer,
    line_items: [{ price: await priceOf('premium'), quantity: 1 }],
    success_url: SUCCESS,
    cancel_url: CANCEL,
  });
  return { who, customer, pages: [sessionId, other.id] };
}

/** Somebody with a subscription, who gets a second one at Stripe. @param tells whether Stripe says so */
async function doubled(
  more: Partial<Stripe.SubscriptionCreateParams> = {},
  tells = true,
): Promise<{ who: Person; customer: string; second: Stripe.Subscription }> {
  const who = await shop.buyer();
  const { stripeCustomerId: customer } = await who.must('GET', '/billing/subscription');
  shop.stripe.setCard(customer, 'ok');
  await shop.handled();
  const items = [{ price: await priceOf('enterprise') }];
  // Later by Stripe's clock, which counts seconds.
  await eventually(() => expect(shop.stripe.now()).toBeGreaterThan(lastBegun()));
  if (!tells) shop.stripe.hold();
  const second = await api.subscriptions.create({ customer, items, ...more });
  if (!tells) shop.stripe.drop();
  return { who, customer, second };
}
const lastBegun = (): number =>
  Math.max(...shop.stripe.eventsOf('customer.subscription.created').map(({ created }) => created));

describe('two subscriptions that are paid for at once', () => {
  it('one is ended at once and given back, once, however often and in whatever order Stripe tells', async () => {
    const { who, customer, pages } = await twoPages();
    shop.stripe.hold();
    await Promise.all(pages.map((page) => shop.stripe.completeCheckout(page)));
    expect(await statusesOf(customer)).toEqual(['active', 'active']);
    await shop.stripe.release({ times: 3, order: (events) => shuffled(events, 7) });
    await shop.handled();
    await eventually(async () => expect(await refundsOf(customer)).toHaveLength(1));
    expect(await statusesOf(customer)).toEqual(['active', 'canceled']);
    const [refund] = await refundsOf(customer);
    expect(refund).toMatchObject({ amount: 900, currency: 'eur', status: 'succeeded', reason: 'duplicate' });
    const kept = await who.must('GET', '/billing/subscription');
    expect(kept).toMatchObject({ state: 'active', plan: 'premium', autoRenew: true });
    expect(refund?.metadata?.['almanac_subscription']).not.toBe(kept.stripeSubscriptionId);
    // Money, and no credit for a later invoice.
    expect(await api.customers.retrieve(customer)).toMatchObject({ balance: 0 });
    await shop.handled();
    await eventually(async () => expect((await shop.told(who)).sort()).toEqual(['doubled', 'refunded']));
    await settled(shop.app);
    const subjects = (await mailsTo(shop.app, who.user.email)).map(({ subject }) => subject);
    expect(subjects.sort()).toEqual([
      'A second subscription, for Premium, is ended',
      '€9.00 has been refunded to you',
    ]);
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
  });

  it('the money goes back once although answers of Stripe are lost, and readers are at it together', async () => {
    const { who, customer, pages } = await twoPages();
    shop.stripe.hold();
    await Promise.all(pages.map((page) => shop.stripe.completeCheckout(page)));
    shop.stripe.loseAnswers(/^\/v1\/refunds/, 2);
    shop.stripe.fail(/^\/v1\/refunds/, 500, 2);
    shop.stripe.slow(30);
    try {
      // An event, a comparison, and a call of the person's.
      await Promise.all([
        shop.stripe.release({ times: 2 }),
        compare(),
        compare(),
        who.send('POST', '/billing/subscription/cancel', {}),
      ]);
      await shop.handled();
    } finally {
      shop.stripe.slow(0);
    }
    await eventually(async () => expect(await refundsOf(customer)).toHaveLength(1), 30_000);
    expect(await statusesOf(customer)).toEqual(['active', 'canceled']);
    const rows = await sql('SELECT status, amount FROM billing_refunds WHERE user_id = $1', [who.id]);
    await eventually(async () =>
      expect(
        await sql('SELECT 1 FROM billing_refunds WHERE user_id = $1 AND status = $2', [who.id, 'done']),
      ).toHaveLength(1),
    );
    expect(rows).toHaveLength(1);
    expect((await shop.told(who)).filter((one) => one === 'doubled')).toHaveLength(1);
  });
});

describe('a second subscription', () => {
  it('is told of in the report of the next comparison, once it has gone back', async () => {
    const { who, second } = await doubled();
    await shop.handled();
    await eventually(async () =>
      expect(await rowOf(second.id)).toEqual({ status: 'done', amount: '2900', currency: 'EUR' }),
    );
    const admin = await person(shop.app, { admin: true });
    const told = async () => {
      await compare();
      const [report] = (await admin.must('GET', '/admin/billing/reconciliations')).reconciliations;
      return report.differences.filter(
        ({ stripeSubscriptionId }: TestAnswer['body']) => stripeSubscriptionId === second.id,
      );
    };
    expect(await told()).toEqual([
      {
        ...{ kind: 'doubled', stripeSubscriptionId: second.id, userId: who.id, here: null, repaired: true },
        there: { plan: 'enterprise', interval: 'month', status: 'done', amount: 2900, currency: 'EUR' },
      },
    ]);
    expect(await told()).toEqual([]);
    // The person finds it among what is kept of them.
    expect(await tierOf(who)).toBe('premium');
  });

  it('whose money was given up is told of each time, and tried again', async () => {
    const { second } = await doubled();
    await shop.handled();
    await eventually(async () => expect(await rowOf(second.id)).toMatchObject({ status: 'done' }));
    await sql(
      `UPDATE billing_refunds SET status = 'failed', amount = NULL, currency = NULL, reported_at = NULL
        WHERE stripe_subscription_id = $1`,
      [second.id],
    );
    const admin = await person(shop.app, { admin: true });
    const repaired = async () => {
      await compare();
      const [report] = (await admin.must('GET', '/admin/billing/reconciliations')).reconciliations;
      return report.differences
        .filter(({ stripeSubscriptionId: id }: TestAnswer['body']) => id === second.id)
        .map((one: TestAnswer['body']) => one.repaired);
    };
    expect(await repaired()).toEqual([false]);
    // It had gone back before: Stripe says so, and nothing goes back twice.
    await eventually(async () =>
      expect(await rowOf(second.id)).toEqual({ status: 'done', amount: '2900', currency: 'EUR' }),
    );
    expect(await repaired()).toEqual([true]);
    expect(await repaired()).toEqual([]);
  });

  it('that is paid for only after it has ended goes back as well', async () => {
    const { customer, second } = await doubled({ payment_behavior: 'default_incomplete' });
    await shop.handled();
    await eventually(async () =>
      expect(await rowOf(second.id)).toEqual({ status: 'done', amount: null, currency: null }),
    );
    expect(await refundsOf(customer)).toEqual([]);
    const { latest_invoice: invoice } = await api.subscriptions.retrieve(second.id);
    await api.invoices.pay(typeof invoice === 'string' ? invoice : '');
    await shop.handled();
    await eventually(async () => expect(await refundsOf(customer)).toMatchObject([{ amount: 2900 }]));
    expect(await statusesOf(customer)).toEqual(['active', 'canceled']);
  });

  it('whose job was lost is seen to all the same; what was used is not given back', async () => {
    const upkeep = shop.app.getFromWorker(UpkeepService);
    const note = (id: string, who: Person, customer: string, from: string | null) =>
      sql(
        `INSERT INTO billing_refunds (stripe_subscription_id, user_id, stripe_customer_id, plan, "interval", paid_from, updated_at)
         VALUES ($1, $2, $3, 'enterprise', 'month', now() + $4::interval, now() - interval '20 minutes')`,
        [id, who.id, customer, from],
      );
    const [lost, used] = [await doubled({}, false), await doubled({}, false)];
    await note(lost.second.id, lost.who, lost.customer, null);
    await note(used.second.id, used.who, used.customer, '1 hour');
    await upkeep.sweep(RequestContext.system());
    for (const { second } of [lost, used])
      await eventually(async () => expect(await rowOf(second.id)).toMatchObject({ status: 'done' }));
    expect(await refundsOf(lost.customer)).toMatchObject([{ amount: 2900 }]);
    expect(await refundsOf(used.customer)).toEqual([]);
    for (const { customer } of [lost, used])
      expect(await statusesOf(customer)).toEqual(['active', 'canceled']);
  });

  it('of a customer who is nobody’s here is left alone', async () => {
    const stranger = await api.customers.create({ email: 'nobody@example.com' });
    shop.stripe.setCard(stranger.id, 'ok');
    const items = [{ price: await priceOf('premium') }];
    for (let number = 0; number < 2; number += 1)
      await api.subscriptions.create({ customer: stranger.id, items });
    await shop.handled();
    await compare();
    expect(await statusesOf(stranger.id)).toEqual(['active', 'active']);
    expect(await refundsOf(stranger.id)).toEqual([]);
  });
});
