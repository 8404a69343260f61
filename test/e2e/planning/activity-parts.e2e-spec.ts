import { createTestApp, type TestApp, type TestReplica } from '@almanac/testing';
import { codeOf, fieldsOf, type Person, person, share, unshare } from './support';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';

describe('the parts of activities', () => {
  let app: TestApp;
  let replica: TestReplica;
  let ada: Person;
  let editor: Person;
  let viewer: Person;
  let stranger: Person;
  let plannerId: string;
  let sectionId: string;

  beforeAll(async () => {
    app = await createTestApp();
    replica = await app.replica();
    [ada, editor, viewer, stranger] = [
      await person(app, { displayName: 'Ada' }),
      await person(app),
      await person(app),
      await person(app),
    ];
  });
  beforeEach(async () => {
    plannerId = (await ada.planner()).id;
    sectionId = (await ada.section(plannerId)).id;
    await share(app, plannerId, editor.id, 'editor');
    await share(app, plannerId, viewer.id, 'viewer');
  });
  afterAll(() => app.close());

  const historyOf = async (id: string) =>
    (await ada.must('GET', `/planners/${plannerId}/history`)).history.filter(
      (entry: { resourceId: string }) => entry.resourceId === id,
    );
  /** What every place shows of the activity is the same. */
  const everywhereTheSame = async (id: string) => {
    const one = await ada.must('GET', `/activities/${id}`);
    const whole = await ada.must('GET', `/planners/${plannerId}`);
    const inPlanner = whole.sections
      .flatMap((section: { activities: { id: string }[] }) => section.activities)
      .find((activity: { id: string }) => activity.id === id);
    const { activities } = await ada.must('GET', `/activities?plannerId=${plannerId}&limit=100`);
    expect(inPlanner).toEqual(one);
    expect(activities.find((activity: { id: string }) => activity.id === id)).toEqual(one);
    return one;
  };

  describe('a new one', () => {
    test('shows every part, empty', async () => {
      const made = await ada.activity(sectionId);
      expect(made).toMatchObject({
        assignees: [],
        attachments: [],
        checklist: [],
        comments: 0,
        aiSuggestions: [],
        reminders: [],
        blockedBy: [],
      });
      expect(await everywhereTheSame(made.id)).toEqual(made);
    });

    test('may bring people, a checklist and what it waits for', async () => {
      const first = await ada.activity(sectionId);
      const body = {
        title: 'All of it',
        assignees: [viewer.id.toUpperCase(), ada.id],
        checklist: ['one', { text: ' two ', completed: true }],
        blockedBy: [first.id],
      };
      const headers = { 'idempotency-key': 'with-parts' };
      const answers = [];
      for (let time = 0; time < 2; time += 1) {
        answers.push(await ada.send('POST', `/sections/${sectionId}/activities`, body, headers));
      }
      expect(answers[1]?.text).toBe(answers[0]?.text);
      const made = answers[0]?.body.data;
      expect(made).toMatchObject({ assignees: [viewer.id, ada.id], blockedBy: [first.id], version: 1 });
      expect(made.checklist).toMatchObject([
        { text: 'one', completed: false, order: 0 },
        { text: 'two', completed: true, order: 1 },
      ]);
      expect(await everywhereTheSame(made.id)).toEqual(made);
      const [{ changes }] = await historyOf(made.id);
      const fields = changes.map(({ field }: { field: string }) => field);
      expect(fields).toEqual(expect.arrayContaining(['assignees', 'checklist', 'blockedBy']));
      const batch = await ada.must('POST', `/sections/${sectionId}/activities/batch`, {
        operations: [{ op: 'create', data: { title: 'x', assignees: [editor.id] } }],
      });
      expect(batch.results[0].data.assignees).toEqual([editor.id]);
    });

    test('is refused, with everything that is wrong, and nothing is made', async () => {
      const other = await ada.activity((await ada.section((await ada.planner()).id)).id);
      const answer = await ada.send('POST', `/sections/${sectionId}/activities`, {
        title: 'x',
        assignees: [ada.id, stranger.id],
        blockedBy: [other.id, UNKNOWN],
      });
      expect([answer.status, fieldsOf(answer)]).toEqual([
        422,
        ['assignees[1]', 'blockedBy[0]', 'blockedBy[1]'],
      ]);
      const shape = await ada.send('POST', `/sections/${sectionId}/activities`, {
        title: 'x',
        assignees: ['me'],
        checklist: ['', { text: 'x', done: true }],
        blockedBy: 'x',
      });
      expect([shape.status, fieldsOf(shape).sort()]).toEqual([422, ['assignees', 'blockedBy', 'checklist']]);
      expect((await ada.must('GET', `/planners/${plannerId}`)).activitiesCount).toBe(0);
    });
  });

  describe('checklists', () => {
    test('lines come, change, move and go; the activity tells', async () => {
      const { id } = await ada.activity(sectionId, { checklist: ['a', 'c'] });
      const path = `/activities/${id}/checklist`;
      const answer = await editor.send('POST', path, { text: ' b ', order: 1 });
      expect([answer.status, answer.headers.get('etag')]).toEqual([201, '"v2"']);
      const item = answer.body.data;
      expect(item).toMatchObject({ text: 'b', completed: false, order: 1 });
      expect(answer.headers.get('location')).toBe(`/api/v1${path}/${item.id}`);
      expect(await viewer.must('GET', `${path}/${item.id}`)).toEqual(item);
      await editor.must('PATCH', `${path}/${item.id}`, { completed: true });
      await editor.must('PATCH', `${path}/${item.id}`, { order: 99 });
      const { checklist } = await viewer.must('GET', path);
      expect(checklist.map((one: { text: string }) => one.text)).toEqual(['a', 'c', 'b']);
      expect(checklist.map((one: { order: number }) => one.order)).toEqual([0, 1, 2]);
      const one = await everywhereTheSame(id);
      expect(one).toMatchObject({ checklist, version: 4, updatedBy: editor.id });
      await editor.must('DELETE', `${path}/${item.id}`);
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? {} : undefined;
        expect([method, (await ada.send(method, `${path}/${item.id}`, body)).status]).toEqual([method, 404]);
      }
      expect((await historyOf(id))[0].changes).toMatchObject([{ field: 'checklist' }]);
      expect(
        (await ada.send('PATCH', `${path}/${checklist[0].id}`, { text: 'x' }, { 'if-match': '"v1"' })).status,
      ).toBe(412);
    });

    test('twenty at once all stand, and no more than 200 do', async () => {
      const { id } = await ada.activity(sectionId);
      const path = `/activities/${id}/checklist`;
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 === 0 ? app : replica).request('POST', path, {
            token: ada.user.token,
            body: { text: `${n}` },
          }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
      const { checklist } = await ada.must('GET', path);
      expect(checklist.map((one: { order: number }) => one.order)).toEqual([...Array(20).keys()]);
      await ada.must('PATCH', `/activities/${id}`, { checklist: Array.from({ length: 199 }, () => 'x') });
      const last = await Promise.all([1, 2].map(() => ada.send('POST', path, { text: 'y' })));
      expect(last.map(({ status }) => status).sort()).toEqual([201, 422]);
      const bad = await ada.send('POST', path, { text: ' ', order: -1, done: true });
      expect([bad.status, fieldsOf(bad).sort()]).toEqual([422, ['done', 'order', 'text']]);
    });
  });

  describe('assignees', () => {
    test('come and go; only who may see the planner', async () => {
      const { id } = await ada.activity(sectionId);
      const path = `/activities/${id}/assignees`;
      expect((await editor.send('POST', path, { userId: viewer.id })).status).toBe(201);
      expect((await editor.send('POST', path, { userId: ada.id })).body.data).toMatchObject({
        userId: ada.id,
        displayName: 'Ada',
      });
      await ada.must('POST', path, { userId: viewer.id });
      const { assignees } = await viewer.must('GET', path);
      expect(assignees.map((one: { userId: string }) => one.userId)).toEqual([viewer.id, ada.id]);
      expect(await everywhereTheSame(id)).toMatchObject({ assignees: [viewer.id, ada.id], version: 3 });
      const refused = await ada.send('POST', path, { userId: stranger.id });
      expect([refused.status, fieldsOf(refused)]).toEqual([422, ['userId']]);
      expect((await ada.send('DELETE', `${path}/${stranger.id}`)).status).toBe(404);
      await ada.must('DELETE', `${path}/${viewer.id}`);
      expect((await everywhereTheSame(id)).assignees).toEqual([ada.id]);
      await ada.must('PATCH', `/activities/${id}`, { assignees: [editor.id] });
      await ada.must('PATCH', `/activities/${id}`, { assignees: null });
      const entries = (await historyOf(id)).map((entry: { changes: unknown[] }) => entry.changes);
      expect(entries[1]).toEqual([{ field: 'assignees', before: [ada.id], after: [editor.id] }]);
    });

    test('whoever is removed while they are assigned is not assigned for good', async () => {
      const { id } = await ada.activity(sectionId);
      await Promise.all([
        ada.send('POST', `/activities/${id}/assignees`, { userId: viewer.id }),
        unshare(app, plannerId, viewer.id),
      ]);

      const fresh = await ada.activity(sectionId);
      expect(
        (await ada.send('POST', `/activities/${fresh.id}/assignees`, { userId: viewer.id })).status,
      ).toBe(422);
    });

    test('where an activity goes, only those who may see it there come along', async () => {
      const { id } = await ada.activity(sectionId, { assignees: [viewer.id, ada.id] });
      const there = await ada.section((await ada.planner()).id);
      const moved = await ada.must('POST', `/activities/${id}/move`, { sectionId: there.id });
      expect(moved.assignees).toEqual([ada.id]);
    });
  });

  describe('dependencies', () => {
    const three = async () => {
      const ids: string[] = [];
      for (const title of ['One', 'Two', 'Three']) ids.push((await ada.activity(sectionId, { title })).id);
      return ids as [string, string, string];
    };
    const wait = (id: string, blockedBy: string[]) => ada.send('PATCH', `/activities/${id}`, { blockedBy });

    test('a circle is refused by name, whatever its length', async () => {
      const [one, two, three_] = await three();
      expect((await wait(one, [one])).status).toBe(422);
      expect((await wait(one, [two])).status).toBe(200);
      expect((await wait(two, [three_])).status).toBe(200);
      const answer = await wait(three_, [one]);
      expect([answer.status, fieldsOf(answer)]).toEqual([422, ['blockedBy']]);
      const [{ message, rule }] = answer.body.error.details;
      expect(rule).toBe('circle');
      for (const part of ['One', 'Two', one, two, three_]) expect(message).toContain(part);
      expect((await ada.must('GET', `/activities/${three_}`)).blockedBy).toEqual([]);
      const put = await ada.must('PUT', `/activities/${one}`, { title: 'One' });
      expect(put.blockedBy).toEqual([]);
      expect((await wait(three_, [one])).status).toBe(200);
    });

    test('of two that together would make a circle one wins, every time', async () => {
      for (let round = 0; round < 4; round += 1) {
        const [one, two] = await three();
        const statuses = await Promise.all([
          app.request('PATCH', `/activities/${one}`, { token: ada.user.token, body: { blockedBy: [two] } }),
          replica.request('PATCH', `/activities/${two}`, {
            token: editor.user.token,
            body: { blockedBy: [one] },
          }),
        ]);
        expect(statuses.map(({ status }) => status).sort()).toEqual([200, 422]);
      }
    });

    test('what lies in the trash is not shown, comes back, and cannot close a circle', async () => {
      const [one, two, three_] = await three();
      await wait(one, [two, three_]);
      await ada.must('DELETE', `/activities/${two}`);
      expect(await everywhereTheSame(one)).toMatchObject({ blockedBy: [three_] });
      expect((await wait(three_, [two])).status).toBe(422);
      await ada.must('POST', `/trash/${two}/restore`);
      expect(await everywhereTheSame(one)).toMatchObject({ blockedBy: [two, three_] });
      expect((await wait(two, [one])).status).toBe(422);
    });

    test('what goes to another planner waits for nothing there, and nothing waits for it', async () => {
      const [one, two, three_] = await three();
      await wait(one, [two]);
      await wait(two, [three_]);
      const there = await ada.section((await ada.planner()).id);
      expect((await ada.must('POST', `/activities/${two}/move`, { sectionId: there.id })).blockedBy).toEqual(
        [],
      );
      expect(await everywhereTheSame(one)).toMatchObject({ blockedBy: [], version: 3 });
      await ada.must('POST', `/activities/${two}/move`, { sectionId });
      expect((await wait(two, [one])).status).toBe(200);
    });

    test('a copy waits for the copies', async () => {
      const [one, two] = await three();
      await ada.must('PATCH', `/activities/${one}`, { blockedBy: [two], assignees: [viewer.id, ada.id] });
      await ada.must('POST', `/activities/${one}/reminders`, { type: 'email', time: '2030-01-01T10:00:00Z' });
      const copy = await ada.must('POST', `/planners/${plannerId}/duplicate`, { shiftDays: 1 });
      const { sections } = await ada.must('GET', `/planners/${copy.id}`);
      const [first, second] = sections[0].activities;
      expect(first).toMatchObject({ blockedBy: [second.id], assignees: [ada.id], comments: 0 });
      expect(first.reminders).toMatchObject([
        { type: 'email', time: '2030-01-02T10:00:00.000Z', sent: false },
      ]);
    });
  });

  describe('reminders', () => {
    const firesAt = async (id: string) =>
      (
        await app.database.query<{ fires_at: Date | null }>(
          'SELECT fires_at FROM activity_reminders WHERE id = $1',
          [id],
        )
      ).rows[0]?.fires_at?.toISOString() ?? null;

    test('at a time or before the due date, with which they move', async () => {
      const { id } = await ada.activity(sectionId, { dueDate: '2040-05-01T10:00:00Z' });
      const path = `/activities/${id}/reminders`;
      const before = await ada.must('POST', path, { type: 'push', offset: 30 });
      const fixed = await ada.must('POST', path, { type: 'in-app', time: '2040-04-01T09:00' });
      expect(before).toMatchObject({ type: 'push', time: null, offset: 30, sent: false, sentAt: null });
      expect(fixed).toMatchObject({ time: '2040-04-01T09:00:00.000Z', offset: null });
      expect(await everywhereTheSame(id)).toMatchObject({ reminders: [before, fixed], version: 3 });
      expect((await viewer.must('GET', path)).reminders).toEqual([before, fixed]);
      expect(await firesAt(before.id)).toBe('2040-05-01T09:30:00.000Z');
      await ada.must('PATCH', `/activities/${id}`, { dueDate: '2040-06-01T10:00:00Z' });
      expect(await firesAt(before.id)).toBe('2040-06-01T09:30:00.000Z');
      expect(await firesAt(fixed.id)).toBe('2040-04-01T09:00:00.000Z');
      await ada.must('PATCH', `/activities/${id}`, { dueDate: null });
      expect(await firesAt(before.id)).toBeNull();
      await ada.must('PATCH', `/activities/${id}`, { dueDate: '2020-06-01T10:00:00Z' });
      expect(await firesAt(before.id)).toBeNull();
      const patched = await ada.must('PATCH', `${path}/${before.id}`, { time: '2041-01-01T00:00:00Z' });
      expect(patched).toMatchObject({ type: 'push', time: '2041-01-01T00:00:00.000Z', offset: null });
      expect(await ada.must('GET', `${path}/${before.id}`)).toEqual(patched);
      await ada.must('DELETE', `${path}/${before.id}`);
      expect((await everywhereTheSame(id)).reminders).toEqual([fixed]);
      expect((await ada.send('DELETE', `${path}/${before.id}`)).status).toBe(404);
      expect((await historyOf(id))[0].changes).toMatchObject([{ field: 'reminders' }]);
    });

    test('say when in one way, and are twenty at most, also at once', async () => {
      const { id } = await ada.activity(sectionId);
      const path = `/activities/${id}/reminders`;
      for (const [body, field] of [
        [{ type: 'email' }, 'time'],
        [{ type: 'email', time: '2040-01-01', offset: 5 }, 'offset'],
        [{ type: 'fax', offset: 5 }, 'type'],
        [{ type: 'email', offset: -1 }, 'offset'],
        [{ type: 'email', time: 'soon' }, 'time'],
      ] as const) {
        const answer = await ada.send('POST', path, body);
        expect([answer.status, fieldsOf(answer)]).toEqual([422, [field]]);
      }
      const answers = await Promise.all(
        Array.from({ length: 22 }, () => ada.send('POST', path, { type: 'email', offset: 5 })),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
      expect((await everywhereTheSame(id)).reminders).toHaveLength(20);
    });
  });

  describe('timers', () => {
    const rewind = (who: Person, minutes: number) =>
      app.database.query(
        'UPDATE activity_timers SET started_at = started_at - make_interval(mins => $2) WHERE user_id = $1',
        [who.id, minutes],
      );

    test('whole minutes are added; stopping what does not run is 409', async () => {
      const { id } = await ada.activity(sectionId, { metadata: { actualDuration: 5 } });
      expect((await ada.send('POST', `/activities/${id}/timer/stop`)).status).toBe(409);
      const started = await ada.must('POST', `/activities/${id}/timer/start`);
      expect(started).toMatchObject({ activityId: id, stopped: null });
      expect(await ada.must('POST', `/activities/${id}/timer/start`)).toEqual(started);
      expect((await ada.must('GET', '/timer')).timer).toMatchObject({ activityId: id });
      await rewind(ada, 25);
      const stopped = await ada.must('POST', `/activities/${id}/timer/stop`);
      expect(stopped.metadata.actualDuration).toBe(30);
      expect(await ada.must('GET', '/timer')).toEqual({ timer: null });
      expect((await ada.send('POST', `/activities/${id}/timer/stop`)).status).toBe(409);
    });

    test('starting another stops the first, also at once and over replicas', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 6; n += 1) ids.push((await ada.activity(sectionId)).id);
      await ada.must('POST', `/activities/${ids[0]}/timer/start`);
      await rewind(ada, 10);
      const answers = await Promise.all(
        ids.slice(1).map((id, n) =>
          (n % 2 === 0 ? app : replica).request('POST', `/activities/${id}/timer/start`, {
            token: ada.user.token,
          }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const { activities } = await ada.must('GET', `/sections/${sectionId}/activities`);
      const spent = activities.map(
        (one: { metadata: { actualDuration?: number } }) => one.metadata.actualDuration ?? 0,
      );
      expect(spent).toEqual([10, 0, 0, 0, 0, 0]);
      const { timer } = await ada.must('GET', '/timer');
      const stops = await Promise.all(ids.map((id) => ada.send('POST', `/activities/${id}/timer/stop`)));
      expect(stops.map(({ status }) => status)).toEqual(
        ids.map((id) => (id === timer.activityId ? 200 : 409)),
      );
    });

    test('time on what one may no longer write is dropped', async () => {
      const [first, second] = [
        await ada.activity(sectionId),
        await editor.activity((await editor.section((await editor.planner()).id)).id),
      ];
      await editor.must('POST', `/activities/${first.id}/timer/start`);
      await rewind(editor, 10);
      await unshare(app, plannerId, editor.id);
      expect((await editor.send('POST', `/activities/${first.id}/timer/stop`)).status).toBe(403);
      expect((await editor.must('POST', `/activities/${second.id}/timer/start`)).stopped).toBeNull();
      expect((await ada.must('GET', `/activities/${first.id}`)).metadata).toEqual({});
    });
  });

  test('viewers and strangers change nothing, and nothing is found where nothing is', async () => {
    const made = await ada.activity(sectionId, { checklist: ['a'], assignees: [ada.id] });
    const reminder = await ada.must('POST', `/activities/${made.id}/reminders`, { type: 'email', offset: 1 });
    const path = `/activities/${made.id}`;
    const item = made.checklist[0].id;
    const writes: [string, string, unknown][] = [
      ['POST', '/checklist', { text: 'x' }],
      ['PATCH', `/checklist/${item}`, { text: 'x' }],
      ['DELETE', `/checklist/${item}`, undefined],
      ['POST', '/assignees', { userId: ada.id }],
      ['DELETE', `/assignees/${ada.id}`, undefined],
      ['POST', '/reminders', { type: 'email', offset: 1 }],
      ['PATCH', `/reminders/${reminder.id}`, { offset: 2 }],
      ['DELETE', `/reminders/${reminder.id}`, undefined],
      ['POST', '/timer/start', undefined],
      ['POST', '/timer/stop', undefined],
    ];
    for (const [method, part, body] of writes) {
      for (const who of [viewer, stranger]) {
        const answer = await who.send(method, `${path}${part}`, body);
        expect([method, part, answer.status, codeOf(answer)]).toEqual([method, part, 403, 'FORBIDDEN']);
      }
      const nowhere = await ada.send(method, `/activities/${UNKNOWN}${part}`, body);
      expect([method, part, nowhere.status]).toEqual([method, part, 404]);
    }
    for (const part of [
      '/checklist',
      `/checklist/${item}`,
      '/assignees',
      '/reminders',
      `/reminders/${reminder.id}`,
    ]) {
      expect((await viewer.get(`${path}${part}`)).status).toBe(200);
      expect((await stranger.get(`${path}${part}`)).status).toBe(403);
    }
    expect((await ada.get(`${path}/checklist/x`)).status).toBe(422);
    expect((await ada.must('GET', path)).version).toBe(2);
  });
});
