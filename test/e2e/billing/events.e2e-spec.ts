import { setTimeout as sleep } from 'node:timers/promises';
import { EventHandlingService } from '@almanac/billing';
import { RequestContext } from '@almanac/platform';
import type { StandInEvent } from '@almanac/testing';
import { eventually } from '../background/eventually';
import type { Person } from '../planning/support';
import { Shop, shuffled, tierOf } from './support';

jest.setTimeout(120_000);

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const last = (type: string): StandInEvent => {
  const event = shop.stripe.eventsOf(type).at(-1);
  if (!event) throw new Error(`There was no ${type}`);
  return event;
};

/** Somebody on whom everything happens once, of which Stripe has not told anything yet. */
async function life(who: Person): Promise<StandInEvent[]> {
  const before = shop.stripe.events.length;
  shop.stripe.hold();
  const { sessionId } = (await shop.checkout(who)).body.data;
  await shop.stripe.completeCheckout(sessionId, { card: 'declines-later' });
  const customer = await customerOf(who);
  const api = shop.stripe.client();
  const [subscription] = (await api.subscriptions.list({ customer })).data;
  const id = subscription?.id ?? '';
  await api.subscriptions.update(id, { cancel_at_period_end: true });
  await api.subscriptions.update(id, { cancel_at_period_end: false });
  for (let count = 0; count < 10; count += 1)
    await api.subscriptions.update(id, { description: `Number ${count}` });
  return shop.stripe.events.slice(before);
}

async function customerOf(who: Person): Promise<string> {
  const { rows } = await shop.app.database.query<{ customer_id: string }>(
    'SELECT customer_id FROM billing_accounts WHERE user_id = $1',
    [who.id],
  );
  return rows[0]?.customer_id ?? '';
}

