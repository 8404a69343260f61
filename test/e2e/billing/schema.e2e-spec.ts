import { DataSource } from 'typeorm';
import { billingEntities } from '@almanac/billing';
import { schemaDrift } from '@almanac/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@almanac/testing';
import { Billing1763800100000 } from '../../../migrations/1763800100000-billing';
import { OpenPayments1763800109000 } from '../../../migrations/1763800109000-open-payments';
import { BillingCare1763800110100 } from '../../../migrations/1763800110100-billing-care';
import { ReturnedRefunds1763800112100 } from '../../../migrations/1763800112100-returned-refunds';
import { DeclinedRenewal1763800116000 } from '../../../migrations/1763800116000-declined-renewal';

describe('the schema of billing', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  /** Oldest first. */
  const migrations = [
    ...[Billing1763800100000, OpenPayments1763800109000, BillingCare1763800110100],
    ...[ReturnedRefunds1763800112100, DeclinedRenewal1763800116000],
  ];
  const drift = async () =>
    schemaDrift(await testConfig(database.url), { entities: billingEntities, migrations });

  it('is what the entities say, also after going down and up again', async () => {
    expect(await drift()).toEqual([]);
    const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const runner = source.createQueryRunner();
    const [oldest, ...others] = migrations.map((migration) => new migration());
    let apart = 0;
    for (const migration of [...others].reverse()) {
      await migration.down(runner);
      const now = (await drift()).length;
      expect(now).toBeGreaterThanOrEqual(apart);
      apart = now;
    }
    expect(apart).toBeGreaterThan(2);
    await oldest?.down(runner);
    expect((await drift()).length).toBeGreaterThan(5);
    await oldest?.up(runner);
    for (const migration of others) await migration.up(runner);
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
