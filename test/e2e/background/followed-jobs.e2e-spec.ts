import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { newId } from '@almanac/kernel';
import {
  FollowedJobs,
  JobChanges,
  JobFailed,
  JobRuns,
  jobStatuses,
  mayBecome,
  RequestContext,
  UnitOfWork,
  type FollowedJob,
  type JobChange,
  type JobOutcome,
} from '@almanac/platform';
import {
  createTestApp,
  TEST_PASSWORD,
  type TestApp,
  type TestBody,
  type TestReplica,
} from '@almanac/testing';
import { codeOf, person, type Person } from '../planning/support';
import { CutProxy } from '../realtime/cut-proxy';
import { PlainClient } from '../realtime/plain-client';
import { eventually } from './eventually';
import { EventStream } from './event-stream';

jest.setTimeout(30_000);

let app: TestApp;
let replica: TestReplica;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp({ worker: true, config: { MAX_JOB_STREAMS: '3' } });
  replica = await app.replica();
});
beforeEach(async () => {
  ada = await person(app);
});

const context = () => RequestContext.system();
const create = (who = ada, more: object = {}): Promise<string> =>
  app
    .get(UnitOfWork)
    .run(context(), (tx) =>
      app.get(JobRuns).create(tx, { userId: who.id, type: 'test-work', personal: false, ...more }),
    );
/** Work that a worker does. */
const work = (id: string, what: (job: FollowedJob) => Promise<JobOutcome>) =>
  app.getFromWorker(FollowedJobs).run(context(), id, what);
const stream = (id: string, headers: Record<string, string> = {}, who = ada, base = app.url) =>
  EventStream.open(`${base}/api/v1/jobs/${id}/stream`, {
    authorization: `Bearer ${who.user.token}`,
    ...headers,
  });
const see = (id: string): Promise<TestBody> => ada.must('GET', `/jobs/${id}`);
const ends = async (id: string): Promise<string[]> => {
  const { rows } = await app.database.query<{ status: string }>(
    `SELECT payload ->> 'status' AS status FROM outbox WHERE name = 'job.finished' AND payload ->> 'jobId' = $1`,
    [id],
  );
  return rows.map(({ status }) => status);
};
/** Work that goes on until it is told to stop. */
const endless = ({ signal }: FollowedJob) =>
  new Promise<JobOutcome>((_done, refuse) =>
    signal.addEventListener('abort', () => refuse(signal.reason as Error)),
  );

describe('the state machine in the database', () => {
  const pairs = jobStatuses.flatMap((from) => jobStatuses.map((to) => [from, to] as const));
  test.each(pairs.filter(([from, to]) => from !== to))('from %s to %s', async (from, to) => {
    const facts = (status: string): string => {
      const finished = ['queued', 'active'].includes(status) ? 'NULL' : 'now()';
      return `'${status}', ${finished}::timestamptz, ${status === 'failed' ? "'{}'" : 'NULL'}::jsonb`;
    };
    const { rows } = await app.database.query(
      `INSERT INTO jobs (id, user_id, type, status, finished_at, error)
       VALUES (gen_random_uuid(), $1, 'x', ${facts(from)}) RETURNING id`,
      [ada.id],
    );
    const step = app.database.query(
      `UPDATE jobs SET (status, finished_at, error) = (SELECT ${facts(to)}) WHERE id = $1`,
      [rows[0].id],
    );
    if (mayBecome(from, to)) await step;
    else await expect(step).rejects.toMatchObject({ constraint: 'jobs_take_steps' });
  });
});

