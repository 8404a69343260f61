import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Bull, { type JobCounts, type Queue } from 'bull';
import { newId } from '@almanac/kernel';
import { jobOptions, queueKeyPrefix, queuePolicies } from '@almanac/platform';
import { createTestDatabase, testEnvironment, type TestDatabase } from '@almanac/testing';
import { eventually } from './eventually';
import { OutboxRows } from './outbox-rows';
import { OwnRedis } from './own-redis';
import { Program } from './program';
import { SHORT_LOCK } from './short-lock';
import type { Stage } from './staged.handler';

const WORKER = 'test/e2e/background/background-worker.ts';

/** Workers in processes of their own, which stop, are killed, or lose their Redis while they have jobs in hand. */
describe('workers that stop', () => {
  let database: TestDatabase;
  let redis: OwnRedis;
  let environment: Record<string, string>;
  let outbox: OutboxRows;
  let queue: Queue;
  let programs: Program[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    redis = await OwnRedis.start();
    environment = await testEnvironment(database.url, { REDIS_URL: redis.url, ...SHORT_LOCK });
    outbox = await OutboxRows.connect(database.url);
    queue = new Bull('mail', redis.url, {
      prefix: queueKeyPrefix({ REDIS_PREFIX: environment['REDIS_PREFIX'] ?? 'almanac' }),
    });
    queue.on('error', () => undefined);
  });

  afterEach(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    programs = [];
    await queue.close(true);
    await outbox.close();
    await redis.remove();
    await database.drop();
    await rm(environment['DATA_DIR'] ?? '', { recursive: true, force: true });
  });

  function start(extra: Record<string, string> = {}): Program {
    const program = Program.start(WORKER, { ...environment, ...extra });
    programs.push(program);
    return program;
  }

  async function put(eventId: string, delay = 0): Promise<void> {
    const envelope = { eventId, requestId: 'x', payload: { userId: newId() } };
    await queue.add('account-restored', envelope, {
      ...jobOptions(queuePolicies.mail),
      jobId: eventId,
      delay,
    });
  }

  async function stages(eventId: string): Promise<string[]> {
    const text = await readFile(join(environment['DATA_DIR'] ?? '', 'stages', eventId), 'utf8').catch(
      () => '',
    );
    return text.split('\n').filter((line) => line !== '');
  }

  const reached = (eventId: string, stage: Stage): Promise<void> =>
    eventually(async () => expect(await stages(eventId)).toContain(stage), 30_000);
  const counts = (): Promise<JobCounts> => queue.getJobCounts();
  const allDone = (completed: number): Promise<void> =>
    eventually(
      async () =>
        expect(await counts()).toMatchObject({ completed, failed: 0, active: 0, waiting: 0, delayed: 0 }),
      30_000,
    );

  /**
   * A worker that takes jobs has a connection on which it waits for the next one. As it stops it is sent away from there
   * once for each job that it might have taken, and waits again in between: only ten looks in a row say that it is over.
   */
  async function takesNoMore(): Promise<void> {
    let free = 0;
    await eventually(async () => {
      const waits = / flags=\w*b\w* .* cmd=brpoplpush /.test(String(await queue.client.client('LIST')));
      free = waits ? 0 : free + 1;
      expect(free).toBeGreaterThanOrEqual(10);
    });
  }

  it('does the effect once where the worker is killed with a job taken, and with one done but not said so', async () => {
    const [taken, open, done] = [newId(), newId(), newId()];
    const worker = start({ HOLD: `${taken}=taken,${open}=open,${done}=done` });
    await Promise.all([taken, open, done].map((id) => put(id)));
    await Promise.all([reached(taken, 'taken'), reached(open, 'open'), reached(done, 'done')]);
    expect(await outbox.counts()).toMatchObject({ inbox: 1 });
    expect(await worker.end('SIGKILL')).toBe('SIGKILL');
    start();
    await allDone(3);
    expect(await stages(taken)).toEqual(['taken', 'taken', 'open', 'done']);
    expect(await stages(open)).toEqual(['taken', 'open', 'taken', 'open', 'done']);
    expect(await stages(done)).toEqual(['taken', 'open', 'done', 'taken', 'done']);
    expect(await outbox.counts()).toMatchObject({ inbox: 3 });
  }, 60_000);

  it('finishes at SIGTERM what it can in time, and hands back the rest for another to take up at once', async () => {
    const [slow, stuck, open] = [newId(), newId(), newId()];
    const worker = start({
      HOLD: `${slow}=1000,${stuck}=taken,${open}=open`,
      SHUTDOWN_TIMEOUT_MS: '1500',
    });
    await Promise.all([slow, stuck, open].map((id) => put(id)));
    await Promise.all([reached(slow, 'taken'), reached(stuck, 'taken'), reached(open, 'open')]);
    const ended = worker.end('SIGTERM');
    await eventually(async () => expect(await counts()).toMatchObject({ completed: 1, active: 0 }));
    expect((await queue.getJob(stuck))?.attemptsMade).toBe(0);
    const successor = start();
    expect(await ended).toBe(0);
    await allDone(3);
    expect((await queue.getJob(stuck))?.attemptsMade).toBe(0);
    expect(await stages(slow)).toEqual(['taken', 'open', 'done']);
    expect(await outbox.counts()).toMatchObject({ inbox: 3 });
    expect(await successor.end('SIGTERM')).toBe(0);
  }, 60_000);

  it('hands everything back at a second SIGTERM', async () => {
    const stuck = newId();
    const worker = start({ HOLD: `${stuck}=taken`, SHUTDOWN_TIMEOUT_MS: '300000' });
    await put(stuck);
    await reached(stuck, 'taken');
    const ended = worker.end('SIGTERM');
    await takesNoMore();
    await put(newId());
    await sleep(300);
    expect(await counts()).toMatchObject({ active: 1, waiting: 1 });
    worker.signal('SIGTERM');
    expect(await ended).toBe(0);
    start();
    await allDone(2);
  }, 60_000);

  it('does not die when Redis goes away in the moment of the start, and works once it is back', async () => {
    const jobs = Array.from({ length: 4 }, () => newId());
    for (const id of jobs) await put(id);
    // Connections open and nobody answers: Bull's first commands wait while the worker is told to stop.
    redis.freeze();
    const [stopped, worker] = [start({ SHUTDOWN_TIMEOUT_MS: '2000' }), start()];
    await Promise.all([stopped, worker].map((program) => program.says('worker ready')));
    await sleep(300);
    expect([await stopped.end('SIGTERM'), stopped.stderr]).toEqual([0, 'worker ready\n']);
    for (let outage = 0; outage < 4; outage += 1) {
      await redis.stop('SIGKILL');
      await sleep(40 * outage);
      await redis.start();
      await sleep(15 * outage);
    }
    await allDone(jobs.length);
    expect([worker.ended, worker.stderr]).toEqual([false, 'worker ready\n']);
    expect(await outbox.counts()).toMatchObject({ inbox: 4 });
  }, 90_000);

  it('resumes after a restart of Redis with jobs running, waiting and due meanwhile', async () => {
    const [running, due, held] = [newId(), newId(), newId()];
    const worker = start({ HOLD: `${running}=1500` });
    await put(running);
    await put(due, 1200);
    await put(held, 6000);
    await reached(running, 'taken');
    await redis.stop('SIGKILL');
    await sleep(2000);
    await redis.start();
    await allDone(3);
    expect(worker.ended).toBe(false);
    expect(await outbox.counts()).toMatchObject({ inbox: 3 });
  }, 60_000);
});
