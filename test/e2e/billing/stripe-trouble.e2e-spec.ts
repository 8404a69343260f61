import type { TestAnswer } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { codeOf, type Person } from '../planning/support';
import { Shop, wanted } from './support';

jest.setTimeout(120_000);

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open({ BILLING_TRIAL_DAYS: '14' });
});
afterAll(() => shop.close());

describe('where Stripe is away', () => {
  it('buying answers 503, and reading what is known goes on', async () => {
    const who = await shop.buyer();
    await shop.stripe.setAway('refuses');
    try {
      const answer = await who.send('POST', '/billing/subscription/cancel', {});
      expect([answer.status, codeOf(answer)]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect((await who.get('/billing/subscription')).status).toBe(200);
      expect((await who.get('/billing/usage')).status).toBe(200);
      expect((await who.get('/planners')).status).toBe(200);
    } finally {
      await shop.stripe.setAway('no');
    }
    expect(await who.must('POST', '/billing/subscription/cancel', {})).toMatchObject({ autoRenew: false });
  });
});

describe('where Stripe is slow', () => {
  let slow: Shop;
  beforeAll(async () => {
    slow = await Shop.open({ STRIPE_TIMEOUT_MS: '300' });
  });
  afterAll(() => slow.close());

  it('nobody waits for long, and what was done all the same is found and not done again', async () => {
    const who = await slow.customer();
    const { stripe } = slow;
    const refusal = async () => {
      const answer = await slow.checkout(who);
      return [answer.status, codeOf(answer)];
    };
    // The customer is made at Stripe after we have given up.
    stripe.slow(600);
    expect(await refusal()).toEqual([503, 'SERVICE_UNAVAILABLE']);
    stripe.slow(0);
    await eventually(() => expect(stripe.eventsOf('customer.created')).toHaveLength(1));
    // And so is the page, whose answer is lost, however often it is tried.
    stripe.loseAnswers(/checkout\/sessions/, 3);
    expect(await refusal()).toEqual([503, 'SERVICE_UNAVAILABLE']);
    const { sessionId } = (await slow.checkout(who)).body.data;
    const { data } = await stripe.client().checkout.sessions.list({ limit: 10 });
    expect(data.map(({ id }) => id)).toEqual([sessionId]);
    expect(stripe.eventsOf('customer.created')).toHaveLength(1);
  });
});

describe('where Stripe is slow, and calls have an Idempotency-Key', () => {
  let few: Shop;
  beforeAll(async () => {
    // As many calls as there are connections to the database, and more, wait for Stripe.
    few = await Shop.open({ DATABASE_POOL: '4', DATABASE_CONNECT_TIMEOUT_MS: '1500' });
  });
  afterAll(() => few.close());
  afterEach(() => few.stripe.slow(0));
  const keyed = (who: Person, key: string, more: object = {}): Promise<TestAnswer> =>
    who.send('POST', '/billing/checkout', wanted(more), { 'idempotency-key': key });

  it('they hold no connection to the database while they wait', async () => {
    const other = await few.customer();
    const buyers = await Promise.all(Array.from({ length: 8 }, () => few.customer()));
    await other.get('/planners');
    few.stripe.slow(2500);
    let waiting = true;
    const bought = Promise.all(buyers.map((who) => keyed(who, 'slow'))).finally(() => (waiting = false));
    await eventually(() => expect(few.stripe.calls.length).toBeGreaterThanOrEqual(1));
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((title) => other.send('POST', '/planners', { title })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(waiting).toBe(true);
    expect((await bought).map(({ status }) => status)).toEqual(buyers.map(() => 200));
  });

  it('of calls with one key one runs, and the others are told so, or given its answer', async () => {
    const who = await few.customer();
    few.stripe.slow(200);
    const answers = await Promise.all(Array.from({ length: 6 }, () => keyed(who, 'one')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const [first] = answers.filter(({ status }) => status === 200);
    const again = await keyed(who, 'one');
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(first?.body);
    expect(codeOf(await keyed(who, 'one', { interval: 'year' }))).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('what failed may be tried again with the key, and so may what was cut off', async () => {
    const who = await few.customer();
    await few.stripe.setAway('errors');
    expect((await keyed(who, 'again')).status).toBe(503);
    await few.stripe.setAway('no');
    const made = await keyed(who, 'again');
    expect([made.status, made.headers.get('idempotent-replayed')]).toEqual([200, null]);
    // The process ended after its work, and before it kept the answer.
    const cut = (age: string) =>
      few.app.database.query(
        `UPDATE idempotency_keys SET status = 102, headers = '{}', body = NULL, created_at = now() - $2::interval
          WHERE caller_id = $1`,
        [who.id, age],
      );
    await cut('29 seconds');
    expect((await keyed(who, 'again')).status).toBe(409);
    await cut('31 seconds');
    expect((await keyed(who, 'again')).body.data).toEqual(made.body.data);
    expect((await keyed(who, 'again')).headers.get('idempotent-replayed')).toBe('true');
  });
});
