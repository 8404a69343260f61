import { createTestApp, type TestApp } from '@almanac/testing';
import { fieldsOf, type Person, person, share, walk } from './support';

type Row = { id: string; title: string; role: string; createdAt: string };

describe('the list of planners', () => {
  let app: TestApp;
  let ada: Person;
  let friend: Person;
  const ids = (rows: Row[]) => rows.map(({ id }) => id);
  const list = async (query = ''): Promise<Row[]> => (await ada.must('GET', `/planners${query}`)).planners;

  beforeAll(async () => {
    app = await createTestApp();
    [ada, friend] = [await person(app), await person(app)];
    for (let number = 0; number < 25; number += 1) {
      await ada.planner({
        title: `P${String(number % 10)} 50%_off`,
        tags: number % 5 === 0 ? ['fifth'] : [],
      });
    }
    for (const role of ['viewer', 'editor', 'admin']) {
      const { id } = await friend.planner({ title: `shared ${role}`, description: 'Zebra' });
      await share(app, id, ada.id, role);
    }
    await friend.planner({ title: 'private' });
  });
  afterAll(() => app.close());

  test('has what one owns and what is shared, newest first, ten a page, with an exact total', async () => {
    const { planners, pagination } = await ada.must('GET', '/planners');
    expect(pagination).toEqual({
      page: 1,
      limit: 10,
      total: 28,
      pages: 3,
      hasNext: true,
      hasPrev: false,
      nextCursor: expect.any(String),
    });
    expect(planners.slice(0, 4).map((row: Row) => row.role)).toEqual(['admin', 'editor', 'viewer', 'owner']);
    const times = planners.map((row: Row) => row.createdAt);
    expect([...times].sort().reverse()).toEqual(times);
    expect((await list()).map(({ title }) => title)).not.toContain('private');
    const last = await ada.must('GET', '/planners?page=3');
    expect(last.planners).toHaveLength(8);
    expect(last.pagination).toMatchObject({ hasNext: false, hasPrev: true, nextCursor: null });
  });

  test.each(['createdAt', 'updatedAt', 'title'])(
    'walks by cursor in the order of %s as by pages',
    async (sort) => {
      for (const order of ['asc', 'desc']) {
        const whole = ids(await list(`?limit=50&sort=${sort}&order=${order}`));
        expect(new Set(whole).size).toBe(28);
        expect(ids(await walk(ada, `/planners?limit=4&sort=${sort}&order=${order}`, 'planners'))).toEqual(
          whole,
        );
      }
    },
  );

  test('a cursor is stable while rows come and go, and leaves out the total', async () => {
    const owner = await person(app);
    const made: string[] = [];
    for (let number = 0; number < 6; number += 1) made.push((await owner.planner()).id);
    const first = await owner.must('GET', '/planners?limit=2');
    await owner.planner({ title: 'later' });
    await owner.must('DELETE', `/planners/${made[5]}`);
    const second = await owner.must('GET', `/planners?limit=2&cursor=${first.pagination.nextCursor}`);
    expect(ids(second.planners)).toEqual([made[3], made[2]]);
    expect(second.pagination).toEqual({
      limit: 2,
      hasNext: true,
      hasPrev: true,
      nextCursor: expect.any(String),
    });
  });

  test('filters by role, tag, text and team; what is searched for stands for itself', async () => {
    expect((await list('?role=editor')).map(({ title }) => title)).toEqual(['shared editor']);
    expect(await list('?role=owner&limit=50')).toHaveLength(25);
    expect(await list('?tag=fifth')).toHaveLength(5);
    expect(await list('?search=zEBra')).toHaveLength(3);
    expect(await list('?search=50%25_o&limit=50')).toHaveLength(25);
    expect(await list('?search=5%25o')).toHaveLength(0);
    expect(await list('?search=P1&tag=fifth')).toHaveLength(0);
    expect(await list('?teamId=01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99')).toHaveLength(0);
    const found = await ada.must('GET', '/planners?search=zebra&limit=2');
    expect(found.pagination).toMatchObject({ total: 3, pages: 2 });
    expect(await walk(ada, '/planners?search=zebra&limit=2', 'planners')).toHaveLength(3);
  });

  test('gives only the fields that are asked for', async () => {
    const [row] = await list('?fields=id,title&limit=1');
    expect(Object.keys(row ?? {})).toEqual(['id', 'title']);
  });

  test.each([
    ['?limit=51', 'limit'],
    ['?limit=0', 'limit'],
    ['?limit=x', 'limit'],
    ['?page=0', 'page'],
    ['?sort=owner_id', 'sort'],
    ['?order=up', 'order'],
    ['?archived=maybe', 'archived'],
    ['?role=king', 'role'],
    ['?teamId=1', 'teamId'],
    ['?colour=red', 'colour'],
    ['?fields=id,password', 'fields'],
    ['?cursor=abc', 'cursor'],
    ['?cursor=WyJjcmVhdGVkQXQiLCJkZXNjIiwieCIsInkiXQ', 'cursor'],
    [
      '?cursor=WyJjcmVhdGVkQXQiLCJkZXNjIixudWxsLCIwMTkzNmIyYS03YzFlLTdiNmEtOWYxMC0zZDVhOGMyZTRiOTkiXQ',
      'cursor',
    ],
    ['?search=a&search=b', 'search'],
  ])('%s is refused', async (query, field) => {
    const answer = await ada.get(`/planners${query}`);
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer)).toEqual([field]);
  });
});
