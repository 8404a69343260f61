import { createTestApp, type TestApp } from '@almanac/testing';
import { fieldsOf, type Person, person, share, walk } from './support';

type Row = { id: string; title: string };

describe('lists of activities', () => {
  let app: TestApp;
  let ada: Person;
  let plannerId: string;
  let sectionId: string;
  const list = async (query = '', who = ada): Promise<string> => {
    const { activities } = await who.must('GET', `/activities?limit=100&sort=title&order=asc${query}`);
    return activities.map(({ title }: Row) => title).join('');
  };

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
    await ada.must('PATCH', '/users/me', { preferences: { timezone: 'Europe/Vienna' } });
    plannerId = (await ada.planner()).id;
    sectionId = (await ada.section(plannerId)).id;
    const other = await ada.section((await ada.planner()).id);
    const make = (body: object, section = sectionId) => ada.activity(section, body);
    await make({ title: 'a', dueDate: '2086-07-01T10:00', priority: 'high', tags: ['x', 'y'] });
    await make({ title: 'b', dueDate: '2020-01-01', type: 'note', description: 'Needle_1' });
    await make({ title: 'c', dueDate: '2020-01-01', status: 'completed', priority: 'low' });
    await make({ title: 'd', status: 'in-progress', priority: 'urgent', tags: ['x'] });
    await make({ title: 'e', status: 'cancelled', type: 'goal', dueDate: '2099-12-31' }, other.id);
    const archived = await ada.planner();
    await make({ title: 'z' }, (await ada.section(archived.id)).id);
    await ada.must('POST', `/planners/${archived.id}/archive`);
    const friend = await person(app);
    const shared = await friend.planner();
    await friend.activity((await friend.section(shared.id)).id, { title: 's', dueDate: '2021-05-05' });
    await share(app, shared.id, ada.id, 'viewer');
    await friend.activity((await friend.section((await friend.planner()).id)).id, { title: 'foreign' });
    const deleted = await ada.planner();
    await make({ title: 'gone' }, (await ada.section(deleted.id)).id);
    await ada.must('DELETE', `/planners/${deleted.id}`);
  });
  afterAll(() => app.close());

  test.each([
    ['', 'abcdes'],
    ['&status=pending', 'abs'],
    ['&status=completed,cancelled', 'ce'],
    ['&priority=urgent,low', 'cd'],
    ['&type=note', 'b'],
    ['&tag=x', 'ad'],
    ['&tag=x&priority=high', 'a'],
    ['&due_before=2021-01-01', 'bc'],
    ['&due_after=2086-07-01T07:59:59Z&due_before=2086-07-01T08:00:01Z', 'a'],
    ['&due_after=2020-01-01', 'aes'],
    ['&overdue=true', 'bs'],
    ['&overdue=false', 'acde'],
    ['&q=nEEdle_', 'b'],
    ['&q=%25', ''],
    ['&start_date=2021-05-05&end_date=2021-05-05', 's'],
    ['&start_date=2020-01-01&end_date=2020-01-01T00:00', 'bc'],
    ['&end_date=2019-12-31', ''],
    ['&start_date=2026-08-01', 'ace'],
  ])('%s gives %s', async (query, titles) => {
    // `c` was completed today, so it lies in every range that is open to the future.
    expect(await list(query)).toBe(titles);
  });

  test('of one planner or section, archived or not', async () => {
    expect(await list(`&plannerId=${plannerId}`)).toBe('abcd');
    expect(await list(`&sectionId=${sectionId.toUpperCase()}&status=pending`)).toBe('ab');
    const archived = (await ada.must('GET', '/planners?archived=true')).planners[0];
    expect(await list(`&plannerId=${archived.id}`)).toBe('z');
    expect((await ada.get(`/activities?plannerId=${archived.id}&sectionId=${sectionId}`)).status).toBe(404);
  });

  test.each(['createdAt', 'updatedAt', 'dueDate', 'title', 'priority'])(
    'sorts by %s, by page and by cursor',
    async (sort) => {
      for (const order of ['asc', 'desc']) {
        const path = `/activities?sort=${sort}&order=${order}`;
        const { activities, pagination } = await ada.must('GET', path);
        expect(pagination).toMatchObject({ total: 6, pages: 1, limit: 20, hasNext: false });
        const ids = activities.map(({ id }: Row) => id);
        const walked = await walk(ada, `${path}&limit=2`, 'activities');
        expect(walked.map(({ id }: Row) => id)).toEqual(ids);
        const byPage = await ada.must('GET', `${path}&limit=4&page=2`);
        expect(byPage.activities.map(({ id }: Row) => id)).toEqual(ids.slice(4));
      }
      const { activities } = await ada.must('GET', '/activities?sort=dueDate&order=asc');
      expect(activities.map(({ title }: Row) => title).join('')).toMatch(/^(bc|cb)saed$/);
    },
  );

  test('a section’s list is in its order', async () => {
    const path = `/sections/${sectionId}/activities`;
    const { activities } = await ada.must('GET', path);
    expect(activities.map(({ title }: Row) => title).join('')).toBe('abcd');
    expect((await walk(ada, `${path}?limit=1`, 'activities')).map(({ title }) => title).join('')).toBe(
      'abcd',
    );
    const filtered = await ada.must('GET', `${path}?tag=x&sort=title&order=desc&fields=title`);
    expect(filtered.activities).toEqual([{ title: 'd' }, { title: 'a' }]);
  });

  test('a cursor holds its place while rows are made, moved to the trash and completed', async () => {
    const section = (await ada.section((await ada.planner()).id)).id;
    const made: string[] = [];
    for (let number = 0; number < 8; number += 1) made.push((await ada.activity(section)).id);
    const path = `/activities?sectionId=${section}&limit=3`;
    const first = await ada.must('GET', path);
    await ada.must('DELETE', `/activities/${made[7]}`);
    await ada.must('DELETE', `/activities/${made[3]}`);
    await ada.activity(section);
    const rest = await walk(
      ada,
      `${path}&cursor=${first.pagination.nextCursor}`.replace('&limit=3', ''),
      'activities',
    );
    expect(rest.map(({ id }) => id)).toEqual([made[4], made[2], made[1], made[0]]);
  });

  test.each([
    ['?status=done', 'status'],
    ['?due_before=tomorrow', 'due_before'],
    ['?start_date=2026-13-01', 'start_date'],
    ['?end_date=0000-01-01', 'end_date'],
    ['?overdue=yes', 'overdue'],
    ['?plannerId=1', 'plannerId'],
    ['?sort=position', 'sort'],
    ['?limit=101', 'limit'],
    ['?assigned=me', 'assigned'],
    ['?page=1&cursor=abc', 'page'],
  ])('%s is refused', async (query, field) => {
    const answer = await ada.get(`/activities${query}`);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [field]]);
  });
});
