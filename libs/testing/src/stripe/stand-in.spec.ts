import Stripe from 'stripe';
import { StripeStandIn } from './stand-in';
import { idOf } from './world';

let standIn: StripeStandIn;
let stripe: Stripe;
beforeEach(async () => {
  standIn = await StripeStandIn.start();
  stripe = standIn.client();
});
afterEach(() => standIn.stop());

const URLS = {
  success_url: 'https://app.example/done?s={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://app.example/no',
};

async function subscribed(
  card: 'ok' | 'declines-later' | 'needs-action' = 'ok',
  trialDays?: number,
): Promise<{ customer: string; subscription: string }> {
  const { almanac_premium_month: price } = standIn.seedPlans();
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    client_reference_id: 'account-1',
    customer_email: 'ada@example.com',
    subscription_data: {
      metadata: { account: 'account-1' },
      ...(trialDays === undefined ? {} : { trial_period_days: trialDays }),
    },
    ...URLS,
  });
  await standIn.completeCheckout(session.id, { card });
  const done = await stripe.checkout.sessions.retrieve(session.id);
  return { customer: idOf(done.customer ?? ''), subscription: idOf(done.subscription ?? '') };
}

const typesOf = (): string[] => standIn.events.map((event) => event.type);

describe('checkout', () => {
  it('sells a subscription', async () => {
    const { customer, subscription } = await subscribed();
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
    expect(typesOf()).toEqual(
      expect.arrayContaining([
        'customer.subscription.created',
        'customer.subscription.updated',
        'invoice.paid',
        'checkout.session.completed',
      ]),
    );
    expect(standIn.eventsOf('checkout.session.completed')[0]?.data.object).toMatchObject({
      client_reference_id: 'account-1',
      payment_status: 'paid',
      status: 'complete',
      subscription,
      customer,
    });
  });

  it('takes a single payment with a price made for it', async () => {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [
        {
          quantity: 2,
          price_data: { currency: 'eur', unit_amount: 1250, product_data: { name: 'A ticket' } },
        },
      ],
      metadata: { payment: 'p-1' },
      payment_intent_data: { metadata: { payment: 'p-1' } },
      ...URLS,
    });
    expect(session.amount_total).toBe(2500);
    await standIn.completeCheckout(session.id);
    const done = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge', 'line_items'],
    });
    expect(done).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      payment_intent: {
        status: 'succeeded',
        metadata: { payment: 'p-1' },
        latest_charge: { amount: 2500, paid: true },
      },
      line_items: { data: [{ description: 'A ticket', quantity: 2, amount_total: 2500 }] },
    });
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
});

describe('time', () => {
  it('renews a subscription and collects its invoice an hour later', async () => {
    const { subscription } = await subscribed();
    const before = await stripe.subscriptions.retrieve(subscription);
    await standIn.advance({ days: 32 });
    const after = await stripe.subscriptions.retrieve(subscription);
    expect(after.items.data[0]?.current_period_start).toBe(before.items.data[0]?.current_period_end);
    const invoices = await stripe.invoices.list({ subscription });
    expect(invoices.data.map((one) => [one.billing_reason, one.status, one.amount_paid])).toEqual([
      ['subscription_cycle', 'paid', 900],
      ['subscription_create', 'paid', 900],
    ]);
    expect((invoices.data[0]?.status_transitions.paid_at ?? 0) - (invoices.data[0]?.created ?? 0)).toBe(3600);
  });

  it('tries a declined renewal again, and ends the subscription after the last try', async () => {
    const { subscription } = await subscribed('declines-later');
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
  });
});

describe('webhooks', () => {
  it('are signed as Stripe signs them', async () => {
    const bodies: { body: string; signature: string }[] = [];
    const { createServer } = await import('node:http');
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push({
          body: Buffer.concat(chunks).toString(),
          signature: String(request.headers['stripe-signature']),
        });
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    if (address === null || typeof address === 'string') throw new Error('No port.');
    standIn.sendWebhooksTo(`http://127.0.0.1:${address.port}/hook`);
    await subscribed();
    await standIn.settled();
    const events = bodies.map(({ body, signature }) =>
      Stripe.webhooks.constructEvent(body, signature, standIn.webhookSecret),
    );
    expect(events.map((event) => event.type).sort()).toEqual([
      'checkout.session.completed',
      'customer.subscription.created',
      'customer.subscription.updated',
      'invoice.paid',
    ]);
    receiver.closeAllConnections();
    receiver.close();
  });
});
