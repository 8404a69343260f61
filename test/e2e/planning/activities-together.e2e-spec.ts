import { createTestApp, type TestApp, type TestReplica } from '@almanac/testing';
import { codeOf, type Person, person, share, unshare } from './support';

const PEOPLE = 4;
const EACH = 12;

/** Creations that share a statement: each counts by itself, whatever becomes of the others. */
describe('activities that are made at the same time', () => {
  let app: TestApp;
  let replica: TestReplica;
  let people: Person[];

  beforeAll(async () => {
    app = await createTestApp();
    replica = await app.replica();
    people = await Promise.all(Array.from({ length: PEOPLE }, () => person(app)));
  });
  afterAll(() => app.close());

  const room = async (owner: Person) => {
    const planner = await owner.planner();
    return { planner: planner.id as string, section: (await owner.section(planner.id)).id as string };
  };
  const waiting = 'SELECT seq, prev FROM outbox WHERE stream_id = $1 ORDER BY seq';

  test('over two replicas: counts, places and the chain of events are right', async () => {
    const rooms = await Promise.all(people.map(room));
    const answers = await Promise.all(
      people.flatMap((owner, index) =>
        Array.from({ length: EACH }, (_, number) =>
          (number % 2 === 0 ? app : replica).request(
            'POST',
            `/sections/${rooms[index]?.section}/activities`,
            {
              token: owner.user.token,
              body: { title: `${index}/${number}`, ...(number % 3 === 0 ? { status: 'completed' } : {}) },
            },
          ),
        ),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    for (const [index, owner] of people.entries()) {
      const { planner } = rooms[index] ?? { planner: '' };
      const whole = await owner.must('GET', `/planners/${planner}`);
      expect(whole).toMatchObject({ activitiesCount: EACH, completedCount: EACH / 3 });
      const { activities } = whole.sections[0];
      expect(new Set(activities.map((one: { position: string }) => one.position)).size).toBe(EACH);
      for (const one of activities) expect(one).toMatchObject({ userId: owner.id, plannerId: planner });
      const made = answers.slice(index * EACH, (index + 1) * EACH).map(({ body }) => body.data);
      expect(activities).toEqual(expect.arrayContaining(made));
      const { rows } = await app.database.query<{ seq: string; prev: string | null }>(waiting, [planner]);
      expect(rows.slice(1).map(({ prev }) => prev)).toEqual(rows.slice(0, -1).map(({ seq }) => seq));
    }
  });

  test('those that are refused do not spoil the others', async () => {
    const [ada, bob, eve, stranger] = people as [Person, Person, Person, Person];
    const own = await room(ada);
    const gone = await room(ada);
    await ada.must('DELETE', `/planners/${gone.planner}`);
    await share(app, own.planner, bob.id, 'viewer');
    await share(app, own.planner, eve.id, 'editor');
    const unknown = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';
    const make = (who: Person, section: string) =>
      who.send('POST', `/sections/${section}/activities`, { title: 'x' });
    const answers = await Promise.all([
      make(ada, own.section),
      make(bob, own.section),
      make(eve, own.section),
      make(stranger, own.section),
      make(ada, gone.section),
      make(ada, unknown),
      make(ada, own.section),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 403, 201, 403, 404, 404, 201]);
    await unshare(app, own.planner, eve.id);
    expect(codeOf(await make(eve, own.section))).toBe('FORBIDDEN');
    expect(await ada.must('GET', `/planners/${own.planner}`)).toMatchObject({ activitiesCount: 3 });
  });

  test('while somebody holds a planner, others do not wait for it', async () => {
    const [ada, bob] = people as [Person, Person];
    const held = await room(ada);
    const free = await room(bob);
    const holder = await app.database.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM planner_stats WHERE planner_id = $1 FOR UPDATE', [held.planner]);
    let heldIsMade = false;
    const late = ada.activity(held.section).then(() => (heldIsMade = true));
    await Promise.all(Array.from({ length: 5 }, () => bob.activity(free.section)));
    expect(heldIsMade).toBe(false);
    await holder.query('COMMIT');
    holder.release();
    await late;
    expect(await ada.must('GET', `/planners/${held.planner}`)).toMatchObject({ activitiesCount: 1 });
  });

  test('a section that goes while creations come takes none in', async () => {
    const [ada] = people as [Person];
    const { planner, section } = await room(ada);
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () =>
        ada.send('POST', `/sections/${section}/activities`, { title: 'x' }),
      ),
      ada.send('DELETE', `/sections/${section}`),
      ...Array.from({ length: 10 }, () =>
        ada.send('POST', `/sections/${section}/activities`, { title: 'x' }),
      ),
    ]);
    expect(answers.every(({ status }) => [200, 201, 404].includes(status))).toBe(true);
    const { rows } = await app.database.query(
      'SELECT count(*)::int AS live FROM activities WHERE planner_id = $1 AND deleted_at IS NULL',
      [planner],
    );
    expect(rows).toEqual([{ live: 0 }]);
    expect(await ada.must('GET', `/planners/${planner}`)).toMatchObject({ activitiesCount: 0 });
  });

  test('one key, twenty times at once over two replicas: one activity, one answer', async () => {
    const [ada, bob] = people as [Person, Person];
    const { planner, section } = await room(ada);
    const other = await room(bob);
    const headers = { 'idempotency-key': 'the-same-submit' };
    const submit = (target: Pick<TestApp, 'request'>, token: string, path: string, title = 'x') =>
      target.request('POST', `/sections/${path}/activities`, { token, body: { title }, headers });
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, index) =>
        submit(index % 2 === 0 ? app : replica, ada.user.token, section),
      ),
      // The key of somebody else is another key.
      submit(app, bob.user.token, other.section),
    ]);
    const theirs = answers.pop();
    expect(theirs?.status).toBe(201);
    for (const { status } of answers) expect([201, 409]).toContain(status);
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    expect(made.filter(({ headers: got }) => got.get('idempotent-replayed') === null)).toHaveLength(1);
    const again = await submit(replica, ada.user.token, section);
    expect(again.text).toBe(made[0]?.text);
    for (const name of ['location', 'etag', 'x-operation-id']) {
      expect(again.headers.get(name)).toBe(made[0]?.headers.get(name));
    }
    expect(codeOf(await submit(app, ada.user.token, section, 'another'))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await ada.must('GET', `/planners/${planner}`)).toMatchObject({ activitiesCount: 1 });
  });

  test('with a key, a refusal is not kept', async () => {
    const [ada, bob] = people as [Person, Person];
    const { planner, section } = await room(ada);
    const submit = () =>
      bob.send('POST', `/sections/${section}/activities`, { title: 'x' }, { 'idempotency-key': 'retry' });
    expect((await submit()).status).toBe(403);
    await share(app, planner, bob.id, 'editor');
    expect((await submit()).status).toBe(201);
    expect((await submit()).headers.get('idempotent-replayed')).toBe('true');
  });
});
