import { setTimeout as sleep } from 'node:timers/promises';
import { LeavingService } from '@almanac/billing';
import { RequestContext } from '@almanac/platform';
import { TEST_PASSWORD } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { Person } from '../planning/support';
import { Shop, tierOf } from './support';

jest.setTimeout(120_000);

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());
afterEach(async () => {
  shop.stripe.slow(0);
  await shop.stripe.setAway('no');
  await shop.stripe.release();
});

interface Left {
  who: Person;
  id: string;
}
async function buyer(): Promise<Left> {
  const who = await shop.buyer();
  return { who, id: (await who.must('GET', '/billing/subscription')).stripeSubscriptionId };
}
const renews = async ({ id }: Left): Promise<boolean> =>
  !(await shop.stripe.client().subscriptions.retrieve(id)).cancel_at_period_end;
const leave = async (left: Left): Promise<void> => {
  await left.who.must('DELETE', '/users/me', { password: TEST_PASSWORD });
};
/** By signing in. */
async function comeBack({ who, id }: Left): Promise<Left> {
  const body = { email: who.user.email, password: TEST_PASSWORD };
  const answer = await shop.app.request('POST', '/auth/login', { body });
  expect(answer.status).toBe(200);
  return { who: new Person(shop.app, { ...who.user, token: answer.body.data.accessToken }), id };
}
const stoppedOf = async ({ who }: Left): Promise<string | null> => {
  const { rows } = await shop.app.database.query<{ stopped: string | null }>(
    'SELECT stopped_subscription_id AS stopped FROM billing_accounts WHERE user_id = $1',
    [who.id],
  );
  return rows[0]?.stopped ?? null;
};

/** As leaving and coming back mark it, without the jobs that they ask for. */
const mark = ({ who }: Left, gone: boolean) =>
  shop.app.database.query(
    `UPDATE users SET status = CASE WHEN $2 THEN 'deleted' ELSE 'active' END,
            deleted_at = CASE WHEN $2 THEN now() END WHERE id = $1`,
    [who.id, gone],
  );

describe('who comes back to an account that they deleted', () => {
  it('finds their subscription as it was: it renews, and they are told so', async () => {
    const left = await buyer();
    await leave(left);
    await eventually(async () => expect(await renews(left)).toBe(false));
    expect(await stoppedOf(left)).toBe(left.id);
    const back = await comeBack(left);
    await eventually(async () => expect(await renews(back)).toBe(true));
    await eventually(async () => expect(await stoppedOf(left)).toBeNull());
    await shop.handled();
    expect(await back.who.must('GET', '/billing/subscription')).toMatchObject({
      ...{ state: 'active', autoRenew: true, cancelAtPeriodEnd: false },
    });
    expect(await tierOf(back.who)).toBe('premium');
    expect(await shop.told(left.who)).toEqual(['renewal-resumed']);
    const { rows } = await shop.app.database.query(
      `SELECT actor_type, after FROM audit_log WHERE action = 'billing.subscription.resumed'`,
    );
    expect(rows).toEqual([{ actor_type: 'system', after: { reason: 'account-restored' } }]);
  });

  it('finds it cancelled where they had cancelled it themselves', async () => {
    const left = await buyer();
    await left.who.must('POST', '/billing/subscription/cancel', {});
    await leave(left);
    const back = await comeBack(left);
    await shop.app.getFromWorker(LeavingService).settleRenewal(RequestContext.system(), left.who.id);
    await sleep(500);
    expect(await renews(back)).toBe(false);
    expect(await shop.told(left.who)).toEqual([]);
  });

  it('and cancels before it goes on again, has it cancelled', async () => {
    const left = await buyer();
    await leave(left);
    await eventually(async () => expect(await stoppedOf(left)).toBe(left.id));
    await eventually(async () => expect(await renews(left)).toBe(false));
    await shop.handled();
    await shop.stripe.setAway('errors');
    const back = await comeBack(left);
    expect(await back.who.must('POST', '/billing/subscription/cancel', {})).toMatchObject({
      autoRenew: false,
    });
    await shop.stripe.setAway('no');
    await shop.app.getFromWorker(LeavingService).settleRenewal(RequestContext.system(), left.who.id);
    expect(await renews(left)).toBe(false);
  });

  it('and cancels while it is being made to go on, has it cancelled, and may resume it', async () => {
    const left = await buyer();
    await leave(left);
    await eventually(async () => expect(await renews(left)).toBe(false));
    await shop.handled();
    const { held, release } = shop.stripe.holdAnswer(new RegExp(`^/v1/subscriptions/${left.id}$`));
    const back = await comeBack(left);
    await held;
    // Stripe has it going on, and nobody here knows yet: there is nothing to ask Stripe for.
    await back.who.must('POST', '/billing/subscription/cancel', {});
    release();
    await eventually(async () => expect(await renews(left)).toBe(false));
    await shop.handled();
    expect(await renews(left)).toBe(false);
    expect(await back.who.must('GET', '/billing/subscription')).toMatchObject({ autoRenew: false });
    expect(await shop.told(left.who)).not.toContain('renewal-resumed');
    await back.who.must('POST', '/billing/subscription/resume');
    expect(await renews(left)).toBe(true);
  });

  it('finds that it has ended where it has, also before Stripe’s word of it is here', async () => {
    const left = await buyer();
    await leave(left);
    await eventually(async () => expect(await renews(left)).toBe(false));
    await shop.handled();
    shop.stripe.hold();
    await shop.stripe.client().subscriptions.cancel(left.id);
    await mark(left, false);
    await shop.app.getFromWorker(LeavingService).settleRenewal(RequestContext.system(), left.who.id);
    shop.stripe.drop();
    expect(await stoppedOf(left)).toBeNull();
    expect((await shop.subscriptionsOf(left.who)).map(({ state }) => state)).toEqual(['cancelled']);
    expect(await shop.told(left.who)).not.toContain('renewal-resumed');
  });
});

describe('who leaves and comes back again and again, while Stripe is slow and jobs overtake each other,', () => {
  it.each([
    ['stays', ['leaves', 'back', 'leaves', 'back'], true],
    ['is gone', ['leaves', 'back', 'leaves', 'back', 'leaves'], false],
  ] as const)('has it as they are in the end: %s', async (_end, steps, renewing) => {
    const left = await buyer();
    const leaving = shop.app.getFromWorker(LeavingService);
    shop.stripe.slow(60);
    const jobs: Promise<void>[] = [];
    for (const [number, step] of steps.entries()) {
      await mark(left, step === 'leaves');
      // The way of a job, twice: a queue may run it again.
      for (let time = 0; time < 2; time += 1)
        jobs.push(leaving.settleRenewal(RequestContext.system(), left.who.id));
      await sleep(25 + 35 * number);
    }
    await Promise.all(jobs);
    shop.stripe.slow(0);
    expect(await renews(left)).toBe(renewing);
    await shop.handled();
    const [{ auto_renew: autoRenew } = { auto_renew: null }] = (
      await shop.app.database.query<{ auto_renew: boolean | null }>(
        'SELECT auto_renew FROM subscriptions WHERE user_id = $1',
        [left.who.id],
      )
    ).rows;
    expect(autoRenew).toBe(renewing);
  });
});
