import { setTimeout as sleep } from 'node:timers/promises';
import { UpkeepService } from '@almanac/billing';
import { RequestContext } from '@almanac/platform';
import { settled } from '../notifications/support';
import { eventually } from '../background/eventually';
import type { Person } from '../planning/support';
import { Shop, tierOf } from './support';

jest.setTimeout(120_000);

/** The trial is what time has the most to say about. */
let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open({ BILLING_TRIAL_DAYS: '14' });
});
afterEach(() => shop.close());

const sweep = () => shop.app.getFromWorker(UpkeepService).sweep(RequestContext.system());
/** What the provider said last, moved into the past as if time had gone by. */
async function aged(who: Person, facts: Record<string, string>): Promise<void> {
  const columns = Object.entries(facts).map(([name, ago]) => `${name} = now() - interval '${ago}'`);
  await shop.app.database.query(
    `UPDATE subscriptions SET ${columns.join(', ')}, due_at = now() WHERE user_id = $1`,
    [who.id],
  );
}
const seen = (who: Person) => who.must('GET', '/billing/subscription');

/** Somebody whose card pays once and no more; a month later. */
async function overdue(card: 'declines-later' | 'needs-action' = 'declines-later'): Promise<Person> {
  const who = await shop.customer();
  const { sessionId } = (await shop.checkout(who)).body.data;
  await shop.stripe.completeCheckout(sessionId, { card });
  await shop.stripe.advance({ days: 15 });
  await shop.handled();
  return who;
}

describe('as time goes by', () => {
  it('people are told once that the trial ends, and then it is paid for', async () => {
    const who = await shop.customer();
    await shop.buy(who);
    await shop.stripe.advance({ days: 12 });
    await shop.handled();
    const told = shop.stripe.eventsOf('customer.subscription.trial_will_end')[0];
    if (!told) throw new Error('Stripe did not say that the trial ends');
    await shop.stripe.deliver(told);
    await shop.stripe.deliver({ ...told, id: `${told.id}again` });
    await shop.handled();
    expect(await shop.told(who)).toEqual(['trial-ending']);
    await settled(shop.app);
    const { notifications } = await who.must('GET', '/notifications');
    expect(notifications).toMatchObject([
      { kind: 'billing', title: expect.stringContaining('Premium trial ends on') },
    ]);
    await shop.stripe.advance({ days: 4 });
    await shop.handled();
    expect(await seen(who)).toMatchObject({ state: 'active', status: 'active' });
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
  });

  it('a failed payment leaves seven days, and then the tier is gone although Stripe says nothing', async () => {
    const who = await overdue();
    const subscription = await seen(who);
    expect(subscription).toMatchObject({ state: 'past_due', status: 'active', plan: 'premium' });
    const { rows } = await shop.app.database.query<{ days: number }>(
      `SELECT extract(epoch FROM grace_ends_at - unpaid_since) / 86400 AS days FROM subscriptions WHERE user_id = $1`,
      [who.id],
    );
    expect(Number(rows[0]?.days)).toBe(7);
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    expect(await shop.told(who)).toContain('payment-failed');
    await shop.stripe.setAway('refuses');
    await aged(who, { unpaid_since: '6 days 23 hours' });
    await sweep();
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    await aged(who, { unpaid_since: '7 days' });
    await Promise.all([sweep(), sweep()]);
    await eventually(async () => expect(await tierOf(who)).toBe('free'));
    expect(await seen(who)).toMatchObject({ state: 'lapsed', status: 'inactive' });
    expect((await shop.told(who)).filter((one) => one === 'ended')).toHaveLength(1);
    // And it comes back to life once it is paid.
    await shop.stripe.setAway('no');
    shop.stripe.setCard(subscription.stripeCustomerId, 'ok');
    await shop.stripe.advance({ days: 3 });
    await shop.handled();
    expect(await seen(who)).toMatchObject({ state: 'active', graceEndsAt: null });
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
  });

  it('who has to confirm a payment is told so', async () => {
    const who = await overdue('needs-action');
    expect(await shop.told(who)).toEqual(expect.arrayContaining(['action-required', 'payment-failed']));
  });

  it('what was never paid ends as expired, where Stripe gives it up', async () => {
    const who = await overdue();
    await shop.stripe.advance({ days: 10 });
    await shop.handled();
    expect(await seen(who)).toMatchObject({ status: 'expired', autoRenew: false });
    await eventually(async () => expect(await tierOf(who)).toBe('free'));
    expect((await shop.told(who)).at(-1)).toBe('ended');
  });

  it('what was cancelled ends on time although Stripe is away, and stays so', async () => {
    const who = await shop.buyer();
    await who.must('POST', '/billing/subscription/cancel', {});
    await shop.handled();
    await shop.stripe.setAway('errors');
    await aged(who, { cancel_at: '1 second' });
    await sweep();
    await eventually(async () => expect(await tierOf(who)).toBe('free'));
    expect(await seen(who)).toMatchObject({ status: 'inactive', autoRenew: false });
    await shop.stripe.setAway('no');
    await shop.stripe.advance({ days: 15 });
    await shop.handled();
    expect(await seen(who)).toMatchObject({ status: 'cancelled', cancelAtPeriodEnd: false });
    expect((await shop.told(who)).filter((one) => one === 'ended')).toHaveLength(1);
  });

  it('what is due is asked of Stripe, whose word counts', async () => {
    const who = await shop.buyer();
    await aged(who, { cancel_at: '1 hour', period_ends_at: '1 hour' });
    await sweep();
    expect(await seen(who)).toMatchObject({ state: 'trialing', autoRenew: true });
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
  });

  it('an event that has lost its job is taken up', async () => {
    const who = await shop.buyer();
    const { stripeCustomerId } = await seen(who);
    await shop.app.database.query(
      `INSERT INTO stripe_events (id, type, facts, customer_id, occurred_at, received_at)
       VALUES ('evt_lost', 'invoice.paid', '{"objectId": "in_1"}', $1, now(), now() - interval '20 minutes')`,
      [stripeCustomerId],
    );
    await sweep();
    await shop.handled();
    const { rows } = await shop.app.database.query(`SELECT status FROM stripe_events WHERE id = 'evt_lost'`);
    expect(rows).toEqual([{ status: 'done' }]);
  });

  it('operators see it in figures', async () => {
    await shop.buyer();
    await sleep(1100);
    const { text } = await shop.app.request('GET', '//metrics');
    expect(text).toContain('billing_subscriptions{state="trialing"} 1');
    expect(text).toContain('billing_event_lag_seconds 0');
    expect(text).toMatch(/billing_events_total\{type="checkout\.session\.completed",outcome="done"\} 1/);
    expect(text).toMatch(/outgoing_circuit_state\{service="stripe"\} 0/);
  });
});
