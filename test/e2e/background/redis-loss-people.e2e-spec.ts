import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Bull, { type Queue } from 'bull';
import { Redis } from 'ioredis';
import { queueKeyPrefix, relayMarkKey } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { ended } from '../identity/leaving';
import { person } from '../planning/support';
import { eventually } from './eventually';
import { OwnRedis } from './own-redis';

/** What people notice of a Redis that has lost its data: nothing. With the handlers of the product. */
describe('people whose jobs Redis has lost', () => {
  let redis: OwnRedis;
  let app: TestApp;
  let client: Redis;
  let queues: Queue[];

  beforeAll(async () => {
    redis = await OwnRedis.start();
    app = await createTestApp({ worker: true, config: { REDIS_URL: redis.url } });
    client = new Redis(redis.url);
    queues = ['mail', 'exports', 'notifications'].map(
      (name) => new Bull(name, redis.url, { prefix: queueKeyPrefix(app.config) }),
    );
  });

  afterAll(async () => {
    await Promise.all(queues.map((queue) => queue.close()));
    client.disconnect();
    await app.close();
    await redis.remove();
  });

  /** The subjects of all mails so far. */
  async function subjects(): Promise<string[]> {
    const folder = join(app.config.DATA_DIR, 'mail');
    const names = await readdir(folder).catch(() => []);
    const mails = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return mails.map((mail) => /^Subject: (.*?)\r?$/m.exec(mail)?.[1] ?? '').sort();
  }

  async function held(): Promise<number[]> {
    const jobs = await Promise.all(queues.map((queue) => queue.getJobs(['paused'])));
    return jobs.map((some) => some.filter(({ id }) => !String(id).startsWith('repeat:')).length);
  }

  const putBack = (): Promise<void> =>
    eventually(async () => {
      expect(await client.get(relayMarkKey(app.config))).toMatch(/^\d+$/);
      for (const queue of queues)
        expect(await queue.getJobCounts()).toMatchObject({ active: 0, waiting: 0, paused: 0 });
    }, 60_000);

  it('have their export made, their mails sent and their notifications told, each once', async () => {
    const ada = await person(app);
    await Promise.all(queues.map((queue) => queue.pause()));
    await app.request('POST', '/auth/forgot-password', { body: { email: ada.user.email } });
    const { jobId } = await ada.must('POST', '/users/me/data-export');
    await eventually(async () => expect(await held()).toEqual([1, 1, 0]));
    await client.flushall();
    const job = await ended(app, ada.user.token, jobId);
    expect(job.status).toBe('completed');
    await eventually(async () => expect(await subjects()).toHaveLength(2));
    await putBack();
    const sent = await subjects();

    await client.flushall();
    await putBack();
    expect(await subjects()).toEqual(sent);
    expect(new Set(sent).size).toBe(2);
    const { rows: ends } = await app.database.query(
      `SELECT payload ->> 'status' AS status FROM outbox WHERE name = 'job.finished' AND payload ->> 'jobId' = $1`,
      [jobId],
    );
    expect(ends).toEqual([{ status: 'completed' }]);
    await eventually(async () =>
      expect((await ada.must('GET', '/notifications')).notifications).toHaveLength(1),
    );
  }, 180_000);
});
