import { setTimeout as sleep } from 'node:timers/promises';
import {
  EventHandlingService,
  PaymentKind,
  PaymentKinds,
  Payments,
  ReconciliationService,
  UpkeepService,
  type Payment,
} from '@almanac/billing';
import { newId } from '@almanac/kernel';
import { QUEUES, RequestContext } from '@almanac/platform';
import type { TestAnswer } from '@almanac/testing';
import type { Queue } from 'bull';
import { eventually } from '../background/eventually';
import { person, type Person } from '../planning/support';
import { Shop, SUCCESS, tierOf } from './support';

jest.setTimeout(120_000);

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());
afterEach(async () => {
  await shop.stripe.setAway('no');
  await shop.stripe.release();
});

const seen = (who: Person) => who.must('GET', '/billing/subscription');
/** The worker says so to the API just after it has committed. */
const hasTier = (who: Person, tier: string) => eventually(async () => expect(await tierOf(who)).toBe(tier));
const compare = () => shop.app.getFromWorker(ReconciliationService).begin(RequestContext.system());
const sql = async (text: string, values: unknown[]): Promise<TestAnswer['body'][]> =>
  (await shop.app.database.query(text, values)).rows;

/** What the last comparison found about a subscription. */
async function differencesOf(subscription: string): Promise<TestAnswer['body'][]> {
  const admin = await person(shop.app, { admin: true });
  const [report] = (await admin.must('GET', '/admin/billing/reconciliations')).reconciliations;
  return report.differences.filter(
    ({ stripeSubscriptionId }: TestAnswer['body']) => stripeSubscriptionId === subscription,
  );
}

/** Somebody who has paid, of which no event has arrived. */
async function untold(): Promise<{ who: Person; event: string; customer: string; session: string }> {
  const who = await shop.customer();
  const { sessionId } = (await shop.checkout(who)).body.data;
  shop.stripe.hold();
  await shop.stripe.completeCheckout(sessionId);
  const held = shop.stripe.drop().find(({ type }) => type === 'checkout.session.completed');
  const [account] = await sql('SELECT customer_id AS id FROM billing_accounts WHERE user_id = $1', [who.id]);
  return { who, event: held?.id ?? '', customer: account.id, session: sessionId };
}

const keepEvent = (id: string, customer: string, session: string, status: string, age = '1 hour') =>
  sql(
    `INSERT INTO stripe_events (id, type, facts, customer_id, status, occurred_at, received_at)
     VALUES ($1, 'checkout.session.completed', $2, $3, $4, now(), now() - $5::interval)`,
    [id, { objectId: session, mode: 'subscription' }, customer, status, age],
  );

describe('an event', () => {
  it('of an object without an id is taken, as it is Stripe’s', async () => {
    await shop.buyer();
    const [event] = shop.stripe.eventsOf('customer.subscription.created').slice(-1);
    if (!event) throw new Error('Nothing was bought');
    const object = { object: 'balance', available: [] };
    const answer = await shop.stripe.deliver({
      ...event,
      ...{ id: 'evt_balance', type: 'balance.available', data: { object } },
    });
    expect(answer.status).toBe(200);
    expect(await sql('SELECT id FROM stripe_events WHERE id = $1', ['evt_balance'])).toEqual([]);
  });

  it('that was given up is worked off when an admin has it tried again', async () => {
    const { who, event, customer, session } = await untold();
    await keepEvent(event, customer, session, 'failed');
    await shop.app.getFromWorker(EventHandlingService).handle(RequestContext.system(), event);
    await hasTier(who, 'premium');
    expect(await sql('SELECT status FROM stripe_events WHERE id = $1', [event])).toEqual([
      { status: 'done' },
    ]);
  });

  it('that was given up is worked off when Stripe sends it again', async () => {
    const { who, event, customer, session } = await untold();
    await keepEvent(event, customer, session, 'failed');
    const sent = shop.stripe.events.find(({ id }) => id === event);
    if (!sent) throw new Error('Nothing was paid');
    await Promise.all([1, 2, 3].map(() => shop.stripe.deliver(sent)));
    await shop.handled();
    await hasTier(who, 'premium');
    expect(await shop.announced(who, 'subscription.changed')).toHaveLength(1);
  });

  it('that waits for Stripe is not put into the queue again every minute', async () => {
    const { who, event, customer, session } = await untold();
    await shop.stripe.setAway('errors');
    await keepEvent(event, customer, session, 'pending');
    const upkeep = shop.app.getFromWorker(UpkeepService);
    for (let minute = 0; minute < 5; minute += 1) await upkeep.sweep(RequestContext.system());
    const queue = shop.app.getFromWorker<ReadonlyMap<string, Queue>>(QUEUES).get('billing');
    const jobs = (await queue?.getJobs(['waiting', 'active', 'delayed'])) ?? [];
    expect(jobs.filter(({ data }) => data?.payload?.stripeEventId === event)).toHaveLength(1);
    await shop.stripe.setAway('no');
    await shop.handled();
    await hasTier(who, 'premium');
  });
});

