import { createTestApp, type TestApp } from '@almanac/testing';
import { codeOf, fieldsOf, type Person, person, share, walk } from './support';

type Row = { id: string; order: number; title: string };

describe('sections', () => {
  let app: TestApp;
  let ada: Person;
  let plannerId: string;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  beforeEach(async () => {
    plannerId = (await ada.planner()).id;
  });
  afterAll(() => app.close());

  const titles = async (): Promise<string> =>
    (await ada.must('GET', `/planners/${plannerId}/sections`)).sections.map((s: Row) => s.title).join('');
  const make = (...names: string[]) =>
    names.reduce<Promise<Row[]>>(
      async (made, title) => [...(await made), await ada.section(plannerId, { title })],
      Promise.resolve([]),
    );

  test('a section takes its defaults and comes last', async () => {
    await make('a');
    const answer = await ada.send('POST', `/planners/${plannerId}/sections`, { title: ' b ' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v1/sections/${answer.body.data.id}`);
    expect(answer.body.data).toMatchObject({
      plannerId,
      title: 'b',
      description: null,
      type: 'tasks',
      order: 1,
      settings: { collapsed: false, color: null, icon: null },
      version: 1,
    });
    const read = await ada.get(`/sections/${answer.body.data.id}`);
    expect(read.body.data).toEqual(answer.body.data);
    expect(read.headers.get('etag')).toBe('"v1"');
    expect((await ada.must('GET', `/planners/${plannerId}`)).sectionsCount).toBe(2);
  });

  test('can be put anywhere, by index', async () => {
    await make('a', 'b');
    await ada.section(plannerId, { title: 'c', order: 0 });
    await ada.section(plannerId, { title: 'd', order: 1 });
    await ada.section(plannerId, { title: 'e', order: 99 });
    expect(await titles()).toBe('cdabe');
    const { sections } = await ada.must('GET', `/planners/${plannerId}/sections`);
    const moved = await ada.must('PATCH', `/sections/${sections[0].id}`, { order: 3 });
    expect(moved).toMatchObject({ order: 3, version: 2 });
    expect(await titles()).toBe('dabce');
    await ada.must('PATCH', `/sections/${sections[4].id}`, { order: 0, title: 'E' });
    expect(await titles()).toBe('Edabc');
  });

  test('the whole order at once; a stale or foreign list is refused', async () => {
    const [a, b, c] = (await make('a', 'b', 'c')).map(({ id }) => id);
    const path = `/planners/${plannerId}/sections/order`;
    const answer = await ada.send('PUT', path, { order: [c, a, b] });
    expect(answer.status).toBe(200);
    expect(await titles()).toBe('cab');
    await ada.section(plannerId, { title: 'd' });
    expect(await titles()).toBe('cabd');
    const other = await ada.section((await ada.planner()).id);
    for (const order of [[a, b, c], [a, b, other.id], []]) {
      const refused = await ada.send('PUT', path, { order });
      expect([refused.status, codeOf(refused)]).toEqual([409, 'CONFLICT']);
    }
    expect((await ada.send('PUT', path, { order: [a, a, b, c] })).status).toBe(422);
    const { history } = await ada.must('GET', `/planners/${plannerId}/history?limit=4`);
    expect(history.slice(1).map((entry: { changes: unknown }) => entry.changes)).toContainEqual([
      { field: 'order', before: 2, after: 0 },
    ]);
  });

  test('the order honours the version of the planner', async () => {
    const [a, b] = (await make('a', 'b')).map(({ id }) => id);
    const path = `/planners/${plannerId}/sections/order`;
    await ada.must('PATCH', `/planners/${plannerId}`, { title: 'Another title' });
    const stale = await ada.send('PUT', path, { order: [b, a] }, { 'if-match': '"v1"' });
    expect([stale.status, codeOf(stale)]).toEqual([412, 'PRECONDITION_FAILED']);
    expect(await titles()).toBe('ab');
    expect((await ada.send('PUT', path, { order: [b, a] }, { 'if-match': '"v2.t5"' })).status).toBe(200);
    expect(await titles()).toBe('ba');
  });

  test('a merge patch and its version', async () => {
    const section = await ada.section(plannerId, { settings: { color: '#112233', icon: 'x' } });
    const patched = await ada.send('PATCH', `/sections/${section.id}`, {
      settings: { icon: null, collapsed: true },
      type: 'notes',
    });
    expect(patched.body.data).toMatchObject({
      type: 'notes',
      settings: { collapsed: true, color: '#112233', icon: null },
    });
    expect((await ada.send('PATCH', `/sections/${section.id}`, { title: 'x', version: 1 })).status).toBe(412);
    const stale = await ada.send('DELETE', `/sections/${section.id}`, undefined, { 'if-match': '"v1"' });
    expect(stale.status).toBe(412);
  });

  test('a deleted section takes its activities along and brings them back', async () => {
    const [a, b] = (await make('a', 'b')).map(({ id }) => id);
    const kept = await ada.activity(a ?? '', { title: 'kept', status: 'completed' });
    const gone = await ada.activity(a ?? '', { title: 'gone before' });
    await ada.must('DELETE', `/activities/${gone.id}`);
    await ada.must('DELETE', `/sections/${a}`);
    expect((await ada.get(`/sections/${a}`)).status).toBe(404);
    expect((await ada.get(`/activities/${kept.id}`)).status).toBe(404);
    expect(await ada.must('GET', `/planners/${plannerId}`)).toMatchObject({
      sectionsCount: 1,
      activitiesCount: 0,
      completedCount: 0,
    });
    const conflict = await ada.send('POST', `/trash/${gone.id}/restore`);
    expect([conflict.status, codeOf(conflict)]).toEqual([409, 'CONFLICT']);
    await ada.section(plannerId, { title: 'c', order: 0 });
    expect(await ada.must('POST', `/trash/${a}/restore`)).toMatchObject({ type: 'section', id: a });
    expect(await titles()).toBe('cab');
    const planner = await ada.must('GET', `/planners/${plannerId}`);
    expect(planner).toMatchObject({
      sectionsCount: 3,
      activitiesCount: 1,
      completedCount: 1,
      completionRate: 100,
    });
    expect(planner.sections[1].activities.map((x: Row) => x.title)).toEqual(['kept']);
    expect((await ada.send('POST', `/trash/${b}/restore`)).status).toBe(404);
  });

  test('are listed in order, by pages and cursors', async () => {
    await make('a', 'b', 'c', 'd', 'e');
    const { pagination } = await ada.must('GET', `/planners/${plannerId}/sections?limit=2`);
    expect(pagination).toMatchObject({ total: 5, pages: 3 });
    const rows = await walk(ada, `/planners/${plannerId}/sections?limit=2`, 'sections');
    expect(rows.map((row) => `${row.title}${row.order}`).join('')).toBe('a0b1c2d3e4');
    const reverse = await walk(ada, `/planners/${plannerId}/sections?limit=2&order=desc`, 'sections');
    expect(reverse.map((row) => row.title).join('')).toBe('edcba');
  });

  test('who may do what', async () => {
    const [stranger, viewer, editor] = [await person(app), await person(app), await person(app)];
    await share(app, plannerId, viewer.id, 'viewer');
    await share(app, plannerId, editor.id, 'editor');
    const { id } = await ada.section(plannerId);
    for (const who of [stranger, viewer]) {
      expect((await who.send('PATCH', `/sections/${id}`, { title: 'x' })).status).toBe(403);
      expect((await who.send('DELETE', `/sections/${id}`)).status).toBe(403);
      expect((await who.send('POST', `/planners/${plannerId}/sections`, { title: 'x' })).status).toBe(403);
    }
    expect((await stranger.get(`/sections/${id}`)).status).toBe(403);
    expect((await viewer.get(`/sections/${id}`)).status).toBe(200);
    expect((await editor.send('PATCH', `/sections/${id}`, { title: 'x' })).status).toBe(200);
    expect((await editor.send('DELETE', `/sections/${id}`)).status).toBe(200);
    expect((await viewer.send('POST', `/trash/${id}/restore`)).status).toBe(403);
    expect((await editor.send('POST', `/trash/${id}/restore`)).status).toBe(200);
  });

  test('bad input', async () => {
    const answer = await ada.send('POST', `/planners/${plannerId}/sections`, {
      title: 'x'.repeat(201),
      type: 'list',
      order: -1,
      settings: { color: 'blue' },
      plannerId,
    });
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer).sort()).toEqual(['order', 'plannerId', 'settings.color', 'title', 'type']);
  });
});
