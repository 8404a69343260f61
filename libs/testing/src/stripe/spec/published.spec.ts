import Ajv, { type ValidateFunction } from 'ajv';
import Stripe from 'stripe';
import { isPublished, publishedApi } from '../http/published';
import { STAND_IN_ROUTES, StripeStandIn } from '../stand-in';
import { idOf } from '../world';
import { URLS, paid, startReceiver, subscribed } from './fixture';

/**
 * Every answer, error and event of the stand-in against what Stripe publishes of the version that its library pins
 * (published/stripe-api.json, by scripts/stripe-published.mjs). Nothing may be missing, and nothing may be more.
 */
const api = publishedApi();
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { decimal: /^-?\d+(\.\d+)?$/ },
});
// Each under its own name, so that it is compiled once.
const byName = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '/')) as object;
for (const [name, schema] of Object.entries(api.components.schemas))
  ajv.addSchema(byName(schema), `/${name}`);

interface Recorded {
  method: string;
  path: string;
  status: number;
  body: unknown;
}
const recorded: Recorded[] = [];

/** Stripe's library on fetch, with all that is answered written down. */
function recordingClient(standIn: StripeStandIn): Stripe {
  const { hostname, port } = new URL(standIn.url);
  return new Stripe(standIn.secretKey, {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
    httpClient: Stripe.createFetchHttpClient(async (input: string | URL | Request, init?: RequestInit) => {
      const response = await fetch(input, init);
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const body: unknown = await response.clone().json();
      recorded.push({ method: init?.method ?? 'GET', path: pathname, status: response.status, body });
      return response;
    }),
  });
}

function complaints(validate: ValidateFunction, value: unknown): string[] {
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
  );
}

const compiled = new Map<string, ValidateFunction>();
function validator(key: string, schema: object): ValidateFunction {
  const known = compiled.get(key);
  if (known) return known;
  const validate = ajv.compile(byName(schema));
  compiled.set(key, validate);
  return validate;
}

const routeOf = ({ method, path }: { method: string; path: string }) =>
  STAND_IN_ROUTES.find(
    (route) =>
      route.method === method && new RegExp(`^${route.path.replace(/\{\w+\}/, '[^/]+')}$`).test(path),
  );

let standIn: StripeStandIn;
beforeAll(async () => {
  const receiver = await startReceiver();
  standIn = await StripeStandIn.start({ webhookUrl: receiver.url, webhookEvents: 'all' });
  await liveThrough(recordingClient(standIn));
  await standIn.settled();
  await standIn.stop();
  await receiver.close();
});

/** Asks everything that can be asked, of subscriptions in all their states. */
async function liveThrough(stripe: Stripe): Promise<void> {
  const product = await stripe.products.create({
    name: 'A thing',
    description: 'Useful',
    metadata: { a: 'b' },
  });
  await stripe.products.update(product.id, { name: 'A better thing' });
  await stripe.products.retrieve(product.id);
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'eur',
    unit_amount: 500,
    recurring: { interval: 'week' },
  });
  await stripe.prices.update(price.id, { nickname: 'weekly' });
  await stripe.prices.retrieve(price.id, { expand: ['product'] });

  const good = await subscribed(standIn);
  const late = await subscribed(standIn, { card: 'declines-later' });
  await subscribed(standIn, { card: 'needs-action' });
  const trial = await subscribed(standIn, { trialDays: 7 });
  await stripe.subscriptions.update(trial.subscription, { cancel_at_period_end: true });
  await standIn.advance({ days: 35 });
  await stripe.invoices.list({ expand: ['data.payments', 'data.subscription'] }).catch(() => undefined);
  await stripe.invoices.list({ expand: ['data.payments'] });
  const { data: open } = await stripe.invoices.list({ subscription: late.subscription, status: 'open' });
  await stripe.invoices.pay(open[0]?.id ?? '').catch(() => undefined);
  standIn.setCard(late.customer, 'ok');
  await stripe.invoices.pay(open[0]?.id ?? '');
  await stripe.invoices.retrieve(open[0]?.id ?? '');
  const payments = await stripe.invoicePayments.list({ invoice: open[0]?.id ?? '' });
  await stripe.invoicePayments.retrieve(payments.data[0]?.id ?? '');

  const item = (
    await stripe.subscriptions.retrieve(good.subscription, {
      expand: ['latest_invoice', 'customer', 'default_payment_method'],
    })
  ).items.data[0];
  const plans = standIn.seedPlans();
  await stripe.subscriptions.update(good.subscription, {
    items: [{ id: item?.id ?? '', price: plans.almanac_enterprise_month.id }],
  });
  await stripe.invoices.createPreview({ subscription: good.subscription });
  await stripe.subscriptions.cancel(good.subscription, {
    cancellation_details: { feedback: 'unused', comment: 'Bye' },
  });
  await stripe.customers.list();
  await stripe.customers.update(late.customer, { name: 'Ada' });
  await stripe.customers.listPaymentMethods(late.customer);
  await stripe.customers.createBalanceTransaction(late.customer, { amount: -100, currency: 'eur' });
  await stripe.customers.listBalanceTransactions(late.customer);
  await stripe.customers.del(late.customer);
  await stripe.customers.retrieve(late.customer);

  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: standIn.now() });
  const customer = await stripe.customers.create({ test_clock: clock.id, preferred_locales: ['de'] });
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  await stripe.paymentMethods.retrieve(card.id);
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
  await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    metadata: { x: 'y' },
  });
  await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    payment_behavior: 'default_incomplete',
  });
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: clock.frozen_time + 9 * 86_400 });
  await stripe.testHelpers.testClocks.retrieve(clock.id);
  await stripe.testHelpers.testClocks.list();
  await stripe.customers.retrieve(customer.id, { expand: ['subscriptions'] });
  await stripe.subscriptions.list({ status: 'all' });
  await stripe.testHelpers.testClocks.del(clock.id);

  const intent = await paid(standIn);
  const refund = await stripe.refunds.create({ payment_intent: intent, amount: 5, metadata: { why: 'so' } });
  await stripe.refunds.retrieve(refund.id);
  await stripe.refunds.list();
  standIn.failRefund(refund.id);
  await stripe.refunds.retrieve(refund.id);
  await stripe.paymentIntents.retrieve(intent, { expand: ['latest_charge', 'payment_method'] });
  await stripe.paymentIntents.list();
  await stripe.charges.retrieve(idOf(refund.charge ?? ''), { expand: ['refunds'] });
  await stripe.charges.list();

  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    customer_email: 'bob@example.com',
    line_items: [
      { quantity: 1, price_data: { currency: 'eur', unit_amount: 100, product_data: { name: 'A debt' } } },
    ],
    expand: ['line_items'],
    ...URLS,
  });
  await standIn.completeCheckout(session.id, { card: 'declined' });
  await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  await stripe.checkout.sessions.listLineItems(session.id);
  await stripe.checkout.sessions.expire(session.id);
  await stripe.checkout.sessions.list();
  await stripe.billingPortal.sessions.create({
    customer: trial.customer,
    return_url: 'https://app.example/',
  });
  await stripe.products.list();
  await stripe.prices.list({ expand: ['data.product'] });
  const { data } = await stripe.events.list({ limit: 100 });
  await stripe.events.retrieve(data[0]?.id ?? '');
  await failInAllWays(stripe, session.id);
}

