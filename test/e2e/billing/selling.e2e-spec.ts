import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { codeOf, fieldsOf, person, type Person } from '../planning/support';
import { Shop, tierOf, wanted } from './support';

jest.setTimeout(120_000);

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open({ ALLOWED_ORIGINS: 'https://app.example.org', BILLING_TRIAL_DAYS: '14' });
});
afterAll(() => shop.close());

const openSessions = async (): Promise<number> => {
  const { data } = await shop.stripe.client().checkout.sessions.list({ limit: 100 });
  return data.filter(({ status }) => status === 'open').length;
};
const actions = async (who: Person): Promise<string[]> => {
  const { rows } = await shop.app.database.query<{ action: string }>(
    `SELECT action FROM audit_log WHERE actor_id = $1 AND action LIKE 'billing.%' ORDER BY seq`,
    [who.id],
  );
  return rows.map(({ action }) => action);
};

describe('the plans', () => {
  it('are shown to everybody, with prices of Stripe’s and the limits of each', async () => {
    const answer = await shop.app.request('GET', '/billing/plans');
    expect(answer.status).toBe(200);
    const { plans, trialDays } = answer.body.data;
    expect(trialDays).toBe(14);
    expect(plans.map(({ plan }: { plan: string }) => plan)).toEqual(['free', 'premium', 'enterprise']);
    expect(plans[0]).toMatchObject({ prices: [], limits: { planners: 5, aiRequests: 0, rateLimit: 100 } });
    expect(plans[1]).toMatchObject({
      prices: [
        { interval: 'month', amount: 900, currency: 'EUR' },
        { interval: 'year', amount: 9000, currency: 'EUR' },
      ],
      limits: { planners: null, collaborators: 25, storage: 10_737_418_240, aiRequests: 200 },
    });
  });

  it('are asked of Stripe once for many', async () => {
    await shop.app.request('GET', '/billing/plans');
    shop.stripe.forgetCalls();
    await Promise.all(Array.from({ length: 5 }, () => shop.app.request('GET', '/billing/plans')));
    expect(shop.stripe.calls).toHaveLength(0);
  });

  it('stand beside what is used of them', async () => {
    const who = await shop.customer();
    await who.planner();
    const { tier, usage } = await who.must('GET', '/billing/usage');
    expect(tier).toBe('free');
    expect(usage).toEqual(
      expect.arrayContaining([
        { limit: 'planners', used: 1, allowed: 5, over: 0, readOnly: 0 },
        { limit: 'storage', used: 0, allowed: 104_857_600, over: 0, readOnly: 0 },
      ]),
    );
  });
});

