import { DataSource } from 'typeorm';
import { billingEntities } from '@almanac/billing';
import { schemaDrift } from '@almanac/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@almanac/testing';
import { Billing1763800100000 } from '../../../migrations/1763800100000-billing';
import { OpenPayments1763800109000 } from '../../../migrations/1763800109000-open-payments';
import { BillingCare1763800110100 } from '../../../migrations/1763800110100-billing-care';
import { ReturnedRefunds1763800112100 } from '../../../migrations/1763800112100-returned-refunds';

describe('the schema of billing', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const drift = async () =>
    schemaDrift(await testConfig(database.url), {
      entities: billingEntities,
      migrations: [
        ...[Billing1763800100000, OpenPayments1763800109000, BillingCare1763800110100],
        ReturnedRefunds1763800112100,
      ],
    });

  it('is what the entities say, also after going down and up again', async () => {
    expect(await drift()).toEqual([]);
    const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const runner = source.createQueryRunner();
    const [first, second] = [new Billing1763800100000(), new OpenPayments1763800109000()];
    const [third, fourth] = [new BillingCare1763800110100(), new ReturnedRefunds1763800112100()];
    await fourth.down(runner);
    await third.down(runner);
    expect((await drift()).length).toBeGreaterThan(2);
    await second.down(runner);
    expect((await drift()).length).toBeGreaterThan(0);
    await first.down(runner);
    expect((await drift()).length).toBeGreaterThan(5);
    await first.up(runner);
    await second.up(runner);
    await third.up(runner);
    await fourth.up(runner);
    await runner.release();
    await source.destroy();
    expect(await drift()).toEqual([]);
  });

  it('has refunds that came back as given up before there was a word for them, which is told of', async () => {
    const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const runner = source.createQueryRunner();
    const migration = new ReturnedRefunds1763800112100();
    await runner.query(
      `INSERT INTO billing_refunds (stripe_subscription_id, user_id, stripe_customer_id, plan, "interval", status, reported_at)
       VALUES ('sub_1', gen_random_uuid(), 'cus_1', 'premium', 'month', 'returned', now())`,
    );
    await migration.down(runner);
    expect(await runner.query('SELECT status, reported_at FROM billing_refunds')).toEqual([
      { status: 'failed', reported_at: null },
    ]);
    await migration.up(runner);
    await runner.query(`UPDATE billing_refunds SET status = 'returned'`);
    await runner.release();
    await source.destroy();
  });
});
