import { createTestApp, type TestApp } from '@almanac/testing';
import { fieldsOf, type Person, person, share } from './support';

type Row = { id: string; title: string; position: string };

/** The order of activities, and that it holds whoever moves at the same time. */
describe('order', () => {
  let app: TestApp;
  let ada: Person;
  let plannerId: string;
  let sectionId: string;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  beforeEach(async () => {
    plannerId = (await ada.planner()).id;
    sectionId = (await ada.section(plannerId)).id;
  });
  afterAll(() => app.close());

  const rows = async (section = sectionId): Promise<Row[]> =>
    (await ada.must('GET', `/sections/${section}/activities?limit=100`)).activities;
  const titles = async (section = sectionId) => (await rows(section)).map(({ title }) => title).join('');
  const make = async (names: string, section = sectionId): Promise<Record<string, string>> => {
    const made: Record<string, string> = {};
    for (const title of names) made[title] = (await ada.activity(section, { title })).id;
    return made;
  };
  const move = (id: string | undefined, body: object) => ada.send('POST', `/activities/${id}/move`, body);

  test('before, after, to the end', async () => {
    const { a, b, c, d } = await make('abcd');
    await move(d, { before: a });
    expect(await titles()).toBe('dabc');
    await move(d, { after: b });
    expect(await titles()).toBe('abdc');
    await move(a, {});
    expect(await titles()).toBe('bdca');
    await move(c, { after: a });
    expect(await titles()).toBe('bdac');
    const answer = await move(b, { before: c });
    expect(answer.body.data).toMatchObject({ version: 2, sectionId });
    expect(await titles()).toBe('dabc');
  });

  test('to another section and another planner; counts follow, and both histories tell', async () => {
    const { a, b } = await make('ab');
    await ada.must('PATCH', `/activities/${a}`, { status: 'completed' });
    const other = await ada.planner();
    const target = (await ada.section(other.id)).id;
    const { x } = await make('xy', target);
    const answer = await move(a, { sectionId: target, after: x });
    expect(answer.body.data).toMatchObject({ sectionId: target, plannerId: other.id });
    expect([await titles(), await titles(target)]).toEqual(['b', 'xay']);
    expect(await ada.must('GET', `/planners/${plannerId}`)).toMatchObject({
      activitiesCount: 1,
      completedCount: 0,
    });
    expect(await ada.must('GET', `/planners/${other.id}`)).toMatchObject({
      activitiesCount: 3,
      completedCount: 1,
    });
    const actionsOf = async (id: string) =>
      (await ada.must('GET', `/planners/${id}/history?limit=1`)).history[0].action;
    expect([await actionsOf(plannerId), await actionsOf(other.id)]).toEqual([
      'activity.deleted',
      'activity.moved',
    ]);
    const refused = await move(b, { before: x });
    expect([refused.status, fieldsOf(refused)]).toEqual([422, ['before']]);
  });

  test('what makes no sense is refused', async () => {
    const { a, b } = await make('ab');
    expect(fieldsOf(await move(a, { before: b, after: b }))).toEqual(['after']);
    expect(fieldsOf(await move(a, { before: a }))).toEqual(['before']);
    expect((await move(a, { sectionId: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99' })).status).toBe(404);
    expect((await move(a, { index: 3 })).status).toBe(422);
    const stale = await ada.send('POST', `/activities/${a}/move`, {}, { 'if-match': '"v9"' });
    expect(stale.status).toBe(412);
  });

  test('nobody moves into or out of what they may not write', async () => {
    const { a } = await make('a');
    const friend = await person(app);
    const foreign = await friend.planner();
    const target = (await friend.section(foreign.id)).id;
    expect((await move(a, { sectionId: target })).status).toBe(403);
    await share(app, foreign.id, ada.id, 'viewer');
    expect((await move(a, { sectionId: target })).status).toBe(403);
    expect((await friend.send('POST', `/activities/${a}/move`, { sectionId: target })).status).toBe(403);
  });

  test('forty moves at once leave every activity once, at a place of its own', async () => {
    const names = 'abcdefghij';
    const made = await make(names);
    const ids = Object.values(made);
    const pick = (seed: number) => ids[(seed * 7919) % ids.length];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const [moved, neighbour] = [pick(index), pick(index * 3 + 1)];
        if (moved === neighbour) return move(moved, {});
        return move(moved, index % 2 === 0 ? { before: neighbour } : { after: neighbour });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const now = await rows();
    expect(
      now
        .map(({ title }) => title)
        .sort()
        .join(''),
    ).toBe(names);
    const positions = now.map(({ position }) => position);
    expect(new Set(positions).size).toBe(names.length);
    expect([...positions].sort()).toEqual(positions);
  });

  test('moves between two planners in both directions at once neither wait for ever nor lose anything', async () => {
    const other = (await ada.section((await ada.planner()).id)).id;
    const [here, there] = [await make('abcdefgh'), await make('ijklmnop', other)];
    const answers = await Promise.all([
      ...Object.values(here).map((id) => move(id, { sectionId: other })),
      ...Object.values(there).map((id) => move(id, { sectionId })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const together = [...(await titles()), ...(await titles(other))];
    expect(together.sort().join('')).toBe('abcdefghijklmnop');
  });

  test('counts, sequence and places hold while everything happens at once', async () => {
    const { a, b, c } = await make('abc');
    const section = await ada.section(plannerId);
    const statuses = ['completed', 'pending', 'cancelled'];
    await Promise.all(
      [
        ...Array.from({ length: 20 }, (_, index) =>
          ada.activity(index % 2 === 0 ? sectionId : section.id, { status: statuses[index % 3] }),
        ),
        ...[a, b, c].flatMap((id) =>
          statuses.map((status) => ada.send('PATCH', `/activities/${id}`, { status })),
        ),
        ada.send('DELETE', `/activities/${a}`),
        ada.send('DELETE', `/sections/${section.id}`),
        ...Array.from({ length: 5 }, () => ada.section(plannerId)),
      ].map((request) => Promise.resolve(request).catch(() => undefined)),
    );
    const planner = await ada.must('GET', `/planners/${plannerId}`);
    const { rows: truth } = await app.database.query(
      `SELECT (SELECT count(*)::int FROM sections WHERE planner_id = $1 AND deleted_at IS NULL) AS sections,
              count(*)::int AS activities, count(*) FILTER (WHERE status = 'completed')::int AS completed
         FROM activities WHERE planner_id = $1 AND deleted_at IS NULL`,
      [plannerId],
    );
    const { sectionsCount: sections, activitiesCount: activities, completedCount: completed } = planner;
    expect({ sections, activities, completed }).toEqual(truth[0]);
    const { rows: orphans } = await app.database.query(
      `SELECT a.id FROM activities a JOIN sections s ON s.id = a.section_id
        WHERE a.planner_id = $1 AND a.deleted_at IS NULL AND s.deleted_at IS NOT NULL`,
      [plannerId],
    );
    expect(orphans).toEqual([]);
    const { rows: stream } = await app.database.query(
      'SELECT seq, prev FROM outbox WHERE stream_id = $1 ORDER BY seq',
      [plannerId],
    );
    expect(stream.map(({ prev }) => prev)).toEqual([null, ...stream.slice(0, -1).map(({ seq }) => seq)]);
  });
});