describe('buying', () => {
  it('begins with a trial, once', async () => {
    const who = await shop.customer();
    expect(await who.must('GET', '/billing/subscription')).toMatchObject({
      ...{ id: null, plan: 'free', status: 'inactive', state: 'none', expiresAt: null },
    });
    const bought = await shop.buy(who);
    expect(bought).toMatchObject({ plan: 'premium', status: 'active', state: 'trialing', autoRenew: true });
    expect(bought.trialEndsAt).toBe(bought.expiresAt);
    expect(bought.stripeSubscriptionId).toMatch(/^sub_/);
    await who.must('POST', '/billing/subscription/cancel', { immediately: true });
    await shop.handled();
    const again = await shop.buy(who);
    expect(again).toMatchObject({ state: 'active', trialEndsAt: null });
    expect(again.id).not.toBe(bought.id);
    expect(await actions(who)).toEqual(
      expect.arrayContaining(['billing.checkout.started', 'billing.subscription.cancelled']),
    );
  });

  it('gives the same page while it is open, and closes it for another choice', async () => {
    const who = await shop.customer();
    const before = await openSessions();
    const first = (await shop.checkout(who)).body.data;
    const second = (await shop.checkout(who)).body.data;
    expect(second).toEqual(first);
    const other = (await shop.checkout(who, { interval: 'year' })).body.data;
    expect(other.sessionId).not.toBe(first.sessionId);
    expect(await openSessions()).toBe(before + 1);
    expect(new URL(other.url).protocol).toMatch(/^http/);
    expect(Date.parse(other.expiresAt)).toBeGreaterThan(Date.now());
  });

  it('makes one page of two calls at once, and one customer', async () => {
    const who = await shop.customer();
    const [pages, customers] = [await openSessions(), shop.stripe.eventsOf('customer.created').length];
    // So that they are at it together.
    shop.stripe.slow(100);
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.checkout(who)));
    shop.stripe.slow(0);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(new Set(answers.map(({ body }) => body.data.sessionId)).size).toBe(1);
    expect(await openSessions()).toBe(pages + 1);
    expect(shop.stripe.eventsOf('customer.created')).toHaveLength(customers + 1);
  });

  it('tells Stripe which request each call comes of, and of which trace', async () => {
    const buyers = await Promise.all([shop.customer(), shop.customer()]);
    shop.stripe.forgetCalls();
    const asked = buyers.map((who) => ({ who, id: `buys-${who.id}`, trace: who.id.replaceAll('-', '') }));
    const answers = await Promise.all(
      asked.map(({ who, id, trace }) => {
        const headers = { 'x-request-id': id, traceparent: `00-${trace}-00f067aa0ba902b7-01` };
        return who.send('POST', '/billing/checkout', wanted(), headers);
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    for (const { id, trace } of asked) {
      const calls = shop.stripe.calls.filter(({ headers }) => headers['x-request-id'] === id);
      expect(calls.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['/v1/customers', '/v1/checkout/sessions']),
      );
      const traces = calls.map(({ headers }) => String(headers['traceparent']).split('-')[1]);
      expect(new Set(traces)).toEqual(new Set([trace]));
    }
  });

  it('leaves one page open of two calls at once that want different things', async () => {
    const who = await shop.customer();
    const before = await openSessions();
    const answers = await Promise.all(
      ['month', 'year', 'month', 'year'].map((interval) => shop.checkout(who, { interval })),
    );
    expect(await openSessions()).toBe(before + 1);
    const given = answers.filter(({ status }) => status === 200).map(({ body }) => body.data.sessionId);
    expect(given.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status !== 200).every((one) => codeOf(one) === 'CONFLICT')).toBe(
      true,
    );
    const { rows } = await shop.app.database.query<{ session_id: string }>(
      'SELECT session_id FROM billing_accounts WHERE user_id = $1',
      [who.id],
    );
    const { status } = await shop.stripe.client().checkout.sessions.retrieve(rows[0]?.session_id ?? '');
    expect(status).toBe('open');
  });

  it('makes nothing twice where the answer of Stripe is lost, or the call is repeated by its key', async () => {
    const who = await shop.customer();
    const before = await openSessions();
    shop.stripe.loseAnswers(/checkout\/sessions/);
    const answer = await shop.checkout(who);
    expect(answer.status).toBe(200);
    expect(await openSessions()).toBe(before + 1);
    const keyed = () =>
      who.send('POST', '/billing/checkout', wanted({ plan: 'enterprise' }), { 'idempotency-key': 'once' });
    const [one, two] = [await keyed(), await keyed()];
    expect([one.status, two.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect(two.body).toEqual(one.body);
    expect(await openSessions()).toBe(before + 1);
  });

  it('keeps its address for a key as long as it is good, and then gives one that is', async () => {
    const who = await shop.customer();
    const key = { 'idempotency-key': 'address' };
    const buying = () => who.send('POST', '/billing/checkout', wanted(), key);
    const looking = () => who.send('POST', '/billing/portal', { returnUrl: shop.app.config.PUBLIC_URL }, key);
    const later = (seconds: number) =>
      shop.app.database.query(
        `UPDATE idempotency_keys SET created_at = created_at - make_interval(secs => $2) WHERE caller_id = $1`,
        [who.id, seconds],
      );
    const replayed = ({ headers }: TestAnswer) => headers.get('idempotent-replayed') === 'true';
    const urlOf = ({ body }: TestAnswer) => body.data.url;
    const page = await buying();
    await later(295);
    expect([replayed(await buying()), urlOf(await buying())]).toEqual([true, urlOf(page)]);
    await later(10);
    // Somebody has closed it meanwhile, by another choice.
    await who.must('POST', '/billing/checkout', wanted({ interval: 'year' }));
    const open = await buying();
    expect([open.status, replayed(open), urlOf(open) === urlOf(page)]).toEqual([200, false, false]);
    expect(replayed(await buying())).toBe(true);
    const portal = await looking();
    await later(55);
    expect([replayed(await looking()), urlOf(await looking())]).toEqual([true, urlOf(portal)]);
    await later(10);
    const fresh = await looking();
    expect([fresh.status, replayed(fresh), urlOf(fresh) === urlOf(portal)]).toEqual([200, false, false]);
  });

  it('is refused to who has a subscription, also before Stripe’s word of it is here', async () => {
    const who = await shop.customer();
    const { sessionId } = (await shop.checkout(who)).body.data;
    shop.stripe.hold();
    await shop.stripe.completeCheckout(sessionId);
    for (const interval of ['month', 'year']) {
      const answer = await shop.checkout(who, { interval });
      expect([answer.status, codeOf(answer)]).toEqual([409, 'ALREADY_EXISTS']);
    }
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    await shop.stripe.release();
    await shop.handled();
    expect(await shop.announced(who, 'subscription.changed')).toHaveLength(1);
  });

  it('is at the price of today, also where it was replaced at Stripe a moment ago', async () => {
    await shop.app.request('GET', '/billing/plans');
    const { prices, checkout } = shop.stripe.client();
    const [old] = (await prices.list({ lookup_keys: ['almanac_premium_year'] })).data;
    if (typeof old?.product !== 'string') throw new Error('There is no such price');
    const replacement = await prices.create({
      currency: 'eur',
      unit_amount: 9000,
      product: old.product,
      recurring: { interval: 'year' },
      lookup_key: 'almanac_premium_year',
      transfer_lookup_key: true,
    });
    await prices.update(old.id, { active: false });
    const who = await shop.customer();
    const answer = await shop.checkout(who, { interval: 'year' });
    expect(answer.status).toBe(200);
    const items = await checkout.sessions.listLineItems(answer.body.data.sessionId);
    expect(items.data.map(({ price }) => price?.id)).toEqual([replacement.id]);
  });

  it('never leads to pages of others', async () => {
    const who = await shop.customer();
    for (const [field, address] of [
      ['successUrl', 'https://evil.example/'],
      ['successUrl', 'https://app.example.org.evil.example/'],
      ['cancelUrl', 'https://app.example.org@evil.example/'],
      ['cancelUrl', 'javascript:alert(1)'],
      ['successUrl', 'https://app.example.org\\@evil.example/'],
      ['successUrl', 'https://app.example.org/\r\nLocation: https://evil.example/'],
      ['cancelUrl', 'https://app.example.org/a\tb'],
      ['cancelUrl', 'https://ⓐpp.example.org/'],
      ['cancelUrl', 'HTTPS://APP.EXAMPLE.ORG/'],
      ['cancelUrl', '/paid'],
    ] as const) {
      const answer = await shop.checkout(who, { [field]: address });
      expect([answer.status, fieldsOf(answer)]).toEqual([422, [field]]);
    }
    const good = { successUrl: 'https://app.example.org/paid', cancelUrl: 'https://shop.example/' };
    expect((await shop.checkout(who, good)).status).toBe(200);
    const back = await who.send('POST', '/billing/portal', { returnUrl: 'https://evil.example/' });
    expect([back.status, fieldsOf(back)]).toEqual([422, ['returnUrl']]);
  });

  it('refuses what is not sold, and says every problem', async () => {
    const who = await shop.customer();
    const answer = await shop.checkout(who, { plan: 'free', interval: 'week', extra: 1 });
    expect([answer.status, fieldsOf(answer).sort()]).toEqual([422, ['extra', 'interval', 'plan']]);
  });
});

describe('a subscription', () => {
  it('has a version, and is not sent again to who has it', async () => {
    const who = await shop.customer();
    const read = (tag = '') => who.get('/billing/subscription', { 'if-none-match': tag });
    const none = await read();
    expect([none.body.data.version, none.headers.get('etag')]).toEqual([0, '"v0"']);
    expect((await read('"v0"')).status).toBe(304);
    await shop.buy(who);
    const bought = await read('"v0"');
    expect(bought.status).toBe(200);
    const tag = bought.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"v[1-9]\d*\.t\d+"$/);
    expect((await read(tag)).status).toBe(304);
    const { version } = await who.must('POST', '/billing/subscription/cancel', {});
    expect(version).toBeGreaterThan(bought.body.data.version);
    expect((await read(tag)).status).toBe(200);
  });
});

