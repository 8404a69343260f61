import { PurgeService } from '@almanac/planning';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { PlainClient } from '../realtime/plain-client';
import { join } from '../teams/support';
import { codeOf, fieldsOf, person, sharePlan, walk, type Person } from './support';

let app: TestApp;
let ada: Person;

beforeAll(async () => {
  app = await createTestApp({ worker: true });
  ada = await person(app);
});
afterAll(() => app.close());

/** Monday to Friday, nine to five, in UTC. */
const START = '2026-03-02T09:00:00.000Z';
const step = (id: string, duration: number, ...after: string[]) => ({
  id,
  title: `Step ${id}`,
  duration,
  dependsOn: after.map((one) => ({ id: one })),
});
const HOUSE = [step('a', 480), step('b', 960, 'a'), step('c', 240, 'a'), step('d', 60, 'b', 'c')];

describe('a plan', () => {
  it('is made with defaults, read, changed and replaced', async () => {
    const answer = await ada.send('POST', '/plans', { title: ' House ', startsAt: START, steps: HOUSE });
    expect(answer.status).toBe(201);
    const plan = answer.body.data;
    expect(plan).toMatchObject({
      title: 'House',
      description: null,
      startsAt: START,
      deadline: null,
      status: 'draft',
      calendar: {
        workingDays: [1, 2, 3, 4, 5],
        hours: [{ from: '09:00', to: '17:00' }],
        holidays: [],
        timezone: 'UTC',
      },
      stepsCount: 4,
      ownerId: ada.id,
      teamId: null,
      version: 1,
      role: 'owner',
    });
    expect(plan.steps[1]).toEqual({
      id: 'b',
      title: 'Step b',
      duration: 960,
      dependsOn: [{ id: 'a', type: 'FS', lag: 0 }],
      assignee: null,
      earliestStart: null,
      fixedStart: null,
      priority: 'medium',
    });
    expect(answer.headers.get('etag')).toBe('"v1"');
    expect(answer.headers.get('location')).toBe(`/api/v1/plans/${plan.id}`);
    expect(answer.headers.get('x-operation-id')).toBeTruthy();

    const patched = await ada.send('PATCH', `/plans/${plan.id}`, {
      status: 'active',
      deadline: '2026-03-20',
      calendar: { timezone: 'Europe/Vienna' },
    });
    expect(patched.body.data).toMatchObject({
      status: 'active',
      version: 2,
      stepsCount: 4,
      calendar: { timezone: 'Europe/Vienna', workingDays: [1, 2, 3, 4, 5] },
    });
    const read = await ada.get(`/plans/${plan.id}`);
    expect(read.body.data).toMatchObject({ steps: plan.steps, collaborators: [], version: 2 });
    expect(read.body.data.deadline).toBe(new Date(read.body.data.deadline).toISOString());
    expect((await ada.get(`/plans/${plan.id}`, { 'if-none-match': '"v2"' })).status).toBe(304);

    const replaced = await ada.must('PUT', `/plans/${plan.id}`, {
      title: 'Hut',
      startsAt: START,
      version: 2,
    });
    expect(replaced).toMatchObject({ title: 'Hut', status: 'draft', steps: [], stepsCount: 0, version: 3 });
    const same = await ada.send('PATCH', `/plans/${plan.id}`, { title: 'Hut' });
    expect([same.body.data.version, same.headers.get('x-operation-id')]).toEqual([3, null]);
  });

  it('is made for no team that is not there', async () => {
    const answer = await ada.send('POST', '/plans', { title: 'House', teamId: ada.id });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
  });

  it('tells what changed in its steps without keeping them twice', async () => {
    const plan = await ada.plan({ startsAt: START, steps: HOUSE });
    const steps = [step('a', 500), step('b', 960, 'a'), step('d', 60, 'b'), step('e', 5)];
    await ada.must('PATCH', `/plans/${plan.id}`, { steps });
    const many = Array.from({ length: 300 }, (_, index) => step(`s${index}`, 60));
    await ada.must('PATCH', `/plans/${plan.id}`, { steps: many });
    const { rows } = await app.database.query(
      'SELECT name, changes, payload FROM outbox WHERE stream_id = $1 ORDER BY seq',
      [plan.id],
    );
    expect(rows.map(({ name }) => name)).toEqual(['plan.created', 'plan.updated', 'plan.updated']);
    expect(rows[1].changes.map(({ field }: { field: string }) => field)).toEqual([
      'steps.c',
      'steps.a.duration',
      'steps.d.dependsOn',
      'steps.e',
    ]);
    expect(rows[2].changes).toEqual([
      { field: 'steps', before: { count: 4 }, after: { count: 300, added: 300, removed: 4, changed: 0 } },
    ]);
    expect(rows[2].payload.plan).toMatchObject({ stepsCount: 300 });
    expect(rows[2].payload.plan.steps).toBeUndefined();
  });

  it('is found in lists: paged, sorted, searched, by status', async () => {
    const who = await person(app);
    for (const [title, status] of [
      ['Alpha', 'draft'],
      ['beta', 'active'],
      ['Gamma ray', 'active'],
    ] as const) {
      await who.plan({ title, status, steps: HOUSE });
    }
    const titles = async (path: string) => (await walk(who, path, 'plans')).map(({ title }) => title);
    expect(await titles('/plans?limit=1')).toEqual(['Gamma ray', 'beta', 'Alpha']);
    expect(await titles('/plans?sort=title&order=asc&limit=2')).toEqual(['Alpha', 'beta', 'Gamma ray']);
    expect(await titles('/plans?status=active')).toEqual(['Gamma ray', 'beta']);
    expect(await titles('/plans?search=RAY')).toEqual(['Gamma ray']);
    const { plans, pagination } = await who.must('GET', '/plans');
    expect(pagination).toMatchObject({ total: 3, limit: 20 });
    expect(plans[0].steps).toBeUndefined();
    expect(plans[0]).toMatchObject({ stepsCount: 4, role: 'owner' });
    for (const query of ['limit=101', 'sort=steps', 'status=open', 'cursor=x', 'colour=red']) {
      expect((await who.get(`/plans?${query}`)).status).toBe(422);
    }
  });

  it('goes into the trash and comes back from there, or is purged', async () => {
    const who = await person(app);
    const [kept, gone] = [await who.plan({ title: 'Kept', steps: HOUSE }), await who.plan({ title: 'Gone' })];
    for (const { id } of [kept, gone]) await who.must('DELETE', `/plans/${id}`);
    expect((await who.get(`/plans/${kept.id}`)).status).toBe(404);
    expect((await who.must('GET', '/trash')).items).toMatchObject([
      { type: 'plan', title: 'Gone', plannerId: null },
      { type: 'plan', title: 'Kept' },
    ]);
    expect(await who.must('POST', `/trash/${kept.id}/restore`)).toMatchObject({ type: 'plan', version: 3 });
    expect((await who.must('POST', `/plans/${kept.id}/restore`)).version).toBe(3);
    await app.database.query("UPDATE plans SET deleted_at = now() - interval '31 days' WHERE id = $1", [
      gone.id,
    ]);
    expect((await who.send('POST', `/plans/${gone.id}/restore`)).status).toBe(404);
    await app.getFromWorker(PurgeService).run(RequestContext.system());
    const { rows } = await app.database.query('SELECT id FROM plans WHERE owner_id = $1', [who.id]);
    expect(rows).toEqual([{ id: kept.id }]);
  });

  it('is heard live by its owner and those it is shared with', async () => {
    const [owner, viewer, stranger] = [await person(app), await person(app), await person(app)];
    const sockets = await Promise.all(
      [owner, viewer, stranger].map(({ user }) => PlainClient.signedIn(app.url, user.token)),
    );
    const plan = await owner.plan({ title: 'Loud', steps: HOUSE });
    await sharePlan(app, plan.id, viewer.id, 'viewer');
    await owner.must('PATCH', `/plans/${plan.id}`, { title: 'Louder' });
    await owner.must('DELETE', `/plans/${plan.id}`);
    await owner.must('POST', `/plans/${plan.id}/restore`);
    const heard = (index: number) => {
      const all = sockets[index]?.heard ?? [];
      return all.map(({ type }) => type).filter((type) => type.startsWith('plan:'));
    };
    const three = ['plan:updated', 'plan:deleted', 'plan:restored'];
    await eventually(() => {
      expect([heard(0), heard(1)]).toEqual([['plan:created', ...three], three]);
    });
    expect(heard(2)).toEqual([]);
    expect(sockets[1]?.of('plan:updated')).toMatchObject([
      { version: 2, data: { plan: { id: plan.id, title: 'Louder', stepsCount: 4 } } },
    ]);
    for (const socket of sockets) socket.close();
  });
});

