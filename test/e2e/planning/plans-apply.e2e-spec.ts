import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { makeTeam, teamPlanner } from '../teams/support';
import { codeOf, fieldsOf, person, share, sharePlan, walk, type Person } from './support';

let app: TestApp;
let ada: Person;

beforeAll(async () => {
  app = await createTestApp();
  ada = await person(app);
});
afterAll(() => app.close());

const START = '2026-03-02T09:00:00.000Z';
const step = (id: string, duration: number, ...after: string[]) => ({
  id,
  title: `Step ${id}`,
  duration,
  dependsOn: after.map((one) => ({ id: one })),
});
const HOUSE = [step('a', 480), step('b', 960, 'a'), step('c', 240, 'a'), step('d', 60, 'b', 'c')];

type Row = TestAnswer['body'];
const activitiesOf = async (who: Person, plannerId: string): Promise<Map<string, Row>> => {
  const rows = await walk(who, `/activities?plannerId=${plannerId}&limit=100`, 'activities');
  return new Map(rows.map((row) => [row.title as string, row]));
};
const eventsOf = async (plannerId: string) => {
  const { rows } = await app.database.query(
    'SELECT name, seq::int AS seq, prev::int AS prev, changes, payload FROM outbox WHERE stream_id = $1 ORDER BY seq',
    [plannerId],
  );
  return rows;
};

