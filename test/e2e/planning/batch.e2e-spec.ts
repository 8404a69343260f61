import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, type Person, person } from './support';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';

describe('batches', () => {
  let app: TestApp;
  let ada: Person;
  let plannerId: string;
  let sectionId: string;
  let otherId: string;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  beforeEach(async () => {
    plannerId = (await ada.planner()).id;
    sectionId = (await ada.section(plannerId)).id;
    otherId = (await ada.section(plannerId)).id;
  });
  afterAll(() => app.close());

  const batch = (operations: (object | null)[], options: object = {}, path = '/activities/batch') =>
    ada.send('POST', path, { operations, ...options });
  const titles = async (section: string) =>
    (await ada.must('GET', `/sections/${section}/activities?limit=100`)).activities.map(
      (row: { title: string }) => row.title,
    );

  test('creates, updates, moves and deletes, each seeing the one before', async () => {
    const [a, b, c] = [
      await ada.activity(sectionId, { title: 'a' }),
      await ada.activity(sectionId, { title: 'b' }),
      await ada.activity(sectionId, { title: 'c' }),
    ];
    const answer = await batch([
      { op: 'create', sectionId, data: { title: 'd', estimatedDuration: 5 } },
      { op: 'update', id: a.id, data: { status: 'completed' } },
      { op: 'update', id: a.id, data: { title: 'A' } },
      { op: 'move', id: c.id, before: a.id },
      { op: 'move', id: b.id, sectionId: otherId },
      { op: 'delete', id: c.id },
    ]);
    expect(answer.status).toBe(200);
    const { results } = answer.body.data;
    expect(results.map((r: { index: number; status: number }) => [r.index, r.status])).toEqual([
      [0, 201],
      [1, 200],
      [2, 200],
      [3, 200],
      [4, 200],
      [5, 200],
    ]);
    expect(results[0].data).toMatchObject({ title: 'd', metadata: { estimatedDuration: 5 } });
    expect(results[2].data).toMatchObject({ title: 'A', version: 3, metadata: { progress: 100 } });
    expect(await titles(sectionId)).toEqual(['A', 'd']);
    expect(await titles(otherId)).toEqual(['b']);
    expect(await ada.must('GET', `/planners/${plannerId}`)).toMatchObject({
      activitiesCount: 3,
      completedCount: 1,
    });
  });

  test('an atomic one happens whole or not at all, and says where it failed', async () => {
    const a = await ada.activity(sectionId, { title: 'a' });
    const missing = await batch([
      { op: 'update', id: a.id, data: { title: 'changed' } },
      { op: 'delete', id: UNKNOWN },
    ]);
    expect([missing.status, codeOf(missing), missing.body.error.details]).toEqual([
      404,
      'NOT_FOUND',
      { index: 1 },
    ]);
    const wrong = await batch([
      { op: 'create', sectionId, data: { title: 'new' } },
      { op: 'update', id: a.id, data: { startDate: '2026-02-02', endDate: '2026-01-01' } },
    ]);
    expect([wrong.status, fieldsOf(wrong)]).toEqual([422, ['operations[1].endDate']]);
    const stale = await batch([{ op: 'update', id: a.id, data: { title: 'x', version: 7 } }]);
    expect(stale.status).toBe(412);
    expect(await titles(sectionId)).toEqual(['a']);
    expect((await ada.must('GET', `/planners/${plannerId}`)).activitiesCount).toBe(1);
  });

  test('otherwise each stands for itself', async () => {
    const a = await ada.activity(sectionId, { title: 'a' });
    const stranger = await person(app);
    const foreign = await stranger.activity((await stranger.section((await stranger.planner()).id)).id);
    const answer = await batch(
      [
        { op: 'update', id: a.id, data: { title: 'changed' } },
        { op: 'delete', id: foreign.id },
        { op: 'create', sectionId: otherId, data: { title: 'new' } },
        { op: 'move', id: a.id, before: UNKNOWN },
        { op: 'update', id: a.id, data: { title: 'stale', version: 1 } },
        { op: 'delete', id: UNKNOWN },
        { op: 'create', sectionId: foreign.sectionId, data: { title: 'x' } },
        { op: 'create', data: {} },
      ],
      { atomic: false },
    );
    const { results } = answer.body.data;
    expect(results.map((r: { status: number }) => r.status)).toEqual([
      200, 403, 201, 422, 412, 404, 403, 422,
    ]);
    expect(results[1].error.code).toBe('FORBIDDEN');
    expect(results[3].error.details[0].field).toBe('before');
    expect(await titles(sectionId)).toEqual(['changed']);
    expect(await titles(otherId)).toEqual(['new']);
    expect((await stranger.get(`/activities/${foreign.id}`)).status).toBe(200);
    expect((await ada.must('GET', `/planners/${plannerId}`)).activitiesCount).toBe(2);
  });

  test('what is no operation is refused by itself, or with all of an atomic batch', async () => {
    const good = { op: 'create', sectionId, data: { title: 'good' } };
    const wrong: [object | null, string[]][] = [
      [
        { op: 'create', sectionId, data: { title: 'x'.repeat(501), dueDate: '2026-02-30' } },
        ['data.title', 'data.dueDate'],
      ],
      [{ op: 'paint', id: UNKNOWN }, ['op']],
      [{ op: 'update', id: 'x', data: { ownerId: UNKNOWN } }, ['id', 'data.ownerId']],
      [null, ['']],
    ];
    const operations = [good, ...wrong.map(([operation]) => operation), good];
    const apart = await batch(operations, { atomic: false });
    const { results } = apart.body.data;
    expect(results.map((r: { status: number }) => r.status)).toEqual([201, 422, 422, 422, 422, 201]);
    expect(
      results
        .slice(1, 5)
        .map((r: { error: { details: { field: string }[] } }) => r.error.details.map(({ field }) => field)),
    ).toEqual(wrong.map(([, fields]) => fields));
    expect(await titles(sectionId)).toEqual(['good', 'good']);
    const whole = await batch(operations);
    expect([whole.status, fieldsOf(whole)]).toEqual([
      422,
      wrong.flatMap(([, fields], index) =>
        fields.map((field) => `operations[${index + 1}]${field === '' ? '' : `.${field}`}`),
      ),
    ]);
    expect(await titles(sectionId)).toEqual(['good', 'good']);
  });

  test('of one section: others are refused, and creations need not name it', async () => {
    const path = `/sections/${sectionId}/activities/batch`;
    const elsewhere = await ada.activity(otherId);
    const made = await batch([{ op: 'create', data: { title: 'here' } }], {}, path);
    expect(made.body.data.results[0].data.sectionId).toBe(sectionId);
    for (const operation of [
      { op: 'delete', id: elsewhere.id },
      { op: 'create', sectionId: otherId, data: { title: 'x' } },
    ]) {
      expect((await batch([operation], {}, path)).status).toBe(404);
    }
    const moved = await batch(
      [{ op: 'move', id: made.body.data.results[0].data.id, sectionId: otherId }],
      {},
      path,
    );
    expect(moved.status).toBe(200);
  });

  test('takes 100 and no more, and refuses what it does not know', async () => {
    const create = { op: 'create', sectionId, data: { title: 'x' } };
    expect((await batch(Array.from({ length: 100 }, () => create))).status).toBe(200);
    expect((await ada.must('GET', `/planners/${plannerId}`)).activitiesCount).toBe(100);
    expect((await batch(Array.from({ length: 101 }, () => create))).status).toBe(422);
    expect((await batch([])).status).toBe(422);
    const wrong = await batch([{ op: 'explode', id: 'x', data: { title: '', owner: 1 } }]);
    expect(fieldsOf(wrong).sort()).toEqual([
      'operations[0].data.owner',
      'operations[0].data.title',
      'operations[0].id',
      'operations[0].op',
    ]);
    expect((await batch([{ ...create, id: UNKNOWN }])).status).toBe(422);
    expect((await batch([{ op: 'update', data: { title: 'x' } }])).status).toBe(422);
  });

  test('two batches over the same rows in opposite order both end', async () => {
    const other = (await ada.section((await ada.planner()).id)).id;
    const [a, b] = [await ada.activity(sectionId), await ada.activity(other)];
    const update = (id: string, title: string) => ({ op: 'update', id, data: { title } });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        const operations = [update(a.id, `${index}`), update(b.id, `${index}`)];
        return batch(index % 2 === 0 ? operations : operations.reverse());
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const [x, y] = [
      await ada.must('GET', `/activities/${a.id}`),
      await ada.must('GET', `/activities/${b.id}`),
    ];
    expect([x.version, x.title]).toEqual([y.version, y.title]);
  });
});