describe('a schedule', () => {
  it('follows the critical path through working time', async () => {
    const plan = await ada.plan({ startsAt: START, deadline: '2026-03-05T09:00:00Z', steps: HOUSE });
    const { status, body } = await ada.send('POST', `/plans/${plan.id}/schedule`);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      start: START,
      finish: '2026-03-05T10:00:00.000Z',
      criticalPath: ['a', 'b', 'd'],
      load: [],
      feasible: false,
      lateBy: 60,
      blame: ['a', 'b', 'd'],
    });
    expect(body.data.steps[2]).toEqual({
      id: 'c',
      start: '2026-03-03T09:00:00.000Z',
      end: '2026-03-03T13:00:00.000Z',
      earliestStart: '2026-03-03T09:00:00.000Z',
      latestFinish: '2026-03-04T16:00:00.000Z',
      totalFloat: 660,
      freeFloat: 720,
      critical: false,
    });
  });

  it('with level: true gives nobody two steps at once', async () => {
    const steps = ['x', 'y', 'z'].map((id) => ({ ...step(id, 240), assignee: 'Ada' }));
    const plan = await ada.plan({ startsAt: START, steps });
    const flat = await ada.must('POST', `/plans/${plan.id}/schedule`, {});
    expect(flat.load).toMatchObject([{ assignee: 'Ada', minutes: 720, peak: 3, overbooked: 240 }]);
    const level = await ada.must('POST', `/plans/${plan.id}/schedule`, { level: true });
    expect(level.load).toMatchObject([
      { peak: 1, overbooked: 0, days: [{ minutes: 480 }, { minutes: 240 }] },
    ]);
    expect(level.finish).toBe('2026-03-03T13:00:00.000Z');
  });

  it('of a plan that would never end is refused, and of an empty one is empty', async () => {
    const steps = Array.from({ length: 60 }, (_, index) =>
      step(`s${index}`, 1_000_000, ...(index ? [`s${index - 1}`] : [])),
    );
    const plan = await ada.plan({ startsAt: START, steps });
    const refused = await ada.send('POST', `/plans/${plan.id}/schedule`);
    expect([refused.status, codeOf(refused)]).toEqual([422, 'VALIDATION_ERROR']);
    const empty = await ada.plan({ startsAt: START });
    expect(await ada.must('POST', `/plans/${empty.id}/schedule`)).toMatchObject({
      steps: [],
      feasible: true,
    });
  });
});

