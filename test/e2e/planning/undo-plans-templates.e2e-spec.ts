import { ChangeRetention } from '@almanac/planning';
import { createTestApp, type TestApp } from '@almanac/testing';
import { makeTeam } from '../teams/support';
import { person, sharePlan, type Person } from './support';
import { served, SyncClient } from './sync-model';
import { operationOf, reasonOf, undo, undone } from './undo-support';

let app: TestApp;
let ada: Person;

beforeAll(async () => {
  app = await createTestApp();
  ada = await person(app);
});
afterAll(() => app.close());

const step = (id: string, duration: number, ...after: string[]) => ({
  id,
  title: `Step ${id}`,
  duration,
  dependsOn: after.map((one) => ({ id: one })),
});
const steps = [step('a', 480), step('b.c', 60, 'a')];
const without = (thing: Record<string, unknown>) => {
  const { version: _version, updatedAt: _updatedAt, usageCount: _uses, ...rest } = thing;
  return rest;
};

/** A change is undone, and then the undoing. */
async function thereAndBack(address: string, patch: object, seen: () => Promise<unknown>): Promise<void> {
  const before = await seen();
  const operation = await operationOf(ada, 'PATCH', address, patch);
  const after = await seen();
  expect(after).not.toEqual(before);
  const back = await undone(ada, operation);
  expect(await seen()).toEqual(before);
  await undone(ada, back);
  expect(await seen()).toEqual(after);
}

