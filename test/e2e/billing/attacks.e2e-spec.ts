import { createHmac } from 'node:crypto';
import { TEST_PASSWORD, type StandInEvent, type TestAnswer, type TestReplica } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { codeOf } from '../planning/support';
import { CANCEL, Shop, SUCCESS, tierOf, wanted } from './support';

jest.setTimeout(120_000);

let shop: Shop;
let replica: TestReplica;
beforeAll(async () => {
  shop = await Shop.open();
  replica = await shop.app.replica();
});
afterAll(() => shop.close());
afterEach(async () => {
  shop.stripe.slow(0);
  await shop.stripe.release();
});

const webhooks = () => [shop.app.url, replica.url].map((url) => `${url}/api/v1/billing/webhook`);
const sum = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('hex');

describe('a signature', () => {
  const now = () => Math.floor(Date.now() / 1000);
  let event: StandInEvent;
  beforeAll(async () => {
    await shop.buyer();
    const [last] = shop.stripe.eventsOf('customer.subscription.created').slice(-1);
    if (!last) throw new Error('Nothing was bought');
    event = last;
  });

  const right = (body: string, time: number) => sum(`${time}.${body}`, shop.stripe.webhookSecret);
  const wrong = (body: string, time: number) => sum(`${time}.${body}`, 'whsec_other');

  it.each([
    ['one of several, as while a secret is replaced', 200, ['v1=wrong', 'v1=right']],
    ['beside one of another scheme', 200, ['v0=wrong', 'v1=right', 'v2=wrong']],
    ['before one that is wrong', 200, ['v1=right', 'v1=wrong']],
    ['of another scheme alone', 400, ['v0=right']],
    ['of a scheme to come alone', 400, ['v2=right']],
    ['several, all wrong', 400, ['v1=wrong', 'v1=wrong', 'v1=']],
    ['under a name in capitals', 400, ['V1=right']],
    ['none', 400, []],
  ] as const)('counts where it is Stripe’s: %s', async (_what, status, parts) => {
    const sent = { ...event, id: `evt_${Math.random().toString(36).slice(2)}` };
    const body = JSON.stringify(sent, null, 2);
    const time = now();
    const signature = parts.map((part) =>
      part.replace('right', right(body, time)).replace('wrong', wrong(body, time)),
    );
    const attempt = await shop.stripe.deliver(sent, { signature: [`t=${time}`, ...signature].join(',') });
    expect(attempt.status).toBe(status);
  });

  it.each([
    ['an older time beside the one that was signed', (time: number) => `t=${time},t=${time - 301}`],
    ['a newer time than the one that was signed', (time: number) => `t=${time - 301},t=${time}`],
    ['a time in milliseconds', (time: number) => `t=${time * 1000}`],
    ['no time', () => 'x=1'],
  ])('does not count with %s', async (what, times) => {
    const body = JSON.stringify({ ...event, id: 'evt_time' }, null, 2);
    const time = now();
    const signed = what.startsWith('a newer') ? time - 301 : time;
    const signature = `${times(time)},v1=${right(body, signed)}`;
    expect((await shop.stripe.deliver({ ...event, id: 'evt_time' }, { signature })).status).toBe(400);
  });
});

