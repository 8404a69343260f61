import type Stripe from 'stripe';
import { StripeStandIn } from '../stand-in';
import { idOf } from '../world';
import { URLS, paid, subscribed } from './fixture';

let standIn: StripeStandIn;
let stripe: Stripe;
beforeEach(async () => {
  standIn = await StripeStandIn.start();
  stripe = standIn.client();
});
afterEach(() => standIn.stop());

const typesOf = (): string[] => standIn.events.map((event) => event.type);

/** Reasons, states and totals of a subscription's invoices, the newest first. */
async function invoicesOf(subscription: string): Promise<unknown[]> {
  const { data } = await stripe.invoices.list({ subscription });
  return data.map((one) => [one.billing_reason, one.status, one.total]);
}

function periodOf(subscription: Stripe.Subscription): [number, number] {
  const item = subscription.items.data[0];
  return [item?.current_period_start ?? 0, item?.current_period_end ?? 0];
}

describe('checkout', () => {
  it('sells a subscription', async () => {
    const { customer, subscription } = await subscribed(standIn);
    const found = await stripe.subscriptions.retrieve(subscription, {
      expand: ['latest_invoice', 'customer'],
    });
    expect(found.status).toBe('active');
    expect(found.metadata).toEqual({ account: 'account-1' });
    expect(found.items.data[0]?.price.lookup_key).toBe('almanac_premium_month');
    expect(found.latest_invoice).toMatchObject({
      object: 'invoice',
      status: 'paid',
      amount_paid: 900,
      billing_reason: 'subscription_create',
      parent: { subscription_details: { subscription } },
    });
    expect(found.customer).toMatchObject({ id: customer, email: 'ada@example.com' });
    expect(standIn.eventsOf('checkout.session.completed')[0]?.data.object).toMatchObject({
      client_reference_id: 'account-1',
      payment_status: 'paid',
      status: 'complete',
      subscription,
      customer,
    });
    // Created before it was paid, then active: as Stripe does it.
    expect(standIn.eventsOf('customer.subscription.created')[0]?.data.object).toMatchObject({
      status: 'incomplete',
    });
    expect(standIn.eventsOf('customer.subscription.updated')[0]?.data).toMatchObject({
      object: { status: 'active' },
      previous_attributes: { status: 'incomplete' },
    });
  });

  it('takes a single payment with a price made for it, for nobody it knows', async () => {
    const intent = await paid(standIn);
    const [session] = (
      await stripe.checkout.sessions.list({ payment_intent: intent, expand: ['data.line_items'] })
    ).data;
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      amount_total: 2500,
      url: null,
      customer: null,
      line_items: { data: [{ description: 'A ticket', quantity: 2, amount_total: 2500 }] },
    });
    expect(await stripe.paymentIntents.retrieve(intent, { expand: ['latest_charge'] })).toMatchObject({
      status: 'succeeded',
      metadata: { payment: 'p-1' },
      latest_charge: { amount: 2500, paid: true },
    });
    // Prices that were made for a session are nobody's to choose.
    expect((await stripe.prices.list()).data).toEqual([]);
  });

  it('stays open when the card is declined, and can be paid with another', async () => {
    const { almanac_premium_year: price } = standIn.seedPlans();
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: price.id, quantity: 1 }],
      ...URLS,
    });
    expect((await standIn.completeCheckout(session.id, { card: 'declined' })).outcome).toBe('declined');
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'open',
      subscription: null,
    });
    expect(typesOf()).toContain('payment_intent.payment_failed');
    expect((await standIn.completeCheckout(session.id)).outcome).toBe('complete');
    await expect(standIn.completeCheckout(session.id)).rejects.toThrow('complete');
  });

  it('expires by hand and by itself', async () => {
    standIn.seedPlans();
    const wish: Stripe.Checkout.SessionCreateParams = {
      mode: 'payment',
      line_items: [
        { quantity: 1, price_data: { currency: 'eur', unit_amount: 100, product_data: { name: 'A debt' } } },
      ],
      ...URLS,
    };
    const [one, other] = [
      await stripe.checkout.sessions.create(wish),
      await stripe.checkout.sessions.create(wish),
    ];
    expect(await stripe.checkout.sessions.expire(one.id)).toMatchObject({ status: 'expired', url: null });
    await expect(stripe.checkout.sessions.expire(one.id)).rejects.toThrow('`expired`');
    await standIn.advance({ hours: 25 });
    expect((await stripe.checkout.sessions.retrieve(other.id)).status).toBe('expired');
    await expect(standIn.completeCheckout(other.id)).rejects.toThrow('expired');
    expect(standIn.eventsOf('checkout.session.expired')).toHaveLength(2);
  });
});

