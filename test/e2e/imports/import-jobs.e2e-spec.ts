import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { newId } from '@almanac/kernel';
import {
  ExpireExportsProcessor,
  ExportFiles,
  FollowedJobs,
  JobRuns,
  RequestContext,
  UnitOfWork,
  type FollowedJob,
} from '@almanac/platform';
import { ImportMaking } from '@almanac/exports';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { ended } from '../identity/leaving';
import { person, type Person } from '../planning/support';
import { planners, sendFile, table } from './support';

jest.setTimeout(120_000);

const large = table(3000);

const kept = (app: TestApp): Promise<string[]> => readdir(join(app.config.DATA_DIR, 'exports'));

describe('a large file', () => {
  let app: TestApp;
  let ada: Person;
  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    ada = await person(app);
  });
  afterAll(() => app.close());

  it('is imported by a job, which tells what was made', async () => {
    const answer = await sendFile(ada, '/import/csv', large, { type: 'text/csv' });
    expect([answer.status, answer.body.data]).toEqual([
      202,
      { jobId: expect.any(String), type: 'import-csv', status: 'queued' },
    ]);
    const { jobId } = answer.body.data;
    expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${jobId}`);
    const job = await eventually(() => ended(app, ada.user.token, jobId), 60_000);
    expect(job).toMatchObject({
      ...{ status: 'completed', progress: 100 },
      result: { created: { planners: 1, sections: 7, activities: 3000 }, problems: [], problemsCount: 0 },
    });
    const planner = await ada.must('GET', `/planners/${job.result.plannerId}`);
    expect(planner.activitiesCount).toBe(3000);
    expect(await planners(ada)).toBe(1);
    await eventually(async () =>
      expect((await kept(app)).filter((name) => name.startsWith(jobId))).toEqual([]),
    );
  });

  it('is read by the job in the encoding in which it came', async () => {
    const bytes = new Uint8Array(Buffer.from(`${large}\r\n\xdcben,List 1,`, 'latin1'));
    const { body } = await sendFile(ada, '/import/csv', bytes, { type: 'text/csv' });
    const job = await eventually(() => ended(app, ada.user.token, body.data.jobId), 60_000);
    expect(job).toMatchObject({
      status: 'completed',
      result: {
        created: { activities: 3001 },
        problems: [{ line: 3002, message: expect.stringContaining('by which "Üben" stands here') }],
      },
    });
    const found = await ada.must('GET', `/activities?plannerId=${job.result.plannerId}&q=%C3%9Cben`);
    expect(found.activities.map(({ title }: { title: string }) => title)).toEqual(['Üben']);
    await ada.must('DELETE', `/planners/${job.result.plannerId}`);
  });

  it('is looked through by a job, whose end a dry run answers with', async () => {
    const before = await planners(ada);
    const wrong = `${large}\r\nOne more,List 1,tomorrow`;
    const dry = await sendFile(ada, '/import/csv?dryRun=true', wrong, { type: 'text/csv' });
    const expected = {
      willCreate: { planners: 1, sections: 7, activities: 3001 },
      problems: [{ line: 3002, message: expect.stringContaining('tomorrow') }],
      problemsCount: 1,
    };
    expect([dry.status, dry.body.data]).toEqual([200, expected]);
    const headers = { prefer: 'respond-async' };
    const later = await sendFile(ada, '/import/csv?dryRun=true', wrong, { type: 'text/csv', headers });
    expect([later.status, later.headers.get('preference-applied')]).toEqual([202, 'respond-async']);
    const job = await eventually(() => ended(app, ada.user.token, later.body.data.jobId), 60_000);
    expect(job).toMatchObject({ type: 'import-csv-check', status: 'completed', result: expected });
    expect(await planners(ada)).toBe(before);
    await eventually(async () => expect(await kept(app)).toEqual([]));
  });

  it('is a job, too, where that is asked for', async () => {
    const answer = await sendFile(ada, '/import/csv', table(1), {
      ...{ type: 'text/csv', headers: { prefer: 'respond-async' } },
    });
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, 'respond-async']);
    const job = await eventually(() => ended(app, ada.user.token, answer.body.data.jobId), 60_000);
    expect(job.status).toBe('completed');
  });

  it('leaves no planner where the limit is reached meanwhile', async () => {
    const free = await person(app, { tier: 'free' });
    for (let n = 0; n < 5; n += 1) await free.planner();
    const answer = await sendFile(free, '/import/csv', large, { type: 'text/csv' });
    const job = await eventually(() => ended(app, free.user.token, answer.body.data.jobId), 60_000);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'MAX_PLANNERS_REACHED' }, result: null });
    expect(await planners(free)).toBe(5);
    await eventually(async () => expect(await kept(app)).toEqual([]));
  });
});

describe('a job that is begun again, or cut off', () => {
  let app: TestApp;
  let ada: Person;
  beforeAll(async () => {
    // No worker takes anything up by itself: its parts are called by hand.
    app = await createTestApp({ worker: true, config: { LOG_LEVEL: 'silent' } });
    ada = await person(app);
  });
  afterAll(() => app.close());

  async function queued(): Promise<string> {
    const id = newId();
    const file = await app
      .get(ExportFiles)
      .write({ id, attempt: 0 }, 'csv', () => Readable.from([Buffer.from(large)]));
    const input = { format: 'csv', file: file.name, strict: true, timeZone: 'UTC' };
    return app
      .get(UnitOfWork)
      .run(RequestContext.system(), (tx) =>
        app.get(JobRuns).create(tx, { id, userId: ada.id, type: 'import-csv', personal: false, input }),
      );
  }

  function tried(jobId: string, atWriting: (job: FollowedJob) => Promise<void> = async () => undefined) {
    const context = RequestContext.system();
    return app.getFromWorker(FollowedJobs).run(context, jobId, (job) => {
      const watched: FollowedJob = {
        ...{ id: job.id, userId: job.userId, type: job.type, input: job.input, attempt: job.attempt },
        personal: job.personal,
        signal: job.signal,
        progress: async (percent, step) => {
          if (step === 'writing') await atWriting(job);
          await job.progress(percent, step);
        },
      };
      return app.getFromWorker(ImportMaking).make(context, watched);
    });
  }

  it('makes one planner, of two tries at once and one that broke off', async () => {
    const jobId = await queued();
    const before = await planners(ada);
    await expect(tried(jobId, () => Promise.reject(new Error('killed')))).rejects.toThrow('killed');
    expect(await planners(ada)).toBe(before);
    await Promise.all([tried(jobId), tried(jobId)]);
    expect(await planners(ada)).toBe(before + 1);
    expect((await ada.must('GET', `/jobs/${jobId}`)).status).toBe('completed');
  });

  it('has its file as long as it waits, and no longer', async () => {
    const jobId = await queued();
    const name = `${jobId}-0.csv`;
    const stray = `${newId()}-0.csv`;
    const folder = join(app.config.DATA_DIR, 'exports');
    await writeFile(join(folder, stray), 'of no job');
    const then = new Date(Date.now() - 36 * 3_600_000);
    for (const one of [name, stray]) await utimes(join(folder, one), then, then);
    const sweep = () =>
      app.getFromWorker(ExpireExportsProcessor).handle({}, { context: RequestContext.system() });
    await sweep();
    expect((await kept(app)).filter((one) => one === name || one === stray)).toEqual([name]);
    await ada.must('DELETE', `/jobs/${jobId}`);
    await sweep();
    expect((await kept(app)).filter((one) => one === name)).toEqual([]);
  });

  it('makes none once it was cancelled', async () => {
    const jobId = await queued();
    const before = await planners(ada);
    await tried(jobId, async () => {
      await ada.must('DELETE', `/jobs/${jobId}`);
    });
    expect(await planners(ada)).toBe(before);
    expect((await ada.must('GET', `/jobs/${jobId}`)).status).toBe('cancelled');
  });
});

it('a file waits under the id of its job, so that it goes with the account', async () => {
  // Without a worker: nobody takes it up.
  const app = await createTestApp();
  try {
    const { body } = await sendFile(await person(app), '/import/csv', table(1), {
      ...{ type: 'text/csv', headers: { prefer: 'respond-async' } },
    });
    expect(await kept(app)).toEqual([`${body.data.jobId}-0.csv`]);
  } finally {
    await app.close();
  }
});

it('a file takes no memory of the API once the worker has it, however many wait for what is in theirs', async () => {
  // Without a worker: whoever waits, waits.
  const app = await createTestApp({ config: { MAX_OPEN_EXPORTS: '10' } });
  const away = new AbortController();
  try {
    const ada = await person(app);
    // Four of them are all that one person may have in memory.
    const file = `Task,Padding\r\n${`Sweep,${'x'.repeat(10_000)}\r\n`.repeat(2200)}`;
    const send = (prefer: string) =>
      sendFile(ada, '/import/csv?dryRun=true', file, {
        ...{ type: 'text/csv', headers: { prefer }, signal: away.signal },
      });
    const waiting = Array.from({ length: 4 }, () => send('wait=10').catch(() => undefined));
    await eventually(async () =>
      expect((await app.database.query('SELECT id FROM jobs')).rows).toHaveLength(4),
    );
    const next = await send('respond-async');
    expect([next.status, next.body.message]).toEqual([202, expect.any(String)]);
    away.abort();
    await Promise.all(waiting);
  } finally {
    away.abort();
    await app.close();
  }
});
