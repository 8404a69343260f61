import * as fc from 'fast-check';
import { Client } from 'pg';
import { advanceCursor, claimRelay, multirange, NEXT_SEQ, readWaiting } from '@almanac/platform';
import { createTestDatabase, type TestDatabase } from '@almanac/testing';
import { eventually } from './eventually';

const WRITERS = 4;

/** What may happen, in any order: transactions begin, write, end well or badly; the relay reads. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write'), writer: fc.nat(WRITERS - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('commit'), writer: fc.nat(WRITERS - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rollback'), writer: fc.nat(WRITERS - 1) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('relay'), writer: fc.constant(0) }) },
);

/** The relay's cursor against transactions that commit in another order than they drew their numbers. */
describe('outbox cursor', () => {
  let database: TestDatabase;
  let relay: Client;
  let writers: Client[];

  const connect = async (): Promise<Client> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    return client;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    relay = await connect();
    writers = await Promise.all(Array.from({ length: WRITERS }, connect));
  });

  afterAll(async () => {
    await Promise.all([relay, ...writers].map((client) => client.end()));
    await database.drop();
  });

  const write = async (client: Client): Promise<string> => {
    const { rows } = await client.query<{ seq: string }>(
      `INSERT INTO outbox (seq, event_id, name, resource_type, resource_id, payload)
       VALUES (${NEXT_SEQ}, gen_random_uuid(), 'user.updated', 'user', gen_random_uuid(), '{}') RETURNING seq`,
    );
    return rows[0]?.seq ?? '';
  };

  const relayOnce = async (most: number): Promise<string[]> => {
    const waiting = await readWaiting(relay, most);
    await advanceCursor(relay, waiting, []);
    return waiting.rows.map(({ seq }) => seq);
  };

  /** Numbers of transactions are the cluster's: those of other tests keep a gap open, too, until they end. */
  const closeGaps = (most: number): Promise<void> =>
    eventually(async () => {
      expect(await relayOnce(most)).toEqual([]);
      expect((await readWaiting(relay, most)).gaps).toBe(0);
    });

  it('gives every committed event once, none of those rolled back, and closes every gap in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        async (steps, most) => {
          const open = writers.map((): string[] | undefined => undefined);
          const committed = new Set<string>();
          const delivered: string[] = [];
          for (const { kind, writer } of steps) {
            const client = writers[writer] ?? relay;
            if (kind === 'relay') delivered.push(...(await relayOnce(most)));
            else if (kind === 'write') {
              if (!open[writer]) await client.query('BEGIN');
              open[writer] = [...(open[writer] ?? []), await write(client)];
            } else if (open[writer]) {
              await client.query(kind === 'commit' ? 'COMMIT' : 'ROLLBACK');
              if (kind === 'commit') for (const seq of open[writer] ?? []) committed.add(seq);
              open[writer] = undefined;
            }
          }
          for (const [index, client] of writers.entries()) {
            if (!open[index]) continue;
            await client.query('ROLLBACK');
          }
          for (let empty = 0; empty < 3;) {
            const more = await relayOnce(most);
            delivered.push(...more);
            empty = more.length === 0 ? empty + 1 : 0;
          }
          expect([...delivered].sort()).toEqual([...committed].sort());
          await closeGaps(most);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves a gap open for as long as a transaction may still fill it', async () => {
    const [slow, quick] = writers as [Client, Client];
    await slow.query('BEGIN');
    const late = await write(slow);
    const early = await write(quick);
    expect(await relayOnce(10)).toEqual([early]);
    for (let turn = 0; turn < 5; turn += 1) expect(await relayOnce(10)).toEqual([]);
    await slow.query('COMMIT');
    expect(await relayOnce(10)).toEqual([late]);
    await closeGaps(10);
  });

  it('goes on after a restore into a cluster whose transaction ids are lower', async () => {
    await relay.query('UPDATE outbox_cursor SET observed_xid = 9000000000, observed_seq = 9000000000');
    const [writer] = writers as [Client];
    const seq = await write(writer);
    expect(await relayOnce(10)).toEqual([seq]);
    await writer.query("SELECT nextval('outbox_seq')");
    const next = await write(writer);
    expect(await relayOnce(10)).toEqual([next]);
    await relayOnce(10);
    await closeGaps(10);
  });

  it('belongs to one connection at a time', async () => {
    const [other] = writers as [Client];
    expect(await claimRelay(relay)).toBe(true);
    expect(await claimRelay(other)).toBe(false);
  });
});

describe('multirange', () => {
  it('holds exactly the numbers that it was made of', () => {
    const ascending = fc
      .uniqueArray(fc.bigInt({ min: 1n, max: 60n }))
      .map((numbers) => numbers.sort((a, b) => Number(a - b)));
    fc.assert(
      fc.property(ascending, (numbers) => {
        const held = [...multirange(numbers).matchAll(/\[(\d+),(\d+)\]/g)].flatMap(([, from, to]) =>
          Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => BigInt(Number(from) + index)),
        );
        expect(held).toEqual(numbers);
      }),
    );
  });
});
