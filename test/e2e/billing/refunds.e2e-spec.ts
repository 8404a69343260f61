import type Stripe from 'stripe';
import { eventually } from '../background/eventually';
import { settled } from '../notifications/support';
import { Doubled } from './doubled-support';
import { Shop } from './support';

jest.setTimeout(120_000);

let shop: Shop;
let doubles: Doubled;
let api: Stripe;
beforeAll(async () => {
  shop = await Shop.open();
  doubles = new Doubled(shop);
  api = doubles.api;
});
afterAll(() => shop.close());
afterEach(async () => {
  await shop.stripe.release();
});

const GONE = { status: 'done', amount: '2900', currency: 'EUR' };
const CAME_BACK = { status: 'failed', amount: null, currency: null };

/** A second subscription that was refunded. */
async function refunded(credit = 0): Promise<{ customer: string; id: string; refund: Stripe.Refund }> {
  const { customer, second } = await doubles.make({}, { credit });
  await shop.handled();
  await doubles.becomes(second.id, GONE);
  const [refund] = await doubles.refundsOf(customer);
  if (!refund) throw new Error('Nothing was refunded');
  return { customer, id: second.id, refund };
}

const balanceOf = async (customer: string) => {
  const found = await api.customers.retrieve(customer);
  return found.deleted === true ? undefined : found.balance;
};

describe('a refund of a second subscription that fails later', () => {
  it('is noticed, told of with each comparison, and not made again, until it is made by hand', async () => {
    const { customer, id, refund } = await refunded();
    expect(await doubles.reported(id)).toMatchObject([{ repaired: true }]);
    expect(await doubles.reported(id)).toEqual([]);
    shop.stripe.failRefund(refund.id);
    await shop.handled();
    await doubles.becomes(id, CAME_BACK);
    for (let night = 0; night < 2; night += 1) {
      expect(await doubles.reported(id)).toMatchObject([
        { kind: 'doubled', repaired: false, there: { status: 'failed' } },
      ]);
      await doubles.becomes(id, CAME_BACK);
    }
    expect(await doubles.refundsOf(customer)).toMatchObject([{ status: 'failed' }]);
    await eventually(async () => {
      const { text: figures } = await shop.app.request('GET', '//metrics');
      expect(figures).toMatch(/^billing_refunds\{status="failed"\} 1$/m);
    });
    // An operator gives it back in the dashboard, by whatever way works.
    await api.refunds.create({ charge: typeof refund.charge === 'string' ? refund.charge : '' });
    await shop.handled();
    await doubles.compare();
    await doubles.becomes(id, GONE);
    expect(await doubles.reported(id)).toMatchObject([{ repaired: true }]);
    expect(await doubles.reported(id)).toEqual([]);
  });

  it('is found by the next comparison where no event says so', async () => {
    const { id, refund } = await refunded();
    shop.stripe.hold();
    shop.stripe.failRefund(refund.id);
    shop.stripe.drop();
    await doubles.compare();
    await doubles.becomes(id, CAME_BACK);
  });

  it('ends the same however many events say so at once, on whichever replica they come in', async () => {
    const { customer, id, refund } = await refunded();
    const replica = await shop.app.replica();
    shop.stripe.hold();
    shop.stripe.failRefund(refund.id);
    const events = shop.stripe.drop();
    expect(events.map(({ type }) => type).sort()).toEqual([
      ...['charge.refund.updated', 'refund.failed', 'refund.updated'],
    ]);
    const here = `${shop.app.url}/api/v1/billing/webhook`;
    const there = `${replica.url}/api/v1/billing/webhook`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? here : there)).flatMap((url) =>
        events.map((event) => shop.stripe.deliver(event, { url })),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await shop.handled();
    await doubles.becomes(id, CAME_BACK);
    expect(await doubles.refundsOf(customer)).toHaveLength(1);
    const settledEvents = await doubles.sql(
      `SELECT status FROM stripe_events WHERE facts ->> 'objectId' = $1 AND status = 'done' ORDER BY type`,
      [refund.id],
    );
    // Those of the refund as it was made are among them, or not: Stripe tells of them as well.
    expect(settledEvents.length).toBeGreaterThanOrEqual(events.length);
  });

  it('stays known although a look from before it is written down only after it', async () => {
    const { id, refund } = await refunded();
    await settled(shop.app, ['billing']);
    const made = shop.stripe.events.find(
      ({ type, data }) => type === 'refund.created' && data.object.id === refund.id,
    );
    if (!made) throw new Error('There was no refund');
    const { held, release } = shop.stripe.holdAnswer(/^\/v1\/refunds$/);
    try {
      await shop.stripe.deliver({ ...made, id: 'evt_before', type: 'refund.updated' });
      await held;
      shop.stripe.failRefund(refund.id);
      await shop.stripe.settled();
      await doubles.becomes(id, CAME_BACK);
    } finally {
      release();
    }
    await settled(shop.app, ['billing']);
    expect(await doubles.rowOf(id)).toMatchObject(CAME_BACK);
  });

  it('that was made for anything else is nobody’s business here', async () => {
    const who = await shop.buyer();
    const { stripeCustomerId: customer } = await who.must('GET', '/billing/subscription');
    const [charge] = (await api.charges.list({ customer })).data;
    const made = await api.refunds.create({ charge: charge?.id ?? '', amount: 300 });
    await shop.handled();
    shop.stripe.failRefund(made.id);
    await shop.handled();
    await eventually(async () => expect(await shop.told(who)).toEqual(expect.arrayContaining(['refunded'])));
    const rows = await doubles.sql(
      `SELECT DISTINCT status FROM stripe_events WHERE type IN ('refund.failed', 'refund.updated')
          AND occurred_at >= to_timestamp($1) AND status <> 'done'`,
      [made.created],
    );
    expect(rows).toEqual([{ status: 'ignored' }]);
  });
});

describe('what a second subscription took of the credit balance', () => {
  it('is in the balance again, once, however many look at it, and the rest is refunded', async () => {
    const { customer, id, refund } = await refunded(500);
    expect(refund.amount).toBe(2400);
    expect(await balanceOf(customer)).toBe(-500);
    const refundAgain = shop.stripe.events.find(
      ({ type, data }) => type === 'refund.created' && data.object.id === refund.id,
    );
    if (!refundAgain) throw new Error('There was no refund');
    await doubles.sql(
      'UPDATE billing_refunds SET amount = NULL, currency = NULL WHERE user_id IS NOT NULL',
      [],
    );
    shop.stripe.slow(50);
    try {
      const events = Array.from({ length: 8 }, (_, index) => ({
        ...refundAgain,
        ...{ id: `evt_again${index}`, type: 'refund.updated' },
      }));
      await Promise.all(events.map((event) => shop.stripe.deliver(event)));
      await shop.handled();
      await doubles.becomes(id, GONE);
    } finally {
      shop.stripe.slow(0);
    }
    await settled(shop.app, ['billing']);
    expect(await balanceOf(customer)).toBe(-500);
    expect(await doubles.refundsOf(customer)).toMatchObject([{ amount: 2400, status: 'succeeded' }]);
    const { data } = await api.customers.listBalanceTransactions(customer);
    expect(data.map(({ amount, type }) => [type, amount])).toEqual([
      ['adjustment', -500],
      ['applied_to_invoice', 500],
      ['adjustment', -500],
    ]);
  });
});
