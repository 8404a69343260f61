import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { FileUpkeep } from '@almanac/files';
import { FileStorage, RequestContext, sqlState } from '@almanac/platform';
import {
  createTestApp,
  type TestAnswer,
  type TestApp,
  type TestBody,
  type TestReplica,
} from '@almanac/testing';
import { eventually } from '../background/eventually';
import { onApp } from '../identity/leaving';
import { person, type Person } from '../planning/support';
import { promise, put, stored, usage } from './support';

/**
 * Deletions of a file against the completion of its upload, and against each other, on two replicas at once. Whatever
 * order they come in, the answers tell of one order, and nothing is left that the answers do not account for.
 */
let app: TestApp;
let replica: TestReplica;
let ada: Person;
jest.setTimeout(120_000);

beforeAll(async () => {
  app = await createTestApp({ worker: true });
  replica = await app.replica();
});
beforeEach(async () => {
  ada = await person(app);
});
afterAll(() => app.close());

type Replica = Pick<TestApp, 'request'>;
const DEADLOCK = '40P01';
const BYTES = Buffer.from('put past the API');
/** An upload whose bytes are put, and that is to be completed. */
async function putOne(): Promise<TestBody> {
  const upload = await promise(ada, BYTES);
  expect((await put(app, upload, BYTES)).status).toBe(200);
  return upload;
}
const complete = (on: Replica, id: string) =>
  on.request('POST', `/files/${id}/complete`, { token: ada.user.token });
const remove = (on: Replica, id: string, version?: number) =>
  on.request('DELETE', `/files/${id}`, {
    token: ada.user.token,
    ...(version !== undefined && { headers: { 'if-match': `"v${version}"` } }),
  });
const outcome = ({ status }: TestAnswer) => String(status);

/** What the last answers leave: the whole file, or nothing at all of it. */
async function expectLeft(id: string, left: boolean): Promise<void> {
  const seen = await ada.send('GET', `/files/${id}`);
  if (left) expect(seen.body.data).toMatchObject({ status: 'ready', version: 2, size: BYTES.length });
  else expect(seen.status).toBe(404);
  const size = left ? BYTES.length : 0;
  expect(await usage(app, ada.id)).toEqual({ used: size, sum: size });
  await eventually(async () => {
    const names = (await stored(app)).filter((name) => name.includes(id));
    expect(names).toEqual(left ? [expect.stringMatching(/-original$/)] : []);
    expect(await stored(app, 'spool')).toEqual([]);
  });
  const { rows } = await app.database.query(
    "SELECT count(*)::int AS deletions FROM outbox WHERE name = 'file.deleted' AND resource_id = $1",
    [id],
  );
  expect(rows[0].deletions).toBe(left ? 0 : 1);
}

/** Until so many transactions wait for a lock. */
const waiting = (count: number) =>
  eventually(async () => {
    const { rowCount } = await app.database.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    expect(rowCount).toBe(count);
  });

/** What the completions and the deletions answer, each in the order of the alphabet, and whether the file is there then. */
type Orders = Readonly<Record<string, boolean>>;

/**
 * Runs rounds until the file was seen to go and to stay. How long the deletions wait for the completions is sought between
 * the rounds: longer where they came first and shorter where they came last, so that most rounds are close, on any machine.
 */
async function race(
  orders: Orders,
  completions: readonly Replica[],
  deletions: readonly Replica[],
  version: number,
): Promise<void> {
  const seen = new Set<boolean>();
  let delay = 5;
  let step = 4;
  let last: boolean | undefined;
  for (let round = 0; round < 20 || (seen.size < 2 && round < 200); round += 1) {
    const { id } = await putOne();
    const completed = completions.map((on) => complete(on, id));
    await sleep(delay);
    const deleted = deletions.map((on) => remove(on, id, version));
    const told = await Promise.all(
      [completed, deleted].map(async (all) => (await Promise.all(all)).map(outcome)),
    );
    const order = told.map((outcomes) => outcomes.sort().join(' ')).join(' | ');
    expect(Object.keys(orders)).toContain(order);
    const left = orders[order] === true;
    await expectLeft(id, left);
    seen.add(left);
    if (left) expect((await remove(app, id, 2)).status).toBe(200);
    const early = order.includes('412') === version > 1;
    step = early === last ? Math.min(step * 2, 64) : Math.max(step / 2, 0.5);
    last = early;
    delay = Math.max(0, delay + (early ? step : -step));
  }
  expect(seen.size).toBe(2);
}

