import * as fc from 'fast-check';
import { createTestApp, type TestApp } from '@almanac/testing';
import { person } from './support';
import { equal, SyncClient } from './sync-model';
import { step, Story } from './sync-story';

describe('the delta sync', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp();
  });
  afterAll(() => app.close());

  describe('in parallel', () => {
    test('never goes past a number whose transaction has not ended', async () => {
      const owner = await person(app);
      const [slow, quick] = [await owner.planner(), await owner.planner()];
      const client = new SyncClient(owner);
      await client.whole();
      const late = await app.database.connect();
      try {
        // A write that draws its number first and commits last.
        await late.query('BEGIN');
        await late.query(
          `UPDATE planner_stats SET prev_seq = last_seq, last_seq = nextval('outbox_seq'), tick = tick + 1 WHERE planner_id = $1`,
          [slow.id],
        );
        await late.query(`UPDATE planners SET title = 'late', version = 2 WHERE id = $1`, [slow.id]);
        await owner.must('PATCH', `/planners/${quick.id}`, { title: 'early' });
        const waiting = client.whole();
        await new Promise((resolve) => setTimeout(resolve, 50));
        await late.query(
          `INSERT INTO outbox (seq, event_id, name, stream_id, prev, resource_type, resource_id, payload)
           SELECT last_seq, gen_random_uuid(), 'planner.updated', planner_id, prev_seq, 'planner', planner_id,
                  json_build_object('planner', json_build_object('id', planner_id)) FROM planner_stats WHERE planner_id = $1`,
          [slow.id],
        );
        await late.query('COMMIT');
        expect((await waiting).map(({ data }) => data?.['title'])).toEqual(['late', 'early']);
      } finally {
        late.release();
      }
      await equal(client);
    });

    test('a client that replays ends equal to the server, whatever happens meanwhile', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 50, size: 'max' }), async (steps) => {
          const story = await Story.begin(app);
          await story.play(steps);
          for (const client of story.clients) {
            await client.whole(7);
            await equal(client);
            const fresh = new SyncClient(client.who);
            await fresh.whole(3);
            expect(fresh.kept()).toEqual(client.kept());
          }
        }),
        {
          numRuns: Number(process.env['SYNC_RUNS'] ?? 6),
          interruptAfterTimeLimit: Number(process.env['SYNC_RUNS'] ?? 6) * 2000,
          markInterruptAsFailure: false,
        },
      );
    }, 300_000);
  });
});
