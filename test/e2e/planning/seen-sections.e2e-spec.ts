import { AccountPurgeService } from '@almanac/identity';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestAnswer, type TestApp, type TestReplica } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { person, share, type Person } from './support';
import { operationOf, undo } from './undo-support';

jest.setTimeout(120_000);

let app: TestApp;
let replica: TestReplica;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  app = await createTestApp({ worker: true });
  replica = await app.replica();
});
beforeEach(async () => {
  ada = await person(app);
  bob = await person(app);
});
afterAll(async () => {
  await replica.close();
  await app.close();
});

interface Scene {
  plannerId: string;
  sectionId: string;
  first: string;
  second: string;
}

async function scene(): Promise<Scene> {
  const { id: plannerId } = await ada.planner();
  const { id: sectionId } = await ada.section(plannerId);
  const { id: first } = await ada.activity(sectionId, { title: 'first', checklist: ['a', 'b'] });
  const { id: second } = await ada.activity(sectionId, { title: 'second', dueDate: '2099-01-01T09:00:00Z' });
  return { plannerId, sectionId, first, second };
}

/** The sections by the lists of each, which come from the database as they are. */
async function listed(plannerId: string): Promise<unknown[]> {
  const { sections } = await ada.must('GET', `/planners/${plannerId}/sections?limit=100`);
  return Promise.all(
    sections.map(async (section: { id: string }) => {
      const { activities } = await ada.must('GET', `/sections/${section.id}/activities?limit=100`);
      return { ...section, activities };
    }),
  );
}

/** As each of the replicas shows it, to each of its people. */
async function shown(plannerId: string, people: readonly Person[] = [ada]): Promise<TestAnswer[]> {
  const answers = people.flatMap((who) =>
    [app, replica].map((api) => api.request('GET', `/planners/${plannerId}`, { token: who.user.token })),
  );
  return Promise.all(answers);
}

async function expectAsListed(plannerId: string, people?: readonly Person[]): Promise<string[]> {
  const sections = await listed(plannerId);
  const answers = await shown(plannerId, people);
  for (const { body } of answers) expect(body.data.sections).toEqual(sections);
  return answers.map(({ headers }) => headers.get('etag') ?? '');
}

type Write = (scene: Scene) => Promise<unknown>;
const writes: [string, Write][] = [
  ['an activity is made', ({ sectionId }) => ada.activity(sectionId)],
  ['one is changed', ({ first }) => ada.must('PATCH', `/activities/${first}`, { title: 'other' })],
  ['one is completed', ({ first }) => ada.must('PATCH', `/activities/${first}`, { status: 'completed' })],
  ['one goes into the trash', ({ first }) => ada.must('DELETE', `/activities/${first}`)],
  ['a comment is written', ({ first }) => ada.must('POST', `/activities/${first}/comments`, { text: 'Hm' })],
  ['a line is ticked', ({ first }) => tick(first)],
  ['a reminder is set', ({ second }) => remind(second, { offset: 10 })],
  ['somebody is assigned', ({ first }) => ada.must('PATCH', `/activities/${first}`, { assignees: [ada.id] })],
  [
    'one waits for another',
    ({ first, second }) => ada.must('PATCH', `/activities/${second}`, { blockedBy: [first] }),
  ],
  [
    'one comes to repeat, and is completed',
    async ({ second }) => {
      await ada.must('PATCH', `/activities/${second}`, { recurrence: { pattern: 'daily' } });
      await ada.must('PATCH', `/activities/${second}`, { status: 'completed' });
    },
  ],
  [
    'a change is undone',
    async ({ first }) => undo(ada, await operationOf(ada, 'PATCH', `/activities/${first}`, { title: 'x' })),
  ],
  ['a section is made', ({ plannerId }) => ada.section(plannerId)],
  [
    'a section is renamed',
    ({ sectionId }) => ada.must('PATCH', `/sections/${sectionId}`, { title: 'other' }),
  ],
  ['a section goes into the trash', ({ sectionId }) => ada.must('DELETE', `/sections/${sectionId}`)],
  [
    'several are changed at once',
    ({ first, sectionId }) =>
      ada.must('POST', '/activities/batch', {
        operations: [
          { op: 'update', id: first, data: { title: 'd' } },
          { op: 'create', sectionId, data: { title: 'e' } },
        ],
      }),
  ],
];

