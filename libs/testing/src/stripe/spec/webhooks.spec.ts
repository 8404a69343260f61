import Stripe from 'stripe';
import { StripeStandIn } from '../stand-in';
import { startReceiver, subscribed, type Receiver } from './fixture';

let standIn: StripeStandIn;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  standIn = await StripeStandIn.start({ webhookUrl: receiver.url, webhookRetryAfter: [20, 20, 20] });
});
afterEach(async () => {
  await standIn.stop();
  await receiver.close();
});

/** What came, checked as Stripe's library checks it. */
function events(): Stripe.Event[] {
  return receiver.received.map(({ body, signature }) =>
    Stripe.webhooks.constructEvent(body, signature, standIn.webhookSecret),
  );
}
const idsOf = (): string[] => receiver.received.map(({ body }) => (JSON.parse(body) as { id: string }).id);

const SOLD = [
  'customer.subscription.created',
  'customer.subscription.updated',
  'invoice.paid',
  'checkout.session.completed',
];

describe('webhooks', () => {
  it('are signed as Stripe signs them, of the kinds that the endpoint wants', async () => {
    await subscribed(standIn);
    await standIn.settled();
    const received = events();
    expect(received.map((event) => event.type).sort()).toEqual([...SOLD].sort());
    expect(received[0]).toMatchObject({ object: 'event', api_version: Stripe.API_VERSION, livemode: false });
    expect((await standIn.client().events.list({ type: 'customer.subscription.*' })).data).toHaveLength(2);
  });

  it('name the request that made them', async () => {
    const { subscription } = await subscribed(standIn);
    await standIn.client().subscriptions.cancel(subscription);
    const call = standIn.calls.at(-1);
    expect(standIn.eventsOf('customer.subscription.deleted')[0]?.request).toEqual({
      id: call?.requestId,
      idempotency_key: null,
    });
  });

  it('come again until they are taken', async () => {
    receiver.answers.push(500, 302, 200);
    const { customer } = await subscribed(standIn);
    await standIn.settled();
    const [first] = standIn.eventsOf('customer.subscription.created');
    const attempts = standIn.attempts.filter((attempt) => attempt.event.id === first?.id);
    // Whether the next event or the next try comes first goes by the clock.
    expect(attempts.map((attempt) => attempt.status)).toEqual([
      500,
      ...(attempts.length > 2 ? [302] : []),
      200,
    ]);
    expect(standIn.attempts).toHaveLength(SOLD.length + 2);
    expect(first?.pending_webhooks).toBe(0);
    expect(customer).toMatch(/^cus_/);
  });

  it('wait, and go in another order, several times', async () => {
    standIn.hold();
    await subscribed(standIn);
    await standIn.settled();
    expect(receiver.received).toEqual([]);
    await standIn.release({ order: (held) => held.reverse(), times: 2 });
    const made = standIn.events.filter((event) => SOLD.includes(event.type)).map((event) => event.id);
    expect(idsOf()).toEqual([...made].reverse().concat([...made].reverse()));
    standIn.hold();
    await subscribed(standIn);
    expect(standIn.drop().length).toBeGreaterThan(SOLD.length);
    await standIn.release();
    expect(receiver.received).toHaveLength(2 * SOLD.length);
  });

  it('can be stale, changed on the way, wrongly signed or not signed', async () => {
    standIn.hold();
    await subscribed(standIn);
    const event = standIn.eventsOf('invoice.paid')[0];
    if (event === undefined) throw new Error('Nothing was paid.');
    const fresh = await standIn.deliver(event);
    expect(fresh.status).toBe(200);
    await standIn.deliver(event, { timestamp: Math.floor(Date.now() / 1000) - 301 });
    await standIn.deliver(event, { body: JSON.stringify({ ...event, type: 'customer.deleted' }) });
    await standIn.deliver(event, { secret: 'whsec_of_somebody_else' });
    await standIn.deliver(event, { signature: null });
    const checked = receiver.received.map(({ body, signature }) => {
      try {
        return Stripe.webhooks.constructEvent(body, signature, standIn.webhookSecret).type;
      } catch (error) {
        return error instanceof Stripe.errors.StripeSignatureVerificationError ? 'refused' : 'broken';
      }
    });
    expect(checked).toEqual(['invoice.paid', 'refused', 'refused', 'refused', 'refused']);
  });
});
