import { templateCatalogue } from '@almanac/planning';
import { createTestApp, type TestApp } from '@almanac/testing';
import { DataSource } from 'typeorm';
import { join, makeTeam, type Team } from '../teams/support';
import { codeOf, fieldsOf, person, walk, type Person } from './support';
import { BODY, eventsOf, make, NEW, use } from './template-support';

describe('templates', () => {
  let app: TestApp;
  let ada: Person;
  let bob: Person;
  let root: Person;
  let team: Team;

  beforeAll(async () => {
    app = await createTestApp();
    [ada, bob] = [await person(app), await person(app)];
    root = await person(app, { admin: true });
    team = await makeTeam(app);
  });
  afterAll(() => app.close());

  describe('are made, read, changed and deleted', () => {
    it('with versions, ETags and one event each', async () => {
      const created = await ada.send('POST', '/templates', NEW);
      expect(created.status).toBe(201);
      const { id } = created.body.data;
      expect(created.headers.get('location')).toBe(`/api/v1/templates/${id}`);
      expect(created.headers.get('x-operation-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(created.body.data).toMatchObject({
        ...NEW,
        ownerId: ada.id,
        teamId: null,
        bundled: false,
        visibility: 'private',
        variables: ['destination', 'who'],
        usageCount: 0,
        version: 1,
      });
      const read = await ada.get(`/templates/${id}`);
      expect(read.body.data).toEqual(created.body.data);
      const etag = read.headers.get('etag') ?? '';
      expect((await ada.get(`/templates/${id}`, { 'if-none-match': etag })).status).toBe(304);

      const patch = { name: 'Journey', body: { icon: 'x', description: null } };
      const patched = await ada.send('PATCH', `/templates/${id}`, patch, { 'if-match': etag });
      expect(patched.body.data).toMatchObject({ name: 'Journey', version: 2, variables: ['destination'] });
      expect(patched.body.data.body).toMatchObject({ icon: 'x', sections: BODY.sections });
      expect(patched.body.data.body.description).toBeUndefined();
      const same = await ada.send('PATCH', `/templates/${id}`, { name: 'Journey' });
      expect([same.body.data.version, same.headers.get('x-operation-id')]).toEqual([2, null]);

      const stale = await ada.send('PUT', `/templates/${id}`, NEW, { 'if-match': etag });
      expect([stale.status, codeOf(stale)]).toEqual([412, 'PRECONDITION_FAILED']);
      const replaced = await ada.send('PUT', `/templates/${id}`, {
        name: 'Plain',
        kind: 'planner',
        body: { sections: [] },
      });
      expect(replaced.body.data).toMatchObject({ name: 'Plain', category: 'general', tags: [], version: 3 });

      expect((await ada.send('DELETE', `/templates/${id}`)).status).toBe(200);
      for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', {}], ['PUT', NEW]] as const)
        expect((await ada.send(method, `/templates/${id}`, body)).status).toBe(404);
      expect((await use(ada, id)).status).toBe(404);
      expect(await eventsOf(app, id)).toEqual([
        'template.created',
        'template.updated',
        'template.updated',
        'template.deleted',
      ]);
    });

    it.each([
      ['plan', { steps: [{ id: 'a', title: 'A', duration: 60 }] }],
      ['event', { title: 'Party', tasks: [{ title: 'Cake', dueOffset: '-P14D' }], budget: [] }],
      ['project', { title: 'Novel', wordGoal: 50_000, outline: [{ title: 'One' }] }],
    ])('of the kind %s too', async (kind, body) => {
      const made = await make(ada, { kind, body });
      expect(await ada.must('GET', `/templates/${made.id}`)).toMatchObject({ kind, body });
    });

    it('by one of two who write at the same time', async () => {
      const { id } = await make(ada);
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((name) =>
          ada.send('PATCH', `/templates/${id}`, { name }, { 'if-match': '"v1"' }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
      expect((await ada.must('GET', `/templates/${id}`)).version).toBe(2);
    });
  });

  describe('are listed', () => {
    let carol: Person;
    beforeAll(async () => {
      carol = await person(app);
      await make(carol, { name: 'Alpha 50%', category: 'zoo', tags: ['t1'], visibility: 'public' });
      await make(carol, { name: 'beta', category: 'zoo', description: 'Needle' });
      await make(carol, { name: 'Gamma', category: 'zoo', kind: 'plan', body: { steps: [] } });
      await make(ada, { name: 'Delta', category: 'zoo', visibility: 'public' });
      await make(ada, { name: 'Hidden', category: 'zoo' });
    });
    const names = async (query: string) =>
      (await carol.must('GET', `/templates?limit=100&sort=name&order=asc&${query}`)).templates.map(
        ({ name }: { name: string }) => name,
      );

    it.each([
      ['category=zoo', ['Alpha 50%', 'beta', 'Delta', 'Gamma']],
      ['category=zoo&mine=true', ['Alpha 50%', 'beta', 'Gamma']],
      ['category=zoo&kind=plan', ['Gamma']],
      ['category=zoo&tag=t1', ['Alpha 50%']],
      ['category=zoo&visibility=public', ['Alpha 50%', 'Delta']],
      ['category=zoo&visibility=private', ['beta', 'Gamma']],
      ['mine=true&search=needle', ['beta']],
      ['mine=true&search=50%25', ['Alpha 50%']],
    ])('by %s', async (query, expected) => {
      expect(await names(query)).toEqual(expected);
    });

    it.each(['createdAt', 'name', 'usageCount'])('by cursor, sorted by %s, all once', async (sort) => {
      for (const order of ['asc', 'desc']) {
        const all = (await carol.must('GET', `/templates?limit=100&sort=${sort}&order=${order}`)).templates;
        const walked = await walk(carol, `/templates?limit=3&sort=${sort}&order=${order}`, 'templates');
        expect(walked.map(({ id }) => id)).toEqual(all.map(({ id }: { id: string }) => id));
        expect(all.length).toBeGreaterThan(10);
      }
    });

    it('without bodies, and with their categories counted', async () => {
      const { templates } = await carol.must('GET', '/templates?category=zoo');
      expect(templates[0]).not.toHaveProperty('body');
      expect(templates[0].variables).toEqual(expect.any(Array));
      const { categories } = await carol.must('GET', '/templates/categories');
      expect(categories).toContainEqual({ name: 'zoo', count: 4 });
      const counts = categories.map(({ count }: { count: number }) => count);
      expect([...counts].sort((a: number, b: number) => b - a)).toEqual(counts);
    });
  });

  describe('belong to people', () => {
    it('so that others read what is public, teams what is theirs, and nobody else changes anything', async () => {
      const [mine, open] = [await make(ada), await make(ada, { visibility: 'public' })];
      const { id } = await make(team.owner, { visibility: 'team', teamId: team.id });
      const tries: [Person, string, number, number][] = [
        [bob, mine.id, 403, 403],
        [bob, open.id, 200, 403],
        [bob, id, 403, 403],
        [team.member, id, 200, 403],
        [team.manager, id, 200, 403],
        [root, mine.id, 200, 200],
      ];
      for (const [who, template, reads, writes] of tries) {
        expect((await who.get(`/templates/${template}`)).status).toBe(reads);
        expect((await use(who, template)).status).toBe(reads === 200 ? 201 : 403);
        expect((await who.send('PATCH', `/templates/${template}`, { description: who.id })).status).toBe(
          writes,
        );
        if (writes === 403) expect((await who.send('DELETE', `/templates/${template}`)).status).toBe(403);
      }
      const seen = (who: Person) => who.must('GET', `/templates?visibility=team`);
      expect((await seen(team.member)).templates).toMatchObject([{ id, teamId: team.id }]);
      expect((await seen(bob)).templates).toEqual([]);

      await team.owner.must('DELETE', `/teams/${team.id}/members/${team.member.id}`);
      expect((await team.member.get(`/templates/${id}`)).status).toBe(403);
      await join(app, team.id, team.member.id, 'member');
    });

    it('and are given to a team by its members alone', async () => {
      const given = { visibility: 'team', teamId: team.id };
      const stranger = await bob.send('POST', '/templates', { ...NEW, ...given });
      expect([stranger.status, codeOf(stranger)]).toEqual([403, 'FORBIDDEN']);
      const { id } = await make(bob);
      expect((await bob.send('PATCH', `/templates/${id}`, given)).status).toBe(403);
      const nowhere = { ...given, teamId: bob.id };
      expect((await bob.send('POST', '/templates', { ...NEW, ...nowhere })).status).toBe(404);
      expect(fieldsOf(await bob.send('POST', '/templates', { ...NEW, visibility: 'team' }))).toEqual([
        'teamId',
      ]);
      // Who has left can take it back, and do nothing else with it.
      const own = await make(team.manager, given);
      await team.owner.must('DELETE', `/teams/${team.id}/members/${team.manager.id}`);
      const path = `/templates/${own.id}`;
      expect((await team.manager.send('PATCH', path, { name: 'New' })).status).toBe(403);
      expect((await team.manager.must('PATCH', path, { visibility: 'private' })).teamId).toBeNull();
      await join(app, team.id, team.manager.id, 'manager');
    });

    it('and stay with them when the team goes', async () => {
      const gone = await makeTeam(app, 'Gone');
      const { id } = await make(gone.member, { visibility: 'team', teamId: gone.id });
      await gone.owner.must('DELETE', `/teams/${gone.id}`);
      const template = await gone.member.must('GET', `/templates/${id}`);
      expect(template).toMatchObject({ visibility: 'private', teamId: null, version: 2 });
      expect((await gone.owner.get(`/templates/${id}`)).status).toBe(403);
    });

    it('but for those that come with Almanac, which nobody changes, admins neither', async () => {
      const { templates } = await bob.must(
        'GET',
        '/templates?limit=100&visibility=public&sort=name&order=asc',
      );
      const [bundled] = templates.filter((one: { bundled: boolean }) => one.bundled);
      for (const who of [bob, root]) {
        expect((await who.get(`/templates/${bundled.id}`)).status).toBe(200);
        for (const [method, body] of [['PATCH', { name: 'x' }], ['PUT', NEW], ['DELETE']] as const) {
          const answer = await who.send(method, `/templates/${bundled.id}`, body);
          expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
        }
      }
    });

    it('and permissions say what a key may do', async () => {
      const { id } = await make(ada);
      const keyFor = async (...permissions: string[]) =>
        (await ada.must('POST', '/auth/api-keys', { name: 'k', permissions })).key as string;
      const reader = { 'x-api-key': await keyFor('read:own-templates') };
      const tries = (headers: Record<string, string>) =>
        Promise.all([
          app.request('GET', `/templates/${id}`, { headers }),
          app.request('PATCH', `/templates/${id}`, { headers, body: { name: 'k' } }),
          app.request('POST', `/templates/${id}/instantiate`, {
            headers,
            body: { startDate: '2026-01-01', variables: { destination: 'x' } },
          }),
        ]);
      const answers = await tries(reader);
      expect(answers.map(({ status }) => status)).toEqual([200, 403, 403]);
      expect(answers[2].body.error.details.required).toEqual(['write:own-planners', 'write:own-activities']);
      const blind = { 'x-api-key': await keyFor('read:own-profile') };
      expect((await tries(blind)).map(({ status }) => status)).toEqual([403, 403, 403]);
      expect((await app.request('GET', `/templates/${id}`, {})).status).toBe(401);
    });

    it('and explain names the link', async () => {
      const { id } = await make(team.owner, { visibility: 'team', teamId: team.id });
      const ask = async (userId: string, permission: string) =>
        root.must('POST', '/admin/permissions/explain', {
          userId,
          permission,
          resourceType: 'template',
          resourceId: id,
        });
      const read = await ask(team.member.id, 'read:own-templates');
      expect(read.allowed).toBe(true);
      expect(read.via).toContainEqual(expect.objectContaining({ type: 'team', id: team.id }));
      expect((await ask(team.member.id, 'write:own-templates')).allowed).toBe(false);
      expect((await ask(team.owner.id, 'write:own-templates')).allowed).toBe(true);
      expect((await ask(bob.id, 'read:own-templates')).allowed).toBe(false);
    });
  });

  describe('that come with Almanac', () => {
    const bundled = async () => {
      const { rows } = await app.database.query<{ id: string; version: number; gone: boolean }>(
        `SELECT id, name, version, usage_count, deleted_at IS NOT NULL AS gone FROM templates
          WHERE owner_id IS NULL ORDER BY id`,
      );
      return rows;
    };

    it('are there, of many kinds, and can be used at once', async () => {
      const { templates } = await bob.must('GET', '/templates?limit=100&kind=planner&visibility=public');
      const own = templates.filter((one: { bundled: boolean }) => one.bundled);
      expect(own.length).toBeGreaterThanOrEqual(14);
      for (const { id, variables: names } of own) {
        const variables = Object.fromEntries(names.map((name: string) => [name, `a ${name}`]));
        const answer = await use(bob, id, { variables });
        expect(answer.status).toBe(201);
        expect(answer.body.data.resource.activitiesCount).toBeGreaterThanOrEqual(8);
      }
      const plans = (await bob.must('GET', '/templates?kind=plan&visibility=public')).templates;
      for (const { id, variables: names } of plans) {
        const variables = Object.fromEntries(names.map((name: string) => [name, `a ${name}`]));
        const plan = (await use(bob, id, { variables })).body.data;
        expect(await bob.must('POST', `/plans/${plan.id}/schedule`, {})).toMatchObject({ feasible: true });
      }
    });

    it('are installed again and again with no change, mended where they changed, retired where they are dropped', async () => {
      const before = await bundled();
      const source = app.get(DataSource);
      await templateCatalogue.install(source);
      expect(await bundled()).toEqual(before);
      const [changed] = before;
      await app.database.query(`UPDATE templates SET name = 'Changed' WHERE id = $1`, [changed?.id]);
      await app.database.query(
        `INSERT INTO templates (id, name, category, kind, body, visibility)
         VALUES (gen_random_uuid(), 'Dropped', 'x', 'planner', '{"sections": []}', 'public')`,
      );
      await Promise.all([templateCatalogue.install(source), templateCatalogue.install(source)]);
      const after = await bundled();
      const rest = after.filter(({ gone, id }) => !gone && id !== changed?.id);
      expect(rest).toEqual(before.filter(({ id }) => id !== changed?.id));
      expect(after.find(({ id }) => id === changed?.id)).toEqual({ ...changed, version: 2 });
      expect(after.filter(({ gone }) => gone)).toMatchObject([{ name: 'Dropped' }]);
    });
  });

  describe('refuse bodies', () => {
    const raw = (text: string) => app.request('POST', '/templates', { token: ada.user.token, raw: text });
    const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const around = (body: string) => `{"name":"x","kind":"planner","body":${body}}`;

    it.each([
      ['__proto__', around('{"sections":[],"__proto__":{"x":1}}'), 400],
      ['constructor', around('{"sections":[],"constructor":{"prototype":1}}'), 422],
      ['too deep', around(deep(40)), 400],
      ['deep', around(deep(20)), 422],
      ['a list', around('[]'), 422],
      ['null', around('null'), 422],
      ['a number', around('7'), 422],
      ['of nothing', '{"name":"x","kind":"planner"}', 422],
      ['NUL', around('{"sections":[{"title":"a\\u0000b"}]}'), 422],
      ['of an unknown kind', '{"name":"x","kind":"__proto__","body":{}}', 422],
      [
        'hundreds of unknown members',
        around(`{${Array.from({ length: 1000 }, (_, i) => `"k${i}":1`).join(',')}}`),
        422,
      ],
      [
        'wrong thousands of times',
        around(
          `{"sections":[${Array.from({ length: 100 }, () => `{"title":1,"activities":[${'{"title":7},'.repeat(19)}{}]}`).join(',')}]}`,
        ),
        422,
      ],
    ])('%s', async (_name, text, status) => {
      const answer = await raw(text);
      expect(answer.status).toBe(status);
      if (status === 422) expect(answer.body.error.details.length).toBeLessThanOrEqual(101);
    });

    it('that are over a mebibyte', async () => {
      const answer = await raw(around(`{"sections":[],"description":"${'x'.repeat(2 ** 20)}"}`));
      expect(answer.status).toBe(413);
    });

    it('whose variables would fill the memory', async () => {
      const description = '{{a}}'.repeat(10_000);
      const sections = Array.from({ length: 19 }, () => ({
        title: 's',
        activities: [{ title: 'a', description }],
      }));
      const { id } = await make(ada, { body: { sections } });
      const answer = await use(ada, id, { variables: { a: 'x'.repeat(1000) } });
      expect([answer.status, ...fieldsOf(answer)]).toEqual([422, 'variables']);
    });

    it('and queries that are not known', async () => {
      for (const query of [
        'sort=body',
        'kind=x',
        'visibility=x',
        'limit=101',
        'cursor=x',
        'nope=1',
        'fields=body',
      ])
        expect((await ada.get(`/templates?${query}`)).status).toBe(422);
      expect((await ada.get('/templates/7')).status).toBe(422);
      expect((await ada.get('/templates/01936b2a-0000-7b6a-9f10-3d5a8c2e4b86')).status).toBe(404);
    });
  });
});
