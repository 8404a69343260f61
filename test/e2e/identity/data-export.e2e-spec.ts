import { readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queue } from 'bull';
import { DataExportService } from '@almanac/identity';
import { newId } from '@almanac/kernel';
import { ExpireExportsProcessor, FollowedJobs, QUEUES, RequestContext } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, person, share, type Person } from '../planning/support';
import { download, ended, onApp } from './leaving';
import { mailTo } from './support';

jest.setTimeout(60_000);

const OTHERS = 'Others-4b1d7e';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
});
afterAll(() => app.close());

const request = (who: Person) => who.send('POST', '/users/me/data-export');
const exported = async (who: Person) => {
  const { jobId } = await who.must('POST', '/users/me/data-export');
  return ended(app, who.user.token, jobId);
};
const files = () => readdir(join(app.config.DATA_DIR, 'exports'));
const sweep = () =>
  app.getFromWorker(ExpireExportsProcessor).handle({}, { context: RequestContext.system() });

describe('an export of all data', () => {
  it('holds everything of the person, no secret, and nothing of anybody else', async () => {
    const ada = await person(app, { displayName: 'Ada' });
    const bob = await person(app, { displayName: OTHERS });
    await ada.must('PATCH', '/users/me', { bio: 'Wrote the first program', preferences: { theme: 'dark' } });
    const own = await ada.planner({ title: 'Engine', description: 'Analytical' });
    const section = await ada.section(own.id, { title: 'Notes' });
    await ada.activity(section.id, { title: 'Note G' });
    const gone = await ada.activity(section.id, { title: 'Note H' });
    await ada.must('DELETE', `/activities/${gone.id}`);
    const bobs = await bob.planner({ title: `${OTHERS} planner` });
    const bobsSection = await bob.section(bobs.id, { title: `${OTHERS} section` });
    const bobsActivity = await bob.activity(bobsSection.id, { title: `${OTHERS} activity` });
    await share(app, bobs.id, ada.id, 'editor');
    await ada.activity(bobsSection.id, { title: 'From Ada to Bob' });
    await ada.must('PATCH', `/activities/${bobsActivity.id}`, { title: 'Corrected by Ada' });
    const { key } = await ada.must('POST', '/auth/api-keys', {
      name: 'Robot',
      permissions: ['read:planners'],
    });
    await app.request('POST', '/auth/login', {
      body: { email: ada.user.email, password: 'Correct-Horse-7' },
      headers: { 'user-agent': 'Difference Engine' },
    });

    const job = await exported(ada);
    expect(job).toMatchObject({
      type: 'data-export',
      status: 'completed',
      progress: 100,
      step: null,
      error: null,
    });
    const archive = await download(app, job.result.downloadUrl);
    const part = (name: string) => archive.get(`${name}.json`);
    expect(part('about').files.sort()).toEqual(
      [...archive.keys()].filter((name) => name !== 'about.json').sort(),
    );
    expect(part('account/profile')).toMatchObject([
      { id: ada.id, email: ada.user.email, bio: 'Wrote the first program' },
    ]);
    expect(part('account/preferences')).toEqual([{ preferences: { theme: 'dark' } }]);
    expect(part('account/sessions')).toHaveLength(2);
    expect(part('account/devices')).toMatchObject([{ userAgent: 'Difference Engine' }]);
    expect(part('account/login-history')).toMatchObject([{ success: true, userAgent: 'Difference Engine' }]);
    expect(part('account/api-keys')).toMatchObject([{ name: 'Robot', permissions: ['read:planners'] }]);
    expect(part('account/audit-log').map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining([
        'user.profile.updated',
        'apiKey.created',
        'auth.login.succeeded',
        'user.export.requested',
      ]),
    );
    expect(part('planning/planners')).toMatchObject([{ title: 'Engine', activitiesCount: 1 }]);
    expect(part('planning/sections')).toMatchObject([{ title: 'Notes' }]);
    expect(part('planning/activities')).toMatchObject([{ title: 'Note G' }, { title: 'Note H' }]);
    expect(part('planning/activities')[0].createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(part('planning/memberships')).toMatchObject([{ plannerId: bobs.id, role: 'editor' }]);
    expect(JSON.stringify(part('planning/history'))).toContain('From Ada to Bob');
    expect(JSON.stringify(part('planning/history'))).toContain('Corrected by Ada');
    expect(part('server/jobs')).toMatchObject([{ id: job.id, status: 'active' }]);
    const all = JSON.stringify([...archive]);
    expect(all).not.toContain(OTHERS);
    for (const secret of [key, ada.user.token, ada.user.refreshToken, '$2b$', 'tokenHash', 'passwordHash'])
      expect(all).not.toContain(secret);
    const mail = await mailTo(app, ada.user.email, 1);
    expect(mail.subject).toBe('The export of your data is ready');
    expect(mail.links).toContain(job.result.downloadUrl);
    expect(mail.text).toMatch(/until \d\d:\d\d \(.+\) on \d{1,2} [A-Z][a-z]+ \d{4}\. It needs/);
  });

  it('is one, however often it is asked for within an hour', async () => {
    const ada = await person(app);
    const answers = await Promise.all(Array.from({ length: 8 }, () => request(ada)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    const ids = new Set(answers.map(({ body }) => body.data.jobId));
    expect(ids.size).toBe(1);
    const [id] = ids;
    expect(answers[0]?.headers.get('location')).toBe(`/api/v1/jobs/${id}`);
    await ended(app, ada.user.token, id);
    expect((await request(ada)).body.data.jobId).toBe(id);
    await app.database.query("UPDATE jobs SET created_at = now() - interval '61 minutes' WHERE id = $1", [
      id,
    ]);
    expect((await request(ada)).body.data.jobId).not.toBe(id);
  });

  it('is made once when two workers work on it at once, and told of once', async () => {
    const ada = await person(app);
    const { rows } = await app.database.query(
      `INSERT INTO jobs (id, user_id, type, personal, keep_seconds)
       VALUES (gen_random_uuid(), $1, 'data-export', true, 60) RETURNING id`,
      [ada.id],
    );
    const { id } = rows[0];
    const run = () => {
      const context = RequestContext.system();
      const exports = app.getFromWorker(DataExportService);
      return app.getFromWorker(FollowedJobs).run(context, id, (job) => exports.make(context, job));
    };
    await Promise.all([run(), run(), run()]);
    await run();
    const job = await ada.must('GET', `/jobs/${id}`);
    expect(job).toMatchObject({ status: 'completed', progress: 100 });
    expect((await download(app, job.result.downloadUrl)).size).toBeGreaterThan(15);
    expect((await files()).filter((name) => name.startsWith(id))).toHaveLength(1);
    const { rows: events } = await app.database.query(
      "SELECT name FROM outbox WHERE name = 'user.export-ready' AND resource_id = $1",
      [id],
    );
    expect(events).toHaveLength(1);
  });

  it('fails with a clear error when the last try has failed', async () => {
    const ada = await person(app);
    const folder = join(app.config.DATA_DIR, 'exports');
    await rename(folder, `${folder}-aside`);
    await writeFile(folder, 'This is no folder');
    try {
      const { rows } = await app.database.query(
        `INSERT INTO jobs (id, user_id, type, personal, keep_seconds)
         VALUES (gen_random_uuid(), $1, 'data-export', true, 60) RETURNING id`,
        [ada.id],
      );
      const data = { eventId: newId(), requestId: newId(), payload: { jobId: rows[0].id } };
      const queue = app.getFromWorker<ReadonlyMap<string, Queue>>(QUEUES).get('exports');
      await queue?.add('data-export', data, { attempts: 1 });
      const job = await ended(app, ada.user.token, rows[0].id);
      expect(job).toMatchObject({
        status: 'failed',
        result: null,
        error: { code: 'INTERNAL_ERROR', message: 'The export could not be made; please ask for it again' },
      });
      expect(job.finishedAt).not.toBeNull();
    } finally {
      await rm(folder);
      await rename(`${folder}-aside`, folder);
    }
  });

  it('is for the person alone: no key, no stranger and no admin who acts as them', async () => {
    const ada = await person(app);
    const bob = await person(app);
    const root = await person(app, { admin: true });
    const { key } = await ada.must('POST', '/auth/api-keys', { name: 'Key', permissions: ['read:profile'] });
    const { id } = await exported(ada);
    const { accessToken } = await root.must('POST', `/admin/users/${ada.id}/impersonate`);
    const as = (headers: object) => (method: string, path: string) => app.request(method, path, headers);
    for (const ask of [as({ headers: { 'x-api-key': key } }), as({ token: accessToken })]) {
      expect((await ask('GET', `/jobs/${id}`)).status).toBe(404);
      expect([401, 403]).toContain((await ask('POST', '/users/me/data-export')).status);
      expect((await ask('GET', '/jobs')).body.data.jobs).toEqual([]);
    }
    expect([(await bob.get(`/jobs/${id}`)).status, (await bob.send('DELETE', `/jobs/${id}`)).status]).toEqual(
      [403, 403],
    );
    expect((await app.request('POST', '/users/me/data-export')).status).toBe(401);
  });
});

describe('jobs', () => {
  it('are listed by state and type, page by page, the newest first', async () => {
    const ada = await person(app);
    await app.database.query(
      `INSERT INTO jobs (id, user_id, type, keep_seconds, created_at)
       SELECT gen_random_uuid(), $1, 'other', 60, now() - n * interval '1 minute' FROM generate_series(1, 5) n`,
      [ada.id],
    );
    const done = await exported(ada);
    const all = await ada.must('GET', '/jobs');
    expect(all.jobs.map(({ type }: { type: string }) => type)).toEqual([
      'data-export',
      ...Array(5).fill('other'),
    ]);
    expect(all.jobs[0]).toEqual(done);
    expect((await ada.must('GET', '/jobs?status=queued&type=other')).pagination.total).toBe(5);
    expect((await ada.must('GET', '/jobs?status=failed')).jobs).toEqual([]);
    const first = await ada.must('GET', '/jobs?limit=4');
    const second = await ada.must('GET', `/jobs?limit=4&cursor=${first.pagination.nextCursor}`);
    expect([...first.jobs, ...second.jobs]).toEqual(all.jobs);
    for (const query of ['status=odd', 'sort=type', 'limit=101', 'other=1'])
      expect((await ada.get(`/jobs?${query}`)).status).toBe(422);
    expect((await ada.get('/jobs/nonsense')).status).toBe(422);
  });

  it('can be cancelled until they end', async () => {
    const ada = await person(app);
    const { rows } = await app.database.query(
      `INSERT INTO jobs (id, user_id, type, personal, keep_seconds)
       VALUES (gen_random_uuid(), $1, 'data-export', true, 60) RETURNING id`,
      [ada.id],
    );
    const path = `/jobs/${rows[0].id}`;
    const both = await Promise.all([ada.send('DELETE', path), ada.send('DELETE', path)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await ada.must('GET', path)).toMatchObject({ status: 'cancelled', result: null, error: null });
    // One that was cancelled is not given again.
    const { jobId } = await ada.must('POST', '/users/me/data-export');
    expect(jobId).not.toBe(rows[0].id);
    await ended(app, ada.user.token, jobId);
    expect(codeOf(await ada.send('DELETE', `/jobs/${jobId}`))).toBe('CONFLICT');
  });
});

describe('the link of a download', () => {
  it('opens without credentials, as a file, and is on record', async () => {
    const ada = await person(app);
    const { result } = await exported(ada);
    expect(result.downloadUrl.startsWith(`${app.config.PUBLIC_URL}/api/v1/downloads/`)).toBe(true);
    expect(Date.parse(result.expiresAt) - Date.now()).toBeGreaterThan(23.9 * 3600_000);
    const answer = await fetch(onApp(app, result.downloadUrl));
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="data-export.zip"',
      'content-length': String(result.fileSize),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect((await answer.arrayBuffer()).byteLength).toBe(result.fileSize);
    const { auditLogs } = await ada.must('GET', '/users/me/audit-log');
    expect(auditLogs[0].action).toBe('user.export.downloaded');
    const { rows } = await app.database.query('SELECT * FROM jobs WHERE user_id = $1', [ada.id]);
    const signature = new URL(result.downloadUrl).searchParams.get('signature');
    expect(JSON.stringify(rows)).not.toContain(signature);
  });

  it('can be asked for as a ZIP, and looked at without counting as a download', async () => {
    const ada = await person(app);
    const { result } = await exported(ada);
    const url = onApp(app, result.downloadUrl);
    const looked = await fetch(url, { method: 'HEAD' });
    expect([looked.status, looked.headers.get('content-length')]).toEqual([200, String(result.fileSize)]);
    const downloads = async () =>
      (await ada.must('GET', '/users/me/audit-log')).auditLogs.filter(
        ({ action }: { action: string }) => action === 'user.export.downloaded',
      );
    expect(await downloads()).toHaveLength(0);
    const answer = await fetch(url, { headers: { accept: 'application/zip' } });
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, result.fileSize]);
    expect(await downloads()).toHaveLength(1);
  });

  it('is 404 where it was changed, 410 where it has expired, 422 where it is no link', async () => {
    const ada = await person(app);
    const job = await exported(ada);
    const url = new URL(onApp(app, job.result.downloadUrl));
    const changed = async (change: (link: URL) => void) => {
      const link = new URL(url);
      change(link);
      const answer = await fetch(link);
      return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];
    };
    const set = (name: string, value: string) => changed((link) => link.searchParams.set(name, value));
    expect(await set('signature', 'x'.repeat(43))).toEqual([404, 'NOT_FOUND']);
    expect(await set('expires', String(Number(url.searchParams.get('expires')) + 1))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    expect(await changed((link) => (link.pathname = link.pathname.replace(job.id, newId())))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    expect(await set('expires', 'soon')).toEqual([422, 'VALIDATION_ERROR']);
    expect(await changed((link) => link.searchParams.delete('signature'))).toEqual([422, 'VALIDATION_ERROR']);

    // Its time comes: the sweep deletes the file, and the job says no more where it was.
    await app.database.query("UPDATE jobs SET expires_at = now() - interval '1 second' WHERE id = $1", [
      job.id,
    ]);
    expect((await fetch(url)).status).toBe(410);
    expect((await ada.must('GET', `/jobs/${job.id}`)).result.downloadUrl).toBeNull();
    await sweep();
    expect((await files()).some((name) => name.startsWith(job.id))).toBe(false);
    expect((await fetch(url)).status).toBe(410);
    expect(await ada.must('GET', `/jobs/${job.id}`)).toMatchObject({ status: 'completed' });
  });
});

it('sweeps files that nobody knows, jobs that nobody works on, and old jobs', async () => {
  const ada = await person(app);
  const kept = await exported(ada);
  const folder = join(app.config.DATA_DIR, 'exports');
  const day = new Date(Date.now() - 25 * 3600_000);
  for (const name of [`${newId()}-1.zip`, `${newId()}-${newId()}.tmp`]) {
    await writeFile(join(folder, name), 'left');
    await utimes(join(folder, name), day, day);
  }
  const young = `${newId()}-${newId()}.tmp`;
  await writeFile(join(folder, young), 'being written');
  const [own = ''] = (await files()).filter((name) => name.startsWith(kept.id));
  await utimes(join(folder, own), day, day);
  const insert = (status: string, days: number) =>
    app.database.query(
      `INSERT INTO jobs (id, user_id, type, status, keep_seconds, created_at, finished_at)
       SELECT gen_random_uuid(), $1, $2, $3, 60, at, CASE WHEN $3 = 'cancelled' THEN at END
         FROM (SELECT now() - make_interval(days => $4) AS at) x`,
      [ada.id, `${status}-${days}`, status, days],
    );
  await insert('active', 3);
  await insert('active', 1);
  await insert('cancelled', 31);
  await insert('cancelled', 29);
  const before = await files();
  await sweep();
  const after = await files();
  expect([after.length, after.includes(young), after.includes(own)]).toEqual([before.length - 2, true, true]);
  const { jobs } = await ada.must('GET', '/jobs');
  expect(jobs.map(({ type, status }: { type: string; status: string }) => [type, status])).toEqual([
    ['data-export', 'completed'],
    ['active-1', 'active'],
    ['active-3', 'failed'],
    ['cancelled-29', 'cancelled'],
  ]);
});
