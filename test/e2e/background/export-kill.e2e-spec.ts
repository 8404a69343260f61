import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestApp, type TestApp } from '@almanac/testing';
import { download, ended } from '../identity/leaving';
import { person } from '../planning/support';
import { eventually } from './eventually';
import { Program, WORKER } from './program';
import { SHORT_LOCK } from './short-lock';

/** So many that an export takes long enough to be killed in its middle. */
const SIGN_INS = 60_000;

describe('kill -9 of the worker in the middle of an export', () => {
  let app: TestApp;
  let programs: Program[] = [];
  beforeAll(async () => {
    app = await createTestApp();
  });
  afterEach(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    programs = [];
  });
  afterAll(() => app.close());

  const start = (): Program => {
    const program = Program.beside(app, WORKER, SHORT_LOCK);
    programs.push(program);
    return program;
  };
  const files = (): Promise<string[]> => readdir(join(app.config.DATA_DIR, 'exports')).catch(() => []);

  it('lets another worker begin it anew: one file, one job done, one mail', async () => {
    const ada = await person(app);
    await app.database.query(
      `INSERT INTO login_attempts (id, user_id, success, method, user_agent)
       SELECT gen_random_uuid(), $1, true, 'password', md5(n::text) || md5((n + 1)::text) FROM generate_series(1, $2::int) n`,
      [ada.id, SIGN_INS],
    );
    const { jobId } = await ada.must('POST', '/users/me/data-export');
    const worker = start();
    await eventually(async () => {
      expect((await files()).filter((name) => name.endsWith('.tmp'))).toHaveLength(1);
      const { step, progress } = await ada.must('GET', `/jobs/${jobId}`);
      expect(step).toBe('account/login-history');
      // By the rows that are written, nearly all of which are these.
      expect(progress).toBeGreaterThan(0);
    }, 40_000);
    expect(await worker.end('SIGKILL')).toBe('SIGKILL');
    expect(await ada.must('GET', `/jobs/${jobId}`)).toMatchObject({ status: 'active', result: null });
    start();
    const job = await eventually(() => ended(app, ada.user.token, jobId), 60_000);
    expect(job).toMatchObject({ status: 'completed', progress: 100 });
    const { rows: ends } = await app.database.query(
      `SELECT payload ->> 'status' AS status FROM outbox WHERE name = 'job.finished' AND payload ->> 'jobId' = $1`,
      [jobId],
    );
    expect(ends).toEqual([{ status: 'completed' }]);
    const archive = await download(app, job.result.downloadUrl);
    expect(archive.get('account/login-history.json')).toHaveLength(SIGN_INS);
    expect((await files()).filter((name) => name.endsWith('.zip'))).toEqual([`${jobId}-2.zip`]);
    const mails = async () => (await readdir(join(app.config.DATA_DIR, 'mail')).catch(() => [])).length;
    await eventually(async () => expect(await mails()).toBe(1));
  }, 180_000);
});