describe('nobody else', () => {
  const writes = [
    ['/billing/checkout', wanted()],
    ['/billing/portal', { returnUrl: 'http://localhost:3000/' }],
    ['/billing/subscription/cancel', {}],
    ['/billing/subscription/resume', undefined],
    ['/billing/subscription/change', { plan: 'premium', interval: 'year' }],
  ] as const;

  it('buys or cancels: no key, no admin who acts as somebody', async () => {
    const who = await shop.customer();
    const made = await who.must('POST', '/auth/api-keys', {
      name: 'all',
      permissions: ['read:own-profile', 'write:own-profile'],
    });
    const admin = await person(shop.app, { admin: true });
    const { accessToken } = await admin.must('POST', `/admin/users/${who.id}/impersonate`);
    for (const [path, body] of writes) {
      const ways: Promise<TestAnswer>[] = [
        shop.app.request('POST', path, { body, headers: { 'x-api-key': made.key } }),
        shop.app.request('POST', path, { body, token: accessToken }),
        shop.app.request('POST', path, { body }),
      ];
      expect((await Promise.all(ways)).map(({ status }) => status)).toEqual([403, 403, 401]);
    }
    for (const path of ['/billing/subscription', '/billing/usage', '/billing/invoices'])
      expect((await shop.app.request('GET', path, { headers: { 'x-api-key': made.key } })).status).toBe(200);
  });
});

