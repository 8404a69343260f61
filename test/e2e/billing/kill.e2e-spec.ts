import { eventually } from '../background/eventually';
import { freePort } from '../background/free-port';
import { Program, WORKER } from '../background/program';
import { SHORT_LOCK } from '../background/short-lock';
import type { Person } from '../planning/support';
import { Shop, tierOf } from './support';

jest.setTimeout(240_000);

describe('kill -9', () => {
  let shop: Shop;
  const programs: Program[] = [];
  beforeAll(async () => {
    shop = await Shop.open({}, false);
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    await shop.close();
  });

  function start(file: string, more: Record<string, string> = {}): Program {
    const { STRIPE_SECRET_KEY, STRIPE_API_URL, STRIPE_WEBHOOK_SECRET } = shop.app.config;
    const program = Program.beside(shop.app, file, {
      ...{ STRIPE_SECRET_KEY, STRIPE_API_URL, STRIPE_WEBHOOK_SECRET },
      DATABASE_POOL: '6',
      OUTGOING_CIRCUIT_FAILURES: '1000',
      ...SHORT_LOCK,
      ...more,
    });
    programs.push(program);
    return program;
  }
  const worker = () => start(WORKER);
  const customerOf = async (who: Person): Promise<string> => {
    const { rows } = await shop.app.database.query<{ id: string }>(
      'SELECT customer_id AS id FROM billing_accounts WHERE user_id = $1',
      [who.id],
    );
    return rows[0]?.id ?? '';
  };

  it('of the API between an event and its effect loses nothing, and does nothing twice', async () => {
    const who = await shop.customer();
    const { sessionId } = (await shop.checkout(who)).body.data;
    shop.stripe.hold();
    await shop.stripe.completeCheckout(sessionId);
    const events = shop.stripe.drop();
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    const api = start('apps/api/src/main.ts', { PORT: String(port), HOST: '127.0.0.1' });
    await eventually(async () => expect((await fetch(`${base}/health/ready`)).status).toBe(200), 60_000);
    shop.stripe.sendWebhooksTo(`${base}/api/v1/billing/webhook`);
    // Some were answered when it dies, and some were not: those Stripe sends again.
    const attempts = events.map((event) => shop.stripe.deliver(event));
    await Promise.race(attempts);
    expect(await api.end('SIGKILL')).toBe('SIGKILL');
    const answered = await Promise.all(attempts);
    expect(answered.some(({ status }) => status === 200)).toBe(true);
    const { rows } = await shop.app.database.query<{ id: string }>('SELECT id FROM stripe_events');
    const kept = rows.map(({ id }) => id);
    const wanted = answered.filter(({ status }) => status === 200).map(({ event }) => event);
    const handled = wanted.filter(({ type }) => /^(checkout|customer\.subscription|invoice\.p)/.test(type));
    expect(kept).toEqual(expect.arrayContaining(handled.map(({ id }) => id)));
    await eventually(async () => expect(await tierOf(who)).toBe('free'));

    shop.stripe.sendWebhooksTo(`${shop.app.url}/api/v1/billing/webhook`);
    for (const { event } of answered.filter(({ status }) => status !== 200)) await shop.stripe.deliver(event);
    worker();
    await eventually(async () => expect(await tierOf(who)).toBe('premium'), 60_000);
    await shop.handled();
    expect(await shop.announced(who, 'subscription.changed')).toHaveLength(1);
    expect(await shop.subscriptionsOf(who)).toMatchObject([{ state: 'active', plan: 'premium' }]);
  });

  it('of the worker in the middle of an event has its effect once', async () => {
    const who = await shop.customer();
    const { sessionId } = (await shop.checkout(who)).body.data;
    await shop.stripe.completeCheckout(sessionId);
    await eventually(async () => expect(await tierOf(who)).toBe('premium'), 60_000);
    await shop.handled();
    const api = shop.stripe.client();
    const charge = (await api.charges.list({ customer: await customerOf(who) })).data[0]?.id ?? '';
    for (const amount of [100, 200, 300]) {
      shop.stripe.slow(0);
      await api.refunds.create({ charge, amount });
      shop.stripe.forgetCalls();
      shop.stripe.slow(700);
      await eventually(
        () => expect(shop.stripe.calls.some(({ path }) => path.includes(charge))).toBe(true),
        60_000,
      );
      const running = programs.filter((program) => !program.ended);
      for (const program of running) expect(await program.end('SIGKILL')).toBe('SIGKILL');
      shop.stripe.slow(0);
      worker();
      await eventually(async () => {
        const told = await shop.announced(who, 'billing.noticed');
        expect(told.at(-1)?.notice).toMatchObject({ what: 'refunded' });
        expect(told).toHaveLength([100, 200, 300].indexOf(amount) + 1);
      }, 90_000);
    }
    await shop.handled();
    const told = await shop.announced(who, 'billing.noticed');
    expect(told.map(({ notice }) => notice.amount)).toEqual([100, 300, 600]);
  });
});
