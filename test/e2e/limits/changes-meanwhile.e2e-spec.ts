import type { PoolClient } from 'pg';
import { Database, People, RequestContext, statement, UnitOfWork, type Queryable } from '@almanac/platform';
import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { codeOf, person, share, type Person } from '../planning/support';
import { heldUp } from './support';

/**
 * What a write has asked before it got the lock of its planner may hold no longer once it has it. A tier that ends in
 * between counts, too. (A creation of an activity in one statement asks and writes in one moment: see its SQL.)
 */
let app: TestApp;

beforeAll(async () => {
  app = await createTestApp({ config: { MAX_PLANNERS_FREE: '2' } });
});
afterAll(() => app.close());

async function owned({ id }: Person): Promise<number> {
  const { rows } = await app.database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM planners WHERE owner_id = $1 AND deleted_at IS NULL',
    [id],
  );
  return rows[0]?.count ?? 0;
}
const toFree = ({ id }: Person, holder: PoolClient) =>
  holder.query(`UPDATE users SET tier = 'free', given_tier = NULL WHERE id = $1`, [id]);

describe('a restoration that waits', () => {
  it('asks for a place also where its planner was still there when it began', async () => {
    const ada = await person(app, { tier: 'free' });
    const [{ id }] = [await ada.planner(), await ada.planner()];
    const answer = await heldUp(
      app,
      id,
      () => ada.send('POST', `/planners/${id}/restore`),
      // The planner goes, and another takes its place.
      (holder) =>
        holder.query(
          `WITH gone AS (UPDATE planners SET deleted_at = now() WHERE id = $1),
                made AS (INSERT INTO planners (id, owner_id, title) VALUES (gen_random_uuid(), $2, 'x') RETURNING id)
           INSERT INTO planner_stats (planner_id) SELECT id FROM made`,
          [id, ada.id],
        ),
    );
    expect([answer.status, codeOf(answer)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
    expect(await owned(ada)).toBe(2);
  });

  it('brings nothing back for who is on the planner no more', async () => {
    const [owner, editor] = [await person(app), await person(app)];
    const { id } = await owner.planner();
    const section = await owner.section(id);
    const activity = await owner.activity(section.id);
    await owner.must('DELETE', `/activities/${activity.id}`);
    await owner.must('DELETE', `/sections/${section.id}`);
    for (const thing of [activity, section]) {
      await share(app, id, editor.id, 'editor');
      const answer = await heldUp(
        app,
        id,
        () => editor.send('POST', `/trash/${thing.id}/restore`),
        (holder) => holder.query('DELETE FROM planner_members WHERE planner_id = $1', [id]),
      );
      expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
      expect((await owner.must('GET', '/trash')).items.map((one: { id: string }) => one.id)).toContain(
        thing.id,
      );
    }
  });
});

describe('the lock of somebody’s places', () => {
  type Way = [
    name: string,
    begin: (who: Person, at: { planner: string; operation: string }) => Promise<TestAnswer>,
  ];
  const ways: Way[] = [
    ['a restoration', (who, { planner }) => who.send('POST', `/planners/${planner}/restore`)],
    ['one out of the trash', (who, { planner }) => who.send('POST', `/trash/${planner}/restore`)],
    ['an undone deletion', (who, { operation }) => who.send('POST', `/operations/${operation}/undo`)],
  ];

  it.each(ways)(
    'comes before that of the planner in %s, so that no two wait for each other',
    async (_name, begin) => {
      const ada = await person(app, { tier: 'free' });
      const { id: planner } = await ada.planner();
      const deleted = await ada.send('DELETE', `/planners/${planner}`);
      const operation = String(deleted.headers.get('x-operation-id'));
      let held: number | null = 0;
      const answer = await heldUp(
        app,
        planner,
        () => begin(ada, { planner, operation }),
        async (holder) => {
          const { rowCount } = await holder.query(
            `SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
              AND (classid::bigint << 32) | objid::bigint = hashtextextended('planners of ' || $1::text, 0)`,
            [ada.id],
          );
          held = rowCount;
        },
      );
      expect([answer.status, held]).toEqual([200, 1]);
    },
  );
});

describe('a tier that ends while a write waits', () => {
  type Door = [name: string, write: (who: Person, at: Record<string, string>) => Promise<TestAnswer>];
  const doors: Door[] = [
    [
      'a change of the planner',
      (who, { planner }) => who.send('PATCH', `/planners/${planner}`, { title: 'No' }),
    ],
    ['its archiving', (who, { planner }) => who.send('POST', `/planners/${planner}/archive`)],
    [
      'a new section',
      (who, { planner }) => who.send('POST', `/planners/${planner}/sections`, { title: 'No' }),
    ],
    [
      'a change of an activity',
      (who, { activity }) => who.send('PATCH', `/activities/${activity}`, { title: 'No' }),
    ],
    ['its deletion', (who, { activity }) => who.send('DELETE', `/activities/${activity}`)],
    [
      'a batch',
      (who, { activity }) =>
        who.send('POST', '/activities/batch', { operations: [{ op: 'delete', id: activity }] }),
    ],
    [
      'a comment',
      (who, { activity }) => who.send('POST', `/activities/${activity}/comments`, { text: 'No' }),
    ],
    ['a restoration', (who, { trashed }) => who.send('POST', `/trash/${trashed}/restore`)],
    ['an undoing', (who, { operation }) => who.send('POST', `/operations/${operation}/undo`)],
    ['a share link', (who, { planner }) => who.send('POST', `/planners/${planner}/share`, {})],
    [
      'an invitation',
      (who, { planner }) =>
        who.send('POST', `/planners/${planner}/collaborators`, { email: 'a@wait.example', role: 'viewer' }),
    ],
  ];

  it.each(doors)('counts for %s', async (_name, write) => {
    const ada = await person(app, { tier: 'premium' });
    const [, , { id: planner }] = [await ada.planner(), await ada.planner(), await ada.planner()];
    const section = await ada.section(planner);
    const activity = (await ada.activity(section.id)).id;
    const trashed = (await ada.activity(section.id)).id;
    await ada.must('DELETE', `/activities/${trashed}`);
    const renamed = await ada.send('PATCH', `/planners/${planner}`, { title: 'To be undone' });
    const operation = String(renamed.headers.get('x-operation-id'));
    const answer = await heldUp(
      app,
      planner,
      () => write(ada, { planner, activity, trashed, operation }),
      (holder) => toFree(ada, holder),
    );
    expect([answer.status, codeOf(answer)]).toEqual([403, 'MAX_PLANNERS_REACHED']);
    const { rows } = await app.database.query(
      `SELECT title FROM planners p WHERE id = $1 AND archived_at IS NULL
          AND (SELECT count(*) FROM activities a WHERE a.planner_id = p.id AND a.deleted_at IS NULL) = 1
          AND NOT EXISTS (SELECT FROM activity_comments c WHERE c.activity_id = $2)
          AND NOT EXISTS (SELECT FROM share_links l WHERE l.planner_id = p.id)
          AND NOT EXISTS (SELECT FROM invitations i WHERE i.resource_id = p.id)`,
      [planner, activity],
    );
    expect(rows).toEqual([{ title: 'To be undone' }]);
  });
});

it('a tier that ends at its second does so between transactions, never within one', async () => {
  const ada = await person(app, { tier: 'premium' });
  const [, , third] = [await ada.planner(), await ada.planner(), await ada.planner()];
  const tier = async (tx: Queryable) => (await app.get(People).holder(tx, ada.id))?.tier;
  const seen = await app.get(UnitOfWork).run(RequestContext.system(), async (tx) => {
    // It ends just after this transaction has begun, and so before the next one does.
    const [now] = await tx.query(statement<{ began: string }>('test.now', 'SELECT now()::text AS began'), []);
    await app.database.query(
      `UPDATE users SET given_until = $2::timestamptz + interval '1 millisecond' WHERE id = $1`,
      [ada.id, now?.began],
    );
    const first = await tier(tx);
    await tx.query(statement('test.later', 'SELECT pg_sleep(0.01)'), []);
    return [first, await tier(tx), await tier(app.get(Database))];
  });
  expect(seen).toEqual(['premium', 'premium', 'free']);
  const answer = await ada.send('PATCH', `/planners/${third.id}`, { title: 'No' });
  expect(codeOf(answer)).toBe('MAX_PLANNERS_REACHED');
});
