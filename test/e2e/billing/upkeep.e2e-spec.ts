import { PaymentKind, PaymentKinds, Payments, ReconciliationService, type Payment } from '@almanac/billing';
import { AccountPurgeService } from '@almanac/identity';
import { newId } from '@almanac/kernel';
import { RequestContext } from '@almanac/platform';
import { TEST_PASSWORD, type TestAnswer } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { happen } from '../notifications/support';
import { person, type Person } from '../planning/support';
import { Shop, SUCCESS, tierOf } from './support';

jest.setTimeout(120_000);

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const seen = (who: Person) => who.must('GET', '/billing/subscription');

describe('comparing with Stripe', () => {
  it('finds what differs, mends it, and says so to admins', async () => {
    const api = shop.stripe.client();
    const [missing, gone, unlike, alike] = await Promise.all([
      shop.customer(),
      shop.buyer(),
      shop.buyer(),
      shop.buyer({ plan: 'enterprise', interval: 'year' }),
    ]);
    const [ofGone, ofUnlike] = await Promise.all([seen(gone), seen(unlike)]);
    const { sessionId } = (await shop.checkout(missing)).body.data;
    // Stripe tells of none of these.
    shop.stripe.hold();
    await shop.stripe.completeCheckout(sessionId);
    await api.subscriptions.cancel(ofGone.stripeSubscriptionId);
    await api.subscriptions.update(ofUnlike.stripeSubscriptionId, { cancel_at_period_end: true });
    const stranger = await api.customers.create({ email: 'nobody@example.com' });
    shop.stripe.setCard(stranger.id, 'ok');
    const price = (await api.prices.list({ lookup_keys: ['almanac_premium_month'] })).data[0]?.id ?? '';
    const nobodys = await api.subscriptions.create({ customer: stranger.id, items: [{ price }] });
    shop.stripe.drop();
    expect([await tierOf(missing), await tierOf(gone)]).toEqual(['free', 'premium']);

    const compare = () => shop.app.getFromWorker(ReconciliationService).begin(RequestContext.system());
    await compare();
    expect([await tierOf(missing), await tierOf(gone)]).toEqual(['premium', 'free']);
    expect(await seen(unlike)).toMatchObject({ status: 'active', autoRenew: false });
    expect(await seen(gone)).toMatchObject({ status: 'cancelled' });
    expect(await seen(alike)).toMatchObject({ status: 'active', plan: 'enterprise' });

    const admin = await person(shop.app, { admin: true });
    const [report] = (await admin.must('GET', '/admin/billing/reconciliations')).reconciliations;
    expect(report).toMatchObject({ checked: 5, differenceCount: 4, repairedCount: 3 });
    expect(report.finishedAt).toMatch(/Z$/);
    const found = Object.fromEntries(
      report.differences.map(({ kind, userId, repaired }: TestAnswer['body']) => [kind, [userId, repaired]]),
    );
    expect(found).toEqual({
      'missing-here': [missing.id, true],
      'missing-there': [gone.id, true],
      unlike: [unlike.id, true],
      nobodys: [null, false],
    });
    await Promise.all([compare(), compare()]);
    const { reconciliations } = await admin.must('GET', '/admin/billing/reconciliations');
    for (const later of reconciliations.slice(0, -1))
      expect(later.differences).toMatchObject([{ kind: 'nobodys', stripeSubscriptionId: nobodys.id }]);
    expect((await missing.get('/admin/billing/reconciliations')).status).toBe(403);
  });
});

