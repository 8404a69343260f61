import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, Server as NetServer } from 'node:net';
import { once } from 'node:events';
import { NestFactory } from '@nestjs/core';
import Bull from 'bull';
import { newId } from '@almanac/kernel';
import { createLogger, jobOptions, queueKeyPrefix, queuePolicies } from '@almanac/platform';
import { createTestDatabase, testConfig, testEnvironment, type TestDatabase } from '@almanac/testing';
import { BackgroundModule } from './background.module';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { Program, WORKER } from './program';

/** A worker in a process of its own, asked by probes and by Prometheus. */
describe('the port of a worker', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  let url: string;
  const programs: Program[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    environment = {
      ...(await testEnvironment(database.url)),
      HOST: '127.0.0.1',
      WORKER_PORT: String(port),
    };
  });

  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.end('SIGKILL')));
    await database.drop();
    await rm(environment['DATA_DIR'] ?? '', { recursive: true, force: true });
  });

  function start(file: string, extra: Record<string, string> = {}): Program {
    const program = Program.start(file, { ...environment, ...extra });
    programs.push(program);
    return program;
  }

  const ask = async (
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; text: string; data: unknown; code: string | undefined; headers: Headers }> => {
    const answer = await fetch(`${url}${path}`, init);
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
    const body = (isJson && text !== '' ? JSON.parse(text) : {}) as {
      data?: unknown;
      error?: { code: string };
    };
    return { status: answer.status, text, data: body.data, code: body.error?.code, headers: answer.headers };
  };
  const up = (): Promise<void> =>
    eventually(async () => expect((await ask('/health')).status).toBe(200), 30_000);

  it('tells of health and figures what the API tells of its own, by the same rules', async () => {
    const eventId = newId();
    start('test/e2e/background/background-worker.ts', { METRICS_TOKEN: 'let-me-in' });
    await up();
    expect(await ask('/health/live')).toMatchObject({ status: 200, data: { status: 'up' } });
    expect(await ask('/health/ready')).toMatchObject({ status: 200, data: { status: 'ready' } });
    expect(await ask('/health/detailed?x=1')).toMatchObject({
      data: { status: 'up', database: { up: true }, queues: expect.arrayContaining([]) as unknown },
    });
    const queue = new Bull('mail', environment['REDIS_URL'] ?? '', {
      prefix: queueKeyPrefix({ REDIS_PREFIX: environment['REDIS_PREFIX'] ?? 'almanac' }),
    });
    const envelope = { eventId, requestId: 'x', payload: { userId: newId() } };
    await queue.add('account-restored', envelope, { ...jobOptions(queuePolicies.mail), jobId: eventId });
    const headers = { authorization: 'Bearer let-me-in' };
    await eventually(async () =>
      expect((await ask('/metrics', { headers })).text).toMatch(
        /^job_seconds_count\{queue="mail",name="account-restored"\} 1$/m,
      ),
    );
    await queue.close(true);
    expect((await ask('/metrics', { headers, method: 'HEAD' })).text).toBe('');
    expect(await ask('/metrics')).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const forwarded = { 'x-forwarded-for': '127.0.0.1' };
    expect(await ask('/health/detailed', { headers: forwarded })).toMatchObject({ status: 403 });
    expect(await ask('/')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const posted = await ask('/metrics', { method: 'POST', headers, body: '{}' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  }, 60_000);

  it('says while it drains that it is not ready, and lives', async () => {
    const eventId = newId();
    const worker = start('test/e2e/background/background-worker.ts', { HOLD: `${eventId}=taken` });
    await up();
    const queue = new Bull('mail', environment['REDIS_URL'] ?? '', {
      prefix: queueKeyPrefix({ REDIS_PREFIX: environment['REDIS_PREFIX'] ?? 'almanac' }),
    });
    const envelope = { eventId, requestId: 'x', payload: { userId: newId() } };
    await queue.add('account-restored', envelope, { ...jobOptions(queuePolicies.mail), jobId: eventId });
    await eventually(async () => expect(await queue.getActiveCount()).toBe(1), 30_000);
    worker.signal('SIGTERM');
    await eventually(async () =>
      expect(await ask('/health/ready')).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' }),
    );
    expect((await ask('/health/live')).status).toBe(200);
    await queue.close(true);
    // The second time it hands back what it has.
    expect(await worker.end('SIGTERM')).toBe(0);
    await expect(ask('/health/live')).rejects.toThrow();
  }, 60_000);

  it('stops the start of the real worker where it is taken, and gives the reason in one sentence', async () => {
    const taken: Server = createServer().listen(Number(new URL(url).port), '127.0.0.1');
    await once(taken, 'listening');
    const worker = start(WORKER);
    expect(await worker.exited()).toBe(1);
    expect(worker.stderr).toContain('is taken; stop what listens there, or set WORKER_PORT to another one.');
    taken.close();
  }, 60_000);

  it('ends connections that ask nothing within seconds: as many as it takes would shut probes out', async () => {
    start('test/e2e/background/background-worker.ts');
    await up();
    const silent = Array.from({ length: 64 }, () => connect(Number(new URL(url).port), '127.0.0.1'));
    for (const socket of silent) socket.on('error', () => undefined).resume();
    try {
      await eventually(() => expect(silent.filter(({ closed }) => !closed).length).toBe(0), 20_000);
      expect((await ask('/health')).status).toBe(200);
    } finally {
      for (const socket of silent) socket.destroy();
    }
  }, 60_000);

  it('logs that a connection could not be accepted, and goes on', async () => {
    const config = await testConfig(database.url, {
      HOST: '127.0.0.1',
      WORKER_PORT: new URL(url).port,
    });
    const logger = createLogger(config, 'worker');
    const logged = jest.spyOn(logger, 'error').mockImplementation();
    const listening = jest.spyOn(NetServer.prototype, 'listen');
    const app = await NestFactory.createApplicationContext(BackgroundModule.with(config, logger), {
      logger: false,
      abortOnError: false,
    });
    try {
      const error = new Error('accept EMFILE');
      const [server] = listening.mock.contexts as NetServer[];
      server?.emit('error', error);
      expect(logged).toHaveBeenCalledWith({ err: error }, expect.any(String));
      expect((await ask('/health')).status).toBe(200);
    } finally {
      listening.mockRestore();
      await app.close();
      await rm(config.DATA_DIR, { recursive: true, force: true });
    }
  }, 60_000);

  it('gives the figures of Node too, in the real worker', async () => {
    start(WORKER);
    await up();
    const { text } = await ask('/metrics');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).toMatch(/^database_pool_connections\{state="idle"\} \d+$/m);
  }, 60_000);
});
