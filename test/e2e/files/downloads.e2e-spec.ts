import { Readable } from 'node:stream';
import {
  ExportFiles,
  FollowedJobs,
  JobRuns,
  RequestContext,
  UnitOfWork,
  type FollowedJob,
} from '@almanac/platform';
import { createTestApp, type TestApp, type TestBody } from '@almanac/testing';
import { onApp } from '../identity/leaving';
import { person, type Person } from '../planning/support';

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
  ada = await person(app);
});
afterAll(() => app.close());

const context = () => RequestContext.system();
const CONTENT = 'BEGIN:VCALENDAR\r\n'.repeat(100);

/** A completed job of one file, as features make them. */
async function made(extension: string, fileName?: string, content = CONTENT): Promise<TestBody> {
  const create = { userId: ada.id, type: 'test-work', personal: false, keepSeconds: 60 };
  const id = await app.get(UnitOfWork).run(context(), (tx) => app.get(JobRuns).create(tx, create));
  const work = async (job: FollowedJob) => ({
    file: await app.getFromWorker(ExportFiles).write(job, extension, () => Readable.from([content])),
    fileName,
  });
  await app.getFromWorker(FollowedJobs).run(context(), id, work);
  return ada.must('GET', `/jobs/${id}`);
}
const fetched = (job: TestBody, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(onApp(app, job.result.downloadUrl), { headers, method });

describe('the file of a job', () => {
  it.each([
    ['pdf', 'Spring launch.pdf', 'application/pdf', 'filename="Spring launch.pdf"'],
    [
      'ics',
      'Frühling',
      'text/calendar; charset=utf-8',
      `filename="Fr_hling.ics"; filename*=UTF-8''Fr%C3%BChling.ics`,
    ],
    ['svg', '../x\r\nX-Bad: 1', 'image/svg+xml', 'filename="x X-Bad 1.svg"'],
    ['csv', undefined, 'text/csv; charset=utf-8', 'filename="test-work.csv"'],
    ['md', 'a.b', 'text/markdown; charset=utf-8', 'filename="a.b.md"'],
    ['epub', '', 'application/epub+zip', 'filename="test-work.epub"'],
  ])('.%s named %j', async (extension, fileName, type, name) => {
    const job = await made(extension, fileName);
    // A browser says that it would like an encoding; a file is sent as it is.
    const answer = await fetched(job, { 'accept-encoding': 'gzip, br', accept: 'text/html,application/pdf' });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': type,
      'content-disposition': `attachment; ${name}`,
      'content-length': String(CONTENT.length),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(await answer.text()).toBe(CONTENT);
  });

  it('comes in ranges', async () => {
    const job = await made('txt', 'Digits', '0123456789');
    const part = async (range: string, headers = {}) => {
      const answer = await fetched(job, { range, ...headers });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    const etag = (await fetched(job, {}, 'HEAD')).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=-2')).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await part('bytes=5-99', { 'if-range': etag })).toEqual([206, 'bytes 5-9/10', '56789']);
    // What is not understood, is more than one, or is of another file: the whole.
    const whole = [200, null, '0123456789'];
    expect(await part('bytes=a-b')).toEqual(whole);
    expect(await part('lines=1-2')).toEqual(whole);
    expect(await part('bytes=0-1,4-5')).toEqual(whole);
    expect(await part('bytes=2-4', { 'if-range': '"other"' })).toEqual(whole);
    expect(await part('bytes=2-4', { 'if-range': 'Wed, 21 Oct 2015 07:28:00 GMT' })).toEqual(whole);
  });

  it('has no bytes beyond its end', async () => {
    const answer = await fetched(await made('txt', 'Digits', '0123456789'), { range: 'bytes=10-' });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(await answer.json()).toMatchObject({
      error: { code: 'RANGE_NOT_SATISFIABLE', details: { size: 10 } },
    });
  });

  it('is not sent again to who has it, nor with HEAD', async () => {
    const job = await made('txt', 'Digits', '0123456789');
    const looked = await fetched(job, { range: 'bytes=2-4' }, 'HEAD');
    expect([looked.status, looked.headers.get('content-length'), await looked.text()]).toEqual([
      200,
      '10',
      '',
    ]);
    const again = await fetched(job, { 'if-none-match': looked.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('that went is gone for good', async () => {
    const job = await made('txt');
    await app.get(ExportFiles).removeOf([job.id]);
    const answer = await fetched(job);
    expect([answer.status, await answer.json()]).toMatchObject([410, { error: { code: 'GONE' } }]);
  });
});
