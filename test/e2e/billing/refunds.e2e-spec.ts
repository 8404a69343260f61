import { LOGGER, type PinoLogger } from '@almanac/platform';
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
const CAME_BACK = { status: 'returned', amount: null, currency: null };

/** How often it was asked for that a subscription is looked at. */
async function asked(id: string): Promise<number> {
  const [row] = await doubles.sql(
    `SELECT count(*)::int AS count FROM outbox
      WHERE name = 'billing.subscription-doubled' AND payload ->> 'stripeSubscriptionId' = $1`,
    [id],
  );
  return row.count as number;
}

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
  it('is noticed, told of once, and neither made again nor looked at, until it is made by hand', async () => {
    const logged = jest.spyOn(shop.app.getFromWorker<PinoLogger>(LOGGER), 'error');
    const { customer, id, refund } = await refunded();
    expect(await doubles.reported(id)).toMatchObject([{ repaired: true }]);
    expect(await doubles.reported(id)).toEqual([]);
    shop.stripe.failRefund(refund.id);
    await shop.handled();
    await doubles.becomes(id, CAME_BACK);
    await settled(shop.app, ['billing']);
    const before = await asked(id);
    expect(await doubles.reported(id)).toMatchObject([
      { kind: 'doubled', repaired: false, there: { status: 'returned' } },
    ]);
    for (let night = 0; night < 2; night += 1) expect(await doubles.reported(id)).toEqual([]);
    await settled(shop.app, ['billing']);
    expect(await doubles.rowOf(id)).toEqual(CAME_BACK);
    expect(await asked(id)).toBe(before);
    // However many events said so.
    expect(logged.mock.calls.filter(([about]) => JSON.stringify(about).includes(id))).toHaveLength(1);
    logged.mockRestore();
    expect(await doubles.refundsOf(customer)).toMatchObject([{ status: 'failed' }]);
    await eventually(async () => {
      const { text: figures } = await shop.app.request('GET', '//metrics');
      expect(figures).toMatch(/^billing_refunds\{status="returned"\} 1$/m);
    });
    // An operator gives it back in the dashboard, by whatever way works.
    await api.refunds.create({ charge: typeof refund.charge === 'string' ? refund.charge : '' });
    await shop.handled();
    await doubles.becomes(id, GONE);
    expect(await doubles.reported(id)).toMatchObject([{ repaired: true }]);
    expect(await doubles.reported(id)).toEqual([]);
  });

  it('is found by the next comparison where no event says so; what has gone is not looked at again', async () => {
    const [{ id, refund }, gone] = [await refunded(), await refunded()];
    await settled(shop.app, ['billing']);
    const before = await asked(gone.id);
    shop.stripe.hold();
    shop.stripe.failRefund(refund.id);
    shop.stripe.drop();
    await doubles.compare();
    await doubles.becomes(id, CAME_BACK);
    expect(await asked(gone.id)).toBe(before);
  });

  it('is left for the next comparison where Stripe cannot say so just then', async () => {
    const { id, refund } = await refunded();
    await settled(shop.app, ['billing']);
    expect(await doubles.reported(id)).toHaveLength(1);
    // What the comparison has asked for must not meet the failure that is for the next one.
    await settled(shop.app, ['billing']);
    shop.stripe.hold();
    shop.stripe.failRefund(refund.id);
    shop.stripe.drop();
    shop.stripe.fail(/^\/v1\/refunds$/, 403);
    expect(await doubles.reported(id)).toEqual([]);
    expect(await doubles.rowOf(id)).toMatchObject(GONE);
    await doubles.compare();
    await doubles.becomes(id, CAME_BACK);
  });

  it('stays so where something else of theirs is paid', async () => {
    const { customer, id, refund } = await refunded();
    shop.stripe.failRefund(refund.id);
    await shop.handled();
    await doubles.becomes(id, CAME_BACK);
    expect(await doubles.reported(id)).toHaveLength(1);
    const before = await asked(id);
    const paid = shop.stripe
      .eventsOf('invoice.paid')
      .find(({ data: { object } }) => 'customer' in object && object.customer === customer);
    if (!paid) throw new Error('Nothing was paid');
    await shop.stripe.deliver({ ...paid, id: 'evt_paid_again' });
    await shop.handled();
    await settled(shop.app, ['billing']);
    expect(await asked(id)).toBe(before + 1);
    expect(await doubles.rowOf(id)).toEqual(CAME_BACK);
    expect(await doubles.reported(id)).toEqual([]);
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
