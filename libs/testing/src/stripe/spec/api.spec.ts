import Stripe from 'stripe';
import { StripeStandIn } from '../stand-in';
import { URLS } from './fixture';

let standIn: StripeStandIn;
let stripe: Stripe;
beforeEach(async () => {
  standIn = await StripeStandIn.start();
  stripe = standIn.client();
});
afterEach(() => standIn.stop());

const { errors } = Stripe;

async function failure(work: Promise<unknown>): Promise<InstanceType<typeof errors.StripeError>> {
  try {
    await work;
  } catch (error) {
    if (error instanceof errors.StripeError) return error;
    throw error;
  }
  throw new Error('It was done.');
}

/** A request without Stripe's library. */
async function raw(path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${standIn.secretKey}`);
  const response = await fetch(`${standIn.url}${path}`, { ...init, headers });
  return { status: response.status, body: await response.json() };
}

describe('errors are those of Stripe', () => {
  it('no key and a wrong key', async () => {
    const none = await fetch(`${standIn.url}/v1/customers`);
    expect(none.status).toBe(401);
    const wrong = new Stripe('sk_test_wrongwrongwrong1234', {
      host: '127.0.0.1',
      port: new URL(standIn.url).port,
      protocol: 'http',
    });
    const error = await failure(wrong.customers.list());
    expect(error).toBeInstanceOf(errors.StripeAuthenticationError);
    expect(error.message).toBe('Invalid API Key provided: sk_test_********1234');
    expect(error.requestId).toMatch(/^req_/);
  });

  it('what is not there: 404 in the address, 400 in a parameter', async () => {
    const gone = await failure(stripe.subscriptions.retrieve('sub_none'));
    expect(gone).toBeInstanceOf(errors.StripeInvalidRequestError);
    expect(gone).toMatchObject({ statusCode: 404, code: 'resource_missing', param: 'id' });
    expect(gone.message).toBe("No such subscription: 'sub_none'");
    const wrong = await failure(stripe.billingPortal.sessions.create({ customer: 'cus_none' }));
    expect(wrong).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'customer' });
  });

  it.each([
    ['/v1/customers', 'emial=a%40b.example', 'parameter_unknown', 'emial'],
    [
      '/v1/checkout/sessions',
      'mode=payment&line_items[0][prize]=1',
      'parameter_unknown',
      'line_items[0][prize]',
    ],
    ['/v1/checkout/sessions', 'mode=payment', 'parameter_missing', 'success_url'],
    ['/v1/refunds', 'charge=ch_x&amount=1.5', 'resource_missing', 'charge'],
    ['/v1/prices', 'currency=eur&unit_amount=12.5', 'parameter_invalid_integer', 'unit_amount'],
    ['/v1/customers', 'preferred_locales[0]=de&email=', 'parameter_invalid_empty', 'email'],
    ['/v1/checkout/sessions', 'mode=payment&success_url=nowhere', 'url_invalid', 'success_url'],
  ])('%s with %s is %s', async (path, body, code, param) => {
    const answer = await raw(path, { method: 'POST', body: new URLSearchParams(body) });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: {
          type: 'invalid_request_error',
          code,
          param,
          doc_url: expect.stringContaining('error-codes'),
        },
      },
    });
  });

  it('says of a mode that it is none', async () => {
    const answer = await raw('/v1/checkout/sessions', {
      method: 'POST',
      body: new URLSearchParams('mode=gift'),
    });
    expect(answer.body).toMatchObject({
      error: { message: 'Invalid mode: must be one of payment, setup, or subscription', param: 'mode' },
    });
  });

  it('a price of the other mode', async () => {
    const { almanac_premium_month: price } = standIn.seedPlans();
    const error = await failure(
      stripe.checkout.sessions.create({
        mode: 'payment',
        line_items: [{ price: price.id, quantity: 1 }],
        ...URLS,
      }),
    );
    expect(error.message).toContain('You specified `payment` mode but passed a recurring price.');
  });

  it('a card that is declined is a StripeCardError', async () => {
    const { almanac_premium_month: price } = standIn.seedPlans();
    const customer = await stripe.customers.create({
      payment_method: 'pm_card_chargeDeclined',
      invoice_settings: { default_payment_method: 'pm_card_chargeDeclined' },
    });
    const error = await failure(
      stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: price.id }],
        payment_behavior: 'error_if_incomplete',
      }),
    );
    expect(error).toBeInstanceOf(errors.StripeCardError);
    expect(error).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' });
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(0);
  });

  it('what Stripe can and the stand-in cannot is refused loudly', async () => {
    const answer = await raw('/v1/customers', { method: 'POST', body: new URLSearchParams('balance=5') });
    expect(answer).toMatchObject({ status: 501, body: { error: { type: 'api_error' } } });
    expect((await raw('/v1/payouts')).status).toBe(404);
  });

  it('another version of the API is not spoken', async () => {
    const headers = { 'stripe-version': '2024-06-20' };
    expect((await raw('/v1/customers', { headers })).status).toBe(501);
    expect((await raw('/v1/customers', { headers: { 'stripe-version': 'new' } })).status).toBe(400);
    await stripe.customers.list();
    expect(standIn.calls.at(-1)?.version).toBe(Stripe.API_VERSION);
  });
});

describe('lists', () => {
  it('go through all pages by themselves, the newest first', async () => {
    const made: string[] = [];
    for (let number = 0; number < 7; number += 1) {
      const { id } = await stripe.customers.create({ name: `Number ${number}` });
      made.unshift(id);
    }
    const first = await stripe.customers.list({ limit: 3 });
    expect([first.data.map((one) => one.id), first.has_more, first.url]).toEqual([
      made.slice(0, 3),
      true,
      '/v1/customers',
    ]);
    const all = await stripe.customers.list({ limit: 3 }).autoPagingToArray({ limit: 100 });
    expect(all.map((one) => one.id)).toEqual(made);
    const back = await stripe.customers.list({ limit: 3, ending_before: made[5] ?? '' });
    expect(back.data.map((one) => one.id)).toEqual(made.slice(2, 5));
    expect(back.has_more).toBe(true);
  });

  it('refuse what is no page', async () => {
    expect(await failure(stripe.customers.list({ limit: 101 }))).toMatchObject({
      param: 'limit',
      statusCode: 400,
    });
    expect(await failure(stripe.customers.list({ limit: 0 }))).toMatchObject({ param: 'limit' });
    expect(await failure(stripe.customers.list({ starting_after: 'cus_none' }))).toMatchObject({
      param: 'starting_after',
      code: 'resource_missing',
    });
  });

  it('find prices by their lookup keys, and what was made in a span of time', async () => {
    standIn.seedPlans();
    const found = await stripe.prices.list({
      lookup_keys: ['almanac_premium_year', 'almanac_enterprise_month'],
      active: true,
      expand: ['data.product'],
    });
    expect(found.data.map((price) => [price.lookup_key, price.unit_amount, price.currency])).toEqual([
      ['almanac_enterprise_month', 2900, 'eur'],
      ['almanac_premium_year', 9000, 'eur'],
    ]);
    expect(found.data[1]?.product).toMatchObject({ object: 'product', name: 'Almanac Premium' });
    expect((await stripe.products.list({ created: { gt: standIn.now() + 5 } })).data).toHaveLength(0);
    expect((await stripe.products.list({ created: { lte: standIn.now() } })).data).toHaveLength(2);
  });
});

describe('idempotency keys', () => {
  it('give the same answer again, and make nothing anew', async () => {
    const options = { idempotencyKey: 'key-1' };
    const first = await stripe.customers.create({ name: 'Ada' }, options);
    const second = await stripe.customers.create({ name: 'Ada' }, options);
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
    expect((await stripe.customers.list()).data).toHaveLength(1);
    expect(standIn.eventsOf('customer.created')).toHaveLength(1);
    expect(standIn.calls.map((call) => call.idempotencyKey)).toEqual(['key-1', 'key-1', null]);
  });

  it('are for one request only', async () => {
    await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'key-1' });
    const other = await failure(stripe.customers.create({ name: 'Bob' }, { idempotencyKey: 'key-1' }));
    expect(other).toBeInstanceOf(errors.StripeIdempotencyError);
    expect(other.message).toContain("Try using a key other than 'key-1'");
    const elsewhere = await failure(stripe.products.create({ name: 'Ada' }, { idempotencyKey: 'key-1' }));
    expect(elsewhere.message).toContain("('/v1/products' vs '/v1/customers')");
  });

  it('are free again after a request that was refused as it was', async () => {
    await failure(
      stripe.billingPortal.sessions.create({ customer: 'cus_none' }, { idempotencyKey: 'key-1' }),
    );
    const { id } = await stripe.customers.create({});
    await expect(
      stripe.billingPortal.sessions.create({ customer: id }, { idempotencyKey: 'key-1' }),
    ).resolves.toMatchObject({ customer: id });
  });

  it('two at once: one is done, the other is told so', async () => {
    standIn.slow(150);
    const create = (): Promise<unknown> =>
      stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'key-1' });
    const [one, other] = await Promise.allSettled([create(), create()]);
    const outcomes = [one, other].map((outcome) => outcome.status);
    expect(outcomes.sort()).toEqual(['fulfilled', 'rejected']);
    const refused = [one, other].find((outcome) => outcome.status === 'rejected');
    expect(refused).toMatchObject({ reason: { statusCode: 409, code: 'idempotency_key_in_use' } });
    standIn.slow(0);
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  it('keep a retry from doing it twice when the answer was lost', async () => {
    standIn.loseAnswers(/customers/);
    const patient = standIn.client({ maxNetworkRetries: 2 });
    const { id } = await patient.customers.create({ name: 'Ada' });
    expect((await stripe.customers.list()).data.map((one) => one.id)).toEqual([id]);
    expect(standIn.calls[0]?.idempotencyKey).toBe(standIn.calls[1]?.idempotencyKey);
  });
});

describe('trouble', () => {
  it('is away: refused connections, or 503', async () => {
    await standIn.setAway('refuses');
    expect(await failure(stripe.customers.list())).toBeInstanceOf(errors.StripeConnectionError);
    await standIn.setAway('errors');
    expect(await failure(stripe.customers.list())).toMatchObject({ statusCode: 503, type: 'StripeAPIError' });
    await standIn.setAway('no');
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  it('is slow', async () => {
    standIn.slow(400);
    const hasty = standIn.client({ timeout: 100 });
    expect(await failure(hasty.customers.list())).toBeInstanceOf(errors.StripeConnectionError);
  });

  it('fails as often as it was told to', async () => {
    standIn.fail(/\/v1\/customers/, 500, 2);
    expect(await failure(stripe.customers.list())).toMatchObject({ statusCode: 500 });
    expect((await stripe.products.list()).data).toEqual([]);
    expect(await failure(stripe.customers.list())).toMatchObject({ statusCode: 500 });
    expect((await stripe.customers.list()).data).toEqual([]);
    standIn.fail(/customers/, 429);
    expect(await failure(stripe.customers.list())).toBeInstanceOf(errors.StripeRateLimitError);
  });
});

describe('expand and metadata', () => {
  it('puts objects in the place of ids, and refuses what is none', async () => {
    const customer = await stripe.customers.create({ name: 'Ada' });
    expect(await failure(stripe.customers.list({ expand: ['data.shoes'] }))).toMatchObject({
      statusCode: 400,
      param: 'expand[0]',
      message: 'This property cannot be expanded (shoes).',
    });
    const found = await stripe.customers.retrieve(customer.id, { expand: ['subscriptions'] });
    expect(found).toMatchObject({ subscriptions: { object: 'list', data: [] } });
  });

  it('merges metadata, and takes away what is sent empty', async () => {
    const { id } = await stripe.customers.create({ metadata: { one: '1', two: '2', '7': 'seven' } });
    const changed = await stripe.customers.update(id, { metadata: { two: '', three: '3' } });
    expect(changed.metadata).toEqual({ one: '1', three: '3', '7': 'seven' });
    expect((await stripe.customers.update(id, { metadata: '' })).metadata).toEqual({});
  });
});