describe('a deletion against the completion of the very upload', () => {
  // PostgreSQL's own count comes late, and nobody who asks hears of a transaction that was run again.
  let queries: jest.SpyInstance;
  beforeEach(() => {
    queries = jest.spyOn(Client.prototype, 'query');
  });
  afterEach(async () => {
    const outcomes = await Promise.allSettled(queries.mock.results.map(({ value }): unknown => value));
    queries.mockRestore();
    expect(outcomes.length).toBeGreaterThan(0);
    const refusals = outcomes.map((one): unknown => (one.status === 'rejected' ? one.reason : undefined));
    expect(refusals.filter((refusal) => sqlState(refusal) === DEADLOCK)).toEqual([]);
  });

  it('deletes the version that it names, or nothing', () =>
    race({ '404 | 200': false, '200 | 412': true }, [app], [replica], 1));

  it('that names what is only being made deletes it once it is there, or nothing', () =>
    race(
      {
        '200 200 | 412 412': true,
        '200 200 | 200 412': false,
        '200 404 | 200 412': false,
        '200 200 | 200 404': false,
        '200 404 | 200 404': false,
      },
      [app, replica],
      [replica, app],
      2,
    ));

  it('waits for it, and not for what it waits for', async () => {
    const { id } = await putOne();
    const holder = await app.database.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM storage_usage WHERE user_id = $1 FOR UPDATE', [ada.id]);
      const completed = complete(app, id);
      await waiting(1);
      const deleted = remove(replica, id, 1);
      await waiting(2);
      await holder.query('COMMIT');
      expect([outcome(await completed), outcome(await deleted)]).toEqual(['200', '412']);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  });
});

describe('a sweep', () => {
  it.each([
    ['rising', 1],
    ['falling', -1],
  ])(
    'comes to the sums of people in one order, also where their uploads expire in %s order',
    async (_name, sign) => {
      const people = await Promise.all([person(app), person(app)]);
      people.sort((one, other) => (one.id < other.id ? -1 : 1));
      const [first, second] = people.map((who) => who.id);
      if (sign < 0) people.reverse();
      for (const [index, who] of people.entries()) {
        const { id } = await promise(who, BYTES);
        await app.database.query(
          'UPDATE files SET expires_at = now() - make_interval(mins => 9 - $2) WHERE id = $1',
          [id, index],
        );
      }
      const holder = await app.database.connect();
      try {
        await holder.query('BEGIN');
        await holder.query('SELECT FROM storage_usage WHERE user_id = $1 FOR UPDATE', [first]);
        const swept = app.getFromWorker(FileUpkeep).sweep(RequestContext.system());
        await waiting(1);
        await holder.query('SELECT FROM storage_usage WHERE user_id = $1 FOR UPDATE NOWAIT', [second]);
        await holder.query('COMMIT');
        expect(await swept).toMatchObject({ uploads: 2 });
      } finally {
        await holder.query('ROLLBACK');
        holder.release();
      }
      for (const { id } of people) expect(await usage(app, id)).toEqual({ used: 0, sum: 0 });
    },
  );
});

describe('deletions at once', () => {
  it('are one', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { id } = await putOne();
      const { version } = round % 2 ? await ada.must('POST', `/files/${id}/complete`) : { version: 1 };
      const answers = await Promise.all(
        [app, replica, app, replica].map((on, index) => remove(on, id, index < 2 ? version : undefined)),
      );
      expect(answers.map(outcome).sort()).toEqual(['200', '404', '404', '404']);
      await expectLeft(id, false);
    }
  });
});

describe('a completion that finds nothing, as meanwhile the file', () => {
  /** Completes it at the one replica, which looks for what was put only after `meanwhile`. */
  async function heldUp(id: string, meanwhile: () => Promise<unknown>): Promise<TestAnswer> {
    const storage = app.get(FileStorage);
    const look = storage.stat.bind(storage);
    jest.spyOn(storage, 'stat').mockImplementationOnce(async (key) => {
      await meanwhile();
      return look(key);
    });
    return complete(app, id);
  }

  it('was completed elsewhere, answers the same', async () => {
    const { id } = await putOne();
    const answer = await heldUp(id, () => complete(replica, id));
    expect([answer.status, answer.body.data]).toMatchObject([200, { id, status: 'ready', version: 2 }]);
    await expectLeft(id, true);
  });

  it('was deleted, says so', async () => {
    const { id } = await putOne();
    expect(outcome(await heldUp(id, () => remove(replica, id)))).toBe('404');
    await expectLeft(id, false);
  });
});

describe('what is put while the file', () => {
  /** Puts the first half, and gives what puts the rest once the server has begun to write. */
  async function putHalf({ id, url, headers }: TestBody): Promise<() => Promise<number>> {
    const request = httpRequest(onApp(app, url), { method: 'PUT', headers });
    const status = new Promise<number>((done, fail) => {
      request.on('response', (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      });
      request.on('error', fail);
    });
    request.write(BYTES.subarray(0, 8));
    await eventually(async () =>
      expect((await stored(app)).filter((name) => name.includes(id) && name.endsWith('.tmp'))).toHaveLength(
        1,
      ),
    );
    return () => {
      request.end(BYTES.subarray(8));
      return status;
    };
  }

  it('is deleted is not kept', async () => {
    const upload = await promise(ada, BYTES);
    const rest = await putHalf(upload);
    expect((await remove(replica, upload.id)).status).toBe(200);
    expect(await rest()).toBe(410);
    await expectLeft(upload.id, false);
  });

  it('is completed with what was put before is not kept', async () => {
    const upload = await putOne();
    const rest = await putHalf(upload);
    expect((await complete(replica, upload.id)).status).toBe(200);
    expect(await rest()).toBe(410);
    await expectLeft(upload.id, true);
  });
});
