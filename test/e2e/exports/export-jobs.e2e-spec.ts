import { request } from 'node:http';
import { plannerFile } from '@almanac/exports';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { ended, onApp } from '../identity/leaving';
import { codeOf, person, share, unshare, type Person } from '../planning/support';
import { fetched, files, fullPlanner, queued, tried } from './support';

jest.setTimeout(60_000);

describe('where no worker is', () => {
  let app: TestApp;
  let ada: Person;
  let plannerId: string;
  beforeAll(async () => {
    app = await createTestApp({ config: { MAX_OPEN_EXPORTS: '40' } });
    ada = await person(app);
    plannerId = (await ada.planner()).id;
    shorter = sent('wait=9');
    long = sent('');
  });
  afterAll(() => app.close());

  /** They wait while the others run. */
  let long: ReturnType<typeof sent>;
  let shorter: ReturnType<typeof sent>;
  let others: ReturnType<typeof sent>;
  /** What was preferred by those who have their answer, in the order of the answers. */
  const answered: string[] = [];
  const sent = async (prefer: string) => {
    const answer = await ada.send('POST', '/export/json', { plannerId }, { prefer });
    answered.push(prefer);
    return answer;
  };

  it('an export answers with its job, at once or after the time that one waits', async () => {
    const waiting = sent('wait=2');
    const answer = await sent('respond-async');
    expect(answer.status).toBe(202);
    const { jobId } = answer.body.data;
    expect(answer.body.data).toEqual({ jobId: expect.any(String), type: 'export-json', status: 'queued' });
    expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${jobId}`);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.headers.get('preference-applied')).toBe('respond-async');
    expect((await ada.must('GET', `/jobs/${jobId}`)).status).toBe('queued');
    const waited = await waiting;
    expect(waited.status).toBe(202);
    expect(waited.headers.get('preference-applied')).toBe('wait=2');
    expect(answered.filter((prefer) => prefer !== '')).toEqual(['respond-async', 'wait=2']);
  });

  it('tells whoever waits that the job was cancelled', async () => {
    const queued = async (): Promise<string[]> =>
      (await ada.must('GET', '/jobs?status=queued')).jobs.map(({ id }: { id: string }) => id);
    const earlier = await queued();
    // Whoever asked before waits to the end.
    others = sent('wait=7');
    await eventually(async () => expect(await queued()).toHaveLength(earlier.length + 1));
    const known = await queued();
    const waiting = sent('wait=8');
    const job = await eventually(async () => {
      const [newest = ''] = await queued();
      expect(known).not.toContain(newest);
      return newest;
    });
    await ada.must('DELETE', `/jobs/${job}`);
    const answer = await waiting;
    expect([answer.status, codeOf(answer)]).toEqual([409, 'CONFLICT']);
    expect(answered).not.toContain('wait=7');
  });

  it('takes so many of one person and no more, however many come at once', async () => {
    const bob = await person(app);
    const { id } = await bob.planner();
    const send = () => bob.send('POST', '/export/json', { plannerId: id }, { prefer: 'respond-async' });
    const answers = await Promise.all(Array.from({ length: 45 }, send));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(40);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(refused[0]?.headers.get('retry-after')).toBe('10');
    const [one] = (await bob.must('GET', '/jobs')).jobs;
    await bob.must('DELETE', `/jobs/${one.id}`);
    expect((await send()).status).toBe(202);
  });

  it('holds no connection for those who wait, and forgets those who go away', async () => {
    const grace = await person(app);
    const { id } = await grace.planner();
    const waiting = Array.from({ length: 30 }, () => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${grace.user.token}` };
      // On connections of their own: they are cut.
      const sent = request(`${app.url}/api/v1/export/json`, { method: 'POST', headers, agent: false });
      sent.on('error', () => undefined);
      sent.end(JSON.stringify({ plannerId: id }));
      return sent;
    });
    await eventually(async () => {
      const { rows } = await app.database.query(
        `SELECT count(*)::int AS n FROM jobs WHERE status = 'queued' AND user_id = $1`,
        [grace.id],
      );
      expect(rows[0].n).toBe(30);
    });
    const { rows } = await app.database.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`,
    );
    expect(rows[0].n).toBe(0);
    expect((await ada.get('/planners')).status).toBe(200);
    for (const sent of waiting) sent.destroy();
    expect((await ada.get('/planners')).status).toBe(200);
  });

  it('keeps the job for an Idempotency-Key, and makes one', async () => {
    const headers = { 'idempotency-key': 'once', prefer: 'wait=1' };
    const send = () => ada.send('POST', '/export/json', { plannerId }, headers);
    const [first, again] = [await send(), await send()];
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body.data.jobId).toBe(first.body.data.jobId);
  });

  it('waits 10 seconds where nothing is said', async () => {
    const answer = await long;
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, null]);
    await Promise.all([shorter, others]);
    expect(answered.indexOf('')).toBeGreaterThan(answered.indexOf('wait=9'));
  });
});

describe('with a worker', () => {
  let app: TestApp;
  let ada: Person;
  let plannerId: string;
  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    ada = await person(app);
    plannerId = await fullPlanner(ada);
  });
  afterAll(() => app.close());

  it('the job’s result is what a 200 would have answered', async () => {
    const answer = await ada.send('POST', '/export/csv', { plannerId }, { prefer: 'respond-async' });
    const job = await ended(app, ada.user.token, answer.body.data.jobId);
    expect(job).toMatchObject({ type: 'export-csv', status: 'completed', error: null });
    expect(Object.keys(job.result).sort()).toEqual(['downloadUrl', 'expiresAt', 'fileSize']);
    expect(await fetched(app, { body: { data: job.result } })).toContain('Done with');
  });

  it('an Idempotency-Key gives the file first, and then the job that has it', async () => {
    const send = () => ada.send('POST', '/export/json', { plannerId }, { 'idempotency-key': 'file' });
    const first = await send();
    expect([first.status, first.text]).toEqual([200, expect.stringContaining('downloadUrl')]);
    const again = await send();
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    const { result } = await ada.must('GET', `/jobs/${again.body.data.jobId}`);
    expect(result).toEqual(first.body.data);
  });

  it('whoever may not see the planner any more gets nothing: neither as it begins, nor as it ends', async () => {
    const grace = await person(app);
    await share(app, plannerId, grace.id, 'viewer');
    const early = await queued(grace, 'json', plannerId);
    await unshare(app, plannerId, grace.id);
    await tried(grace, early);
    expect(await grace.must('GET', `/jobs/${early}`)).toMatchObject({
      ...{ status: 'failed', result: null, error: { code: 'FORBIDDEN' } },
    });
    await share(app, plannerId, grace.id, 'viewer');
    const late = await queued(grace, 'json', plannerId);
    await tried(grace, late, () => unshare(app, plannerId, grace.id));
    expect(await grace.must('GET', `/jobs/${late}`)).toMatchObject({
      status: 'failed',
      error: { code: 'FORBIDDEN' },
    });
    expect((await files(app)).filter((name) => name.includes(late))).toEqual([]);
    await app.database.query(`UPDATE users SET tier = 'free' WHERE id = $1`, [ada.id]);
    const poorer = await queued(ada, 'json', plannerId);
    await tried(ada, poorer);
    await app.database.query(`UPDATE users SET tier = 'premium' WHERE id = $1`, [ada.id]);
    expect((await ada.must('GET', `/jobs/${poorer}`)).error.code).toBe('FORBIDDEN');
  });

  it('its link ends with the sight of the planner, and neither with the right to export nor with the planner', async () => {
    const grace = await person(app);
    const { id } = await ada.planner();
    await share(app, id, grace.id, 'viewer');
    const linkOf = async (who: Person) => {
      const answer = await who.send('POST', '/export/csv', { plannerId: id });
      return onApp(app, answer.body.data.downloadUrl);
    };
    const [hers, own] = [await linkOf(grace), await linkOf(ada)];
    const statuses = async () => [(await fetch(hers)).status, (await fetch(own)).status];
    const set = (column: string, value: string, who: Person) =>
      app.database.query(`UPDATE users SET ${column} = $1 WHERE id = $2`, [value, who.id]);
    expect(await statuses()).toEqual([200, 200]);
    await set('tier', 'free', grace);
    expect(await statuses()).toEqual([200, 200]);
    await unshare(app, id, grace.id);
    expect(await statuses()).toEqual([410, 200]);
    await share(app, id, grace.id, 'viewer');
    expect(await statuses()).toEqual([200, 200]);
    await ada.must('DELETE', `/planners/${id}`);
    expect(await statuses()).toEqual([200, 200]);
    await set('status', 'suspended', ada);
    expect(await statuses()).toEqual([200, 410]);
    await set('status', 'active', ada);
    expect(await statuses()).toEqual([200, 200]);
  });

  it('is read from one moment: what is written meanwhile is not in it', async () => {
    const { id } = await ada.planner();
    const section = await ada.section(id);
    for (const title of ['One', 'Two']) await ada.activity(section.id, { title });
    const job = await queued(ada, 'json', id);
    await tried(ada, job, async () => {
      await ada.activity(section.id, { title: 'Three' });
      await ada.must('PATCH', `/planners/${id}`, { title: 'Another title' });
    });
    const { result } = await ada.must('GET', `/jobs/${job}`);
    const file = plannerFile.parse(JSON.parse(await fetched(app, { body: { data: result } })));
    expect(file.planner.title).toBe('A planner');
    expect(file.sections[0]?.activities.map(({ title }) => title)).toEqual(['One', 'Two']);
  });

  it('can be cancelled in the middle; nothing is left of it', async () => {
    const job = await queued(ada, 'json', plannerId);
    await tried(ada, job, async () => {
      await ada.must('DELETE', `/jobs/${job}`);
    });
    expect(await ada.must('GET', `/jobs/${job}`)).toMatchObject({ status: 'cancelled', result: null });
    await eventually(async () => expect((await files(app)).filter((name) => name.includes(job))).toEqual([]));
  });
});

it('files of jobs are found by index, by their name and by their end', async () => {
  const app = await createTestApp();
  const client = await app.database.connect();
  try {
    await client.query('BEGIN');
    // In a table as small as this any index is more work than none.
    await client.query('SET LOCAL enable_seqscan = off');
    const plan = async (sql: string) =>
      JSON.stringify((await client.query(`EXPLAIN (FORMAT JSON) ${sql}`)).rows);
    expect(await plan(`SELECT file_name FROM jobs WHERE file_name = ANY ('{a,b}'::text[])`)).toContain(
      'jobs_file_name',
    );
    expect(
      await plan(
        'SELECT id FROM jobs WHERE file_name IS NOT NULL AND expires_at <= now() ORDER BY expires_at LIMIT 200',
      ),
    ).toContain('jobs_expires_at');
    await client.query('ROLLBACK');
  } finally {
    client.release();
    await app.close();
  }
});