describe('events at once', () => {
  it('have their effect once, though each comes 20 times to both replicas', async () => {
    const who = await shop.customer();
    shop.stripe.hold();
    const { sessionId } = await who.must('POST', '/billing/checkout', wanted());
    await shop.stripe.completeCheckout(sessionId);
    const events = shop.stripe.drop();
    const deliveries = events.flatMap((event) =>
      Array.from({ length: 10 }, () => webhooks().map((url) => shop.stripe.deliver(event, { url }))).flat(),
    );
    const statuses = (await Promise.all(deliveries)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await shop.handled();
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    expect(await shop.subscriptionsOf(who)).toMatchObject([{ state: 'active', version: 1 }]);
    expect(await shop.announced(who, 'subscription.changed')).toHaveLength(1);
  });

  it('of one and the same second end the same, whichever comes first', async () => {
    const who = await shop.customer();
    shop.stripe.hold();
    const { sessionId } = await who.must('POST', '/billing/checkout', wanted());
    await shop.stripe.completeCheckout(sessionId);
    const api = shop.stripe.client();
    const { subscription: bought } = await api.checkout.sessions.retrieve(sessionId);
    const id = typeof bought === 'string' ? bought : '';
    await api.subscriptions.update(id, { cancel_at_period_end: true });
    const events = shop.stripe.drop().map((event) => ({ ...event, created: shop.stripe.now() }));
    const [here = '', there = ''] = webhooks();
    await Promise.all(
      [...events]
        .reverse()
        .map((event, index) => shop.stripe.deliver(event, { url: index % 2 === 0 ? here : there })),
    );
    await shop.handled();
    await eventually(async () => expect(await tierOf(who)).toBe('premium'));
    expect(await who.must('GET', '/billing/subscription')).toMatchObject({
      ...{ state: 'active', autoRenew: false, cancelAtPeriodEnd: true },
    });
  });
});

describe('two tabs', () => {
  it('at both replicas get pages of which one is open in the end, whatever they choose', async () => {
    const who = await shop.customer();
    const { token } = who.user;
    const choices = ['premium', 'enterprise', 'premium', 'enterprise', 'premium', 'premium'];
    const answers: TestAnswer[] = await Promise.all(
      choices.map((plan, index) => {
        const body = wanted({ plan });
        return index % 2 === 0
          ? shop.app.request('POST', '/billing/checkout', { token, body })
          : replica.request('POST', '/billing/checkout', { token, body });
      }),
    );
    for (const { status } of answers) expect([200, 409]).toContain(status);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    const { data } = await shop.stripe.client().checkout.sessions.list({ limit: 100 });
    const mine = data.filter(({ client_reference_id: id }) => id === who.id);
    expect(mine.filter(({ status }) => status === 'open')).toHaveLength(1);
    const { rows } = await shop.app.database.query<{ id: string }>(
      'SELECT session_id AS id FROM billing_accounts WHERE user_id = $1',
      [who.id],
    );
    expect(mine.find(({ status }) => status === 'open')?.id).toBe(rows[0]?.id);
  });

  it('change and cancel at once, and what is shown is what Stripe has', async () => {
    const who = await shop.buyer();
    await Promise.all([
      who.send('POST', '/billing/subscription/change', { plan: 'enterprise', interval: 'month' }),
      who.send('POST', '/billing/subscription/cancel', {}),
      who.send('POST', '/billing/subscription/resume', {}),
      who.send('POST', '/billing/subscription/change', { plan: 'premium', interval: 'year' }),
    ]);
    await shop.handled();
    const shown = await who.must('GET', '/billing/subscription');
    const there = await shop.stripe.client().subscriptions.retrieve(shown.stripeSubscriptionId);
    expect(shown.autoRenew).toBe(!there.cancel_at_period_end);
    expect(`almanac_${shown.plan}_${shown.interval}`).toBe(there.items.data[0]?.price.lookup_key);
    await eventually(async () => expect(await tierOf(who)).toBe(shown.plan));
  });
});

describe('who has deleted their account', () => {
  it('has no page of Stripe’s any more, and Stripe is not asked for one', async () => {
    const who = await shop.buyer();
    await who.must('POST', '/users/me/delete', { password: TEST_PASSWORD });
    await shop.handled();
    shop.stripe.forgetCalls();
    const portal = await who.send('POST', '/billing/portal', { returnUrl: SUCCESS });
    const checkout = await shop.checkout(who, { cancelUrl: CANCEL });
    expect([portal.status, checkout.status]).toEqual([401, 401]);
    const asked = shop.stripe.calls.filter(({ path }) => /portal|checkout/.test(path));
    expect(asked).toEqual([]);
  });
});

describe('who was deleted at Stripe, whose word of it is on its way,', () => {
  it('is told that there is no page, and has nothing any more, also from two tabs at once', async () => {
    const who = await shop.buyer();
    const { stripeCustomerId } = await who.must('GET', '/billing/subscription');
    shop.stripe.hold();
    await shop.stripe.client().customers.del(stripeCustomerId);
    const { token } = who.user;
    const body = { returnUrl: SUCCESS };
    const answers = await Promise.all([
      ...[1, 2].map(() => shop.app.request('POST', '/billing/portal', { token, body })),
      ...[1, 2].map(() => replica.request('POST', '/billing/portal', { token, body })),
    ]);
    expect(answers.map(codeOf)).toEqual(answers.map(() => 'NOT_FOUND'));
    expect(await tierOf(who)).toBe('free');
    await shop.stripe.release();
    await shop.handled();
    expect(await shop.announced(who, 'subscription.changed')).toHaveLength(2);
    expect((await shop.checkout(who)).status).toBe(200);
  });
});

describe('while Stripe takes a minute', () => {
  it('people use everything else', async () => {
    const buyers = await Promise.all(Array.from({ length: 25 }, () => shop.customer()));
    const others = [await shop.buyer(), await shop.customer()];
    shop.stripe.slow(60_000);
    let answered = 0;
    const waiting = buyers.map((who) => shop.checkout(who).finally(() => (answered += 1)));
    const called = () => shop.stripe.calls.filter(({ path }) => path === '/v1/customers').length;
    const before = called();
    await eventually(() => expect(called()).toBeGreaterThan(before));
    for (const who of others)
      await Promise.all([
        who.must('POST', '/planners', { title: 'Goes on' }),
        who.must('GET', '/billing/subscription'),
        who.must('GET', '/billing/usage'),
        who.must('GET', '/planners'),
        who.must('PATCH', '/users/me', { displayName: 'Still here' }),
      ]);
    // None of these has waited for Stripe, for whom all the others wait.
    expect(answered).toBe(0);
    const answers = await Promise.all(waiting);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  });
});

describe('a subscription that ends while 13 requests run', () => {
  it('lets in those that were before it, and none that began after it', async () => {
    const who = await shop.buyer();
    const { token } = who.user;
    for (let count = 0; count < 5; count += 1) await who.must('POST', '/planners', { title: 'Mine' });
    const make = (index: number) => {
      const options = { token, body: { title: `Number ${index}` } };
      return index % 2 === 0
        ? shop.app.request('POST', '/planners', options)
        : replica.request('POST', '/planners', options);
    };
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 13 }, (_, index) => make(index))),
      who.must('POST', '/billing/subscription/cancel', { immediately: true }),
    ]);
    const statuses = answers.map(({ status }) => status);
    for (const status of statuses) expect([201, 403]).toContain(status);
    const made = statuses.filter((status) => status === 201).length;
    const { usage } = await who.must('GET', '/billing/usage');
    expect(usage.find(({ limit }: TestAnswer['body']) => limit === 'planners')).toMatchObject({
      ...{ used: 5 + made, allowed: 5, over: made, readOnly: made },
    });
    const after = await Promise.all(Array.from({ length: 13 }, (_, index) => make(index)));
    expect(new Set(after.map(codeOf))).toEqual(new Set(['MAX_PLANNERS_REACHED']));
  });
});