describe('applying a plan', () => {
  it('writes its steps as activities with dates and dependencies, in a new planner', async () => {
    const steps = [{ ...step('a', 480), assignee: ada.id, priority: 'urgent' }, ...HOUSE.slice(1)];
    const plan = await ada.plan({ title: 'House', startsAt: START, steps });
    const answer = await ada.send('POST', `/plans/${plan.id}/apply`, { newPlanner: { title: 'To build' } });
    expect(answer.status).toBe(200);
    const { plannerId, ...applied } = answer.body.data;
    expect(applied).toMatchObject({
      created: 4,
      updated: 0,
      unchanged: 0,
      cancelled: 0,
      finish: '2026-03-05T10:00:00.000Z',
    });
    expect(answer.headers.get('x-operation-id')).toBeTruthy();
    const planner = await ada.must('GET', `/planners/${plannerId}`);
    expect(planner).toMatchObject({
      title: 'To build',
      sectionsCount: 1,
      activitiesCount: 4,
      sections: [{ id: applied.sectionId, title: 'House' }],
    });
    const shown = planner.sections[0].activities as Row[];
    expect(shown.map(({ title }) => title)).toEqual(['Step a', 'Step b', 'Step c', 'Step d']);
    const [a, b, c, d] = shown;
    expect(a).toMatchObject({
      startDate: START,
      endDate: '2026-03-02T17:00:00.000Z',
      dueDate: '2026-03-02T17:00:00.000Z',
      priority: 'urgent',
      assignees: [ada.id],
      blockedBy: [],
      status: 'pending',
      type: 'task',
      userId: ada.id,
      metadata: { estimatedDuration: 480 },
    });
    expect(b).toMatchObject({ priority: 'medium', assignees: [], blockedBy: [a?.id] });
    expect([...(d?.blockedBy as string[])].sort()).toEqual([b?.id, c?.id].sort());
    const events = await eventsOf(plannerId);
    expect(events.map(({ name }) => name)).toEqual([
      'planner.created',
      'section.created',
      ...Array.from({ length: 4 }, () => 'activity.created'),
    ]);
    expect(events.map(({ prev }) => prev)).toEqual([null, ...events.slice(0, -1).map(({ seq }) => seq)]);
    expect(events[5].payload.activity).toEqual(d);
    const { history } = await ada.must('GET', `/planners/${plannerId}/history`);
    expect(history[0].changes.map(({ field }: Row) => field)).toEqual(
      expect.arrayContaining(['title', 'startDate', 'endDate', 'dueDate', 'blockedBy']),
    );
    // What is written next comes after all that.
    const next = await ada.activity(applied.sectionId, { title: 'By hand' });
    expect(next.position > String(d?.position)).toBe(true);
    const last = (await eventsOf(plannerId)).at(-1);
    expect(last.prev).toBe(events[5].seq);
  });

  it('again updates, never duplicates; what was removed is cancelled unless it was completed', async () => {
    const planner = await ada.planner();
    const plan = await ada.plan({ title: 'House', startsAt: START, steps: HOUSE });
    const apply = (body: object = {}) =>
      ada.must('POST', `/plans/${plan.id}/apply`, { plannerId: planner.id, ...body });
    await apply();
    const first = await activitiesOf(ada, planner.id);
    expect(await apply()).toMatchObject({ created: 0, updated: 0, unchanged: 4, cancelled: 0 });

    await ada.must('PATCH', `/activities/${first.get('Step c')?.id}`, { status: 'completed' });
    await ada.must('PATCH', `/activities/${first.get('Step b')?.id}`, {
      description: 'Mine',
      tags: ['kept'],
    });
    const steps = [step('a', 960), { ...step('b', 960, 'a'), title: 'Step b, new' }, step('e', 60, 'b')];
    await ada.must('PATCH', `/plans/${plan.id}`, { steps });
    expect(await apply()).toMatchObject({ created: 1, updated: 2, unchanged: 0, cancelled: 1 });
    const second = await activitiesOf(ada, planner.id);
    expect(second.size).toBe(5);
    expect(second.get('Step b, new')).toMatchObject({
      id: first.get('Step b')?.id,
      description: 'Mine',
      tags: ['kept'],
      startDate: '2026-03-04T09:00:00.000Z',
    });
    expect(second.get('Step c')).toMatchObject({ status: 'completed' });
    expect(second.get('Step d')).toMatchObject({ status: 'cancelled' });
    expect(await ada.must('GET', `/planners/${planner.id}`)).toMatchObject({
      activitiesCount: 5,
      completedCount: 1,
    });
    const cancelled = (await eventsOf(planner.id)).at(-1);
    expect(cancelled.changes).toEqual([{ field: 'status', before: 'pending', after: 'cancelled' }]);

    // A step that comes back opens its activity again; one that a person cancelled stays so.
    await ada.must('PATCH', `/activities/${first.get('Step a')?.id}`, { status: 'cancelled' });
    await ada.must('PATCH', `/plans/${plan.id}`, { steps: HOUSE });
    await apply();
    const third = await activitiesOf(ada, planner.id);
    expect(third.get('Step d')).toMatchObject({ id: first.get('Step d')?.id, status: 'pending' });
    expect(third.get('Step a')).toMatchObject({ status: 'cancelled' });
    expect(third.get('Step e')).toMatchObject({ status: 'cancelled' });
  });

  it('brings back what was deleted, and leaves alone what was moved elsewhere', async () => {
    const [planner, other] = [await ada.planner(), await ada.planner()];
    const elsewhere = await ada.section(other.id);
    const plan = await ada.plan({ title: 'House', startsAt: START, steps: HOUSE });
    const apply = () => ada.must('POST', `/plans/${plan.id}/apply`, { plannerId: planner.id });
    const { sectionId } = await apply();
    const made = await activitiesOf(ada, planner.id);
    await ada.must('POST', `/activities/${made.get('Step a')?.id}/move`, { sectionId: elsewhere.id });
    await ada.must('DELETE', `/activities/${made.get('Step b')?.id}`);
    expect(await apply()).toMatchObject({ created: 0, updated: 1 });
    const after = await activitiesOf(ada, planner.id);
    expect(after.get('Step b')).toMatchObject({ id: made.get('Step b')?.id, blockedBy: [] });
    expect([...after.keys()].sort()).toEqual(['Step b', 'Step c', 'Step d']);
    // Its section is gone with all that was in it: a new one takes them.
    await ada.must('DELETE', `/sections/${sectionId}`);
    const again = await apply();
    expect(again).toMatchObject({ created: 0, updated: 3 });
    expect(again.sectionId).not.toBe(sectionId);
    expect(await ada.must('GET', `/planners/${planner.id}`)).toMatchObject({
      sectionsCount: 1,
      activitiesCount: 3,
    });
  });

  it('keeps the assignees that people set, and assigns nobody who may not see the planner', async () => {
    const [planner, bob, eve] = [await ada.planner(), await person(app), await person(app)];
    await share(app, planner.id, bob.id, 'viewer');
    const steps = [
      { ...step('a', 60), assignee: bob.id.toUpperCase() },
      { ...step('b', 60), assignee: eve.id },
      { ...step('c', 60), assignee: 'Bob' },
    ];
    const plan = await ada.plan({ startsAt: START, steps });
    const apply = () => ada.must('POST', `/plans/${plan.id}/apply`, { plannerId: planner.id });
    await apply();
    const made = await activitiesOf(ada, planner.id);
    expect(['a', 'b', 'c'].map((id) => made.get(`Step ${id}`)?.assignees)).toEqual([[bob.id], [], []]);
    await ada.must('PATCH', `/activities/${made.get('Step a')?.id}`, { assignees: [ada.id, bob.id] });
    expect(await apply()).toMatchObject({ updated: 0, unchanged: 3 });
  });

  it('assigns members of the team that owns the planner, and nobody who has left it', async () => {
    const team = await makeTeam(app);
    const planner = await teamPlanner(team);
    const steps = [team.member, team.manager].map(({ id }, index) => ({
      ...step(`s${index}`, 60),
      assignee: id,
    }));
    const plan = await team.owner.plan({ startsAt: START, steps });
    await app.database.query('DELETE FROM team_members WHERE user_id = $1', [team.manager.id]);
    await team.owner.must('POST', `/plans/${plan.id}/apply`, { plannerId: planner.id });
    const made = await activitiesOf(team.owner, planner.id);
    expect([made.get('Step s0')?.assignees, made.get('Step s1')?.assignees]).toEqual([[team.member.id], []]);
  });

  it('two at once make nothing twice', async () => {
    const planner = await ada.planner();
    const steps = Array.from({ length: 200 }, (_, index) =>
      step(`s${index}`, 60, ...(index ? [`s${index - 1}`] : [])),
    );
    const plan = await ada.plan({ startsAt: START, steps });
    const section = await ada.section(planner.id);
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () =>
        ada.send('POST', `/plans/${plan.id}/apply`, { plannerId: planner.id }),
      ),
      ...Array.from({ length: 6 }, () =>
        ada.send('POST', `/sections/${section.id}/activities`, { title: 'x' }),
      ),
      ada.send('PATCH', `/plans/${plan.id}`, { description: 'changed meanwhile' }),
    ]);
    expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.slice(0, 4).reduce((sum, { body }) => sum + Number(body.data.created), 0)).toBe(200);
    expect(await ada.must('GET', `/planners/${planner.id}`)).toMatchObject({
      activitiesCount: 206,
      sectionsCount: 2,
    });
    const events = await eventsOf(planner.id);
    expect(events.map(({ prev }) => prev)).toEqual([null, ...events.slice(0, -1).map(({ seq }) => seq)]);
  });

  it('writes 10,000 steps in a handful of statements', async () => {
    const steps = Array.from({ length: 10_000 }, (_, index) =>
      step(`s${index}`, 480, ...(index > 1 ? [`s${index - 1}`, `s${index >> 1}`] : [])),
    );
    const plan = await ada.plan({ startsAt: START, steps });
    const applied = await ada.must('POST', `/plans/${plan.id}/apply`, { newPlanner: { title: 'Big' } });
    expect(applied).toMatchObject({ created: 10_000 });
    const { rows } = await app.database.query(
      `SELECT t.activities_count, (SELECT count(*)::int FROM outbox WHERE stream_id = t.planner_id) AS events
         FROM planner_stats t WHERE t.planner_id = $1`,
      [applied.plannerId],
    );
    expect(rows).toEqual([{ activities_count: 10_000, events: 10_002 }]);
    const { plannerId } = applied;
    expect(await ada.must('POST', `/plans/${plan.id}/apply`, { plannerId })).toMatchObject({
      unchanged: 10_000,
    });
  }, 60_000);
});

