import type { ServerResponse } from 'node:http';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { DeliveryService } from '@almanac/webhooks';
import { eventually } from '../background/eventually';
import { person, type Person } from '../planning/support';
import { Receiver } from './receiver';

jest.setTimeout(60_000);

const TOKEN = 'metrics-token-of-the-operator';
const PAUSE_MS = 2500;

let app: TestApp;
let receiver: Receiver;
let ada: Person;

beforeAll(async () => {
  receiver = await new Receiver().open();
  app = await createTestApp({
    worker: true,
    config: {
      WEBHOOK_ALLOWED_HOSTS: `127.0.0.1:${receiver.port}`,
      WEBHOOK_RETRY_SECONDS: '0,3600',
      OUTGOING_CIRCUIT_FAILURES: '2',
      OUTGOING_CIRCUIT_PAUSE_MS: String(PAUSE_MS),
      METRICS_TOKEN: TOKEN,
    },
  });
  ada = await person(app, { tier: 'enterprise' });
});
afterAll(async () => {
  await app.close();
  await receiver.close();
});

const hook = (path: string) =>
  ada.must('POST', '/webhooks', { url: receiver.url(path), events: ['plan.created'] });
const deliveries = async (id: string): Promise<TestAnswer['body'][]> =>
  (await ada.must('GET', `/webhooks/${id}/deliveries?order=asc`)).deliveries;
const asOperator = async (path: string): Promise<TestAnswer> => {
  const answer = await app.request('GET', path, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(answer.status).toBe(200);
  return answer;
};
const circuit = async (): Promise<unknown> =>
  (await asOperator('//health/detailed')).body.data.circuits.find(
    ({ service }: { service: string }) => service === 'webhooks',
  );

describe('a receiver that fails again and again', () => {
  it('is left alone: what is due waits, no try is counted, and operators see it', async () => {
    receiver.answer('/down', (response) => response.writeHead(500).end());
    const { id } = await hook('/down');
    await ada.must('POST', `/webhooks/${id}/test`);
    // Two failures in a row, and the circuit is open.
    await eventually(async () =>
      expect(await deliveries(id)).toMatchObject([{ attempts: 2, status: 'pending' }]),
    );
    await ada.must('POST', `/webhooks/${id}/test`);
    await eventually(async () => {
      const { rows } = await app.database.query<{ paused: boolean }>(
        'SELECT paused_until > now() AS paused FROM webhooks WHERE id = $1',
        [id],
      );
      expect(rows).toEqual([{ paused: true }]);
    });
    receiver.answer('/down', (response) => response.end('well'));
    expect(await deliveries(id)).toMatchObject([
      { attempts: 2 },
      { attempts: 0, status: 'pending', tries: [] },
    ]);
    expect(receiver.at('/down')).toHaveLength(2);
    expect(await circuit()).toMatchObject({ state: 'open', peers: 1 });
    expect((await asOperator('//metrics')).text).toContain('outgoing_circuit_state{service="webhooks"} 2');
    // Admins see it too, from anywhere; of others nobody does.
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const [admin, other] = [await app.user({ admin: true }), await app.user()];
    const statusFor = async (token: string) =>
      (await app.request('GET', '//health/detailed', { token, headers })).status;
    expect([await statusFor(admin.token), await statusFor(other.token)]).toEqual([200, 403]);

    await eventually(async () =>
      expect((await deliveries(id))[1]).toMatchObject({ attempts: 1, status: 'delivered' }),
    );
    expect(receiver.at('/down')).toHaveLength(3);
    await eventually(async () => expect(await circuit()).toBeUndefined());
    expect((await asOperator('//metrics')).text).not.toContain(
      'outgoing_circuit_state{service="webhooks"} 2',
    );
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('is tried again at once where its owner gives another address', async () => {
    receiver.answer('/moved', (response) => response.writeHead(500).end());
    const { id } = await hook('/moved');
    await app.database.query(`UPDATE webhooks SET paused_until = now() + interval '1 hour' WHERE id = $1`, [
      id,
    ]);
    await ada.must('PATCH', `/webhooks/${id}`, { url: receiver.url('/here') });
    await ada.must('POST', `/webhooks/${id}/test`);
    await eventually(() => expect(receiver.at('/here')).toHaveLength(1));
    await ada.must('DELETE', `/webhooks/${id}`);
  });
});

describe('a try', () => {
  it('that fails after the webhook was switched off leaves nothing waiting', async () => {
    const held: ServerResponse[] = [];
    receiver.answer('/held', (response) => void held.push(response));
    const { id } = await hook('/held');
    await ada.must('POST', `/webhooks/${id}/test`);
    await eventually(() => expect(held).toHaveLength(1));
    await ada.must('PATCH', `/webhooks/${id}`, { active: false });
    held[0]?.writeHead(500).end();
    await eventually(async () => expect((await deliveries(id))[0].tries).toHaveLength(1));
    expect(await deliveries(id)).toMatchObject([{ status: 'withdrawn', nextAttemptAt: null }]);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('that never comes to its end is not begun for ever', async () => {
    const { id } = await hook('/worn');
    const { rows } = await app.database.query<{ id: string }>(
      `INSERT INTO webhook_deliveries (id, webhook_id, type, attempts, next_attempt_at)
       VALUES (gen_random_uuid(), $1, 'webhook.ping', 3, now()) RETURNING id`,
      [id],
    );
    await app.getFromWorker(DeliveryService).run(RequestContext.system(), rows[0]?.id ?? '');
    expect(await deliveries(id)).toMatchObject([{ status: 'failed', error: 'No try came to its end' }]);
    expect(receiver.at('/worn')).toEqual([]);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('finds the next of very many by an index', async () => {
    const { id } = await hook('/many');
    await app.database.query(
      `INSERT INTO webhook_deliveries (id, webhook_id, event_id, seq, type, attempts, status, next_attempt_at)
       SELECT gen_random_uuid(), $1, gen_random_uuid(), n, 'plan.created', n % 2, 'pending', now() + interval '1 day'
         FROM generate_series(1, 20000) n`,
      [id],
    );
    await app.database.query('ANALYZE webhook_deliveries');
    const plan = async (order: string) => {
      const { rows } = await app.database.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM webhook_deliveries due WHERE webhook_id = '${id}' AND status = 'pending'
            AND next_attempt_at <= clock_timestamp() ${order} LIMIT 1 FOR UPDATE SKIP LOCKED`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    expect(await plan('AND attempts = 0 ORDER BY seq NULLS FIRST')).toMatch(
      /Index Scan using webhook_deliveries_first/,
    );
    expect(await plan('ORDER BY next_attempt_at')).toMatch(/Index Scan using webhook_deliveries_due/);
    await ada.must('DELETE', `/webhooks/${id}`);
  });
});
