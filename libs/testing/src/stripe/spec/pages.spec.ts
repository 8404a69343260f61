import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type Stripe from 'stripe';
import { StripeStandIn } from '../stand-in';
import { URLS, subscribed } from './fixture';

let standIn: StripeStandIn;
let stripe: Stripe;
beforeEach(async () => {
  standIn = await StripeStandIn.start();
  stripe = standIn.client();
});
afterEach(() => standIn.stop());

async function press(
  url: string,
  fields: Record<string, string>,
): Promise<{ status: number; location: string | null; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  return { status: response.status, location: response.headers.get('location'), text: await response.text() };
}

async function checkout(): Promise<Stripe.Checkout.Session> {
  return stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'eur', unit_amount: 1234, product_data: { name: '<b>Ticket</b> & more' } },
      },
    ],
    ...URLS,
  });
}

describe('the Checkout page', () => {
  it('says what is bought, and that it is a stand-in', async () => {
    const { url } = await checkout();
    const page = await (await fetch(url ?? '')).text();
    expect(page).toContain('stand-in for Stripe');
    expect(page).toContain('€12.34');
    expect(page).toContain('&#60;b&#62;Ticket&#60;/b&#62; &#38; more');
    expect(page).not.toContain('<b>Ticket');
  });

  it('is paid, declined or left by its buttons', async () => {
    const { url, id } = await checkout();
    expect(await press(url ?? '', { action: 'back' })).toMatchObject({
      status: 303,
      location: URLS.cancel_url,
    });
    const declined = await press(url ?? '', { action: 'decline' });
    expect(declined.status).toBe(402);
    expect(declined.text).toContain('Your card was declined.');
    expect(await press(url ?? '', { action: 'pay', email: 'eve@example.com' })).toMatchObject({
      status: 303,
      location: `https://app.example/done?s=${id}`,
    });
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({
      status: 'complete',
      customer_details: { email: 'eve@example.com' },
    });
    expect((await press(url ?? '', { action: 'pay' })).status).toBe(409);
    expect((await fetch(`${standIn.url}/c/pay/cs_none`)).status).toBe(404);
  });
});

describe('the portal', () => {
  it('cancels and resumes, and changes to a card that fails and back', async () => {
    const { customer, subscription } = await subscribed(standIn);
    const { url } = await stripe.billingPortal.sessions.create({
      customer,
      return_url: 'https://app.example/',
    });
    const page = await (await fetch(url)).text();
    expect(page).toContain('Almanac Premium');
    expect(page).toContain('Renews on');
    expect(page).toContain('href="https://app.example/"');
    await press(url, { action: 'cancel', subscription });
    expect((await stripe.subscriptions.retrieve(subscription)).cancel_at_period_end).toBe(true);
    expect(await (await fetch(url)).text()).toContain('Ends on');
    await press(url, { action: 'resume', subscription });
    expect((await stripe.subscriptions.retrieve(subscription)).cancel_at_period_end).toBe(false);
    await press(url, { action: 'failing-card' });
    await standIn.advance({ days: 32 });
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('past_due');
    await press(url, { action: 'good-card' });
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('active');
  });

  it('touches nobody else’s subscription', async () => {
    const mine = await subscribed(standIn);
    const theirs = await subscribed(standIn);
    const { url } = await stripe.billingPortal.sessions.create({ customer: mine.customer });
    await press(url, { action: 'cancel', subscription: theirs.subscription });
    expect((await stripe.subscriptions.retrieve(theirs.subscription)).cancel_at_period_end).toBe(false);
  });

  it('an open invoice is paid on its own page', async () => {
    const { subscription } = await subscribed(standIn, { card: 'needs-action' });
    await standIn.advance({ days: 32 });
    const [invoice] = (await stripe.invoices.list({ subscription, status: 'open' })).data;
    const url = invoice?.hosted_invoice_url ?? '';
    expect(await (await fetch(url)).text()).toContain('Almanac Premium');
    expect((await press(url, { action: 'pay' })).status).toBe(303);
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('active');
  });
});

describe('the page of its own', () => {
  it('moves time on, by which subscriptions renew', async () => {
    const { subscription } = await subscribed(standIn);
    const end = (await stripe.subscriptions.retrieve(subscription)).items.data[0]?.current_period_end ?? 0;
    expect(await press(standIn.url, { days: '31' })).toMatchObject({ status: 303, location: '/' });
    const renewed = await stripe.subscriptions.retrieve(subscription);
    expect(renewed.items.data[0]?.current_period_end).toBeGreaterThan(end);
    for (const days of ['0', '367', '1.5', 'two'])
      expect((await press(standIn.url, { days })).status).toBe(400);
  });

  it('sends all events again, the newest first', async () => {
    const taken: string[] = [];
    const endpoint = createServer((request, response) => {
      void text(request).then((body) => {
        taken.push((JSON.parse(body) as { id: string }).id);
        response.end();
      });
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    standIn.sendWebhooksTo(`http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`);
    await subscribed(standIn);
    await standIn.settled();
    const first = taken.splice(0);
    expect(first.length).toBeGreaterThan(1);
    await press(standIn.url, { action: 'send-again' });
    await standIn.settled();
    expect(taken).toEqual(first.toReversed());
    await new Promise((resolve) => endpoint.close(resolve));
  });
});
