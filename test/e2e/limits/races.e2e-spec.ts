import { createTestApp, type TestAnswer, type TestApp, type TestReplica } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { ended } from '../identity/leaving';
import { sharingOf } from '../planning/sharing-support';
import { codeOf, person, share, type Person } from '../planning/support';
import { accept } from '../teams/support';

/**
 * The last place for planners and for collaborators, asked for on two replicas at once, in every way there is; the other
 * limits of the tier table have their tests in counters.e2e-spec.ts. docs/limits.md lists which test shows which limit.
 */
let app: TestApp;
let replica: TestReplica;
const PLANNERS = 4;
const COLLABORATORS = 3;
jest.setTimeout(60_000);

beforeAll(async () => {
  app = await createTestApp({
    worker: true,
    config: {
      MAX_PLANNERS_FREE: String(PLANNERS),
      MAX_COLLABORATORS_PREMIUM: String(COLLABORATORS),
    },
  });
  replica = await app.replica();
});
afterAll(() => app.close());

/** In turn by the one and the other replica. */
function spread(who: Person, method: string, paths: readonly string[], body?: object): Promise<TestAnswer[]> {
  return Promise.all(
    paths.map((path, index) =>
      (index % 2 ? app : replica).request(method, path, { token: who.user.token, ...(body && { body }) }),
    ),
  );
}
const times = (count: number, path: string) => Array.from({ length: count }, () => path);
/** What is sent to each path, in turn by the one and the other replica. */
interface Sent {
  path: string;
  body?: unknown;
  file?: { raw: string; type: string };
}
function all(who: Person, requests: readonly Sent[]): Promise<TestAnswer[]> {
  return Promise.all(
    requests.map(({ path, body, file }, index) =>
      (index % 2 ? app : replica).request('POST', path, {
        token: who.user.token,
        ...(file ? { raw: file.raw, headers: { 'content-type': file.type } } : { body }),
      }),
    ),
  );
}
/** The one import of each format that the API document shows. */
async function imports(): Promise<Sent[]> {
  const { paths } = (await app.request('GET', '//openapi.json')).body;
  return ['json', 'csv', 'ics', 'todoist', 'trello'].map((format) => {
    const { content } = paths[`/api/v1/import/${format}`].post.requestBody;
    for (const [type, { example }] of Object.entries<{ example?: unknown }>(content))
      if (example !== undefined) {
        const raw = typeof example === 'string' ? example : JSON.stringify(example);
        return { path: `/import/${format}`, file: { raw, type } };
      }
    throw new Error(`No file to import as ${format}`);
  });
}
const taken = (answers: readonly TestAnswer[]) => answers.filter(({ status }) => status < 300).length;
async function owned({ id }: Person): Promise<number> {
  const { rows } = await app.database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM planners WHERE owner_id = $1 AND deleted_at IS NULL',
    [id],
  );
  return rows[0]?.count ?? 0;
}