describe('an event', () => {
  it('gives the tier, at once and on every replica', async () => {
    const replica = await shop.app.replica();
    const who = await shop.customer();
    const tierThere = async () =>
      (await replica.request('GET', '/billing/usage', { token: who.user.token })).body.data.tier;
    expect([await tierOf(who), await tierThere()]).toEqual(['free', 'free']);
    expect(await shop.buy(who, { plan: 'enterprise', interval: 'year' })).toMatchObject({
      ...{ plan: 'enterprise', interval: 'year', status: 'active', state: 'active', autoRenew: true },
      ...{ amount: 29_000, currency: 'EUR', cancelAtPeriodEnd: false, trialEndsAt: null },
    });
    expect(await tierThere()).toBe('enterprise');
  });

  it('has its effect once, though it comes 20 times, and at once', async () => {
    const who = await shop.customer();
    shop.stripe.hold();
    const { sessionId } = (await shop.checkout(who)).body.data;
    await shop.stripe.completeCheckout(sessionId);
    await shop.stripe.release({ times: 20 });
    const event = last('checkout.session.completed');
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.stripe.deliver(event)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await shop.handled();
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    expect(await shop.subscriptionsOf(who)).toMatchObject([{ state: 'active', version: 1 }]);
    expect(await shop.announced(who, 'subscription.changed')).toHaveLength(1);
    const { rows } = await shop.app.database.query(
      `SELECT count(*)::int AS count FROM outbox WHERE name = 'billing.event-received' AND payload ->> 'stripeEventId' = $1`,
      [event.id],
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('has its effect once, though several workers are at it', async () => {
    const who = await shop.buyer();
    const api = shop.stripe.client();
    const charge = (await api.charges.list({ customer: await customerOf(who) })).data[0]?.id ?? '';
    shop.stripe.hold();
    await api.refunds.create({ charge, amount: 300 });
    const [event] = shop.stripe.drop().filter(({ type }) => type === 'charge.refunded');
    if (!event) throw new Error('Nothing was refunded');
    await shop.app.database.query(
      `INSERT INTO stripe_events (id, type, facts, customer_id, occurred_at) VALUES ($1, $2, $3, $4, now())`,
      [event.id, event.type, { objectId: charge }, await customerOf(who)],
    );
    const service = shop.app.getFromWorker(EventHandlingService);
    await Promise.all(Array.from({ length: 8 }, () => service.handle(RequestContext.system(), event.id)));
    expect(await shop.announced(who, 'billing.noticed')).toEqual([
      { userId: who.id, notice: { what: 'refunded', amount: 300, currency: 'EUR' } },
    ]);
  });

  it.each([1, 2, 3, 4])('leads to the same end among 100 in any order (%i)', async (seed) => {
    const who = await shop.customer();
    const events = await life(who);
    const hundred = Array.from({ length: 100 }, (_, index) => events[index % events.length]).filter(
      (event) => event !== undefined,
    );
    expect(events.length).toBeGreaterThan(12);
    await shop.stripe.release({ order: () => shuffled(hundred, seed) });
    await shop.handled();
    const { subscriptions } = (await shop.stateOf(who)) as { subscriptions: object[] };
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    expect(subscriptions).toMatchObject([
      { state: 'active', plan: 'premium', interval: 'month', auto_renew: true, ended_at: null },
    ]);
  });

  it('never undoes a newer one', async () => {
    const who = await shop.buyer();
    const old = last('customer.subscription.created');
    await who.must('POST', '/billing/subscription/cancel', { immediately: true });
    await shop.handled();
    await eventually(async () => expect(await tierOf(who)).toBe('free'));
    const before = await shop.stateOf(who);
    // As if it had never come: under another id, so that it is not left out as known.
    await shop.stripe.deliver({ ...old, id: `${old.id}again` });
    await shop.handled();
    expect(await shop.stateOf(who)).toEqual(before);
  });

  it('of what nobody knows, or asked for, is taken and does nothing', async () => {
    const event = last('customer.subscription.created');
    const object = { ...event.data.object, customer: 'cus_nobody' };
    const answers = [
      await shop.stripe.deliver({ ...event, id: 'evt_nobody', data: { object } }),
      await shop.stripe.deliver({ ...event, id: 'evt_other', type: 'payout.paid' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await shop.handled();
    const { rows } = await shop.app.database.query(
      `SELECT id, status FROM stripe_events WHERE id IN ('evt_nobody', 'evt_other')`,
    );
    expect(rows).toEqual([{ id: 'evt_nobody', status: 'ignored' }]);
  });
});

describe('what is not an event of Stripe’s', () => {
  const kept = async (id: string) =>
    (await shop.app.database.query('SELECT id FROM stripe_events WHERE id = $1', [id])).rows;

  it.each([
    [
      'a body that was changed',
      (event: StandInEvent) => ({ body: JSON.stringify({ ...event, type: 'invoice.paid' }) }),
    ],
    ['a stale timestamp', () => ({ timestamp: Math.floor(Date.now() / 1000) - 301 })],
    ['a timestamp of the future', () => ({ timestamp: Math.floor(Date.now() / 1000) + 400 })],
    ['a wrong secret', () => ({ secret: 'whsec_wrong' })],
    ['no signature', () => ({ signature: null })],
    ['a signature that is none', () => ({ signature: 't=1,v1=' })],
  ])('is refused: %s', async (_what, options) => {
    const event = { ...last('customer.subscription.created'), id: `evt_forged${Math.random()}` };
    const attempt = await shop.stripe.deliver(event, options(event));
    expect(attempt.status).toBe(400);
    expect(JSON.parse(attempt.body).error.code).toBe('BAD_REQUEST');
    expect(await kept(event.id)).toEqual([]);
  });

  it.each(['\u0000', '\ud800', 'ü', ' '])(
    'is refused: signed, with a name that is none (%j)',
    async (odd) => {
      const event = last('customer.subscription.created');
      const altered = (more: object) => JSON.parse(JSON.stringify({ ...event, id: 'evt_odd', ...more }));
      const object = event.data.object;
      for (const body of [
        altered({ id: `evt_odd${odd}` }),
        altered({ data: { object: { ...object, id: `sub_${odd}` } } }),
        altered({ data: { object: { ...object, customer: `cus_${odd}` } } }),
        altered({ data: { object: { ...object, mode: odd } } }),
      ])
        expect((await shop.stripe.deliver(body)).status).toBe(400);
      expect(await kept('evt_odd')).toEqual([]);
    },
  );

  it('is taken four minutes late', async () => {
    const event = { ...last('customer.subscription.created'), id: 'evt_late' };
    const attempt = await shop.stripe.deliver(event, { timestamp: Math.floor(Date.now() / 1000) - 240 });
    expect(attempt.status).toBe(200);
  });

  it('is refused by its size and type', async () => {
    const send = (raw: string, type: string) =>
      shop.app.request('POST', '/billing/webhook', { raw, headers: { 'content-type': type } });
    expect((await send('x'.repeat(1024 * 1024 + 1), 'application/json')).status).toBe(413);
    expect((await send('{}', 'text/plain')).status).toBe(415);
    expect((await send('--x\r\n\r\n--x--', 'multipart/form-data; boundary=x')).status).toBe(415);
    expect((await send('', 'application/json')).status).toBe(400);
    expect((await send('{}', 'application/json')).status).toBe(400);
  });
});

describe('when Stripe', () => {
  it.each(['refuses', 'errors'] as const)('is away (%s), the event waits', async (how) => {
    const who = await shop.customer();
    const { sessionId } = (await shop.checkout(who)).body.data;
    await shop.stripe.setAway(how);
    shop.stripe.hold();
    await shop.stripe.completeCheckout(sessionId);
    shop.stripe.release().catch(() => undefined);
    await eventually(async () => {
      const { rows } = await shop.app.database.query(
        `SELECT status FROM stripe_events WHERE status = 'pending' AND customer_id = $1`,
        [await customerOf(who)],
      );
      expect(rows.length).toBeGreaterThan(2);
    });
    // Longer than the tries of one call: the job has failed, and comes again.
    await sleep(2000);
    await eventually(async () => expect(await tierOf(who)).toBe('free'));
    await shop.stripe.setAway('no');
    await shop.handled();
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    expect(await shop.announced(who, 'subscription.changed')).toHaveLength(1);
  });

  it('is slow, events are answered at once all the same', async () => {
    const who = await shop.customer();
    const { sessionId } = (await shop.checkout(who)).body.data;
    shop.stripe.slow(3_600_000);
    await shop.stripe.completeCheckout(sessionId);
    // Several events, none of which waits for Stripe.
    await shop.stripe.settled();
    shop.stripe.slow(0);
    await shop.handled();
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
  });
});