describe('time', () => {
  it('renews a subscription and collects its invoice an hour later', async () => {
    const { subscription } = await subscribed(standIn);
    const before = await stripe.subscriptions.retrieve(subscription);
    await standIn.advance({ days: 32 });
    const after = await stripe.subscriptions.retrieve(subscription);
    expect(periodOf(after)[0]).toBe(periodOf(before)[1]);
    const invoices = await stripe.invoices.list({ subscription });
    expect(invoices.data.map((one) => [one.billing_reason, one.status, one.amount_paid])).toEqual([
      ['subscription_cycle', 'paid', 900],
      ['subscription_create', 'paid', 900],
    ]);
    expect((invoices.data[0]?.status_transitions.paid_at ?? 0) - (invoices.data[0]?.created ?? 0)).toBe(3600);
  });

  it('tries a declined renewal again, and ends the subscription after the last try', async () => {
    const { subscription } = await subscribed(standIn, { card: 'declines-later' });
    await standIn.advance({ days: 32 });
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('past_due');
    expect(standIn.eventsOf('invoice.payment_failed')).toHaveLength(1);
    await standIn.advance({ days: 8 });
    expect(standIn.eventsOf('invoice.payment_failed')).toHaveLength(4);
    expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    });
    expect(standIn.eventsOf('customer.subscription.deleted')).toHaveLength(1);
    await standIn.advance({ days: 90 });
    expect(await invoicesOf(subscription)).toHaveLength(2);
  });

  it('is active again when a better card pays at the next try', async () => {
    const { subscription, customer } = await subscribed(standIn, { card: 'declines-later' });
    await standIn.advance({ days: 32 });
    standIn.setCard(customer, 'ok');
    await standIn.advance({ days: 4 });
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('active');
    expect(standIn.eventsOf('invoice.paid')).toHaveLength(2);
  });

  it('wants a confirmation at the renewal', async () => {
    const { subscription } = await subscribed(standIn, { card: 'needs-action' });
    await standIn.advance({ days: 32 });
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('past_due');
    const [event] = standIn.eventsOf('invoice.payment_action_required');
    expect(event?.data.object).toMatchObject({
      object: 'invoice',
      hosted_invoice_url: expect.stringContaining('/i/in_1'),
    });
    const invoice = await stripe.invoices.retrieve(event?.data.object.id ?? '', { expand: ['payments'] });
    const intent = invoice.payments?.data[0]?.payment.payment_intent;
    expect(await stripe.paymentIntents.retrieve(idOf(intent ?? ''))).toMatchObject({
      status: 'requires_action',
    });
  });

  it('ends a trial: told three days before, then invoiced', async () => {
    const { subscription, session } = await subscribed(standIn, { trialDays: 14 });
    expect(await stripe.checkout.sessions.retrieve(session)).toMatchObject({
      amount_total: 0,
      payment_status: 'no_payment_required',
    });
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('trialing');
    await standIn.advance({ days: 10 });
    expect(typesOf()).not.toContain('customer.subscription.trial_will_end');
    await standIn.advance({ days: 2 });
    const [told] = standIn.eventsOf('customer.subscription.trial_will_end');
    const { trial_end: trialEnd } = await stripe.subscriptions.retrieve(subscription);
    expect(told?.created).toBe((trialEnd ?? 0) - 3 * 86_400);
    await standIn.advance({ days: 3 });
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('active');
    expect(await invoicesOf(subscription)).toEqual([
      ['subscription_cycle', 'paid', 900],
      ['subscription_create', 'paid', 0],
    ]);
  });

  it('keeps the 31st for months that have one', async () => {
    const clock = await stripe.testHelpers.testClocks.create({
      frozen_time: Date.UTC(2027, 0, 31, 12) / 1000,
    });
    const { almanac_premium_month: price } = standIn.seedPlans();
    const customer = await stripe.customers.create({
      test_clock: clock.id,
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
    });
    const made = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    expect(made).toMatchObject({ status: 'active', test_clock: clock.id });
    const answer = await stripe.testHelpers.testClocks.advance(clock.id, {
      frozen_time: Date.UTC(2027, 4, 1) / 1000,
    });
    expect(answer).toMatchObject({ status: 'advancing' });
    expect(await stripe.testHelpers.testClocks.retrieve(clock.id)).toMatchObject({ status: 'ready' });
    const starts = (await stripe.invoices.list({ subscription: made.id })).data.map((one) =>
      new Date(one.created * 1000).toISOString().slice(0, 10),
    );
    expect(starts).toEqual(['2027-04-30', '2027-03-31', '2027-02-28', '2027-01-31']);
    // Those without a clock are where they were.
    expect(Math.abs(standIn.now() - Date.now() / 1000)).toBeLessThan(5);
  });

  it('gives up a subscription whose first payment never came', async () => {
    const { almanac_premium_month: price } = standIn.seedPlans();
    const customer = await stripe.customers.create({});
    const made = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      payment_behavior: 'default_incomplete',
    });
    expect(made.status).toBe('incomplete');
    await standIn.advance({ hours: 24 });
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('incomplete_expired');
    expect(await invoicesOf(made.id)).toEqual([['subscription_create', 'void', 900]]);
  });
});