async function failInAllWays(stripe: Stripe, session: string): Promise<void> {
  const ignore = (): undefined => undefined;
  await stripe.customers.retrieve('cus_none').catch(ignore);
  await stripe.checkout.sessions.expire(session).catch(ignore);
  await stripe.customers.create({ name: 'One' }, { idempotencyKey: 'k' });
  await stripe.customers.create({ name: 'Two' }, { idempotencyKey: 'k' }).catch(ignore);
  for (const status of [429, 402, 500, 400]) {
    standIn.fail(/customers/, status);
    await stripe.customers.list().catch(ignore);
  }
  standIn.slow(50);
  await Promise.allSettled([
    stripe.customers.create({}, { idempotencyKey: 'twice' }),
    stripe.customers.create({}, { idempotencyKey: 'twice' }),
  ]);
}

describe('the stand-in speaks as Stripe publishes it', () => {
  it('of the version that the library pins', () => {
    expect(api.info.version).toBe(Stripe.API_VERSION);
    expect(api.info['x-source']).toContain(`stripe@${Stripe.PACKAGE_VERSION},`);
  });

  it.each(STAND_IN_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s takes published parameters only',
    (_name, route) => {
      expect(api.paths[route.path]?.[route.method.toLowerCase()]).toBeDefined();
      const unknown = route.takes
        .filter((name) => !name.startsWith('created['))
        .filter((name) => !isPublished(route.method, route.path, name));
      expect(unknown).toEqual([]);
    },
  );

  it('in every answer', () => {
    const seen = new Set<string>();
    const wrong: string[] = [];
    for (const answer of recorded.filter((one) => one.status < 300)) {
      const route = routeOf(answer);
      if (route === undefined) throw new Error(`No route: ${answer.method} ${answer.path}`);
      const key = `${route.method} ${route.path}`;
      seen.add(key);
      const schema = api.paths[route.path]?.[route.method.toLowerCase()]?.answer ?? {};
      wrong.push(...complaints(validator(key, schema), answer.body).map((text) => `${key}: ${text}`));
    }
    expect([...new Set(wrong)]).toEqual([]);
    // Nothing was left unasked.
    expect(
      STAND_IN_ROUTES.map((route) => `${route.method} ${route.path}`).filter((key) => !seen.has(key)),
    ).toEqual([]);
  });

  it('in every event, and in the object of each', () => {
    const wrong = standIn.events.flatMap((event) => {
      const { object } = event.data;
      return [
        ...complaints(validator('event', { $ref: '#/components/schemas/event' }), event),
        ...complaints(validator(object.object, { $ref: `#/components/schemas/${object.object}` }), object),
      ].map((text) => `${event.type}: ${text}`);
    });
    expect([...new Set(wrong)]).toEqual([]);
    const types = new Set(standIn.events.map((event) => event.type));
    expect([...types]).toEqual(
      expect.arrayContaining([
        ...['checkout.session.completed', 'checkout.session.expired', 'charge.refunded', 'customer.deleted'],
        ...[
          'customer.subscription.created',
          'customer.subscription.updated',
          'customer.subscription.deleted',
        ],
        ...['customer.subscription.trial_will_end', 'invoice.paid', 'invoice.payment_failed'],
        ...['invoice.payment_action_required', 'refund.updated', 'refund.failed', 'charge.refund.updated'],
      ]),
    );
  });

  it('in every error', () => {
    const errors = recorded.filter((one) => one.status >= 400);
    expect(new Set(errors.map((one) => one.status))).toEqual(new Set([400, 402, 404, 409, 429, 500]));
    const schema = {
      type: 'object',
      properties: { error: { $ref: '#/components/schemas/api_errors' } },
      required: ['error'],
      additionalProperties: false,
    };
    expect(errors.flatMap((one) => complaints(validator('error', schema), one.body))).toEqual([]);
  });
});