async function tick(id: string): Promise<void> {
  const { checklist } = await ada.must('GET', `/activities/${id}`);
  await ada.must('PATCH', `/activities/${id}/checklist/${checklist[0].id}`, { completed: true });
}

function remind(id: string, when: object): Promise<unknown> {
  return ada.must('POST', `/activities/${id}/reminders`, { type: 'email', ...when });
}

it.each(writes)('every replica shows at once that %s', async (_, write) => {
  const there = await scene();
  const before = await expectAsListed(there.plannerId);
  await write(there);
  const after = await expectAsListed(there.plannerId);
  expect(after).not.toEqual(before);
});

it('what the worker writes is shown at once, too', async () => {
  const { plannerId, first } = await scene();
  await remind(first, { time: new Date(Date.now() + 1500).toISOString() });
  await expectAsListed(plannerId);
  await eventually(async () => {
    const [reminder] = (await ada.must('GET', `/activities/${first}`)).reminders;
    expect(reminder.sent).toBe(true);
  });
  await expectAsListed(plannerId);
});

it('whoever is purged is named no more in what was seen before', async () => {
  const { plannerId, sectionId } = await scene();
  await share(app, plannerId, bob.id, 'editor');
  await bob.activity(sectionId, { title: 'of Bob' });
  const before = await expectAsListed(plannerId, [ada, bob]);
  await app.database.query(
    `UPDATE users SET status = 'deleted', deleted_at = now() - interval '31 days' WHERE id = $1`,
    [bob.id],
  );
  expect(await app.getFromWorker(AccountPurgeService).run(RequestContext.system())).toBe(1);
  const after = await expectAsListed(plannerId);
  expect(after[0]).not.toBe(before[0]);
  for (const { text } of await shown(plannerId)) expect(text).not.toContain(bob.id);
});

it('is read while others write, and never older than what was answered before', async () => {
  const { plannerId, first } = await scene();
  const read = async (api: TestApp | TestReplica): Promise<number> => {
    const { body } = await api.request('GET', `/planners/${plannerId}`, { token: ada.user.token });
    const [activity] = body.data.sections[0].activities;
    expect(activity.title).toBe(activity.version === 1 ? 'first' : `v${activity.version}`);
    return activity.version;
  };
  for (let version = 2; version <= 30; version += 1) {
    const early = Promise.all([app, replica, app, replica].map(read));
    await ada.must('PATCH', `/activities/${first}`, { title: `v${version}` });
    const late = await Promise.all([app, replica].map(read));
    for (const seen of await early) expect([version - 1, version]).toContain(seen);
    expect(late).toEqual([version, version]);
  }
});

it('takes from memory what nobody has written since, for whoever may see the planner and for nobody else', async () => {
  const { plannerId, first } = await scene();
  await shown(plannerId);
  // Past the counts, as nothing of ours writes: only so can it be told where the text comes from.
  await app.database.query(`UPDATE activities SET title = 'unseen' WHERE id = $1`, [first]);
  for (const { text } of await shown(plannerId)) expect(text).toContain('"title":"first"');
  const [here, there] = await shown(plannerId, [bob]);
  expect([here?.status, there?.status]).toEqual([403, 403]);
  expect(here?.text).not.toContain('first');
  await app.database.query('UPDATE planner_stats SET tick = tick WHERE planner_id = $1', [plannerId]);
  for (const { text } of await shown(plannerId)) expect(text).toContain('"title":"unseen"');
});
