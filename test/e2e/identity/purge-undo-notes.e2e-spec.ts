import { Client } from 'pg';
import { AccountPurgeService } from '@almanac/identity';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { person, share, type Person } from '../planning/support';
import { operationOf, reasonOf, undo } from '../planning/undo-support';

jest.setTimeout(120_000);

let app: TestApp;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
});
beforeEach(async () => {
  ada = await person(app);
  bob = await person(app);
});
afterAll(() => app.close());

const purge = () => app.getFromWorker(AccountPurgeService).run(RequestContext.system());
const leave = (id: string) =>
  app.database.query(
    `UPDATE users SET status = 'deleted', deleted_at = now() - interval '31 days' WHERE id = $1`,
    [id],
  );
/** Until the purge waits for a row that another transaction holds. */
const waits = () =>
  eventually(async () => {
    const { rows } = await app.database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(rows).not.toEqual([]);
  });
const naming = async (id: string) =>
  (await app.database.query('SELECT note FROM undo_notes WHERE strpos(note::text, $1) > 0', [id])).rows;
const forAda = () => [{ id: 'a', title: 'For Ada', duration: 60, assignee: ada.id }];

describe('a purge', () => {
  it('forgets notes for undoing that name the person, those of a release before, too, and no others', async () => {
    const { id } = await bob.plan({ steps: forAda() });
    const other = await bob.plan({ steps: [{ id: 'a', title: 'For Bob', duration: 60, assignee: bob.id }] });
    const operations: string[] = [];
    for (const duration of [1, 2]) {
      const steps = forAda().map((step) => ({ ...step, duration }));
      operations.push(await operationOf(bob, 'PATCH', `/plans/${id}`, { steps }));
    }
    await bob.must('PATCH', `/plans/${other.id}`, { steps: [] });
    await app.database.query('UPDATE undo_notes SET people = NULL WHERE operation_id = $1', [operations[0]]);
    const { rows } = await app.database.query('SELECT people FROM undo_notes WHERE operation_id = $1', [
      operations[1],
    ]);
    expect(rows).toEqual([{ people: [ada.id] }]);
    await leave(ada.id);
    expect(await purge()).toBe(1);
    expect(await naming(ada.id)).toEqual([]);
    expect(await naming(bob.id)).toHaveLength(1);
    expect(reasonOf(await undo(bob, operations[1] ?? ''))).toEqual([409, 'CONFLICT', 'too-old']);
  });

  it('finds them by an index, however many there are of others', async () => {
    await leave(ada.id);
    const spy = jest.spyOn(Client.prototype, 'query');
    expect(await purge()).toBe(1);
    const calls: readonly (readonly unknown[])[] = spy.mock.calls;
    const sent = calls.map(([first]) => first as { name?: string; text: string });
    spy.mockRestore();
    const forgetting = sent.find(({ name }) => name === 'planning.forget-undo-notes');
    const client = await app.database.connect();
    await client.query('BEGIN');
    // The table of the test is so small that it would be read whole.
    await client.query('SET LOCAL enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (GENERIC_PLAN) ${forgetting?.text}`,
    );
    await client.query('ROLLBACK');
    client.release();
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('undo_notes_people');
    expect(plan).not.toContain('Seq Scan');
  });

  it('forgets a note that is just being written', async () => {
    const { id } = await bob.plan({ steps: forAda() });
    await leave(ada.id);
    const writing = await app.database.connect();
    await writing.query('BEGIN');
    await writing.query(`UPDATE plans SET steps = '[]' WHERE id = $1`, [id]);
    await writing.query(
      `INSERT INTO undo_notes (operation_id, plan_id, note, people) VALUES (gen_random_uuid(), $1, $2, $3)`,
      [id, JSON.stringify({ after: '', before: forAda() }), [ada.id]],
    );
    const purging = purge();
    await waits();
    await writing.query('COMMIT');
    writing.release();
    expect(await purging).toBe(1);
    expect(await naming(ada.id)).toEqual([]);
  });

  it('is waited for by who notes whose reminders there were', async () => {
    const planner = await bob.planner();
    const { id: sectionId } = await bob.section(planner.id);
    await share(app, planner.id, ada.id, 'editor');
    const { id } = await bob.activity(sectionId, { dueDate: '2099-03-01T09:00:00Z' });
    const path = `/activities/${id}/reminders`;
    const reminder = await ada.must('POST', path, { type: 'email', offset: 10 });
    const other = await app.database.connect();
    await other.query('BEGIN');
    await other.query('UPDATE activity_reminders SET user_id = $2 WHERE id = $1', [reminder.id, bob.id]);
    const removing = bob.send('DELETE', `${path}/${reminder.id}`);
    await waits();
    await other.query('COMMIT');
    other.release();
    expect((await removing).status).toBe(200);
    expect(await naming(ada.id)).toEqual([]);
    expect(await naming(bob.id)).not.toEqual([]);
  });
});
