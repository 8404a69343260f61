import { createServer } from 'node:http';
import type { StripeStandIn } from '../stand-in';
import { idOf, type CardBehaviour } from '../world';

export const URLS = {
  success_url: 'https://app.example/done?s={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://app.example/no',
};

/** Somebody who has bought Premium by the month. */
export async function subscribed(
  standIn: StripeStandIn,
  how: { card?: CardBehaviour; trialDays?: number } = {},
): Promise<{ customer: string; subscription: string; session: string }> {
  const stripe = standIn.client();
  const { almanac_premium_month: price } = standIn.seedPlans();
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    client_reference_id: 'account-1',
    customer_email: 'ada@example.com',
    subscription_data: {
      metadata: { account: 'account-1' },
      ...(how.trialDays === undefined ? {} : { trial_period_days: how.trialDays }),
    },
    ...URLS,
  });
  await standIn.completeCheckout(session.id, how.card === undefined ? {} : { card: how.card });
  const done = await stripe.checkout.sessions.retrieve(session.id);
  return {
    customer: idOf(done.customer ?? ''),
    subscription: idOf(done.subscription ?? ''),
    session: session.id,
  };
}

/** A single payment of 25 euros. @returns the payment intent's id */
export async function paid(standIn: StripeStandIn): Promise<string> {
  const session = await standIn.client().checkout.sessions.create({
    mode: 'payment',
    line_items: [
      { quantity: 2, price_data: { currency: 'eur', unit_amount: 1250, product_data: { name: 'A ticket' } } },
    ],
    metadata: { payment: 'p-1' },
    payment_intent_data: { metadata: { payment: 'p-1' } },
    ...URLS,
  });
  const done = await standIn.completeCheckout(session.id);
  return idOf(done.session.payment_intent ?? '');
}

export interface Receiver {
  url: string;
  received: { body: string; signature: string }[];
  /** What it answers; 200 at first. */
  answers: number[];
  close(): Promise<void>;
}

/** An endpoint for webhooks. */
export async function startReceiver(): Promise<Receiver> {
  const received: Receiver['received'] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = String(request.headers['stripe-signature']);
      received.push({ body: Buffer.concat(chunks).toString(), signature });
      response.writeHead(answers.shift() ?? 200);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    answers,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
