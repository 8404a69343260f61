import { UpkeepService } from '@almanac/billing';
import { AccountTierService } from '@almanac/identity';
import { newId } from '@almanac/kernel';
import { LOGGER, RequestContext, type PinoLogger } from '@almanac/platform';
import type { TestReplica } from '@almanac/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../background/eventually';
import { listOf, mailsTo, settled } from '../notifications/support';
import { codeOf, person, type Person } from '../planning/support';
import { Shop, tierOf } from './support';

jest.setTimeout(120_000);

let shop: Shop;
let replica: TestReplica;
let admin: Person;
beforeAll(async () => {
  shop = await Shop.open();
  replica = await shop.app.replica();
  admin = await person(shop.app, { admin: true });
});
afterAll(async () => {
  await replica.close();
  await shop.close();
});

const LIST = '/admin/billing/reconciliations';
const sql = async (text: string, values: unknown[] = []) =>
  (await shop.app.database.query(text, values)).rows;

describe('a comparison that an admin begins', () => {
  it('is one, however many begin it at once, and says where it stands until it is done', async () => {
    const who = await shop.buyer();
    const { stripeSubscriptionId: id } = await who.must('GET', '/billing/subscription');
    shop.stripe.hold();
    await shop.stripe.client().subscriptions.cancel(id);
    shop.stripe.drop();
    shop.stripe.slow(50);
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => admin.send('POST', LIST)),
      ...[1, 2].map(() => replica.request('POST', LIST, { token: admin.user.token })),
    ]);
    shop.stripe.slow(0);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    const [first] = answers;
    const begun = first?.body.data;
    const path = String(first?.headers.get('location')).replace('/api/v1', '');
    expect(path).toBe(`${LIST}/${begun.id}`);
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1);
    await eventually(async () =>
      expect(await admin.must('GET', path)).toMatchObject({
        ...{ id: begun.id, differenceCount: 1, repairedCount: 1 },
        finishedAt: expect.stringMatching(/Z$/),
        differences: [{ kind: 'missing-there', stripeSubscriptionId: id, userId: who.id, repaired: true }],
      }),
    );
    await eventually(async () => expect(await tierOf(who)).toBe('free'));
    const { reconciliations } = await admin.must('GET', LIST);
    expect(reconciliations.map((one: { id: string }) => one.id)).toEqual([begun.id]);
    expect(
      await sql(`SELECT DISTINCT actor_id FROM audit_log WHERE action = 'billing.comparison.requested'`),
    ).toEqual([{ actor_id: admin.id }]);
    const next = await admin.must('POST', LIST);
    expect(next.id).not.toBe(begun.id);
  });

  it('with an Idempotency-Key is begun once', async () => {
    const answers = [];
    for (let time = 0; time < 2; time += 1)
      answers.push(await admin.send('POST', LIST, undefined, { 'idempotency-key': 'compare' }));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(answers[1]?.headers.get('idempotent-replayed')).toBe('true');
    expect(answers[1]?.body).toEqual(answers[0]?.body);
  });

  it('is for who may see people and figures, and steer queues', async () => {
    const stranger = await person(shop.app, { tier: 'enterprise' });
    const role = async (permissions: string[]) => {
      const who = await person(shop.app, { tier: 'free' });
      const name = `support-${who.id}`;
      await admin.must('POST', '/admin/roles', { name, permissions });
      await admin.must('PUT', `/admin/users/${who.id}/roles`, { roles: [name] });
      return who;
    };
    const [run] = await sql('SELECT id FROM billing_reconciliations LIMIT 1');
    const reader = await role(['read:users', 'read:stats']);
    for (const [who, method, path, status] of [
      [stranger, 'POST', LIST, 403],
      [stranger, 'GET', `${LIST}/${run?.id}`, 403],
      [reader, 'POST', LIST, 403],
      [reader, 'GET', `${LIST}/${run?.id}`, 200],
      [reader, 'GET', `${LIST}/${newId()}`, 404],
      [reader, 'GET', `${LIST}/nothing`, 422],
    ] as const)
      expect([path, (await who.send(method, path)).status]).toEqual([path, status]);
    expect((await shop.app.request('POST', LIST)).status).toBe(401);
    const body = await admin.send('POST', LIST, { all: true });
    expect([body.status, codeOf(body)]).toEqual([422, 'VALIDATION_ERROR']);
  });
});

describe('a key that may not do what it must', () => {
  it.each([401, 403])('is told of in the log, and to people as 502: %i', async (status) => {
    const who = await shop.buyer();
    const logged = jest.spyOn(shop.app.get<PinoLogger>(LOGGER), 'error');
    shop.stripe.fail(/^\/v1\/billing_portal/, status);
    const answer = await who.send('POST', '/billing/portal', { returnUrl: shop.app.config.PUBLIC_URL });
    expect([answer.status, codeOf(answer)]).toEqual([502, 'EXTERNAL_SERVICE_ERROR']);
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({
        requestId: answer.headers.get('x-request-id'),
        refusal: expect.stringContaining(`Stripe: ${status}`) as string,
      }),
      'Stripe refuses the key, or what it may do',
    );
    logged.mockRestore();
  });
});

