import { DataSource } from 'typeorm';
import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp } from '@almanac/testing';
import { WebhookHosts1763800099700 } from '../../../migrations/1763800099700-webhook-hosts';

/** What versions before have written of webhooks that were switched off. */
describe('events that hold the whole address of a webhook', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp();
  });
  afterAll(() => app.close());

  const payloads = async (ids: readonly string[]): Promise<unknown[]> => {
    const { rows } = await app.database.query<{ payload: unknown }>(
      'SELECT payload FROM outbox WHERE resource_id = ANY ($1::uuid[]) ORDER BY seq',
      [ids],
    );
    return rows.map(({ payload }) => payload);
  };

  it('keep its host alone, and no other event is touched', async () => {
    const { id: userId } = await app.user();
    const urls = ['https://ada:pw@hooks.example.com:8443/k/4711?key=4711#4711', 'http://10.0.0.7'];
    const ids = urls.map(() => newId());
    for (const [index, url] of urls.entries()) {
      await app.database.query(
        `INSERT INTO outbox (seq, event_id, name, resource_type, resource_id, payload)
         VALUES (nextval('outbox_seq'), gen_random_uuid(), 'webhook.disabled', 'webhook', $1, $2)`,
        [ids[index], JSON.stringify({ webhookId: ids[index], userId, url })],
      );
    }
    const runner = app.get(DataSource).createQueryRunner();
    try {
      await new WebhookHosts1763800099700().up(runner);
      const kept = (index: number, host: string) => ({
        webhookId: ids[index],
        userId,
        reason: 'failing',
        host,
      });
      const now = [kept(0, 'hooks.example.com:8443'), kept(1, '10.0.0.7')];
      expect(await payloads(ids)).toEqual(now);
      // Once more changes nothing.
      await new WebhookHosts1763800099700().up(runner);
      expect(await payloads(ids)).toEqual(now);
      await new WebhookHosts1763800099700().down(runner);
      expect(await payloads(ids)).toEqual([
        { webhookId: ids[0], userId, url: 'https://hooks.example.com:8443/' },
        { webhookId: ids[1], userId, url: 'https://10.0.0.7/' },
      ]);
    } finally {
      await runner.release();
    }
  });
});