describe('a plan', () => {
  const seen = async (id: string) => without(await ada.must('GET', `/plans/${id}`));
  const make = async (body: object = {}): Promise<string> =>
    (await ada.plan({ title: 'House', startsAt: '2026-03-02T09:00:00Z', steps, ...body })).id;

  test.each<[string, object]>([
    ['its fields', { title: 'Hut', deadline: '2027-01-01T00:00:00Z', status: 'active' }],
    ['its calendar', { calendar: { workingDays: [1], holidays: ['2026-12-25'] } }],
    ['its steps', { steps: [step('b.c', 30), step('z', 5, 'b.c')] }],
    ['the order of its steps', { steps: [...steps].reverse() }],
    ['all its steps and the title', { steps: [], title: 'Nothing' }],
  ])('has %s again, and once more the other way round', async (_what, patch) => {
    const id = await make();
    await thereAndBack(`/plans/${id}`, patch, () => seen(id));
  });

  test('with more changed steps than its history tells', async () => {
    const many = Array.from({ length: 200 }, (_, index) => step(`s${index}`, 60));
    const id = await make({ steps: many });
    const before = await seen(id);
    const changed = many.map((one) => ({ ...one, duration: 90 }));
    await undone(ada, await operationOf(ada, 'PATCH', `/plans/${id}`, { steps: changed }));
    expect(await seen(id)).toEqual(before);
  });

  test('goes and comes back', async () => {
    const client = new SyncClient(ada);
    const created = await operationOf(ada, 'POST', '/plans', { title: 'New', steps });
    const { plans } = await ada.must('GET', '/plans?limit=1');
    const before = await seen(plans[0].id);
    const gone = await undone(ada, created);
    expect((await ada.get(`/plans/${plans[0].id}`)).status).toBe(404);
    const back = await undone(ada, gone);
    expect(await seen(plans[0].id)).toEqual(before);
    await undone(ada, back);
    expect((await ada.get(`/plans/${plans[0].id}`)).status).toBe(404);
    await client.whole();
    expect(client.kept()).toEqual(await served(ada));
    const id = await make();
    const deleted = await operationOf(ada, 'DELETE', `/plans/${id}`);
    await undone(ada, deleted);
    expect((await seen(id))['title']).toBe('House');
    expect(reasonOf(await undo(ada, deleted))).toEqual([409, 'CONFLICT', 'changed-since']);
  });

  test('that somebody has gone on with is left alone, and they say by what', async () => {
    const id = await make();
    const first = await operationOf(ada, 'PATCH', `/plans/${id}`, { title: 'b', steps: [step('a', 1)] });
    const second = await operationOf(ada, 'PATCH', `/plans/${id}`, { steps: [step('a', 2)] });
    const refused = await undo(ada, first);
    expect(reasonOf(refused)).toEqual([409, 'CONFLICT', 'changed-since']);
    expect(refused.body.error.details.changed).toEqual([{ field: 'steps', operationId: second }]);
    expect((await seen(id))['title']).toBe('b');
    await ada.must('DELETE', `/plans/${id}`);
    expect(reasonOf(await undo(ada, second))).toEqual([409, 'CONFLICT', 'in-trash']);
    const planner = await ada.planner();
    const applied = await make();
    const application = await operationOf(ada, 'POST', `/plans/${applied}/apply`, { plannerId: planner.id });
    expect(reasonOf(await undo(ada, application))).toEqual([409, 'CONFLICT', 'not-undoable']);
  });

  test('is undone by its author alone, as long as they may write it', async () => {
    const [editor, stranger] = [await person(app), await person(app)];
    const id = await make();
    const mine = await operationOf(ada, 'PATCH', `/plans/${id}`, { title: 'mine' });
    await sharePlan(app, id, editor.id, 'editor');
    expect((await undo(editor, mine)).status).toBe(403);
    expect((await undo(stranger, mine)).status).toBe(404);
    const theirs = await operationOf(editor, 'PATCH', `/plans/${id}`, { description: 'theirs' });
    expect((await undo(ada, theirs)).status).toBe(403);
    await app.database.query('DELETE FROM plan_members WHERE user_id = $1', [editor.id]);
    expect((await undo(editor, theirs)).status).toBe(403);
    const { key } = await ada.must('POST', '/auth/api-keys', {
      name: 'k',
      permissions: ['write:own-planners', 'write:own-activities'],
    });
    const byKey = await app.request('POST', `/operations/${mine}/undo`, { headers: { 'x-api-key': key } });
    expect([byKey.status, byKey.body.error.details.required]).toEqual([403, ['write:own-plans']]);
  });

  test('that was handed on stays with its new owner', async () => {
    const id = await make();
    const editor = await person(app);
    await sharePlan(app, id, editor.id, 'editor');
    const handed = await operationOf(ada, 'POST', `/plans/${id}/transfer`, { userId: editor.id });
    expect(reasonOf(await undo(ada, handed))).toEqual([409, 'CONFLICT', 'not-undoable']);
  });

  test('keeps what was before of the last twenty writes, for a day', async () => {
    const id = await make();
    const operations: string[] = [];
    for (let duration = 1; duration <= 22; duration += 1)
      operations.push(await operationOf(ada, 'PATCH', `/plans/${id}`, { steps: [step('a', duration)] }));
    const notes = 'SELECT operation_id FROM undo_notes WHERE plan_id = $1 ORDER BY operation_id';
    const { rows } = await app.database.query(notes, [id]);
    expect(rows.map((row) => row.operation_id)).toEqual(operations.slice(2));
    for (const operation of operations.slice(21)) await undone(ada, operation);
    await app.database.query(
      `UPDATE undo_notes SET written_at = now() - interval '25 hours' WHERE plan_id = $1`,
      [id],
    );
    while ((await app.get(ChangeRetention).forget()) > 0);
    expect((await app.database.query(notes, [id])).rows).toEqual([]);
    const last = await operationOf(ada, 'PATCH', `/plans/${id}`, { title: 'x' });
    await undone(ada, last);
    expect(reasonOf(await undo(ada, operations[20] ?? ''))).toEqual([409, 'CONFLICT', 'too-old']);
  });
});

