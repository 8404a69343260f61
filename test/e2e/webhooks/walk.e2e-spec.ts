import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { Client } from 'pg';
import { RequestContext } from '@almanac/platform';
import { createTestApp, testLogger, type TestApp } from '@almanac/testing';
import { FanOutService } from '@almanac/webhooks';
import { WorkerModule } from '../../../apps/worker/src/worker.module';
import { eventually } from '../background/eventually';
import { person, type Person } from '../planning/support';
import { Receiver } from './receiver';

jest.setTimeout(60_000);

let app: TestApp;
let second: INestApplicationContext;
let receiver: Receiver;
let ada: Person;
let walkers: FanOutService[];

beforeAll(async () => {
  receiver = await new Receiver().open();
  app = await createTestApp({
    worker: true,
    config: { WEBHOOK_ALLOWED_HOSTS: `127.0.0.1:${receiver.port}`, OUTGOING_CIRCUIT_FAILURES: '1000' },
  });
  second = await NestFactory.createApplicationContext(WorkerModule.with(app.config, testLogger(app.config)), {
    logger: false,
  });
  walkers = [app.getFromWorker(FanOutService), second.get(FanOutService, { strict: false })];
  ada = await person(app, { tier: 'enterprise' });
});
afterAll(async () => {
  await second.close();
  await app.close();
  await receiver.close();
});

const walk = () => Promise.all(walkers.map((walker) => walker.run(RequestContext.system())));
const hook = (path: string, events: string[]) =>
  ada.must('POST', '/webhooks', { url: receiver.url(path), events });
const seqsAt = (path: string): number[] => receiver.at(path).map(({ body }) => body.data.seq as number);
const numbers = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

async function cursorAndNewest(): Promise<{ walked: number; newest: number }> {
  const { rows } = await app.database.query<{ walked: number; newest: number }>(
    'SELECT walked_seq::int AS walked, (SELECT max(seq)::int FROM outbox) AS newest FROM webhook_cursor',
  );
  const [row] = rows;
  if (!row) throw new Error('There is no cursor');
  return row;
}

/** An event whose transaction is still open. */
async function openWrite(streamId: string): Promise<{ client: Client; seq: number }> {
  const client = new Client({ connectionString: app.config.DATABASE_URL });
  await client.connect();
  await client.query('BEGIN');
  const { rows } = await client.query<{ seq: string }>(
    `INSERT INTO outbox (seq, event_id, name, stream_id, resource_type, resource_id, resource_version, payload)
     SELECT nextval('outbox_seq'), gen_random_uuid(), 'planner.updated', $1, 'planner', $1, 2, payload
       FROM outbox WHERE stream_id = $1 AND name = 'planner.created' RETURNING seq`,
    [streamId],
  );
  return { client, seq: Number(rows[0]?.seq) };
}