describe('without a key', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });
  afterAll(() => app.close());

  it('nothing is sold, and all else works', async () => {
    const who = await person(app, { tier: 'free' });
    const webhook = await app.request('POST', '/billing/webhook', { body: {} });
    const answers = [
      webhook,
      await app.request('GET', '/billing/plans'),
      await who.send('POST', '/billing/checkout', wanted()),
      await who.send('POST', '/billing/portal', { returnUrl: app.config.PUBLIC_URL }),
      await who.get('/billing/subscription'),
      await who.send('POST', '/billing/subscription/cancel', {}),
      await who.send('POST', '/billing/subscription/resume'),
      await who.send('POST', '/billing/subscription/change', { plan: 'premium', interval: 'year' }),
      await who.get('/billing/invoices'),
    ];
    for (const answer of answers) {
      expect([answer.status, codeOf(answer)]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      expect(answer.body.error.message).toContain('no Stripe key');
    }
    expect((await who.must('GET', '/billing/usage')).tier).toBe('free');
    expect((await who.must('POST', '/planners', { title: 'Works' })).title).toBe('Works');
    const admin = await person(app, { admin: true });
    expect((await admin.send('PATCH', `/admin/users/${who.id}`, { tier: 'premium' })).status).toBe(200);
    expect((await who.must('GET', '/billing/usage')).tier).toBe('premium');
    expect((await admin.must('GET', '/admin/billing/reconciliations')).reconciliations).toEqual([]);
    const compared = await admin.send('POST', '/admin/billing/reconciliations');
    expect([compared.status, codeOf(compared)]).toEqual([503, 'SERVICE_UNAVAILABLE']);
  });
});
