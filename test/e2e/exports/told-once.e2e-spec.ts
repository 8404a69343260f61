import type { Job, Queue } from 'bull';
import type { QueueName } from '@almanac/contracts';
import { JobRuns, QUEUES, RequestContext, UnitOfWork } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { ended } from '../identity/leaving';
import { listOf, mailsTo, settled } from '../notifications/support';
import { person, type Person } from '../planning/support';
import { tried } from './support';

jest.setTimeout(60_000);

let app: TestApp;
let ada: Person;
let plannerId: string;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
});
beforeEach(async () => {
  ada = await person(app);
  plannerId = (await ada.planner()).id;
});
afterAll(() => app.close());

const notifications = (): Queue | undefined =>
  app.getFromWorker<ReadonlyMap<QueueName, Queue>>(QUEUES).get('notifications');
const putOff = async (): Promise<Job[]> =>
  ((await notifications()?.getDelayed()) ?? []).filter(({ name }) => name === 'tell');
/** What was put off has its time. */
async function later(): Promise<void> {
  await settled(app);
  for (const job of await putOff()) await job.promote();
  await settled(app);
}
const told = async (): Promise<string[]> => {
  const mails = await mailsTo(app, ada.user.email);
  return [
    ...(await listOf(ada)).map(({ title }) => title),
    ...mails.map(({ subject }) => `mail: ${subject}`),
  ];
};
const answered = async (jobId: string): Promise<boolean> => {
  const { rows } = await app.database.query('SELECT answered FROM jobs WHERE id = $1', [jobId]);
  return rows[0].answered as boolean;
};
const EVERYWHERE = [expect.stringContaining('is ready'), expect.stringMatching(/^mail: .*is ready/)];

it('whoever was answered with the file is not told that it is ready', async () => {
  const answer = await ada.send('POST', '/export/json', { plannerId });
  expect(answer.status).toBe(200);
  const [job] = (await ada.must('GET', '/jobs')).jobs;
  await eventually(async () => expect(await answered(job.id)).toBe(true));
  await later();
  expect(await told()).toEqual([]);
});

it('that it was noted is no change of the job', async () => {
  await ada.send('POST', '/export/json', { plannerId });
  const [{ id }] = (await ada.must('GET', '/jobs')).jobs;
  const revision = async (): Promise<unknown> =>
    (await app.database.query('SELECT revision, answered FROM jobs WHERE id = $1', [id])).rows[0];
  await eventually(async () => expect(await answered(id)).toBe(true));
  const before = await revision();
  await app.database.query('UPDATE jobs SET answered = false WHERE id = $1', [id]);
  expect(await revision()).toEqual({ ...(before as object), answered: false });
});

it('whoever was answered with the job is told', async () => {
  const answer = await ada.send('POST', '/export/json', { plannerId }, { prefer: 'respond-async' });
  expect(answer.status).toBe(202);
  await ended(app, ada.user.token, answer.body.data.jobId);
  await settled(app);
  expect(await told()).toEqual(EVERYWHERE);
});

it('whoever waited and went away, or got the job as the wait was over, is told once that is certain', async () => {
  const jobId = await app.get(UnitOfWork).run(RequestContext.system(), (tx) =>
    app.get(JobRuns).create(tx, {
      ...{ userId: ada.id, type: 'export-json', personal: false, keepSeconds: 86_400, awaitedMs: 600_000 },
      input: { timeZone: 'UTC', input: { plannerId, options: {} } },
    }),
  );
  await tried(ada, jobId);
  await eventually(async () => {
    await settled(app);
    expect(await putOff()).toHaveLength(1);
  });
  expect(await told()).toEqual([]);
  await app.database.query('UPDATE jobs SET awaited_until = now() WHERE id = $1', [jobId]);
  await later();
  expect(await told()).toEqual(EVERYWHERE);
});
