import { newId } from '@almanac/kernel';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { person, type Person } from '../planning/support';
import { listOf } from './support';
import { askFor } from './worker-program';

describe('what is past its time', () => {
  let app: TestApp;
  let ada: Person;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
  });
  beforeEach(async () => {
    ada = await person(app);
  });
  afterAll(() => app.close());

  /** Made so many days ago; read, deleted, or never shown where it says so. */
  async function told(
    title: string,
    days: number,
    what: 'unread' | 'read' | 'removed' | 'hidden',
  ): Promise<string> {
    const id = newId();
    const at = `now() - make_interval(days => ${days})`;
    await app.database.query(
      `INSERT INTO notifications (id, user_id, event_id, kind, title, in_app, read_at, removed_at, created_at)
       VALUES ($1, $2, gen_random_uuid(), 'job', $3, $4::text <> 'hidden', CASE WHEN $4 = 'read' THEN ${at} END,
               CASE WHEN $4 = 'removed' THEN ${at} END, ${at})`,
      [id, ada.id, title, what],
    );
    await app.database.query(
      `INSERT INTO notification_deliveries (id, user_id, notification_id, channel, status, due_at, created_at)
       VALUES (gen_random_uuid(), $1, $2, 'email', 'sent', ${at}, ${at})`,
      [ada.id, id],
    );
    return id;
  }

  async function digest(days: number, settled: boolean): Promise<void> {
    const at = `now() - make_interval(days => ${days})`;
    await app.database.query(
      `INSERT INTO notification_deliveries (id, user_id, channel, status, due_at, settled_at, created_at)
       VALUES (gen_random_uuid(), $1, 'email', $2, ${at}, ${settled ? at : 'NULL'}, ${at})`,
      [ada.id, settled ? 'sent' : 'gathered'],
    );
  }

  const rows = async (): Promise<{ titles: string[]; deliveries: number; digests: number }> => {
    const {
      rows: [row],
    } = await app.database.query(
      `SELECT (SELECT coalesce(array_agg(title ORDER BY title), '{}') FROM notifications WHERE user_id = $1) AS titles,
              (SELECT count(*)::int FROM notification_deliveries
                WHERE user_id = $1 AND notification_id IS NOT NULL) AS deliveries,
              (SELECT count(*)::int FROM notification_deliveries
                WHERE user_id = $1 AND notification_id IS NULL) AS digests`,
      [ada.id],
    );
    return row;
  };

  it('is forgotten: after 90 days what was read, deleted or never shown, after a year the rest', async () => {
    await told('read 89', 89, 'read');
    await told('read 91', 91, 'read');
    await told('removed 89', 89, 'removed');
    await told('removed 91', 91, 'removed');
    await told('hidden 91', 91, 'hidden');
    await told('unread 91', 91, 'unread');
    await told('unread 364', 364, 'unread');
    await told('unread 366', 366, 'unread');
    await digest(89, true);
    await digest(91, true);
    await digest(400, false);
    await askFor(app, 'notifications', 'expire', {});
    const left = ['read 89', 'removed 89', 'unread 364', 'unread 91'];
    await eventually(async () => expect(await rows()).toEqual({ titles: left, deliveries: 4, digests: 2 }));
    expect((await listOf(ada)).map(({ title }) => title)).toEqual(['unread 364', 'unread 91', 'read 89']);
    // Once more, twice at once: nothing else goes.
    await told('read 100', 100, 'read');
    await Promise.all([1, 2].map(() => askFor(app, 'notifications', 'expire', {})));
    await eventually(async () => expect(await rows()).toEqual({ titles: left, deliveries: 4, digests: 2 }));
  });

  it('goes in bounded portions, however much it is', async () => {
    await app.database.query(
      `INSERT INTO notifications (id, user_id, event_id, kind, title, in_app, read_at, created_at)
       SELECT gen_random_uuid(), $1, gen_random_uuid(), 'job', 'Old', true, now(), now() - interval '100 days'
         FROM generate_series(1, 2500)`,
      [ada.id],
    );
    await told('stays', 1, 'unread');
    await askFor(app, 'notifications', 'expire', {});
    await eventually(async () => expect((await rows()).titles).toEqual(['stays']), 20_000);
  });
});