describe('a customer', () => {
  it('who is deleted at Stripe loses what they had, and may buy again', async () => {
    const who = await shop.buyer();
    const { stripeCustomerId } = await seen(who);
    await shop.stripe.client().customers.del(stripeCustomerId);
    await shop.handled();
    await eventually(async () => expect(await tierOf(who)).toBe('free'));
    expect(await seen(who)).toMatchObject({ status: 'cancelled' });
    const again = await shop.buy(who);
    expect(again.stripeCustomerId).not.toBe(stripeCustomerId);
    expect(again.status).toBe('active');
  });

  it('who is deleted at Stripe may buy again before Stripe’s word of it is here', async () => {
    const who = await shop.customer();
    await shop.checkout(who);
    const { rows } = await shop.app.database.query<{ id: string }>(
      'SELECT customer_id AS id FROM billing_accounts WHERE user_id = $1',
      [who.id],
    );
    shop.stripe.hold();
    await shop.stripe.client().customers.del(rows[0]?.id ?? '');
    expect((await shop.checkout(who, { interval: 'year' })).status).toBe(200);
    await shop.stripe.release();
    await shop.handled();
    expect((await shop.checkout(who, { interval: 'year' })).status).toBe(200);
  });

  it('has the address of the account, also after it has changed', async () => {
    const who = await shop.buyer();
    const { stripeCustomerId } = await seen(who);
    const api = shop.stripe.client();
    expect(await api.customers.retrieve(stripeCustomerId)).toMatchObject({ email: who.user.email });
    const email = `new-${who.user.email}`;
    await shop.app.database.query('UPDATE users SET email = $2, email_lower = lower($2) WHERE id = $1', [
      who.id,
      email,
    ]);
    await happen(shop.app, 'user.email-changed', { userId: who.id, changeId: newId() });
    await eventually(async () =>
      expect(await api.customers.retrieve(stripeCustomerId)).toMatchObject({ email }),
    );
  });

  it('who deletes their account pays no more, and is gone at Stripe when they are gone here', async () => {
    const who = await shop.buyer();
    const { stripeCustomerId, stripeSubscriptionId } = await seen(who);
    const api = shop.stripe.client();
    await who.must('DELETE', '/users/me', { password: TEST_PASSWORD });
    await eventually(async () =>
      expect(await api.subscriptions.retrieve(stripeSubscriptionId)).toMatchObject({
        cancel_at_period_end: true,
        status: 'active',
      }),
    );
    await shop.handled();
    await shop.app.database.query(`UPDATE users SET deleted_at = now() - interval '31 days' WHERE id = $1`, [
      who.id,
    ]);
    await shop.app.database.query(
      `WITH run AS (INSERT INTO billing_reconciliations (id, phase, finished_at) VALUES ($1, 'done', now()) RETURNING id)
       INSERT INTO billing_differences (reconciliation_id, subject, kind, user_id, repaired)
       SELECT id, $2, 'unlike', $3, true FROM run`,
      [newId(), stripeSubscriptionId, who.id],
    );
    await shop.app.getFromWorker(AccountPurgeService).run(RequestContext.system());
    await eventually(async () => {
      expect(await api.customers.retrieve(stripeCustomerId)).toMatchObject({ deleted: true });
    });
    expect((await api.subscriptions.retrieve(stripeSubscriptionId)).status).toBe('canceled');
    await shop.handled();
    for (const table of [
      'billing_accounts',
      'subscriptions',
      'billing_notices',
      'billing_refunds',
      'payments',
    ]) {
      const { rows } = await shop.app.database.query(`SELECT * FROM ${table} WHERE user_id = $1`, [who.id]);
      expect(rows).toEqual([]);
    }
    const differences = await shop.app.database.query(
      'SELECT * FROM billing_differences WHERE subject = $1',
      [stripeSubscriptionId],
    );
    expect(differences.rows).toEqual([]);
    // Nor is there a trace in what Stripe has told of its end.
    const { rows } = await shop.app.database.query(
      'SELECT id FROM stripe_events WHERE customer_id = $1 OR facts::text LIKE $2',
      [stripeCustomerId, `%${stripeSubscriptionId}%`],
    );
    expect(rows).toEqual([]);
  });
});

