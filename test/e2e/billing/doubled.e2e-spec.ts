import { UpkeepService } from '@almanac/billing';
import { RequestContext } from '@almanac/platform';
import type Stripe from 'stripe';
import { eventually } from '../background/eventually';
import { mailsTo, settled } from '../notifications/support';
import type { Person } from '../planning/support';
import { Doubled } from './doubled-support';
import { CANCEL, Shop, shuffled, SUCCESS, tierOf } from './support';

jest.setTimeout(120_000);

let shop: Shop;
let api: Stripe;
let doubles: Doubled;
beforeAll(async () => {
  shop = await Shop.open();
  doubles = new Doubled(shop);
  api = doubles.api;
});
afterAll(() => shop.close());
afterEach(async () => {
  await shop.stripe.release();
});

/** Two pages that are open at once, as no call of ours leaves them: one was made at Stripe. */
async function twoPages(): Promise<{ who: Person; customer: string; pages: string[] }> {
  const who = await shop.customer();
  const { sessionId } = (await shop.checkout(who)).body.data;
  const { customer } = await api.checkout.sessions.retrieve(sessionId);
  if (typeof customer !== 'string') throw new Error('The page is nobody’s');
  const other = await api.checkout.sessions.create({
    mode: 'subscription',
    customer,
    line_items: [{ price: await doubles.priceOf('premium'), quantity: 1 }],
    success_url: SUCCESS,
    cancel_url: CANCEL,
  });
  return { who, customer, pages: [sessionId, other.id] };
}

describe('two subscriptions that are paid for at once', () => {
  it('one is ended at once and given back, once, however often and in whatever order Stripe tells', async () => {
    const { who, customer, pages } = await twoPages();
    shop.stripe.hold();
    await Promise.all(pages.map((page) => shop.stripe.completeCheckout(page)));
    expect(await doubles.statusesOf(customer)).toEqual(['active', 'active']);
    await shop.stripe.release({ times: 3, order: (events) => shuffled(events, 7) });
    await shop.handled();
    await eventually(async () => expect(await doubles.refundsOf(customer)).toHaveLength(1));
    expect(await doubles.statusesOf(customer)).toEqual(['active', 'canceled']);
    const [refund] = await doubles.refundsOf(customer);
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
        doubles.compare(),
        doubles.compare(),
        who.send('POST', '/billing/subscription/cancel', {}),
      ]);
      await shop.handled();
    } finally {
      shop.stripe.slow(0);
    }
    await eventually(async () => expect(await doubles.refundsOf(customer)).toHaveLength(1), 30_000);
    expect(await doubles.statusesOf(customer)).toEqual(['active', 'canceled']);
    const rows = await doubles.sql('SELECT status, amount FROM billing_refunds WHERE user_id = $1', [who.id]);
    await eventually(async () =>
      expect(
        await doubles.sql('SELECT 1 FROM billing_refunds WHERE user_id = $1 AND status = $2', [
          who.id,
          'done',
        ]),
      ).toHaveLength(1),
    );
    expect(rows).toHaveLength(1);
    expect((await shop.told(who)).filter((one) => one === 'doubled')).toHaveLength(1);
  });
});

describe('a second subscription', () => {
  it('is told of in the report of the next comparison, once it has gone back', async () => {
    const { who, second } = await doubles.make();
    await shop.handled();
    await eventually(async () =>
      expect(await doubles.rowOf(second.id)).toEqual({ status: 'done', amount: '2900', currency: 'EUR' }),
    );
    expect(await doubles.reported(second.id)).toEqual([
      {
        ...{ kind: 'doubled', stripeSubscriptionId: second.id, userId: who.id, here: null, repaired: true },
        there: { plan: 'enterprise', interval: 'month', status: 'done', amount: 2900, currency: 'EUR' },
      },
    ]);
    expect(await doubles.reported(second.id)).toEqual([]);
    // The person finds it among what is kept of them.
    expect(await tierOf(who)).toBe('premium');
  });

  it('whose money was given up is told of each time, and tried again', async () => {
    const { second } = await doubles.make();
    await shop.handled();
    await eventually(async () => expect(await doubles.rowOf(second.id)).toMatchObject({ status: 'done' }));
    await settled(shop.app, ['billing']);
    await doubles.sql(
      `UPDATE billing_refunds SET status = 'failed', amount = NULL, currency = NULL, reported_at = NULL
        WHERE stripe_subscription_id = $1`,
      [second.id],
    );
    const repaired = async () => (await doubles.reported(second.id)).map((one) => one.repaired);
    expect(await repaired()).toEqual([false]);
    // It had gone back before: Stripe says so, and nothing goes back twice.
    await eventually(async () =>
      expect(await doubles.rowOf(second.id)).toEqual({ status: 'done', amount: '2900', currency: 'EUR' }),
    );
    expect(await repaired()).toEqual([true]);
    expect(await repaired()).toEqual([]);
  });

  it('that is paid for only after it has ended goes back as well', async () => {
    const { customer, second } = await doubles.make({ payment_behavior: 'default_incomplete' });
    await shop.handled();
    await eventually(async () =>
      expect(await doubles.rowOf(second.id)).toEqual({ status: 'done', amount: null, currency: null }),
    );
    expect(await doubles.refundsOf(customer)).toEqual([]);
    const { latest_invoice: invoice } = await api.subscriptions.retrieve(second.id);
    await api.invoices.pay(typeof invoice === 'string' ? invoice : '');
    await shop.handled();
    await eventually(async () => expect(await doubles.refundsOf(customer)).toMatchObject([{ amount: 2900 }]));
    expect(await doubles.statusesOf(customer)).toEqual(['active', 'canceled']);
  });

  it('whose job was lost is seen to all the same; what was used is not given back', async () => {
    const upkeep = shop.app.getFromWorker(UpkeepService);
    const note = (id: string, who: Person, customer: string, from: string | null) =>
      doubles.sql(
        `INSERT INTO billing_refunds (stripe_subscription_id, user_id, stripe_customer_id, plan, "interval", paid_from, updated_at)
         VALUES ($1, $2, $3, 'enterprise', 'month', now() + $4::interval, now() - interval '20 minutes')`,
        [id, who.id, customer, from],
      );
    const [lost, used] = [await doubles.make({}, { tells: false }), await doubles.make({}, { tells: false })];
    await note(lost.second.id, lost.who, lost.customer, null);
    await note(used.second.id, used.who, used.customer, '1 hour');
    await upkeep.sweep(RequestContext.system());
    for (const { second } of [lost, used])
      await eventually(async () => expect(await doubles.rowOf(second.id)).toMatchObject({ status: 'done' }));
    expect(await doubles.refundsOf(lost.customer)).toMatchObject([{ amount: 2900 }]);
    expect(await doubles.refundsOf(used.customer)).toEqual([]);
    for (const { customer } of [lost, used])
      expect(await doubles.statusesOf(customer)).toEqual(['active', 'canceled']);
  });

  it('of a customer who is nobody’s here is left alone', async () => {
    const stranger = await api.customers.create({ email: 'nobody@example.com' });
    shop.stripe.setCard(stranger.id, 'ok');
    const items = [{ price: await doubles.priceOf('premium') }];
    for (let number = 0; number < 2; number += 1)
      await api.subscriptions.create({ customer: stranger.id, items });
    await shop.handled();
    await doubles.compare();
    expect(await doubles.statusesOf(stranger.id)).toEqual(['active', 'active']);
    expect(await doubles.refundsOf(stranger.id)).toEqual([]);
  });
});
