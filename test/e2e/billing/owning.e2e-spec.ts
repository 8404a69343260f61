import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../background/eventually';
import { codeOf, type Person } from '../planning/support';
import { Shop, tierOf } from './support';

jest.setTimeout(120_000);

const home = 'https://front.example.org/billing';
let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open({
    ...{ ALLOWED_ORIGINS: 'https://app.example.org', BILLING_TRIAL_DAYS: '14' },
    APP_URL: 'https://front.example.org/',
  });
});
afterAll(() => shop.close());

describe('a subscription', () => {
  let who: Person;
  beforeAll(async () => {
    who = await shop.buyer();
  });

  it('is cancelled with its period, and resumed', async () => {
    for (let time = 0; time < 2; time += 1) {
      const cancelled = await who.must('POST', '/billing/subscription/cancel', {});
      expect(cancelled).toMatchObject({ status: 'active', autoRenew: false, cancelAtPeriodEnd: true });
    }
    for (let time = 0; time < 2; time += 1) {
      const resumed = await who.must('POST', '/billing/subscription/resume');
      expect(resumed).toMatchObject({ status: 'active', autoRenew: true, cancelAtPeriodEnd: false });
    }
    // Once more within the day: the answer of the first time must not come back.
    expect(await who.must('POST', '/billing/subscription/cancel')).toMatchObject({ autoRenew: false });
    expect(await who.must('POST', '/billing/subscription/resume')).toMatchObject({ autoRenew: true });
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
  });

  it('is changed, and the tier with it', async () => {
    const changed = await who.must('POST', '/billing/subscription/change', {
      plan: 'enterprise',
      interval: 'year',
    });
    expect(changed).toMatchObject({ plan: 'enterprise', interval: 'year', amount: 29_000 });
    await eventually(async () => expect(await tierOf(who)).toBe('enterprise'));
    const back = await who.must('POST', '/billing/subscription/change', {
      plan: 'premium',
      interval: 'month',
    });
    expect(back).toMatchObject({ plan: 'premium', interval: 'month' });
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
  });

  it('has invoices, a page at a time', async () => {
    const walked: string[] = [];
    let cursor = '';
    for (;;) {
      const page = await who.must('GET', `/billing/invoices?limit=1${cursor}`);
      walked.push(...page.invoices.map(({ id }: { id: string }) => id));
      if (!page.pagination.hasNext) break;
      cursor = `&cursor=${page.pagination.nextCursor}`;
    }
    const { invoices, pagination } = await who.must('GET', '/billing/invoices');
    expect(invoices.map(({ id }: { id: string }) => id)).toEqual(walked);
    expect(walked.length).toBeGreaterThan(0);
    expect(pagination).toEqual({ limit: 20, hasNext: false, hasPrev: false, nextCursor: null });
    expect(invoices[0]).toMatchObject({ currency: 'EUR', status: 'paid' });
    const stranger = await shop.customer();
    expect((await stranger.must('GET', '/billing/invoices')).invoices).toEqual([]);
    expect((await who.get('/billing/invoices?cursor=abc')).status).toBe(422);
    expect((await who.get('/billing/invoices?limit=101')).status).toBe(422);
  });

  it('has its page at Stripe', async () => {
    const { url } = await who.must('POST', '/billing/portal', { returnUrl: 'https://app.example.org/' });
    expect(url).toMatch(/^http/);
    // Where nothing is said, it leads back to a page of the operator's own.
    shop.stripe.forgetCalls();
    for (const body of [undefined, {}])
      expect((await who.send('POST', '/billing/portal', body)).status).toBe(200);
    const asked = shop.stripe.calls.filter(({ path }) => path.includes('billing_portal'));
    expect(asked.map(({ params }) => params['return_url'])).toEqual([home, home]);
    const stranger = await shop.customer();
    expect(
      (await stranger.send('POST', '/billing/portal', { returnUrl: shop.app.config.PUBLIC_URL })).status,
    ).toBe(404);
  });

  it('is not there for who has none', async () => {
    const stranger = await shop.customer();
    for (const [path, body] of [
      ['cancel', {}],
      ['resume', undefined],
      ['change', { plan: 'premium', interval: 'year' }],
    ] as const) {
      const answer = await stranger.send('POST', `/billing/subscription/${path}`, body);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('is one: a second one is ended at Stripe', async () => {
    const api = shop.stripe.client();
    const { rows } = await shop.app.database.query<{ customer_id: string; price: string }>(
      `SELECT a.customer_id, s.stripe_price_id AS price FROM billing_accounts a JOIN subscriptions s USING (user_id)
        WHERE a.user_id = $1`,
      [who.id],
    );
    const { customer_id: customer = '', price = '' } = rows[0] ?? {};
    shop.stripe.setCard(customer, 'ok');
    // Stripe counts seconds: of two of the same second nobody can say which was first.
    await sleep(1100);
    const second = await api.subscriptions.create({ customer, items: [{ price }] });
    await shop.handled();
    expect((await api.subscriptions.retrieve(second.id)).status).toBe('canceled');
    const kept = await who.must('GET', '/billing/subscription');
    expect(kept).toMatchObject({ status: 'active', plan: 'premium' });
    expect(kept.stripeSubscriptionId).not.toBe(second.id);
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
  });

  it('is not changed where the payment is declined', async () => {
    const poor = await shop.buyer();
    shop.stripe.fail(/^\/v1\/subscriptions\/sub_/, 402);
    const answer = await poor.send('POST', '/billing/subscription/change', {
      plan: 'enterprise',
      interval: 'month',
    });
    expect([answer.status, codeOf(answer), answer.body.error.details.reason]).toEqual([
      409,
      'CONFLICT',
      'payment-declined',
    ]);
    await shop.handled();
    await eventually(async () => expect(await tierOf(poor)).toBe('premium'));
  });
});

describe('what has ended at Stripe, whose word of it is on its way,', () => {
  it.each([
    ['cancel', {}],
    ['resume', undefined],
    ['change', { plan: 'enterprise', interval: 'month' }],
  ] as const)('is not there any more: %s', async (what, body) => {
    const who = await shop.buyer();
    if (what === 'resume') await who.must('POST', '/billing/subscription/cancel', {});
    const [bought] = await shop.subscriptionsOf(who);
    await shop.handled();
    shop.stripe.hold();
    try {
      await shop.stripe.client().subscriptions.cancel(bought?.id ?? '');
      const answer = await who.send('POST', `/billing/subscription/${what}`, body);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
      await eventually(async () => expect(await tierOf(who)).toBe('free'));
    } finally {
      await shop.stripe.release();
    }
    await shop.handled();
    expect(await shop.announced(who, 'subscription.changed')).toHaveLength(what === 'resume' ? 3 : 2);
  });
});