describe('a payment of which no event says that it was made', () => {
  it('is found, and settled once', async () => {
    const settled: Payment[] = [];
    class TestKind extends PaymentKind {
      readonly kind = 'test';
      settle(...[, , payment]: Parameters<PaymentKind['settle']>): Promise<void> {
        settled.push(payment);
        return Promise.resolve();
      }
    }
    const kind = new TestKind();
    const spy = jest.spyOn(shop.app.getFromWorker(PaymentKinds), 'of').mockImplementation(() => kind);
    const who = await shop.customer();
    const payments = shop.app.getFromWorker(Payments);
    const request = {
      ...{ kind: 'test', subjectId: newId(), userId: who.id, amount: 700, currency: 'EUR' },
      ...{ description: 'Picnic', successUrl: SUCCESS, cancelUrl: SUCCESS },
    };
    const [paid, open] = [
      await payments.checkout(RequestContext.system(), request),
      await payments.checkout(RequestContext.system(), request),
    ];
    shop.stripe.hold();
    await shop.stripe.completeCheckout(paid.id);
    shop.stripe.drop();
    const look = () => payments.lookAtOpen(RequestContext.system());
    const later = async () =>
      (
        await sql(
          'SELECT look_at > now() AS later FROM payments WHERE user_id = $1 ORDER BY created_at, id',
          [who.id],
        )
      ).map((row) => row.later);
    expect(await later()).toEqual([true, true]);
    await look();
    expect(settled).toEqual([]);
    await sql('UPDATE payments SET look_at = now() WHERE user_id = $1', [who.id]);
    await shop.stripe.setAway('errors');
    await look();
    expect(await later()).toEqual([false, false]);
    await shop.stripe.setAway('no');
    await Promise.all([look(), look(), look()]);
    expect(settled.map(({ id }) => id)).toEqual([paid.paymentId]);
    expect(await later()).toEqual([null, true]);
    // Of what was never paid nobody asks for ever.
    await sql(`UPDATE payments SET created_at = now() - interval '16 days', look_at = now() WHERE id = $1`, [
      open.paymentId,
    ]);
    await look();
    expect(await later()).toEqual(expect.arrayContaining([null, null]));
    spy.mockRestore();
  });
});

describe('a comparison', () => {
  it('does not say that it has mended what it has not', async () => {
    const who = await shop.buyer();
    const { stripeSubscriptionId: id } = await seen(who);
    // What has ended never comes back: this is for the operator to look into.
    await sql(
      `UPDATE subscriptions SET state = 'cancelled', stripe_status = 'canceled' WHERE stripe_subscription_id = $1`,
      [id],
    );
    await compare();
    expect(await differencesOf(id)).toMatchObject([{ kind: 'missing-here', repaired: false }]);
  });

  it('ends nothing of customers whom Stripe has never heard of, as with the key of another account', async () => {
    const who = await shop.buyer();
    const { stripeSubscriptionId: id } = await seen(who);
    await sql(`UPDATE billing_accounts SET customer_id = 'cus_elsewhere' WHERE user_id = $1`, [who.id]);
    await sql(
      `UPDATE subscriptions SET stripe_customer_id = 'cus_elsewhere', stripe_subscription_id = $2 WHERE user_id = $1`,
      [who.id, 'sub_elsewhere'],
    );
    await compare();
    expect(await differencesOf('sub_elsewhere')).toMatchObject([{ kind: 'missing-there', repaired: false }]);
    expect(await seen(who)).toMatchObject({ status: 'active' });
    await hasTier(who, 'premium');
    await shop.stripe.client().subscriptions.cancel(id);
  });

  it('does not miss what was never paid for the first time', async () => {
    const who = await shop.buyer();
    const { stripeSubscriptionId: id, stripeCustomerId: customer } = await seen(who);
    const api = shop.stripe.client();
    await api.subscriptions.cancel(id);
    shop.stripe.setCard(customer, 'declined');
    const price = (await api.prices.list({ lookup_keys: ['almanac_premium_month'] })).data[0]?.id ?? '';
    const unpaid = await api.subscriptions.create({
      ...{ customer, items: [{ price }], payment_behavior: 'default_incomplete' },
    });
    await shop.stripe.advance({ days: 2 });
    await shop.handled();
    expect((await api.subscriptions.retrieve(unpaid.id)).status).toBe('incomplete_expired');
    await compare();
    expect(await differencesOf(unpaid.id)).toEqual([]);
  });
});

