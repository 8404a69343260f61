import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import Bull, { type Queue } from 'bull';
import { queueKeyPrefix } from '@almanac/platform';
import { createTestDatabase, testEnvironment, type TestDatabase } from '@almanac/testing';
import { headerOf, MailSink } from '../notifications/mail-sink';
import { CutProxy } from '../realtime/cut-proxy';
import { eventually } from './eventually';
import { OutboxRows } from './outbox-rows';
import { OwnRedis } from './own-redis';
import { Program } from './program';
import { SHORT_LOCK } from './short-lock';

const WORKER = 'test/e2e/background/background-worker.ts';
/** So long that whoever tries a few times to note that a mail was taken has given up. */
const OUTAGE_MS = 9500;

/** Both stores go in the moment in which the mail server has a mail and says so. */
describe('an outage between the yes of the mail server and the note of it', () => {
  let sink: MailSink;
  let database: TestDatabase;
  let network: CutProxy;
  let redis: OwnRedis;
  let environment: Record<string, string>;
  let outbox: OutboxRows;
  let queue: Queue;
  let workers: Program[] = [];

  beforeEach(async () => {
    sink = await new MailSink().open();
    [database, redis] = await Promise.all([createTestDatabase(), OwnRedis.start()]);
    network = await CutProxy.to(database.url);
    const through = new URL(database.url);
    through.port = String(network.port);
    environment = await testEnvironment(through.href, {
      REDIS_URL: redis.url,
      SMTP_URL: sink.url,
      ...SHORT_LOCK,
    });
    outbox = await OutboxRows.connect(database.url);
    queue = new Bull('mail', redis.url, {
      prefix: queueKeyPrefix({ REDIS_PREFIX: environment['REDIS_PREFIX'] ?? 'almanac' }),
    });
    queue.on('error', () => undefined);
    workers = [1, 2].map(() => Program.start(WORKER, environment));
    await Promise.all(workers.map((worker) => worker.says('worker ready')));
  });

  afterEach(async () => {
    redis.thaw();
    await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
    await queue.close(true);
    await outbox.close();
    network.close();
    await redis.remove();
    await database.drop();
    await sink.close();
    await rm(environment['DATA_DIR'] ?? '', { recursive: true, force: true });
  });

  const allSettled = (count: number): Promise<void> =>
    eventually(async () => {
      expect(await outbox.counts()).toMatchObject({ waiting: 0, inbox: count });
      // A job that was done is none that was given up, although Redis refused to note its end.
      expect(await outbox.deadLetters()).toBe(0);
      expect(await queue.getJobCounts()).toMatchObject({ active: 0, waiting: 0, delayed: 0, failed: 0 });
    }, 60_000);

  it('sends no mail twice, by whichever worker the job is tried again', async () => {
    const COUNT = 6;
    const during: string[] = [];
    sink.onMail = async (mail) => {
      during.push(headerOf(mail, 'Message-ID') ?? '');
      network.fail();
      redis.freeze();
      await sleep(100);
    };
    await outbox.verifications(COUNT);
    await outbox.notify();
    await eventually(() => expect(during.length).toBeGreaterThan(0), 20_000);
    sink.onMail = undefined;
    await sleep(OUTAGE_MS);
    redis.thaw();
    network.mend();
    await allSettled(COUNT);
    const ids = sink.mails.map((mail) => headerOf(mail, 'Message-ID'));
    expect(ids).toEqual(expect.arrayContaining(during));
    expect([ids.length, new Set(ids).size]).toEqual([COUNT, COUNT]);
  }, 120_000);

  it('sends no mail twice where Redis alone goes, nor where PostgreSQL alone does', async () => {
    for (const [round, [fail, mend]] of [
      [() => redis.freeze(), () => redis.thaw()] as const,
      [() => network.fail(), () => network.mend()] as const,
    ].entries()) {
      sink.onMail = async () => {
        sink.onMail = undefined;
        fail();
        await sleep(100);
      };
      await outbox.verifications(1);
      await outbox.notify();
      await eventually(() => expect(sink.mails).toHaveLength(round + 1), 20_000);
      await sleep(2500);
      mend();
      await allSettled(round + 1);
      expect(sink.mails).toHaveLength(round + 1);
    }
  }, 120_000);
});