describe('a job', () => {
  test('has a version, and is not sent again to who has it; what named another version is not cancelled', async () => {
    const id = await create();
    const first = await ada.get(`/jobs/${id}`);
    expect([first.body.data.version, first.headers.get('etag')]).toEqual([1, '"v1"']);
    expect((await ada.get(`/jobs/${id}`, { 'if-none-match': '"v1"' })).status).toBe(304);
    const cancel = (etag: string) => ada.send('DELETE', `/jobs/${id}`, undefined, { 'if-match': etag });
    await work(id, async (job) => {
      await job.progress(40, 'reading');
      const later = await eventually(async () => {
        const answer = await ada.get(`/jobs/${id}`, { 'if-none-match': '"v1"' });
        expect(answer.body.data.progress).toBe(40);
        return answer;
      });
      expect(codeOf(await cancel('"v1"'))).toBe('PRECONDITION_FAILED');
      expect((await cancel(later.headers.get('etag') ?? '')).status).toBe(200);
      return endless(job);
    });
    expect(await see(id)).toMatchObject({ status: 'cancelled' });
  });

  test('has another tag once its file is gone, though nothing is written then', async () => {
    const id = await create();
    await app.database.query(
      `UPDATE jobs SET file_name = 'x', expires_at = clock_timestamp() + interval '2 seconds' WHERE id = $1`,
      [id],
    );
    expect((await ada.get(`/jobs/${id}`)).headers.get('etag')).toMatch(/^"v2\.t[01]"$/);
    const gone = await eventually(async () => {
      const answer = await ada.get(`/jobs/${id}`, { 'if-none-match': '"v2.t1"' });
      expect(answer.status).toBe(200);
      return answer;
    });
    expect([gone.headers.get('etag'), gone.body.data.result.downloadUrl]).toEqual(['"v2.t0"', null]);
  });
});

