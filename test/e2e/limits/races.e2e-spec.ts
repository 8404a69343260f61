import { createTestApp, type TestAnswer, type TestApp, type TestReplica } from '@almanac/testing';
import { codeOf, person, share, type Person } from '../planning/support';

/**
 * The last place under a limit of the tier table, asked for on two replicas at once. Templates, imports, promised
 * uploads and the assistant's requests have theirs where they are tested: planning/templates, imports/imports,
 * files/files and limits/usage.
 */
let app: TestApp;
let replica: TestReplica;
const PLANNERS = 4;
const REQUESTS = 25;

beforeAll(async () => {
  app = await createTestApp({
    config: {
      ...{ MAX_PLANNERS_FREE: String(PLANNERS), MAX_COLLABORATORS_PREMIUM: '3', STORAGE_FREE_MIB: '1' },
      ...{ RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_FREE: String(REQUESTS), RATE_LIMIT_PREMIUM: '1000' },
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

it('bytes of files are as many as there is room for', async () => {
  const ada = await person(app, { tier: 'free' });
  const wish = { name: 'half.txt', size: 600 * 1024, type: 'text/plain' };
  const answers = await spread(ada, 'POST', times(6, '/files/uploads'), wish);
  expect(taken(answers)).toBe(1);
  for (const answer of answers.filter(({ status }) => status >= 300))
    expect([answer.status, codeOf(answer)]).toEqual([403, 'STORAGE_LIMIT_REACHED']);
});

it('requests are as many as the tier allows, over both replicas, and more from the next one after an upgrade', async () => {
  const ada = await person(app, { tier: 'free' });
  const answers = await spread(ada, 'GET', times(REQUESTS + 10, '/users/me'));
  expect(taken(answers)).toBe(REQUESTS);
  for (const answer of answers.filter(({ status }) => status >= 300)) {
    expect([answer.status, codeOf(answer)]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  const admin = await app.user({ admin: true });
  const raised = await app.request('PATCH', `/admin/users/${ada.id}`, {
    token: admin.token,
    body: { tier: 'premium' },
  });
  expect(raised.status).toBe(200);
  expect((await replica.request('GET', '/users/me', { token: ada.user.token })).status).toBe(200);
});
