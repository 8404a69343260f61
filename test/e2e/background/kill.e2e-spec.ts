import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createTestDatabase, testEnvironment, type TestDatabase } from '@almanac/testing';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { OutboxRows } from './outbox-rows';
import { Program, WORKER } from './program';
import { SHORT_LOCK } from './short-lock';

const API = 'apps/api/src/main.ts';
/** The platform's worker with a handler of mails of the tests' own: events need no accounts. */
const PLATFORM_WORKER = 'test/e2e/background/background-worker.ts';

/** Processes are killed with SIGKILL between a commit and its delivery, and in the middle of it. */
describe('kill -9 between commit and delivery', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  let programs: Program[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    environment = await testEnvironment(database.url, SHORT_LOCK);
  });

  afterEach(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    programs = [];
    await database.drop();
    await rm(environment['DATA_DIR'] ?? '', { recursive: true, force: true });
  });

  function start(file: string, extra: Record<string, string> = {}): Program {
    const program = Program.start(file, { ...environment, ...extra });
    programs.push(program);
    return program;
  }

  /** Every file in the mail folder, finished or not. */
  const mails = (): Promise<string[]> => readdir(join(environment['DATA_DIR'] ?? '', 'mail')).catch(() => []);

  it('loses no mail and sends none twice when the worker is killed again and again', async () => {
    const outbox = await OutboxRows.connect(database.url);
    // Nobody signals: whoever committed these died before.
    const ids = await outbox.verifications(400);
    for (let kill = 1; kill <= 3; kill += 1) {
      const worker = start(PLATFORM_WORKER);
      const before = (await mails()).length;
      await eventually(async () => expect((await mails()).length).toBeGreaterThan(before), 30_000);
      await sleep(kill * 20);
      expect(await worker.end('SIGKILL')).toBe('SIGKILL');
    }
    const killedAt = (await mails()).length;
    start(PLATFORM_WORKER);
    await eventually(
      async () =>
        expect(await outbox.counts()).toEqual({ waiting: 0, delivered: 400, failed: 0, inbox: 400 }),
      40_000,
    );
    expect(killedAt).toBeLessThan(400);
    const finished = (await mails()).filter((name) => name.endsWith('.eml'));
    expect(finished.map((name) => name.slice('20261121T090000000Z-'.length, -'.eml'.length)).sort()).toEqual(
      ids.sort(),
    );
    await outbox.close();
  }, 120_000);

  it('writes one mail for each account whose registration was committed before the API was killed', async () => {
    const port = await freePort();
    const api = start(API, { PORT: String(port) });
    const base = `http://127.0.0.1:${port}`;
    await eventually(async () => expect((await fetch(`${base}/health/ready`)).status).toBe(200), 30_000);
    const register = async (number: number): Promise<number | undefined> => {
      const body = { email: `p${number}@example.com`, password: 'Correct-Horse-7', displayName: 'P' };
      const headers = { 'content-type': 'application/json' };
      const answer = fetch(`${base}/api/v1/auth/register`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return answer.then(
        ({ status }) => status,
        () => undefined,
      );
    };
    expect(await register(0)).toBe(201);
    // The next ones are under way, each in another place, when the process dies.
    const under = Array.from({ length: 12 }, (_, index) => register(index + 1));
    await Promise.race(under);
    expect(await api.end('SIGKILL')).toBe('SIGKILL');
    const told = (await Promise.all(under)).filter((status) => status === 201).length;
    expect(await mails()).toEqual([]);

    const worker = start(WORKER);
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ users: number }>('SELECT count(*)::int AS users FROM users');
    await client.end();
    const users = rows[0]?.users ?? 0;
    expect(users).toBeGreaterThanOrEqual(told + 1);
    await eventually(async () => expect(await mails()).toHaveLength(users), 30_000);
    await sleep(1000);
    expect((await mails()).filter((name) => name.endsWith('.eml'))).toHaveLength(users);
    expect(await worker.end('SIGTERM')).toBe(0);
  }, 90_000);

  it('says in one sentence why the worker cannot start', async () => {
    const nowhere = start(WORKER, { DATABASE_URL: `postgres://127.0.0.1:${await freePort()}/none` });
    const wrong = start(WORKER, { MAIL_FROM: '', SMTP_URL: 'http://example.org' });
    expect(await Promise.all([nowhere.exited(), wrong.exited()])).toEqual([1, 1]);
    expect(nowhere.stderr).toBe(
      'The database does not answer at the address in DATABASE_URL; check that it runs and can be reached.\n',
    );
    expect(wrong.stderr).toMatch(/^SMTP_URL must be a URL that begins with smtp:\/\/ or smtps:\/\/\..*\n$/);
  }, 60_000);
});