describe('a purge', () => {
  it('leaves nothing of what an event was just writing, and nothing is written after it', async () => {
    const who = await shop.buyer();
    const { stripeCustomerId: customer } = await seen(who);
    await shop.app.database.query(
      `UPDATE users SET status = 'deleted', deleted_at = now() - interval '31 days' WHERE id = $1`,
      [who.id],
    );
    const event = await shop.app.database.connect();
    await event.query('BEGIN');
    await event.query('SELECT FROM billing_accounts WHERE user_id = $1 FOR UPDATE', [who.id]);
    await event.query(`INSERT INTO billing_notices (user_id, key) VALUES ($1, 'ended:x')`, [who.id]);
    await event.query(
      `INSERT INTO billing_refunds (stripe_subscription_id, user_id, stripe_customer_id, plan, "interval")
       VALUES ($1, $2, $3, 'premium', 'month')`,
      [`sub_of_${who.id}`, who.id, customer],
    );
    const purge = shop.app.getFromWorker(AccountPurgeService).run(RequestContext.system());
    await eventually(async () => {
      const { rows } = await shop.app.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows).not.toEqual([]);
    });
    await event.query('COMMIT');
    event.release();
    await purge;
    const last = shop.stripe.eventsOf('customer.subscription.updated').at(-1);
    const object = { ...last?.data.object, object: 'subscription', customer };
    if (last) await shop.stripe.deliver({ ...last, id: 'evt_after_purge', data: { object } });
    await shop.handled();
    for (const table of ['billing_accounts', 'subscriptions', 'billing_notices', 'billing_refunds']) {
      const { rows } = await shop.app.database.query(`SELECT * FROM ${table} WHERE user_id = $1`, [who.id]);
      expect([table, rows]).toEqual([table, []]);
    }
  });
});

describe('a payment of another feature', () => {
  class TestKind extends PaymentKind {
    readonly kind = 'test';
    readonly settled: Payment[] = [];
    settle(...[, , payment]: Parameters<PaymentKind['settle']>): Promise<void> {
      this.settled.push(payment);
      return Promise.resolve();
    }
  }

  it('is settled once, when the money is there, and only for the sum that was asked for', async () => {
    const kind = new TestKind();
    const spy = jest.spyOn(shop.app.getFromWorker(PaymentKinds), 'of').mockImplementation(() => kind);
    const who = await shop.customer();
    const payments = shop.app.getFromWorker(Payments);
    const subjectId = newId();
    const request = {
      ...{ kind: 'test', subjectId, userId: who.id, amount: 1250, currency: 'EUR' },
      ...{ description: 'Picnic', successUrl: SUCCESS, cancelUrl: SUCCESS },
    };
    const page = await payments.checkout(RequestContext.system(), request);
    expect(kind.settled).toEqual([]);
    shop.stripe.hold();
    await shop.stripe.completeCheckout(page.id);
    const [event] = shop.stripe.eventsOf('checkout.session.completed').slice(-1);
    if (!event) throw new Error('Nothing was paid');
    await shop.stripe.release({ times: 3 });
    await shop.stripe.deliver({ ...event, id: `${event.id}again` });
    await shop.handled();
    expect(kind.settled).toEqual([
      { id: page.paymentId, kind: 'test', subjectId, userId: who.id, amount: 1250, currency: 'EUR' },
    ]);
    await eventually(async () => expect(await tierOf(who)).toBe('free'));

    const other = await payments.checkout(RequestContext.system(), request);
    await shop.app.database.query('UPDATE payments SET amount = 9999 WHERE id = $1', [other.paymentId]);
    await shop.stripe.completeCheckout(other.id);
    await shop.handled();
    expect(kind.settled).toHaveLength(1);
    // The customer is gone at Stripe, whose word of it is not here.
    const [customer] = await shop.app.database
      .query<{ id: string }>('SELECT customer_id AS id FROM billing_accounts WHERE user_id = $1', [who.id])
      .then(({ rows }) => rows);
    shop.stripe.hold();
    await shop.stripe.client().customers.del(customer?.id ?? '');
    expect((await payments.checkout(RequestContext.system(), request)).url).toContain('http');
    shop.stripe.drop();
    for (const amount of [0, 1.5, -3])
      await expect(payments.checkout(RequestContext.system(), { ...request, amount })).rejects.toThrow(
        'whole amount',
      );
    spy.mockRestore();
  });
});