describe('what is done to a subscription', () => {
  it('is cancelled with its period, and taken back', async () => {
    const { subscription } = await subscribed(standIn);
    const cancelled = await stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
    expect(cancelled).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      cancel_at: periodOf(cancelled)[1],
      cancellation_details: { reason: 'cancellation_requested' },
    });
    const resumed = await stripe.subscriptions.update(subscription, { cancel_at_period_end: false });
    expect(resumed).toMatchObject({ cancel_at_period_end: false, cancel_at: null, canceled_at: null });
    await stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
    await standIn.advance({ days: 32 });
    expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({
      status: 'canceled',
      ended_at: periodOf(cancelled)[1],
    });
    expect(await invoicesOf(subscription)).toHaveLength(1);
    await expect(
      stripe.subscriptions.update(subscription, { cancel_at_period_end: false }),
    ).rejects.toMatchObject({
      code: 'invalid_canceled_subscription_fields',
    });
    expect((await stripe.subscriptions.list()).data).toEqual([]);
    expect((await stripe.subscriptions.list({ status: 'ended' })).data).toHaveLength(1);
  });

  it('is cancelled at once', async () => {
    const { subscription } = await subscribed(standIn);
    expect(await stripe.subscriptions.cancel(subscription)).toMatchObject({ status: 'canceled' });
    expect(standIn.eventsOf('customer.subscription.deleted')).toHaveLength(1);
    await expect(stripe.subscriptions.cancel(subscription)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('changes its price: the difference of what is left is on the next invoice', async () => {
    const { subscription } = await subscribed(standIn);
    const { almanac_enterprise_month: price } = standIn.seedPlans();
    const before = await stripe.subscriptions.retrieve(subscription);
    await standIn.advance({ seconds: (periodOf(before)[1] - periodOf(before)[0]) / 2 });
    const changed = await stripe.subscriptions.update(subscription, {
      items: [{ id: before.items.data[0]?.id ?? '', price: price.id }],
    });
    expect(changed.items.data[0]).toMatchObject({ price: { lookup_key: 'almanac_enterprise_month' } });
    expect(periodOf(changed)).toEqual(periodOf(before));
    const preview = await stripe.invoices.createPreview({ subscription });
    expect(preview.lines.data.map((line) => line.amount)).toEqual([-450, 1450, 2900]);
    await standIn.advance({ days: 17 });
    expect(await invoicesOf(subscription)).toEqual([
      ['subscription_cycle', 'paid', 3900],
      ['subscription_create', 'paid', 900],
    ]);
  });

  it('changes its price and invoices the difference at once', async () => {
    const { subscription } = await subscribed(standIn);
    const { almanac_enterprise_month: price } = standIn.seedPlans();
    const before = await stripe.subscriptions.retrieve(subscription);
    await standIn.advance({ seconds: (periodOf(before)[1] - periodOf(before)[0]) / 2 });
    await stripe.subscriptions.update(subscription, {
      items: [{ id: before.items.data[0]?.id ?? '', price: price.id }],
      proration_behavior: 'always_invoice',
    });
    expect(await invoicesOf(subscription)).toEqual([
      ['subscription_update', 'paid', 1000],
      ['subscription_create', 'paid', 900],
    ]);
  });

  it('changes from months to years: a new period begins', async () => {
    const { subscription, customer } = await subscribed(standIn);
    const { almanac_premium_year: price, almanac_premium_month: month } = standIn.seedPlans();
    const before = await stripe.subscriptions.retrieve(subscription);
    const item = before.items.data[0]?.id ?? '';
    await standIn.advance({ seconds: (periodOf(before)[1] - periodOf(before)[0]) / 2 });
    const year = await stripe.subscriptions.update(subscription, { items: [{ id: item, price: price.id }] });
    expect(await invoicesOf(subscription)).toEqual([
      ['subscription_update', 'paid', 8550],
      ['subscription_create', 'paid', 900],
    ]);
    expect(Math.round((periodOf(year)[1] - periodOf(year)[0]) / 86_400)).toBeGreaterThan(364);
    // Back again: what is left of the year is worth more than a month, and stays as credit.
    await stripe.subscriptions.update(subscription, { items: [{ id: item, price: month.id }] });
    const [credit] = (await stripe.invoices.list({ subscription })).data;
    expect(credit).toMatchObject({ total: 900 - 9000, amount_due: 0, status: 'paid' });
    expect((await stripe.customers.retrieve(customer)) as Stripe.Customer).toMatchObject({
      balance: 900 - 9000,
    });
  });

  it('a failing card at a change makes it past due', async () => {
    const { subscription } = await subscribed(standIn, { card: 'declines-later' });
    const { almanac_premium_year: price } = standIn.seedPlans();
    const { items } = await stripe.subscriptions.retrieve(subscription);
    const changed = await stripe.subscriptions.update(subscription, {
      items: [{ id: items.data[0]?.id ?? '', price: price.id }],
    });
    expect(changed.status).toBe('past_due');
  });

  it('ends its trial now', async () => {
    const { subscription } = await subscribed(standIn, { trialDays: 14 });
    const ended = await stripe.subscriptions.update(subscription, { trial_end: 'now' });
    expect(ended.status).toBe('active');
    expect(await invoicesOf(subscription)).toEqual([
      ['subscription_update', 'paid', 900],
      ['subscription_create', 'paid', 0],
    ]);
  });

  it('ends with its customer', async () => {
    const { subscription, customer } = await subscribed(standIn);
    expect(await stripe.customers.del(customer)).toEqual(
      expect.objectContaining({ id: customer, deleted: true }),
    );
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('canceled');
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ deleted: true });
    await expect(stripe.billingPortal.sessions.create({ customer })).rejects.toMatchObject({
      code: 'resource_missing',
    });
    expect(typesOf().slice(-2)).toEqual(['customer.subscription.deleted', 'customer.deleted']);
  });
});

describe('refunds', () => {
  it('give back a part, then the rest, and no more', async () => {
    const intent = await paid(standIn);
    await stripe.refunds.create({ payment_intent: intent, amount: 1000, reason: 'requested_by_customer' });
    const [first] = standIn.eventsOf('charge.refunded');
    expect(first?.data).toMatchObject({
      object: { object: 'charge', amount_refunded: 1000, refunded: false, payment_intent: intent },
      previous_attributes: { amount_refunded: 0 },
    });
    await expect(stripe.refunds.create({ payment_intent: intent, amount: 1501 })).rejects.toThrow(
      'greater than',
    );
    const rest = await stripe.refunds.create({ payment_intent: intent });
    expect(rest.amount).toBe(1500);
    await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    const charge = await stripe.charges.retrieve(idOf(rest.charge ?? ''), { expand: ['refunds'] });
    expect(charge.refunded).toBe(true);
    expect(charge.refunds?.data).toHaveLength(2);
  });
});