describe('a subscription', () => {
  it('that has ended at Stripe, of which no event says so, is not there to be changed', async () => {
    for (const what of ['cancel', 'resume', 'change']) {
      const who = await shop.buyer();
      const { stripeSubscriptionId: id } = await seen(who);
      if (what === 'resume') await who.must('POST', '/billing/subscription/cancel', {});
      await shop.handled();
      shop.stripe.hold();
      await shop.stripe.client().subscriptions.cancel(id);
      shop.stripe.drop();
      const body = what === 'change' ? { plan: 'enterprise', interval: 'year' } : {};
      const answer = await who.send('POST', `/billing/subscription/${what}`, body);
      expect([what, answer.status, answer.body.error?.code]).toEqual([what, 404, 'NOT_FOUND']);
      expect(await seen(who)).toMatchObject({ status: 'cancelled' });
      await hasTier(who, 'free');
      await shop.stripe.release();
    }
  });

  it('under a price that nobody knows gives nothing, and comes back from it', async () => {
    const who = await shop.buyer();
    const { stripeSubscriptionId: id } = await seen(who);
    const api = shop.stripe.client();
    const [item] = (await api.subscriptions.retrieve(id)).items.data;
    const product = await api.products.create({ name: 'By the week' });
    const weekly = await api.prices.create({
      ...{ product: product.id, currency: 'eur', unit_amount: 300, recurring: { interval: 'week' } },
    });
    const move = async (price: string) => {
      await api.subscriptions.update(id, { items: [{ id: item?.id ?? '', price }] });
      await shop.handled();
    };
    await move(weekly.id);
    expect(await seen(who)).toMatchObject({ status: 'inactive', state: 'lapsed' });
    await hasTier(who, 'free');
    await move(item?.price.id ?? '');
    expect(await seen(who)).toMatchObject({ status: 'active', plan: 'premium' });
    await hasTier(who, 'premium');
  });

  it('beside another is ended, and the log says so', async () => {
    const who = await shop.buyer();
    const { stripeCustomerId: customer } = await seen(who);
    const api = shop.stripe.client();
    const price = (await api.prices.list({ lookup_keys: ['almanac_premium_month'] })).data[0]?.id ?? '';
    shop.stripe.setCard(customer, 'ok');
    // Stripe counts seconds: of two of the same second nobody can say which was first.
    await sleep(1100);
    const second = await api.subscriptions.create({ customer, items: [{ price }] });
    await shop.handled();
    const admin = await person(shop.app, { admin: true });
    const path = `/admin/audit-logs?action=billing.subscription.doubled&resourceId=${who.id}`;
    const { auditLogs } = await admin.must('GET', path);
    expect(auditLogs).toMatchObject([{ after: { stripeSubscriptionId: second.id, plan: 'premium' } }]);
  });
});

describe('a comparison that two work at', () => {
  it('tells what one of them has mended, though the other ends it and finds nothing', async () => {
    const who = await shop.buyer();
    const { stripeSubscriptionId: id } = await seen(who);
    shop.stripe.hold();
    await shop.stripe.client().subscriptions.cancel(id);
    shop.stripe.drop();
    // The last that is asked before the end is written.
    const { held, release } = shop.stripe.holdAnswer(/^\/v1\/refunds$/);
    const one = compare();
    await held;
    await hasTier(who, 'free');
    await compare();
    release();
    await one;
    expect(await differencesOf(id)).toMatchObject([{ kind: 'missing-there', repaired: true }]);
    const [counts] = await sql(
      `SELECT r.differences = count(*) AND r.repaired = count(*) FILTER (WHERE d.repaired) AS right
         FROM billing_reconciliations r JOIN billing_differences d ON d.reconciliation_id = r.id
        GROUP BY r.id ORDER BY r.started_at DESC LIMIT $1`,
      [1],
    );
    expect(counts).toEqual({ right: true });
  });
});