describe('the walk along the outbox', () => {
  it('goes past everything at once where nobody has a webhook', async () => {
    await ada.planner();
    await eventually(async () => {
      await walk();
      const { walked, newest } = await cursorAndNewest();
      expect(walked).toBe(newest);
    });
    expect((await app.database.query('SELECT FROM webhook_deliveries')).rows).toEqual([]);
    // A look by itself moves nothing.
    await ada.planner();
    const before = await cursorAndNewest();
    expect(await walkers[0]?.upTo(RequestContext.system(), before.newest)).toBe(true);
    expect((await app.database.query('SELECT FROM webhook_deliveries')).rows).toEqual([]);
  });

  it('tells a webhook of nothing that happened before it was switched on', async () => {
    const { id } = await hook('/off', ['planner.created']);
    await ada.planner({ title: 'First' });
    await eventually(() => expect(seqsAt('/off')).toHaveLength(1));
    await ada.must('PATCH', `/webhooks/${id}`, { active: false });
    await ada.planner({ title: 'Meanwhile' });
    await ada.must('PATCH', `/webhooks/${id}`, { active: true });
    await ada.planner({ title: 'Last' });
    await eventually(() => expect(seqsAt('/off')).toHaveLength(2));
    expect(receiver.at('/off').map(({ body }) => body.data.planner.title as string)).toEqual([
      'First',
      'Last',
    ]);
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('doubles and loses nothing where two workers walk at once, and keeps the order', async () => {
    const paths = ['/a', '/b', '/c'];
    const hooks = await Promise.all(paths.map((path) => hook(path, ['activity.created', 'activity.*'])));
    const planner = await ada.planner();
    const sections = await Promise.all(Array.from({ length: 4 }, () => ada.section(planner.id)));
    const written = new AbortController();
    const walking = (async () => {
      while (!written.signal.aborted) await walk();
    })();
    for (let round = 0; round < 10; round += 1)
      await Promise.all(sections.map(({ id }) => ada.activity(id, { title: `Number ${round}` })));
    written.abort();
    await walking;
    const { rows } = await app.database.query<{ seq: number }>(
      `SELECT seq::int AS seq FROM outbox WHERE stream_id = $1 AND name = 'activity.created' ORDER BY seq`,
      [planner.id],
    );
    const wanted = rows.map(({ seq }) => seq);
    expect(wanted).toHaveLength(40);
    await eventually(() => expect(paths.map((path) => seqsAt(path).length)).toEqual([40, 40, 40]));
    for (const path of paths) expect(seqsAt(path)).toEqual(wanted);
    for (const { id } of hooks) {
      const { rows: noted } = await app.database.query<{ events: number; all: number }>(
        `SELECT count(DISTINCT event_id)::int AS events, count(*)::int AS all FROM webhook_deliveries
          WHERE webhook_id = $1`,
        [id],
      );
      expect(noted).toEqual([{ events: 40, all: 40 }]);
      await ada.must('DELETE', `/webhooks/${id}`);
    }
  });

  it('tells a webhook of what was under way when it was switched on, and of nothing that was done', async () => {
    const [before, slow, late] = [await ada.planner(), await ada.planner(), await ada.planner()];
    const under = await openWrite(slow.id);
    // Has begun, and draws its number when the webhook is there.
    const begun = new Client({ connectionString: app.config.DATABASE_URL });
    await begun.connect();
    await begun.query('BEGIN');
    await begun.query('SELECT now()');
    const { id } = await hook('/under-way', ['planner.updated', 'planner.created']);
    const other = await hook('/again', ['planner.updated']);
    await ada.must('PATCH', `/webhooks/${other.id}`, { active: false });
    await ada.must('PATCH', `/webhooks/${other.id}`, { active: true });
    const { rows } = await begun.query<{ seq: string }>(
      `INSERT INTO outbox (seq, event_id, name, stream_id, resource_type, resource_id, resource_version, payload)
       SELECT nextval('outbox_seq'), gen_random_uuid(), 'planner.updated', $1, 'planner', $1, 2, payload
         FROM outbox WHERE stream_id = $1 AND name = 'planner.created' RETURNING seq`,
      [late.id],
    );
    await Promise.all([begun.query('COMMIT'), under.client.query('COMMIT')]);
    await Promise.all([begun.end(), under.client.end()]);
    const wanted = numbers([under.seq, Number(rows[0]?.seq)]);
    await eventually(() => expect(numbers(seqsAt('/under-way'))).toEqual(wanted));
    await eventually(() => expect(numbers(seqsAt('/again'))).toEqual(wanted));
    await ada.must('DELETE', `/planners/${before.id}`);
    await ada.planner({ title: 'Next' });
    await eventually(() => expect(seqsAt('/under-way')).toHaveLength(3));
    for (const one of [id, other.id]) await ada.must('DELETE', `/webhooks/${one}`);
  });

  it('misses no event whose transaction commits after that of a later one', async () => {
    const { id } = await hook('/late', ['planner.updated', 'planner.created']);
    const planner = await ada.planner({ title: 'Slow' });
    await eventually(() => expect(seqsAt('/late')).toHaveLength(1));
    const { client, seq } = await openWrite(planner.id);
    await ada.planner({ title: 'Quick' });
    const reached = await walk();
    for (const one of reached) expect(one ?? 0).toBeLessThan(seq);
    expect((await cursorAndNewest()).walked).toBeLessThan(seq);
    expect(seqsAt('/late')).toHaveLength(1);
    await client.query('COMMIT');
    await client.end();
    await eventually(() => expect(seqsAt('/late')).toHaveLength(3));
    const got = seqsAt('/late');
    expect(got[1]).toBe(seq);
    expect(got).toEqual(numbers(got));
    await ada.must('DELETE', `/webhooks/${id}`);
  });

  it('is held up no longer by a transaction that fails', async () => {
    const { id } = await hook('/failed', ['planner.updated', 'planner.created']);
    const planner = await ada.planner();
    const { client, seq } = await openWrite(planner.id);
    const { id: quick } = await ada.planner();
    await client.query('ROLLBACK');
    await client.end();
    await eventually(() =>
      expect(receiver.at('/failed').map(({ body }) => body.data.planner.id as string)).toEqual([
        planner.id,
        quick,
      ]),
    );
    expect(seqsAt('/failed')).not.toContain(seq);
    await ada.must('DELETE', `/webhooks/${id}`);
  });
});