describe('the version of a job', () => {
  const tagOf = async (id: string): Promise<string | null> =>
    (await ada.get(`/jobs/${id}`)).headers.get('etag');

  test('stays where nothing changes that is seen', async () => {
    const id = await create();
    await app.database.query(
      `UPDATE jobs SET status = 'active', file_name = 'x', expires_at = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    expect(await tagOf(id)).toBe('"v2.t0"');
    // As an export is removed that has expired, and as a try begins anew that had come to nothing.
    await app.database.query('UPDATE jobs SET file_name = NULL, attempt = attempt + 1 WHERE id = $1', [id]);
    expect((await ada.get(`/jobs/${id}`, { 'if-none-match': '"v2.t0"' })).status).toBe(304);
  });

  test.each([
    'progress = 1',
    "step = 'reading'",
    `result = '{"a": 1}'`,
    `started_at = '2026-01-25T15:30:00Z'`,
    'file_size = 1',
  ])('grows with %s, once', async (change) => {
    const id = await create();
    for (let time = 0; time < 2; time += 1)
      await app.database.query(`UPDATE jobs SET ${change} WHERE id = $1`, [id]);
    expect(await tagOf(id)).toBe('"v2"');
  });
});

describe('a followed job', () => {
  test('tells how far it is by REST, by the stream and on the sockets, and ends once', async () => {
    const id = await create(ada, { input: { of: 7 } });
    const socket = await PlainClient.signedIn(app.url, ada.user.token);
    const events = await stream(id);
    expect(events.answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    await eventually(() => expect(events.statuses).toEqual(['queued']));
    await work(id, async (job) => {
      expect(job.input).toEqual({ of: 7 });
      await job.progress(40.7, 'reading');
      await eventually(() =>
        expect(events.events.at(-1)?.job).toMatchObject({ progress: 40, step: 'reading' }),
      );
      expect(await see(id)).toMatchObject({ status: 'active', progress: 40, step: 'reading', result: null });
      // Soon after: it is told a little later, and never back.
      await job.progress(80, 'writing');
      await job.progress(30, 'writing');
      await job.progress(100, 'closing');
      await eventually(() =>
        expect(events.events.at(-1)?.job).toMatchObject({ progress: 99, step: 'closing' }),
      );
      return { result: { pages: 3 } };
    });
    await events.end();
    expect(events.statuses.at(-1)).toBe('completed');
    expect(events.events.at(-1)?.job).toEqual(await see(id));
    expect(await see(id)).toMatchObject({ progress: 100, step: null, result: { pages: 3 }, error: null });
    const ids = events.events.map((event) => event.id);
    expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
    const done = await socket.next(({ type }) => type === 'job:completed');
    expect(done['data']).toEqual({ jobId: id, type: 'test-work', status: 'completed' });
    expect(done['seq']).toEqual(expect.any(Number));
    const progress = socket.of('job:progress').map(({ data }) => data);
    expect(progress).toContainEqual({
      jobId: id,
      type: 'test-work',
      status: 'active',
      progress: 40,
      step: 'reading',
    });
    socket.socket.close();
    await work(id, () => Promise.reject(new Error('It is over')));
    expect(await ends(id)).toEqual(['completed']);
  });

  test('calls back only who wants to hear of such a change', async () => {
    const changes = replica.get(JobChanges);
    const heard: string[] = [];
    const listen = (of: string, ...kinds: JobChange[]) =>
      changes.listen(of, kinds, () => heard.push(of === first ? 'first' : kinds.join(' and ')));
    /** Until it is heard: whoever has just subscribed may have missed it. */
    const say = (of: string, change: JobChange, who: string) =>
      eventually(() => {
        app.getFromWorker(JobChanges).say(of, change);
        expect(heard).toContain(who);
      });
    const [first, id] = [await create(), await create()];
    const listening = [listen(first, 'state')];
    // A new connection calls everybody back; from here on there is one.
    await say(first, 'state', 'first');
    listening.push(listen(id, 'state'), listen(id, 'progress'), listen(id, 'state', 'progress'));
    await say(id, 'progress', 'state and progress');
    expect(heard).toContain('progress');
    expect(heard).not.toContain('state');
    const ofState = () => heard.filter((who) => who === 'state').length;
    await work(id, async (job) => {
      await eventually(() => expect(ofState()).toBe(1));
      await job.progress(30, 'reading');
      await eventually(() => expect(heard.slice(heard.indexOf('state'))).toContain('progress'));
      expect(ofState()).toBe(1);
      return {};
    });
    await eventually(() => expect(ofState()).toBe(2));
    for (const forget of listening) forget();
  });

  test('is cancelled at once while it waits, and by a signal while it goes on', async () => {
    const waiting = await create();
    expect((await ada.send('DELETE', `/jobs/${waiting}`)).status).toBe(200);
    await work(waiting, () => Promise.reject(new Error('It is over')));
    const id = await create();
    const socket = await PlainClient.signedIn(app.url, ada.user.token);
    let begun = (): void => undefined;
    const running = new Promise<void>((resolved) => (begun = resolved));
    const over = work(id, (job) => {
      begun();
      return endless(job);
    });
    await running;
    const events = await stream(id, {}, ada, replica.url);
    expect((await replica.request('DELETE', `/jobs/${id}`, { token: ada.user.token })).status).toBe(200);
    await over;
    await events.end();
    expect(events.statuses).toEqual(['active', 'cancelled']);
    await socket.next(
      ({ data }) => (data as TestBody)?.jobId === id && (data as TestBody).status === 'cancelled',
    );
    socket.socket.close();
    expect(await ends(id)).toEqual(['cancelled']);
    const again = await ada.send('DELETE', `/jobs/${id}`);
    expect([again.status, codeOf(again)]).toEqual([409, 'CONFLICT']);
    expect((await ada.must('GET', '/jobs?status=cancelled')).jobs).toHaveLength(2);
  });

  test('has one end where it is cancelled and completed at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => create()));
    await Promise.all(
      ids.map(async (id, index) => {
        const cancel = () => ada.send('DELETE', `/jobs/${id}`);
        const wrote: string[] = [];
        const complete = () =>
          work(id, async () => {
            if (index % 3 === 0) await sleep(index);
            return { whenCompleted: async () => void wrote.push(id) };
          });
        const [first, second] = await Promise.all([cancel(), cancel(), complete(), complete()]);
        const { status } = await see(id);
        expect(await ends(id)).toEqual([status]);
        expect([first.status, second.status].sort()).toEqual(
          status === 'cancelled' ? [200, 409] : [409, 409],
        );
        expect(wrote).toHaveLength(status === 'completed' ? 1 : 0);
      }),
    );
  });

  test('fails with what its handler says, or with an apology, and other tries do not go on', async () => {
    const id = await create();
    const socket = await PlainClient.signedIn(app.url, ada.user.token);
    await work(id, () =>
      Promise.reject(new JobFailed({ code: 'VALIDATION_ERROR', message: 'Line 3 has no title' })),
    );
    expect(await see(id)).toMatchObject({
      status: 'failed',
      error: { code: 'VALIDATION_ERROR', message: 'Line 3 has no title' },
    });
    await socket.next(({ type }) => type === 'job:failed');
    socket.socket.close();
    const other = await create();
    await expect(work(other, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect((await see(other)).status).toBe('active');
    const jobs = app.getFromWorker(FollowedJobs);
    await Promise.all([1, 2, 3].map(() => jobs.giveUp(context(), other, 'It could not be made')));
    expect(await see(other)).toMatchObject({ status: 'failed', error: { code: 'INTERNAL_ERROR' } });
    expect(await ends(other)).toEqual(['failed']);
  });

  test('stops where another worker has taken it over', async () => {
    const id = await create();
    let begun = (): void => undefined;
    const running = new Promise<void>((resolved) => (begun = resolved));
    const first = work(id, (job) => {
      begun();
      return endless(job);
    });
    await running;
    await work(id, () => Promise.resolve({ result: { by: 'the second' } }));
    await first;
    expect(await see(id)).toMatchObject({ status: 'completed', result: { by: 'the second' } });
    expect(await ends(id)).toEqual(['completed']);
  });

  test('is not failed by a try that another worker has overtaken', async () => {
    const id = await create();
    let refuse = (): void => undefined;
    let begun = (): void => undefined;
    const running = new Promise<void>((resolved) => (begun = resolved));
    const first = work(id, async () => {
      begun();
      await new Promise<void>((resolved) => (refuse = resolved));
      throw new JobFailed({ code: 'VALIDATION_ERROR', message: 'Line 3 has no title' });
    });
    await running;
    await work(id, async () => {
      refuse();
      await first;
      expect((await see(id)).status).toBe('active');
      return { result: { by: 'the second' } };
    });
    expect(await see(id)).toMatchObject({ status: 'completed', result: { by: 'the second' }, error: null });
    expect(await ends(id)).toEqual(['completed']);
  });

  test('that nobody works on any more is ended and told of', async () => {
    const id = await create();
    await app.database.query(`UPDATE jobs SET created_at = now() - interval '3 days' WHERE id = $1`, [id]);
    await Promise.all([1, 2, 3].map(() => app.getFromWorker(JobRuns).tidy(context())));
    expect((await see(id)).status).toBe('failed');
    expect(await ends(id)).toEqual(['failed']);
  });
});

describe('the stream', () => {
  test('goes on where the client was, and does not call back who knows the end', async () => {
    const id = await create();
    const first = await stream(id);
    await eventually(() => expect(first.events).toHaveLength(1));
    first.close();
    const last = String(first.events[0]?.id);
    const second = await stream(id, { 'last-event-id': last });
    const strange = await stream(id, { 'last-event-id': '999999' });
    await eventually(() => expect(strange.statuses).toEqual(['queued']));
    await ada.must('DELETE', `/jobs/${id}`);
    await Promise.all([second.end(), strange.end()]);
    expect(second.statuses).toEqual(['cancelled']);
    const third = await stream(id, { 'last-event-id': String(second.events[0]?.id) });
    expect(third.status).toBe(204);
    const fourth = await stream(id);
    await fourth.end();
    expect(fourth.statuses).toEqual(['cancelled']);
  });

  test('finds changes without a hint, on every replica', async () => {
    const id = await create();
    const both = await Promise.all([stream(id), stream(id, {}, ada, replica.url)]);
    // Nobody says so, as when Redis is away.
    await app.database.query(`UPDATE jobs SET status = 'active', step = 'quiet' WHERE id = $1`, [id]);
    for (const one of both) await eventually(() => expect(one.statuses.at(-1)).toBe('active'));
    await app.database.query('DELETE FROM jobs WHERE id = $1', [id]);
    await Promise.all(both.map((one) => one.end()));
  });

  test('is refused to others, and has its limits', async () => {
    const id = await create();
    const personal = await create(ada, { personal: true });
    const bob = await person(app);
    const { key } = await ada.must('POST', '/auth/api-keys', {
      name: 'Key',
      permissions: ['read:own-profile'],
    });
    const path = (job: string) => `/jobs/${job}/stream`;
    const tries: [number, string, object][] = [
      [401, id, {}],
      [403, id, { token: bob.user.token }],
      [403, personal, { token: bob.user.token }],
      [404, newId(), { token: bob.user.token }],
      [404, personal, { headers: { 'x-api-key': key } }],
      [422, 'x', { token: ada.user.token }],
      [406, id, { token: ada.user.token, headers: { accept: 'text/html' } }],
    ];
    for (const [status, job, request] of tries) {
      expect([status, (await app.request('GET', path(job), request)).status]).toEqual([status, status]);
    }
    const unknown = await app.request('GET', `${path(id)}?after=3`, { token: ada.user.token });
    expect([unknown.status, unknown.body.error.details[0].field]).toEqual([422, 'after']);
    const head = await app.request('HEAD', path(id), { token: ada.user.token });
    expect([head.status, head.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const open = [await stream(id), await stream(id), await stream(personal)];
    const fourth = await ada.send('GET', path(id));
    expect([fourth.status, codeOf(fourth)]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);
    for (const one of open) one.close();
    await eventually(async () => {
      const again = await stream(id);
      again.close();
      expect(again.status).toBe(200);
    });
  });

  test('holds no connection to the database', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => person(app)));
    const open = await Promise.all(
      people.flatMap(async (who) => {
        const id = await create(who);
        return [await stream(id, {}, who), await stream(id, {}, who), await stream(id, {}, who)];
      }),
    );
    expect(open.flat().length).toBeGreaterThan(app.config.DATABASE_POOL);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ada.get('/jobs')));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    for (const one of open.flat()) one.close();
  });

  test('ends with its session, on every replica', async () => {
    const id = await create();
    const both = await Promise.all([stream(id), stream(id, {}, ada, replica.url)]);
    await ada.must('POST', '/auth/logout');
    await Promise.all(both.map((one) => one.end()));
    for (const one of both) expect(one.text).toContain('the sign-in has ended');
  });

  test('ends where the sign-in may not see the job any more', async () => {
    const id = await create(ada, { needs: ['read:own-planners'] });
    const { id: keyId, key } = await ada.must('POST', '/auth/api-keys', {
      name: 'Key',
      permissions: ['read:own-profile', 'read:own-planners'],
    });
    const one = await EventStream.open(`${app.url}/api/v1/jobs/${id}/stream`, { 'x-api-key': key });
    await eventually(() => expect(one.statuses).toEqual(['queued']));
    await ada.must('PATCH', `/auth/api-keys/${keyId}`, { permissions: ['read:own-profile'] });
    await one.end();
    expect(one.text).toContain('the job is gone');
  });

  test('ends where the account is suspended', async () => {
    const id = await create();
    const root = await person(app, { admin: true });
    const one = await stream(id);
    await root.must('PATCH', `/admin/users/${ada.id}`, { status: 'suspended' });
    await one.end();
  });
});

describe('docs/jobs.md', () => {
  /** The code as it stands there. */
  const followJob = (base: string, getToken: () => string, jobId: string): AsyncIterable<TestBody> => {
    const text = readFileSync(resolve(__dirname, '../../../docs/jobs.md'), 'utf8');
    const code = /```js\n([\s\S]*?async function\* followJob[\s\S]*?)```/.exec(text)?.[1] ?? '';
    const soon = (task: () => void): unknown => setTimeout(task, 20);
    const follow = runInNewContext(`${code}; followJob`, { fetch, TextDecoderStream, setTimeout: soon });
    return (follow as typeof followJob)(`${base}/api/v1`, getToken, jobId);
  };

  test('has code that follows a job to its end', async () => {
    const id = await create();
    const seen: string[] = [];
    for await (const job of followJob(app.url, () => ada.user.token, id)) {
      seen.push(job.status);
      if (job.status === 'queued') void ada.must('DELETE', `/jobs/${id}`);
    }
    expect(seen).toEqual(['queued', 'cancelled']);
  });

  test('… also where the network breaks, and where the sign-in ends', async () => {
    const grace = await person(app);
    const id = await create(grace);
    const proxy = await CutProxy.to(app.url);
    const body = { email: grace.user.email, password: TEST_PASSWORD };
    const login = await app.request('POST', '/auth/login', { body });
    const second = login.body.data.accessToken as string;
    const asked: string[] = [];
    const getToken = (): string => {
      const token = asked.length < 2 ? grace.user.token : second;
      // The stream has ended with its session: what comes now is heard by the other one.
      if (asked.push(token) === 3) void app.request('DELETE', `/jobs/${id}`, { token });
      return token;
    };
    const seen: string[] = [];
    let working: Promise<unknown> | undefined;
    try {
      for await (const job of followJob(proxy.url, getToken, id)) {
        seen.push(job.status);
        if (job.status === 'queued') {
          proxy.cut();
          working = work(id, endless);
        } else if (job.status === 'active') await grace.must('POST', '/auth/logout');
      }
    } finally {
      proxy.close();
    }
    await working;
    expect(seen.at(-1)).toBe('cancelled');
    expect(asked).toHaveLength(3);
  });
});

/** The last: clients are sent away before the server stops, and it does not wait for them for ever. */
afterAll(async () => {
  const one = await stream(await create());
  await eventually(() => expect(one.events).toHaveLength(1));
  await app.close();
  await one.end();
  expect(one.text).toContain('the server restarts');
});
