import { createTestApp, type TestApp } from '@almanac/testing';
import { person, share, unshare, type Person } from './support';
import { served, SyncClient } from './sync-model';
import { operationOf, reasonOf as reason, undo as send, undone } from './undo-support';

const UNKNOWN = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';

describe('undo', () => {
  let app: TestApp;
  let ada: Person;
  let plannerId: string;
  let sectionId: string;

  beforeAll(async () => {
    app = await createTestApp();
    ada = await person(app);
  });
  beforeEach(async () => {
    plannerId = (await ada.planner({ title: 'P', tags: ['x'] })).id;
    sectionId = (await ada.section(plannerId, { title: 'S' })).id;
  });
  afterAll(() => app.close());

  const operation = (method: string, path: string, body?: object, who = ada) =>
    operationOf(who, method, path, body);
  const undo = (id: string, who = ada) => send(who, id);
  const done = (id: string, who = ada) => undone(who, id);
  const whole = () => ada.must('GET', `/planners/${plannerId}`);
  /** What a planner says and has in it, but for versions and times. */
  const state = async () => {
    const { title, description, tags, settings, archived, sections, activitiesCount, completedCount } =
      await whole();
    const rows = sections.map((section: Record<string, unknown>) => ({
      ...pick(section, ['id', 'title', 'type', 'settings', 'order']),
      activities: (section['activities'] as Record<string, unknown>[]).map((row) =>
        pick(row, [
          'id',
          'title',
          'status',
          'completedAt',
          'metadata',
          'tags',
          'position',
          'location',
          'dueDate',
        ]),
      ),
    }));
    return { title, description, tags, settings, archived, activitiesCount, completedCount, sections: rows };
  };

  describe('takes back, and does again when undone itself,', () => {
    const writes: Record<string, () => Promise<[string, string, object?]>> = {
      'a new activity': () => Promise.resolve(['POST', `/sections/${sectionId}/activities`, { title: 'a' }]),
      'a change of an activity': async () => {
        const { id } = await ada.activity(sectionId, { title: 'a', metadata: { progress: 20 } });
        return [
          'PATCH',
          `/activities/${id}`,
          { title: 'b', status: 'completed', location: { name: 'here' } },
        ];
      },
      'a replaced activity': async () => {
        const { id } = await ada.activity(sectionId, {
          title: 'a',
          tags: ['x'],
          dueDate: '2026-01-01T00:00:00Z',
        });
        return ['PUT', `/activities/${id}`, { title: 'b' }];
      },
      'a move within the section': async () => {
        const [first, , third] = [
          await ada.activity(sectionId),
          await ada.activity(sectionId),
          await ada.activity(sectionId),
        ];
        return ['POST', `/activities/${third.id}/move`, { before: first.id }];
      },
      'a move to another section': async () => {
        const other = await ada.section(plannerId);
        const { id } = await ada.activity(sectionId);
        await ada.activity(sectionId);
        return ['POST', `/activities/${id}/move`, { sectionId: other.id }];
      },
      'a move to another planner': async () => {
        const other = await ada.section((await ada.planner()).id);
        const { id } = await ada.activity(sectionId);
        return ['POST', `/activities/${id}/move`, { sectionId: other.id }];
      },
      'a deletion of an activity': async () => {
        const { id } = await ada.activity(sectionId, { status: 'completed' });
        return ['DELETE', `/activities/${id}`];
      },
      'a restoration of an activity': async () => {
        const { id } = await ada.activity(sectionId);
        await ada.must('DELETE', `/activities/${id}`);
        return ['POST', `/trash/${id}/restore`];
      },
      'a new section': () =>
        Promise.resolve(['POST', `/planners/${plannerId}/sections`, { title: 's', order: 0 }]),
      'a change and move of a section': async () => {
        await ada.section(plannerId);
        return ['PATCH', `/sections/${sectionId}`, { title: 's', settings: { color: '#112233' }, order: 1 }];
      },
      'a deletion of a section with its activities': async () => {
        await ada.activity(sectionId, { status: 'completed' });
        return ['DELETE', `/sections/${sectionId}`];
      },
      'a restoration of a section': async () => {
        await ada.activity(sectionId);
        await ada.must('DELETE', `/sections/${sectionId}`);
        return ['POST', `/trash/${sectionId}/restore`];
      },
      'an order of sections': async () => {
        const [b, c] = [await ada.section(plannerId), await ada.section(plannerId)];
        return ['PUT', `/planners/${plannerId}/sections/order`, { order: [c.id, sectionId, b.id] }];
      },
      'a change of a planner': () =>
        Promise.resolve([
          'PATCH',
          `/planners/${plannerId}`,
          { title: 'Q', tags: null, settings: { timezone: 'Europe/Vienna' } },
        ]),
      archiving: () => Promise.resolve(['POST', `/planners/${plannerId}/archive`]),
      'a batch of everything': async () => {
        const [a, b] = [
          await ada.activity(sectionId, { title: 'a' }),
          await ada.activity(sectionId, { title: 'b' }),
        ];
        const other = await ada.section(plannerId);
        const operations = [
          { op: 'create', sectionId, data: { title: 'new' } },
          { op: 'create', sectionId: other.id, data: { title: 'newer' } },
          { op: 'update', id: a.id, data: { title: 'A' } },
          { op: 'update', id: a.id, data: { title: 'AA', status: 'completed' } },
          { op: 'move', id: a.id, sectionId: other.id },
          { op: 'delete', id: b.id },
        ];
        return ['POST', '/activities/batch', { operations }];
      },
    };
    test.each(Object.entries(writes))('%s', async (_name, write) => {
      const [method, path, body] = await write();
      const client = new SyncClient(ada);
      await client.whole();
      const before = await state();
      const id = await operation(method, path, body);
      const after = await state();
      expect(after).not.toEqual(before);
      const undone = await done(id);
      expect(await state()).toEqual(before);
      const redone = await done(undone);
      expect(await state()).toEqual(after);
      await done(redone);
      expect(await state()).toEqual(before);
      expect((await ada.must('GET', `/planners/${plannerId}/history`)).history[0].actorId).toBe(ada.id);
      await client.whole(2);
      expect(client.kept()).toEqual(await served(ada));
    });

    test('a planner that was made, copied, deleted or brought back', async () => {
      const exists = async (id: string) => (await ada.get(`/planners/${id}`)).status === 200;
      for (const [method, path, body] of [
        ['POST', '/planners', { title: 'new' }],
        ['POST', `/planners/${plannerId}/duplicate`, {}],
      ] as const) {
        const answer = await ada.send(method, path, body);
        const undone = await done(answer.headers.get('x-operation-id') ?? '');
        expect(await exists(answer.body.data.id)).toBe(false);
        await done(undone);
        expect(await exists(answer.body.data.id)).toBe(true);
      }
      const before = await state();
      const undone = await done(await operation('DELETE', `/planners/${plannerId}`));
      expect(await state()).toEqual(before);
      await done(undone);
      expect(await exists(plannerId)).toBe(false);
      await done(await operation('POST', `/planners/${plannerId}/restore`));
      expect(await exists(plannerId)).toBe(false);
    });

    test('what it changed alone: other fields keep what they got since', async () => {
      const { id } = await ada.activity(sectionId, { title: 'a', metadata: { progress: 1 } });
      const first = await operation('PATCH', `/activities/${id}`, {
        title: 'b',
        metadata: { energyLevel: 2 },
      });
      await ada.must('PATCH', `/activities/${id}`, { tags: ['later'], metadata: { progress: 9 } });
      await done(first);
      const row = await ada.must('GET', `/activities/${id}`);
      expect([row.title, row.tags, row.metadata]).toEqual(['a', ['later'], { progress: 9 }]);
    });

    test('one after the other, from the last to the first', async () => {
      const empty = await state();
      const create = await operation('POST', `/sections/${sectionId}/activities`, { title: 'a' });
      const { id } = (await whole()).sections[0].activities[0];
      const stack = [create];
      for (const title of ['b', 'c', 'd'])
        stack.push(await operation('PATCH', `/activities/${id}`, { title }));
      for (const one of stack.reverse()) await done(one);
      expect(await state()).toEqual(empty);
    });
  });

  describe('of what recurs', () => {
    const daily = { dueDate: '2026-03-01T09:00:00Z', recurrence: { pattern: 'daily' } };
    const rows = async (): Promise<{ id: string; status: string; dueDate: string }[]> =>
      (await whole()).sections[0].activities;
    const shown = async () =>
      (await rows()).map(({ status, dueDate }) => `${dueDate.slice(8, 10)} ${status}`);

    test('a completion takes the next away, which comes again once with the next completion', async () => {
      const { id } = await ada.activity(sectionId, daily);
      await ada.must('POST', `/activities/${id}/reminders`, { type: 'email', offset: 10 });
      const client = new SyncClient(ada);
      const complete = () => operation('PATCH', `/activities/${id}`, { status: 'completed' });
      const first = await complete();
      expect(await shown()).toEqual(['01 completed', '02 pending']);
      await client.whole();
      const undone = await done(first);
      expect(await shown()).toEqual(['01 pending']);
      expect((await ada.must('GET', `/activities/${id}`)).series.nextActivityId).toBe(null);
      await client.whole(2);
      expect(client.kept()).toEqual(await served(ada));
      const redone = await done(undone);
      expect(await shown()).toEqual(['01 completed', '02 pending']);
      await done(redone);
      const answers = await Promise.all([
        ...[1, 2, 3].map(() => ada.send('PATCH', `/activities/${id}`, { status: 'completed' })),
        ...[1, 2].map(() => undo(redone)),
      ]);
      expect(answers.every(({ status }) => status < 500)).toBe(true);
      expect(await shown()).toEqual(['01 completed', '02 pending']);
      expect((await whole()).activitiesCount).toBe(2);
      // Reopened by hand, and completed again: that made nothing, so it takes nothing away.
      await ada.must('PATCH', `/activities/${id}`, { status: 'pending' });
      await done(await complete());
      expect(await shown()).toEqual(['01 pending', '02 pending']);
      await client.whole(1);
      expect(client.kept()).toEqual(await served(ada));
    });

    test('a completion is refused where somebody has gone on with the next, and does nothing', async () => {
      for (const touch of [
        (next: string) => ada.must('PATCH', `/activities/${next}`, { title: 'mine' }),
        (next: string) => ada.must('POST', `/activities/${next}/comments`, { text: 'x' }),
        (next: string) => ada.must('POST', `/activities/${next}/reminders`, { type: 'email', offset: 5 }),
        (next: string) => ada.must('POST', `/activities/${next}/timer/start`),
        (next: string) => ada.must('DELETE', `/activities/${next}`),
        (next: string) => ada.activity(sectionId, { blockedBy: [next] }),
      ]) {
        const { id } = await ada.activity(sectionId, daily);
        const op = await operation('PATCH', `/activities/${id}`, { status: 'completed' });
        await touch((await ada.must('GET', `/activities/${id}`)).series.nextActivityId);
        const before = await state();
        expect(reason(await undo(op))).toEqual([409, 'CONFLICT', 'changed-since']);
        expect(await state()).toEqual(before);
      }
    });

    test('a rule goes back with its place; a split says that it cannot', async () => {
      const { id } = await ada.activity(sectionId, { dueDate: daily.dueDate });
      const rule = await operation('PATCH', `/activities/${id}`, { recurrence: { pattern: 'weekly' } });
      const undone = await done(rule);
      expect(await ada.must('GET', `/activities/${id}`)).toMatchObject({ recurrence: null, series: null });
      await done(undone);
      const path = `/activities/${id}/occurrences/${encodeURIComponent('2026-03-15T09:00:00Z')}`;
      const split = await operation('PATCH', path, { scope: 'following', title: 'other' });
      expect(reason(await undo(split))).toEqual([409, 'CONFLICT', 'not-undoable']);
    });

    test('single occurrences go back, and again, to what they were, or to what the series says', async () => {
      const { id } = await ada.activity(sectionId, { ...daily, title: 'plain' });
      const at = (day: string) =>
        `/activities/${id}/occurrences/${encodeURIComponent(`2026-03-${day}T09:00:00Z`)}`;
      const occurrences = async (): Promise<string[]> => {
        const { occurrences: list } = await ada.must(
          'GET',
          `/activities/${id}/occurrences?from=2026-03-02T00:00:00Z&to=2026-03-05T23:00:00Z`,
        );
        return list.map(({ start, status }: { start: string; status: string }) => `${start} ${status}`);
      };
      const plain = await occurrences();
      const client = new SyncClient(ada);
      const skipped = await operation('DELETE', at('03'));
      const moved = await operation('PATCH', at('04'), { start: '2026-03-04T12:00:00Z' });
      const movedAgain = await operation('PATCH', at('04'), { start: '2026-03-04T13:00:00Z', title: 'own' });
      const all = await occurrences();
      expect(all).not.toEqual(plain);
      const { details } = (await undo(moved)).body.error;
      expect(details).toMatchObject({ reason: 'changed-since', changed: [{ operationId: movedAgain }] });
      const back = await done(movedAgain);
      expect((await occurrences())[1]).toContain('2026-03-04T12:00:00.000Z');
      await done(moved);
      const again = await done(skipped);
      expect(await occurrences()).toEqual(plain);
      expect((await undo(back)).status).toBe(409);
      await done(again);
      expect((await occurrences()).length).toBe(plain.length - 1);
      await client.whole();
      expect(client.kept()).toEqual(await served(ada));
      // By now it is an activity of its own.
      const own = await operation('PATCH', at('02'), { title: 'own' });
      await ada.must('PATCH', `/activities/${id}`, { status: 'completed' });
      expect(reason(await undo(own))).toEqual([409, 'CONFLICT', 'changed-since']);
    });

    test('an occurrence that the series has gone past does not come back, and they say by what', async () => {
      const { id } = await ada.activity(sectionId, daily);
      const at = `/activities/${id}/occurrences/${encodeURIComponent('2026-03-02T09:00:00Z')}`;
      const skipped = await operation('DELETE', at);
      const completed = await operation('PATCH', `/activities/${id}`, { status: 'completed' });
      expect(await shown()).toEqual(['01 completed', '03 pending']);
      const refused = await undo(skipped);
      expect(reason(refused)).toEqual([409, 'CONFLICT', 'changed-since']);
      expect(refused.body.error.details.changed).toMatchObject([{ operationId: completed }]);
      await done(completed);
      await done(skipped);
      await ada.must('PATCH', `/activities/${id}`, { status: 'completed' });
      expect(await shown()).toEqual(['01 completed', '02 pending']);
    });
  });

  test('reminders go back as they were, whoever set them, and none goes off twice', async () => {
    const editor = await person(app);
    await share(app, plannerId, editor.id, 'editor');
    const { id } = await ada.activity(sectionId, { dueDate: '2099-03-01T09:00:00Z' });
    const path = `/activities/${id}/reminders`;
    const shown = async () => (await ada.must('GET', path)).reminders;
    const added = await operation('POST', path, { type: 'email', offset: 10 });
    const second = await ada.must('POST', path, { type: 'in-app', time: '2099-02-01T09:00:00Z' });
    await app.database.query(
      `UPDATE activity_reminders SET sent_at = '2026-01-01T00:00:00Z', fires_at = NULL WHERE id = $1`,
      [second.id],
    );
    const before = await shown();
    expect(before[1].sent).toBe(true);
    const removed = await operation('DELETE', `${path}/${second.id}`, undefined, editor);
    expect(reason(await undo(removed))).toEqual([403, 'FORBIDDEN', undefined]);
    const back = await done(removed, editor);
    expect(await shown()).toEqual(before);
    const { rows } = await app.database.query('SELECT user_id FROM activity_reminders WHERE id = $1', [
      second.id,
    ]);
    expect(rows).toEqual([{ user_id: ada.id }]);
    await done(back, editor);
    expect(await shown()).toHaveLength(1);
    const changed = await operation('PATCH', `${path}/${before[0].id}`, { type: 'push', offset: 20 });
    expect(reason(await undo(added))).toEqual([409, 'CONFLICT', 'changed-since']);
    await done(changed);
    expect(await shown()).toEqual([before[0]]);
    await done(added);
    expect(await shown()).toEqual([]);
    const count = await app.database.query('SELECT reminders_count FROM activities WHERE id = $1', [id]);
    expect(count.rows).toEqual([{ reminders_count: 0 }]);
  });

  test('takes back a share link, which does not come again', async () => {
    const path = `/planners/${plannerId}/share`;
    const made = await operation('POST', path);
    const anew = await operation('POST', path);
    expect(reason(await undo(made))).toEqual([409, 'CONFLICT', 'changed-since']);
    expect(reason(await undo(anew))).toEqual([409, 'CONFLICT', 'not-undoable']);
    await operation('DELETE', path);
    const gone = await done(await operation('POST', path));
    expect((await ada.get(path)).status).toBe(404);
    expect(reason(await undo(gone))).toEqual([409, 'CONFLICT', 'not-undoable']);
  });

  test('takes back what somebody said, but not what they deleted; viewers too', async () => {
    const viewer = await person(app);
    await share(app, plannerId, viewer.id, 'viewer');
    const path = `/activities/${(await ada.activity(sectionId)).id}/comments`;
    const texts = async () =>
      (await ada.must('GET', path)).comments.map(({ text }: { text: string }) => text);
    const made = await operation('POST', path, { text: 'a' }, viewer);
    const { id } = (await ada.must('GET', path)).comments[0];
    const edit = await operation('PATCH', `${path}/${id}`, { text: 'b' }, viewer);
    expect(reason(await undo(made, viewer))).toEqual([409, 'CONFLICT', 'changed-since']);
    expect((await undo(edit)).status).toBe(403);
    await done(edit, viewer);
    expect(await texts()).toEqual(['a']);
    await done(made, viewer);
    expect(await texts()).toEqual([]);
    await ada.must('POST', path, { text: 'c' });
    const gone = (await ada.must('GET', path)).comments[0];
    expect(reason(await undo(await operation('DELETE', `${path}/${gone.id}`)))).toEqual([
      ...[409, 'CONFLICT', 'not-undoable'],
    ]);
  });

  describe('refuses', () => {
    test('what somebody has built on, and says what and by which operation', async () => {
      const { id } = await ada.activity(sectionId, { title: 'a' });
      const first = await operation('PATCH', `/activities/${id}`, { title: 'b', priority: 'high' });
      const second = await operation('PATCH', `/activities/${id}`, { title: 'c' });
      const answer = await undo(first);
      expect(reason(answer)).toEqual([409, 'CONFLICT', 'changed-since']);
      expect(answer.body.error.details.changed).toEqual([{ field: 'title', operationId: second }]);
      expect((await ada.must('GET', `/activities/${id}`)).priority).toBe('high');
      await done(second);
      await done(first);
      expect(reason(await undo(first))).toEqual([409, 'CONFLICT', 'changed-since']);
    });

    test('a creation that others have gone on with', async () => {
      const section = await operation('POST', `/planners/${plannerId}/sections`, { title: 's' });
      const { id } = (await whole()).sections[1];
      const activity = await operation('POST', `/sections/${id}/activities`, { title: 'a' });
      expect(reason(await undo(section))).toEqual([409, 'CONFLICT', 'changed-since']);
      const made = (await whole()).sections[1].activities[0];
      await ada.must('PATCH', `/activities/${made.id}`, { title: 'b' });
      expect(reason(await undo(activity))).toEqual([409, 'CONFLICT', 'changed-since']);
      const planner = await ada.send('POST', '/planners', { title: 'new' });
      await ada.section(planner.body.data.id);
      expect((await undo(planner.headers.get('x-operation-id') ?? '')).status).toBe(409);
    });

    test('a batch of which a part was built on, whole', async () => {
      const [a, b] = [
        await ada.activity(sectionId, { title: 'a' }),
        await ada.activity(sectionId, { title: 'b' }),
      ];
      const operations = [a, b].map(({ id }) => ({ op: 'update', id, data: { title: 'x' } }));
      const answer = await ada.send('POST', '/activities/batch', { operations });
      const { results } = answer.body.data;
      const batch = answer.headers.get('x-operation-id') ?? '';
      expect(results.map(({ operationId }: { operationId: string }) => operationId)).not.toContain(batch);
      await ada.must('PATCH', `/activities/${a.id}`, { title: 'y' });
      const before = await state();
      expect((await undo(batch)).status).toBe(409);
      expect(await state()).toEqual(before);
      await done(results[1].operationId);
      expect((await ada.must('GET', `/activities/${b.id}`)).title).toBe('b');
    });

    test('what lies in a planner that is in the trash, what moved away, and what is gone for good', async () => {
      const { id } = await ada.activity(sectionId);
      const edit = await operation('PATCH', `/activities/${id}`, { title: 'b' });
      await ada.must('DELETE', `/planners/${plannerId}`);
      expect(reason(await undo(edit))).toEqual([409, 'CONFLICT', 'in-trash']);
      await ada.must('POST', `/planners/${plannerId}/restore`);
      const elsewhere = (await ada.section((await ada.planner()).id)).id;
      await ada.must('POST', `/activities/${id}/move`, { sectionId: elsewhere });
      expect(reason(await undo(edit))).toEqual([409, 'CONFLICT', 'changed-since']);
      const [left] = (await ada.must('GET', `/planners/${plannerId}/history`)).history;
      expect(reason(await undo(left.id))).toEqual([409, 'CONFLICT', 'other-operation']);
      const other = await ada.activity(sectionId);
      const remove = await operation('DELETE', `/activities/${other.id}`);
      await app.database.query('DELETE FROM activities WHERE id = $1', [other.id]);
      expect(reason(await undo(remove))).toEqual([409, 'CONFLICT', 'changed-since']);
    });

    test('what was done more than a day ago, what nobody did, and what cannot be undone', async () => {
      const { id } = await ada.activity(sectionId);
      const edit = await operation('PATCH', `/activities/${id}`, { title: 'b' });
      await app.database.query(
        `UPDATE outbox SET occurred_at = now() - interval '25 hours' WHERE event_id = $1`,
        [edit],
      );
      expect(reason(await undo(edit))).toEqual([409, 'CONFLICT', 'too-old']);
      expect((await undo(UNKNOWN)).status).toBe(404);
      expect((await undo('x')).status).toBe(422);
      const { rows } = await app.database.query(
        `UPDATE outbox SET name = 'user.updated' WHERE event_id = $1 RETURNING event_id`,
        [await operation('PATCH', `/activities/${id}`, { title: 'c' })],
      );
      expect(reason(await undo(rows[0].event_id))).toEqual([409, 'CONFLICT', 'not-undoable']);
    });

    test('everybody but its author, in every role, and the author who has lost theirs', async () => {
      const roles = ['viewer', 'editor', 'admin'] as const;
      const others = await Promise.all(roles.map(() => person(app)));
      for (const [index, role] of roles.entries()) await share(app, plannerId, others[index]?.id ?? '', role);
      const edit = await operation('PATCH', `/sections/${sectionId}`, { title: 'mine' });
      for (const other of others) expect((await undo(edit, other)).status).toBe(403);
      expect((await undo(edit, await person(app))).status).toBe(404);
      expect((await app.request('POST', `/operations/${edit}/undo`)).status).toBe(401);
      const [, editor] = others;
      if (!editor) throw new Error('no editor');
      const theirs = await operation('PATCH', `/planners/${plannerId}`, { title: 'theirs' }, editor);
      expect((await undo(theirs)).status).toBe(403);
      await app.database.query(`UPDATE planner_members SET own_role = 'viewer' WHERE user_id = $1`, [
        editor.id,
      ]);
      expect((await undo(theirs, editor)).status).toBe(403);
      await unshare(app, plannerId, editor.id);
      expect((await undo(theirs, editor)).status).toBe(403);
      await share(app, plannerId, editor.id, 'editor');
      await done(theirs, editor);
      expect((await whole()).title).toBe('P');
      const settings = await operation(
        'PATCH',
        `/planners/${plannerId}`,
        { settings: { autoArchive: true } },
        others[2],
      );
      await app.database.query(`UPDATE planner_members SET own_role = 'editor' WHERE user_id = $1`, [
        others[2]?.id,
      ]);
      expect((await undo(settings, others[2])).status).toBe(403);
    });

    test('keys that may not write both', async () => {
      const edit = await operation('PATCH', `/sections/${sectionId}`, { title: 'x' });
      const { key } = await ada.must('POST', '/auth/api-keys', {
        name: 'k',
        permissions: ['write:own-activities'],
      });
      const headers = { 'x-api-key': key };
      expect((await app.request('POST', `/operations/${edit}/undo`, { headers })).status).toBe(403);
    });
  });

  describe('in parallel', () => {
    test('happens once', async () => {
      const { id } = await ada.activity(sectionId, { title: 'a' });
      for (const write of [
        () => operation('PATCH', `/activities/${id}`, { title: `b${Math.random()}` }),
        () => operation('DELETE', `/activities/${id}`),
        async () => {
          const operations = [1, 2].map((n) => ({ op: 'create', sectionId, data: { title: `${n}` } }));
          return operation('POST', '/activities/batch', { operations });
        },
      ]) {
        const op = await write();
        const answers = await Promise.all([1, 2, 3, 4].map(() => undo(op)));
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      }
      expect((await whole()).activitiesCount).toBe(1);
    });

    test('either comes before a change of the same field, or is refused', async () => {
      const { id } = await ada.activity(sectionId, { title: 'a' });
      for (let round = 0; round < 5; round += 1) {
        await ada.must('PATCH', `/activities/${id}`, { title: 'a' });
        const op = await operation('PATCH', `/activities/${id}`, { title: 'b' });
        const [undone, changed] = await Promise.all([
          undo(op),
          ada.send('PATCH', `/activities/${id}`, { title: 'c' }),
        ]);
        expect([200, 409]).toContain(undone.status);
        expect(changed.status).toBe(200);
        expect((await ada.must('GET', `/activities/${id}`)).title).toBe('c');
      }
    });
  });
});

function pick(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}