describe('planners', () => {
  it('of somebody are as many as there is room for, made and handed on at once', async () => {
    const [giver, ada] = [await person(app), await person(app, { tier: 'free' })];
    for (let number = 1; number < PLANNERS; number += 1) await ada.planner();
    const gifts = [await giver.planner(), await giver.planner(), await giver.planner()];
    for (const { id } of gifts) await share(app, id, ada.id, 'viewer');
    const answers = await Promise.all([
      spread(ada, 'POST', times(4, '/planners'), { title: 'x' }),
      spread(
        giver,
        'POST',
        gifts.map(({ id }) => `/planners/${id}/transfer`),
        { userId: ada.id },
      ),
    ]);
    expect(taken(answers.flat())).toBe(1);
    for (const answer of answers.flat().filter(({ status }) => status >= 300))
      expect([answer.status, codeOf(answer)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
    expect(await owned(ada)).toBe(PLANNERS);
  });

  it('are as many by copies and by what comes back out of the trash', async () => {
    const ada = await person(app, { tier: 'free' });
    const gone = [await ada.planner(), await ada.planner()];
    for (const { id } of gone) await ada.must('DELETE', `/planners/${id}`);
    const [first] = [await ada.planner(), await ada.planner(), await ada.planner()];
    const answers = await Promise.all([
      spread(ada, 'POST', times(3, `/planners/${first.id}/duplicate`), {}),
      spread(
        ada,
        'POST',
        gone.map(({ id }) => `/planners/${id}/restore`),
      ),
    ]);
    expect(taken(answers.flat())).toBe(1);
    expect(await owned(ada)).toBe(PLANNERS);
  });
});

describe('the last place for a planner', () => {
  it('is taken once, by all ways to come to one at once', async () => {
    const [giver, ada] = [await person(app), await person(app, { tier: 'free' })];
    const files = await imports();
    const gone = [await ada.planner(), await ada.planner(), await ada.planner()];
    const deletions = [];
    for (const { id } of gone) deletions.push(await ada.send('DELETE', `/planners/${id}`));
    const [first] = [await ada.planner(), await ada.planner(), await ada.planner()];
    const body = { title: 'x', sections: [{ title: 'y', activities: [{ title: 'z' }] }] };
    const template = await ada.must('POST', '/templates', { name: 'x', kind: 'planner', body });
    const plan = await ada.plan({
      startsAt: '2027-01-04T09:00:00Z',
      steps: [{ id: 'a', title: 'A', duration: 60 }],
    });
    const gift = await giver.planner();
    await share(app, gift.id, ada.id, 'viewer');
    const requests: Sent[] = [
      { path: '/planners', body: { title: 'x' } },
      { path: `/planners/${first.id}/duplicate`, body: {} },
      { path: `/planners/${gone[0].id}/restore` },
      { path: `/trash/${gone[1].id}/restore` },
      { path: `/operations/${deletions[2]?.headers.get('x-operation-id')}/undo` },
      { path: `/templates/${template.id}/instantiate`, body: { startDate: '2027-01-04' } },
      { path: `/plans/${plan.id}/apply`, body: { newPlanner: { title: 'x' } } },
      ...files,
    ];
    const answers = await Promise.all([
      all(ada, requests),
      all(giver, [{ path: `/planners/${gift.id}/transfer`, body: { userId: ada.id } }]),
    ]);
    expect(answers.flat()).toHaveLength(13);
    expect(taken(answers.flat())).toBe(1);
    for (const answer of answers.flat().filter(({ status }) => status >= 300))
      expect([answer.status, codeOf(answer)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
    expect(await owned(ada)).toBe(PLANNERS);
  });

  it('is taken by one of several imports that are jobs, and of those who ask for themselves', async () => {
    const ada = await person(app, { tier: 'free' });
    for (let number = 1; number < PLANNERS; number += 1) await ada.planner();
    const [, csv] = await imports();
    const file = {
      raw: csv?.file?.raw ?? '',
      headers: { 'content-type': 'text/csv', prefer: 'respond-async' },
    };
    const queued = await Promise.all(
      [app, replica, app, replica].map((api) =>
        api.request('POST', '/import/csv', { token: ada.user.token, ...file }),
      ),
    );
    const own = await all(
      ada,
      times(3, '/planners').map((path) => ({ path, body: { title: 'x' } })),
    );
    const jobs = await Promise.all(
      queued.map(({ body }) => eventually(() => ended(app, ada.user.token, body.data.jobId), 30_000)),
    );
    expect(jobs.filter(({ status }) => status === 'completed').length + taken(own)).toBe(1);
    for (const job of jobs.filter(({ status }) => status !== 'completed'))
      expect(job).toMatchObject({ status: 'failed', error: { code: 'MAX_PLANNERS_REACHED' } });
    expect(await owned(ada)).toBe(PLANNERS);
  });

  it('is taken once by what is added without a place, and what is made besides', async () => {
    const ada = await person(app, { tier: 'free' });
    for (let number = 1; number < PLANNERS; number += 1) await ada.planner();
    await all(ada, [
      ...times(4, '/activities/quick-add').map((path) => ({ path, body: { text: 'Milk' } })),
      ...times(4, '/planners').map((path) => ({ path, body: { title: 'x' } })),
    ]);
    expect(await owned(ada)).toBe(PLANNERS);
  });
});

describe.each(['planners', 'plans'] as const)('the last places on %s', (things) => {
  it('go to as many of those who were invited as there are, whoever accepts at once', async () => {
    const owner = await person(app, { tier: 'enterprise' });
    const { id } = things === 'planners' ? await owner.planner() : await owner.plan();
    const guests = await Promise.all(
      Array.from({ length: COLLABORATORS + 3 }, () => person(app, { tier: 'premium' })),
    );
    const tokens: string[] = [];
    for (const { user } of guests) tokens.push(await sharingOf(things).invitedTo(owner, id, user.email));
    // Now there is room for fewer than were invited.
    const admin = await app.user({ admin: true });
    const body = { tier: 'premium' };
    await app.request('PATCH', `/admin/users/${owner.id}`, { token: admin.token, body });
    const answers = await Promise.all(
      guests.map(({ user }, index) =>
        (index % 2 ? app : replica).request('POST', `/invitations/${tokens[index]}/accept`, {
          token: user.token,
        }),
      ),
    );
    expect(taken(answers)).toBe(COLLABORATORS);
    for (const answer of answers.filter(({ status }) => status >= 300)) {
      expect([answer.status, codeOf(answer)]).toEqual([403, 'MAX_COLLABORATORS_REACHED']);
      expect(answer.body.error.details).toMatchObject({ limit: COLLABORATORS, tier: 'premium' });
    }
    const on = (await owner.must('GET', `/${things}/${id}/collaborators?status=accepted`)).collaborators;
    expect(on).toHaveLength(COLLABORATORS);
    // Whoever was refused may come once there is room: the invitation is still good.
    await owner.must('DELETE', `/${things}/${id}/collaborators/${on[0].userId}`);
    const late = answers.findIndex(({ status }) => status === 403);
    const [guest, token] = [guests[late], tokens[late]];
    expect(guest && (await accept(guest, String(token))).status).toBe(200);
  });
});

it('collaborators of a planner are as many as there is room for', async () => {
  const owner = await person(app, { tier: 'premium' });
  const { id } = await owner.planner();
  await share(app, id, (await person(app)).id, 'editor');
  await owner.must('POST', `/planners/${id}/collaborators`, { email: 'first@race.example', role: 'viewer' });
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      (index % 2 ? app : replica).request('POST', `/planners/${id}/collaborators`, {
        token: owner.user.token,
        body: { email: `guest${index}@race.example`, role: 'viewer' },
      }),
    ),
  );
  expect(taken(answers)).toBe(1);
  for (const answer of answers.filter(({ status }) => status >= 300)) {
    expect(codeOf(answer)).toBe('MAX_COLLABORATORS_REACHED');
    expect(answer.body.error.details).toEqual({ limit: 3, used: 3, tier: 'premium' });
  }
});