describe('what is done with activities of a plan by hand', () => {
  it('recurs from where the plan puts it', async () => {
    const plan = await ada.plan({ startsAt: START, steps: [step('a', 60)] });
    const apply = (body: object) => ada.must('POST', `/plans/${plan.id}/apply`, body);
    const { plannerId, sectionId } = await apply({ newPlanner: { title: 'Recurs' } });
    const {
      activities: [{ id }],
    } = await ada.must('GET', `/sections/${sectionId}/activities`);
    const before = await ada.must('PATCH', `/activities/${id}`, { recurrence: { pattern: 'weekly' } });
    await apply({ plannerId });
    expect((await ada.must('GET', `/activities/${id}`)).series).toEqual(before.series);
    await ada.must('PATCH', `/plans/${plan.id}`, { startsAt: '2026-03-09T09:00:00.000Z' });
    await apply({ plannerId });
    const { series } = await ada.must('GET', `/activities/${id}`);
    expect(series).toMatchObject({
      originalStart: '2026-03-09T09:00:00.000Z',
      start: '2026-03-09T09:00:00.000Z',
    });
    expect(series.id).not.toBe(before.series.id);
    const done = await ada.must('PATCH', `/activities/${id}`, { status: 'completed' });
    expect(await ada.must('GET', `/activities/${done.series.nextActivityId}`)).toMatchObject({
      startDate: '2026-03-16T09:00:00.000Z',
    });
  });
});