describe('a drawing', () => {
  it('shows the schedule, runs nothing, and is sent again only when it is another', async () => {
    const steps = [
      { ...step('a', 480), title: '<script>alert(1)</script> & "b"', assignee: '<b>' },
      ...HOUSE.slice(1),
    ];
    const plan = await ada.plan({ title: '\u202e</title><script>', startsAt: START, steps });
    const path = `/plans/${plan.id}/gantt.svg`;
    const answer = await ada.get(path, { accept: 'image/svg+xml' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;b&quot;');
    expect(answer.text).not.toContain('<script');
    expect(answer.text).not.toContain('\u202e');
    expect(answer.text.match(/class="(bar|critical)"/g)).toHaveLength(4);
    const etag = answer.headers.get('etag') ?? '';
    expect((await ada.get(path, { 'if-none-match': etag })).status).toBe(304);
    await ada.must('PATCH', `/plans/${plan.id}`, { title: 'x' });
    expect((await ada.get(path, { 'if-none-match': etag })).status).toBe(200);
    expect((await ada.get(`${path}?level=true`)).status).toBe(200);
    expect((await ada.get(`${path}?size=9`)).status).toBe(422);
    expect((await (await person(app)).get(path)).status).toBe(403);
  });
});

describe('who may what', () => {
  it('is as with planners: viewer, editor, admin, owner, team, stranger', async () => {
    const owner = await person(app, { tier: 'enterprise' });
    const names = ['viewer', 'editor', 'admin'] as const;
    const plan = await owner.plan({ title: 'Shared', startsAt: START, steps: HOUSE });
    const people = new Map<string, Person>([['stranger', await person(app)]]);
    for (const role of names) {
      const one = await person(app);
      await sharePlan(app, plan.id, one.id, role);
      people.set(role, one);
    }
    const tries = async (name: string) => {
      const who = people.get(name) ?? owner;
      const path = `/plans/${plan.id}`;
      const sent = [
        await who.get(path),
        await who.send('POST', `${path}/schedule`),
        await who.send('PATCH', path, { description: name }),
        await who.send('DELETE', path),
        await who.send('POST', `${path}/restore`),
      ];
      return sent.map(({ status }) => status);
    };
    expect(await tries('stranger')).toEqual([403, 403, 403, 403, 403]);
    expect(await tries('viewer')).toEqual([200, 200, 403, 403, 403]);
    expect(await tries('editor')).toEqual([200, 200, 200, 403, 403]);
    expect(await tries('admin')).toEqual([200, 200, 200, 403, 403]);
    const viewer = people.get('viewer');
    expect((await viewer?.must('GET', '/plans')).plans).toMatchObject([{ id: plan.id, role: 'viewer' }]);
    const root = await person(app, { admin: true });
    const explain = (permission: string) =>
      root.must('POST', '/admin/permissions/explain', {
        userId: viewer?.id,
        permission,
        resourceType: 'plan',
        resourceId: plan.id,
      });
    expect(await explain('read:own-plans')).toMatchObject({ allowed: true });
    expect(await explain('write:own-plans')).toMatchObject({ allowed: false });
    expect((await root.get(`/plans/${plan.id}`)).body.data).toMatchObject({ role: null });
    expect((await root.send('DELETE', `/plans/${plan.id}`)).status).toBe(403);
    await owner.must('DELETE', `/plans/${plan.id}`);
    expect((await viewer?.send('POST', `/plans/${plan.id}/restore`))?.status).toBe(404);
    expect((await viewer?.must('GET', '/trash')).items).toEqual([]);
  });

  it('of a plan of a team: its members edit, its owners own, and it keeps the team', async () => {
    const [owner, member] = [await person(app, { tier: 'enterprise' }), await person(app)];
    const team = await owner.must('POST', '/teams', { name: 'Builders' });
    await join(app, team.id, member.id, 'member');
    const plan = await member.plan({ teamId: team.id, steps: HOUSE });
    expect(plan).toMatchObject({ ownerId: null, teamId: team.id, role: 'editor' });
    expect((await owner.must('GET', '/plans')).plans).toMatchObject([{ id: plan.id, role: 'owner' }]);
    expect((await member.send('DELETE', `/plans/${plan.id}`)).status).toBe(403);
    expect((await ada.send('POST', '/plans', { title: 'x', teamId: team.id })).status).toBe(403);
    expect((await owner.send('DELETE', `/teams/${team.id}`)).status).toBe(409);
    await owner.must('DELETE', `/plans/${plan.id}`);
    await owner.must('DELETE', `/teams/${team.id}`);
    expect(await owner.must('POST', `/plans/${plan.id}/restore`)).toMatchObject({ ownerId: owner.id });
  });
});

describe('writes at once', () => {
  it('lose nothing: of two edits of one version one is told to look again', async () => {
    const plan = await ada.plan({ steps: HOUSE });
    const edits = await Promise.all(
      ['x', 'y', 'z'].map((description) =>
        ada.send('PATCH', `/plans/${plan.id}`, { description }, { 'if-match': '"v1"' }),
      ),
    );
    expect(edits.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const stale = await ada.send('PUT', `/plans/${plan.id}`, { title: 'x', version: 1 });
    expect([stale.status, codeOf(stale)]).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await ada.send('DELETE', `/plans/${plan.id}`, undefined, { 'if-match': '"v1"' })).status).toBe(
      412,
    );
    const deletions = await Promise.all(
      Array.from({ length: 3 }, () => ada.send('DELETE', `/plans/${plan.id}`)),
    );
    expect(deletions.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  });
});

describe('hostile input', () => {
  const refusal = async (body: object) => {
    const answer = await ada.send('POST', '/plans', { title: 'x', ...body });
    return [answer.status, ...(answer.status === 422 ? fieldsOf(answer) : [])];
  };

  it.each<[string, object, string]>([
    [
      'a circle',
      { steps: [step('a', 1, 'c'), step('b', 1, 'a'), step('c', 1, 'b')] },
      'steps[0].dependsOn[0].id',
    ],
    ['a step that waits for itself', { steps: [step('a', 1, 'a')] }, 'steps[0].dependsOn[0].id'],
    ['an unknown step', { steps: [step('a', 1), step('b', 1, 'a', 'z')] }, 'steps[1].dependsOn[1].id'],
    ['an id twice', { steps: [step('a', 1), step('a', 1)] }, 'steps[1].id'],
    ['an empty id', { steps: [step('', 1)] }, 'steps[0].id'],
    ['a long id', { steps: [step('x'.repeat(65), 1)] }, 'steps[0].id'],
    ['a negative duration', { steps: [step('a', -1)] }, 'steps[0].duration'],
    ['an endless duration', { steps: [step('a', 1e9)] }, 'steps[0].duration'],
    ['half a minute', { steps: [step('a', 0.5)] }, 'steps[0].duration'],
    ['a wrong priority', { steps: [{ ...step('a', 1), priority: 'asap' }] }, 'steps[0].priority'],
    ['an unknown property', { steps: [{ ...step('a', 1), cost: 5 }] }, 'steps[0].cost'],
    ['a year far off', { startsAt: '9999-12-31T00:00:00Z' }, 'startsAt'],
    [
      'a step in such a year',
      { steps: [{ ...step('a', 1), fixedStart: '0001-01-01' }] },
      'steps[0].fixedStart',
    ],
    ['no working day', { calendar: { workingDays: [] } }, 'calendar.workingDays'],
    ['an eighth day', { calendar: { workingDays: [7] } }, 'calendar.workingDays'],
    ['no hours', { calendar: { hours: [] } }, 'calendar.hours'],
    ['hours backwards', { calendar: { hours: [{ from: '17:00', to: '09:00' }] } }, 'calendar.hours[0]'],
    [
      'hours that overlap',
      {
        calendar: {
          hours: [
            { from: '09:00', to: '13:00' },
            { from: '12:00', to: '17:00' },
          ],
        },
      },
      'calendar.hours[1]',
    ],
    ['an impossible hour', { calendar: { hours: [{ from: '09:00', to: '25:00' }] } }, 'calendar.hours[0].to'],
    ['an impossible holiday', { calendar: { holidays: ['2026-02-30'] } }, 'calendar.holidays[0]'],
    ['an unknown zone', { calendar: { timezone: 'Mars/Base' } }, 'calendar.timezone'],
    ['a wrong status', { status: 'late' }, 'status'],
    ['an owner', { ownerId: START }, 'ownerId'],
  ])('with %s is refused, with its place', async (_name, body, field) => {
    expect(await refusal(body)).toEqual([422, field]);
  });

  it('names the circle', async () => {
    const steps = [step('a', 1, 'c'), step('b', 1, 'a'), step('c', 1, 'b'), step('d', 1)];
    const answer = await ada.send('POST', '/plans', { title: 'x', steps });
    expect(answer.body.error.details[0]).toMatchObject({
      rule: 'circle',
      message: expect.stringContaining('a → b → c → a'),
    });
    const plan = await ada.plan({ steps: [step('a', 1), step('b', 1, 'a')] });
    const patch = await ada.send('PATCH', `/plans/${plan.id}`, { steps });
    expect([patch.status, (await ada.must('GET', `/plans/${plan.id}`)).version]).toEqual([422, 1]);
  });

  it('takes 10 MiB here, and 1 MiB elsewhere; more than 10,000 steps nowhere', async () => {
    const title = 'A title that is quite long, so that ten thousand of them are many megabytes. '.repeat(6);
    const steps = Array.from({ length: 10_000 }, (_, index) => ({
      ...step(`s${index}`, 480, ...(index > 1 ? [`s${index - 1}`, `s${index >> 1}`] : [])),
      title,
    }));
    const answer = await ada.send('POST', '/plans', { title: 'Big', steps });
    expect([answer.status, answer.body.data?.stepsCount]).toEqual([201, 10_000]);
    const { rows } = await app.database.query(
      'SELECT length(payload::text) AS n FROM outbox WHERE stream_id = $1',
      [answer.body.data.id],
    );
    expect(rows[0].n).toBeLessThan(2000);
    expect(
      (await ada.send('POST', '/plans', { title: 'x', steps: [...steps, step('more', 1)] })).status,
    ).toBe(422);
    const large = { title: 'x'.repeat(11 * 1024 * 1024) };
    expect((await ada.send('POST', '/plans', large)).status).toBe(413);
    expect((await ada.send('POST', '/planners', { title: 'x'.repeat(1024 * 1024) })).status).toBe(413);
  });

  it('takes step ids that are names of what every object has', async () => {
    const steps = [
      step('__proto', 60),
      step('constructor', 60, '__proto'),
      step('toString', 60, 'constructor'),
    ];
    const plan = await ada.plan({ startsAt: START, steps });
    const schedule = await ada.must('POST', `/plans/${plan.id}/schedule`);
    expect(schedule.criticalPath).toEqual(['__proto', 'constructor', 'toString']);
  });
});