describe('a template', () => {
  const body = { title: '{{name}}', sections: [{ title: 'S', type: 'tasks', activities: [{ title: 'A' }] }] };
  const make = async (): Promise<string> =>
    (await ada.must('POST', '/templates', { name: 'T', kind: 'planner', body, tags: ['x'] })).id;
  const seen = async (id: string) => without(await ada.must('GET', `/templates/${id}`));

  test.each<[string, object]>([
    ['its fields', { name: 'U', description: 'd', tags: null, category: 'home', visibility: 'public' }],
    ['its body', { body: { sections: [] } }],
    ['its kind', { kind: 'project', body: { title: 'B', wordGoal: 1000, sections: null, outline: null } }],
  ])('has %s again, and once more the other way round', async (_what, patch) => {
    const id = await make();
    await thereAndBack(`/templates/${id}`, patch, () => seen(id));
  });

  test('goes and comes back', async () => {
    const client = new SyncClient(ada);
    const id = await make();
    const before = await seen(id);
    const deleted = await operationOf(ada, 'DELETE', `/templates/${id}`);
    const back = await undone(ada, deleted);
    expect(await seen(id)).toEqual(before);
    await client.whole();
    expect(client.kept()).toEqual(await served(ada));
    expect(reasonOf(await undo(ada, deleted))).toEqual([409, 'CONFLICT', 'changed-since']);
    await undone(ada, back);
    expect((await ada.get(`/templates/${id}`)).status).toBe(404);
    await client.whole();
    expect(client.kept()).toEqual(await served(ada));
  });

  test('that was changed since, or is of somebody else, is left alone', async () => {
    const id = await make();
    const first = await operationOf(ada, 'PATCH', `/templates/${id}`, { name: 'b', description: 'd' });
    await ada.must('PATCH', `/templates/${id}`, { name: 'c' });
    const refused = await undo(ada, first);
    expect(reasonOf(refused)).toEqual([409, 'CONFLICT', 'changed-since']);
    expect(refused.body.error.details.changed).toEqual([{ field: 'name', operationId: null }]);
    expect((await seen(id))['description']).toBe('d');
    const other = await person(app);
    expect((await undo(other, first)).status).toBe(404);
    await ada.must('PATCH', `/templates/${id}`, { visibility: 'public' });
    expect((await undo(other, first)).status).toBe(403);
  });

  test('that an admin deleted is for its owner to have back, and the admin hears so', async () => {
    const admin = await person(app, { admin: true });
    const id = await make();
    const deleted = await operationOf(admin, 'DELETE', `/templates/${id}`);
    const refused = await undo(admin, deleted);
    expect(reasonOf(refused)).toEqual([409, 'CONFLICT', 'changed-since']);
    expect(refused.body.error.message).toContain('owner');
    await ada.must('POST', `/trash/${id}/restore`);
    await ada.must('DELETE', `/templates/${id}`);
    await app.database.query('DELETE FROM templates WHERE id = $1', [id]);
    expect((await undo(admin, deleted)).body.error.message).toContain('gone for good');
  });

  test('of a team comes back private to who has left it, and does not go back to a team that is gone', async () => {
    const team = await makeTeam(app);
    const given = { name: 'T', kind: 'planner', body, visibility: 'team', teamId: team.id };
    const made = async (who: Person): Promise<string> => (await who.must('POST', '/templates', given)).id;
    const [restored, undoneOne, kept] = [
      await made(team.member),
      await made(team.member),
      await made(team.owner),
    ];
    await team.owner.must('DELETE', `/templates/${kept}`);
    await team.owner.must('POST', `/trash/${kept}/restore`);
    expect(await team.owner.must('GET', `/templates/${kept}`)).toMatchObject({ teamId: team.id });
    await team.member.must('DELETE', `/templates/${restored}`);
    const deleted = await operationOf(team.member, 'DELETE', `/templates/${undoneOne}`);
    await team.owner.must('DELETE', `/teams/${team.id}/members/${team.member.id}`);
    await team.member.must('POST', `/trash/${restored}/restore`);
    await undone(team.member, deleted);
    for (const id of [restored, undoneOne]) {
      const own = { visibility: 'private', teamId: null };
      expect(await team.member.must('GET', `/templates/${id}`)).toMatchObject(own);
    }
    await team.owner.must('DELETE', `/teams/${team.id}`);
    const { rows } = await app.database.query(
      `SELECT event_id AS id FROM outbox WHERE resource_id = $1 AND name = 'template.updated'`,
      [kept],
    );
    expect(reasonOf(await undo(team.owner, rows[0].id))).toEqual([409, 'CONFLICT', 'not-undoable']);
  });
});