describe('refusals', () => {
  it('by role on the plan and on the planner', async () => {
    const planner = await ada.planner();
    const plan = await ada.plan({ startsAt: START, steps: HOUSE });
    const [viewer, editor, stranger] = [await person(app), await person(app), await person(app)];
    await sharePlan(app, plan.id, viewer.id, 'viewer');
    await sharePlan(app, plan.id, editor.id, 'editor');
    await share(app, planner.id, viewer.id, 'editor');
    await share(app, planner.id, editor.id, 'viewer');
    const apply = async (who: Person, body: object) =>
      (await who.send('POST', `/plans/${plan.id}/apply`, body)).status;
    expect(await apply(stranger, { newPlanner: { title: 'x' } })).toBe(403);
    expect(await apply(viewer, { plannerId: planner.id })).toBe(403);
    expect(await apply(editor, { plannerId: planner.id })).toBe(403);
    expect(await apply(editor, { newPlanner: { title: 'x' } })).toBe(200);
    expect(await apply(ada, { plannerId: plan.id })).toBe(404);
    expect((await ada.must('GET', `/planners/${planner.id}`)).activitiesCount).toBe(0);
  });

  it('of neither or both places, and of a planner over the limit, leave nothing behind', async () => {
    const who = await person(app, { tier: 'free' });
    const plan = await who.plan({ startsAt: START, steps: HOUSE });
    for (const body of [{}, { plannerId: plan.id, newPlanner: { title: 'x' } }, { newPlanner: {} }]) {
      const answer = await who.send('POST', `/plans/${plan.id}/apply`, body);
      expect([answer.status, fieldsOf(answer).length]).toEqual([422, 1]);
    }
    let answer = await who.send('POST', `/plans/${plan.id}/apply`, { newPlanner: { title: 'x' } });
    for (let tries = 0; answer.status === 200 && tries < 30; tries += 1) {
      answer = await who.send('POST', `/plans/${plan.id}/apply`, { newPlanner: { title: 'x' } });
    }
    expect([answer.status, codeOf(answer)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
  });
});