describe('figures', () => {
  const figures = async (ask: (path: string) => Promise<{ text: string }>): Promise<string[]> => {
    const { text } = await ask('//metrics');
    return text.split('\n').filter((line) => line.startsWith('billing_'));
  };
  const here = () => figures((path) => shop.app.request('GET', path));
  const there = () => figures((path) => replica.request('GET', path));

  it('are the same on both replicas, whichever took the events: states, failed payments, and the lag', async () => {
    const who = await shop.customer();
    const { sessionId } = (await shop.checkout(who)).body.data;
    shop.stripe.hold();
    await shop.stripe.completeCheckout(sessionId, { card: 'declines-later' });
    const events = shop.stripe.drop();
    const counted = (lines: string[], outcome: string) =>
      Number(
        lines
          .find((line) => line.startsWith(`billing_events_total{type="invoice.paid",outcome="${outcome}"}`))
          ?.split(' ')
          .at(-1) ?? 0,
      );
    await sleep(1100);
    const before = await here();
    // Each event to both: one takes it, the other knows it.
    for (const url of [shop.app.url, replica.url]) {
      shop.stripe.sendWebhooksTo(`${url}/api/v1/billing/webhook`);
      for (const event of events) expect((await shop.stripe.deliver(event)).status).toBe(200);
    }
    await shop.handled();
    await sleep(1100);
    const taken = await here();
    shop.stripe.sendWebhooksTo(`${replica.url}/api/v1/billing/webhook`);
    await shop.stripe.release();
    await shop.stripe.advance({ days: 32 });
    await shop.handled();
    await eventually(async () =>
      expect(await who.must('GET', '/billing/subscription')).toMatchObject({ state: 'past_due' }),
    );
    await sleep(1100);
    const after = await here();
    expect(await there()).toEqual(after);
    expect(counted(taken, 'received') - counted(before, 'received')).toBe(1);
    expect(counted(taken, 'repeated') - counted(before, 'repeated')).toBe(1);
    expect(after).toEqual(
      expect.arrayContaining([
        'billing_subscriptions{state="past_due"} 1',
        'billing_event_lag_seconds 0',
        'billing_refunds{status="failed"} 0',
        'billing_events_total{type="invoice.payment_failed",outcome="received"} 1',
        'billing_events_total{type="invoice.payment_failed",outcome="done"} 1',
      ]),
    );
    shop.stripe.sendWebhooksTo(`${shop.app.url}/api/v1/billing/webhook`);
  });

  it('say for how long the oldest event waits', async () => {
    await sql(
      `INSERT INTO stripe_events (id, type, facts, occurred_at, received_at)
       VALUES ('evt_waiting', 'invoice.paid', '{"objectId": "in_1"}', now(), now() - interval '5 minutes')`,
    );
    await sleep(1100);
    for (const lines of [await here(), await there()]) {
      const lag = Number(lines.find((line) => line.startsWith('billing_event_lag_seconds'))?.split(' ')[1]);
      expect(lag).toBeGreaterThanOrEqual(300);
      expect(lag).toBeLessThan(330);
    }
    await sql(`DELETE FROM stripe_events WHERE id = 'evt_waiting'`);
  });

  it('that cannot be read are left out, rather than told as they were', async () => {
    await sleep(1100);
    await sql('ALTER TABLE subscriptions RENAME TO subscriptions_away');
    try {
      const lines = await here();
      expect(lines.filter((line) => /^billing_(subscriptions|event_lag_seconds|refunds)/.test(line))).toEqual(
        [],
      );
      expect(lines.some((line) => line.startsWith('billing_events_total'))).toBe(true);
    } finally {
      await sql('ALTER TABLE subscriptions_away RENAME TO subscriptions');
    }
    await sleep(1100);
    expect((await here()).some((line) => line.startsWith('billing_event_lag_seconds 0'))).toBe(true);
  });
});

describe('what people were told', () => {
  it('is forgotten when nothing can say it again', async () => {
    const note = (key: string, days: number) =>
      sql(
        `INSERT INTO billing_notices (user_id, key, created_at)
         VALUES ($1, $2, now() - make_interval(days => $3))`,
        [admin.id, key, days],
      );
    await note('old', 181);
    await note('young', 179);
    await sql(
      `INSERT INTO billing_notices (user_id, key, created_at)
       SELECT gen_random_uuid(), 'many', now() - interval '200 days' FROM generate_series(1, 2500)`,
    );
    const upkeep = shop.app.getFromWorker(UpkeepService);
    await Promise.all([upkeep.expire(), upkeep.expire()]);
    expect(await sql(`SELECT key FROM billing_notices WHERE key IN ('old', 'young', 'many')`)).toEqual([
      { key: 'young' },
    ]);
  });
});

describe('a tier that was given until a day', () => {
  it('is told of a week before and at its end, in the application and by mail', async () => {
    const who = await shop.customer();
    const until = new Date(Date.now() + 6 * 86_400_000).toISOString();
    await admin.must('PATCH', `/admin/users/${who.id}`, { tier: 'premium', tierUntil: until });
    const tiers = shop.app.getFromWorker(AccountTierService);
    const again = () => tiers.tellOfEnds(RequestContext.system());
    await Promise.all([again(), again(), again()]);
    expect(await shop.told(who)).toEqual(['gift-ending']);
    await settled(shop.app);
    await sql(
      `UPDATE users SET given_until = now() - interval '1 second', given_end_told = now() WHERE id = $1`,
      [who.id],
    );
    await Promise.all([1, 2].map(() => tiers.endGifts(RequestContext.system())));
    await again();
    expect(await shop.told(who)).toEqual(['gift-ending', 'gift-ended']);
    await settled(shop.app);
    const seen = await listOf(who);
    expect(seen.map(({ kind, title }) => [kind, title])).toEqual([
      ['billing', expect.stringMatching(/^Premium, which you were given, ends on \d/)],
      ['billing', 'Premium, which you were given, has ended'],
    ]);
    const mails = (await mailsTo(shop.app, who.user.email)).map(({ subject }) => subject);
    expect(mails).toEqual(['Premium, which you were given, has ended', seen[0]?.title]);
  });
});
