import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadActivity, Reading } from '../../domain/imports/reading';
import { PiscinaImportReader } from './piscina-import-reader';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'almanac-imports-'));

/** With the file that the bundler makes of the sources. */
class Reader extends PiscinaImportReader {
  protected override readonly file: string = join(folder, 'import.worker.js');
}
class Impatient extends Reader {
  protected override readonly timeoutMs = 1;
}
class Patient extends Reader {
  protected override timeoutMs = 30_000;
  async measure(bytes: Uint8Array): Promise<void> {
    await this.read('csv', [bytes]);
    const started = performance.now();
    await this.read('csv', [bytes]);
    this.timeoutMs = Math.ceil((performance.now() - started) * 6);
  }
}
class Narrow extends Reader {
  protected override readonly maxMegabytes = 24;
}
const [reader, impatient, patient, narrow] = [new Reader(), new Impatient(), new Patient(), new Narrow()];

beforeAll(() => {
  // By its program: inside a test, esbuild does not know its own bytes again.
  const root = join(__dirname, '../../../../..');
  execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    join(__dirname, 'import.worker.ts'),
    `--outfile=${join(folder, 'import.worker.js')}`,
    ...['--bundle', '--platform=node', '--format=cjs', '--log-level=error'],
    `--alias:@almanac/kernel=${join(root, 'libs/kernel/src/index.ts')}`,
  ]);
});
afterAll(async () => {
  await reader.onApplicationShutdown();
  await impatient.onApplicationShutdown();
  await patient.onApplicationShutdown();
  await narrow.onApplicationShutdown();
  rmSync(folder, { recursive: true });
});

/** As a socket gives them. */
function inPieces(bytes: Buffer): Buffer[] {
  const count = Math.ceil(bytes.length / 65_536);
  return Array.from({ length: count }, (_, n) => bytes.subarray(n * 65_536, (n + 1) * 65_536));
}

async function handedOver({ activities }: Reading): Promise<ReadActivity[]> {
  const all: ReadActivity[] = [];
  for await (const activity of activities) all.push(activity);
  return all;
}

/** How many turns others on this thread have while something is done. */
async function turnsWithin<T>(work: () => Promise<T>): Promise<[T, number]> {
  let turns = 0;
  let over = false;
  const count = (): void => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  const result = await work();
  over = true;
  return [result, turns];
}

const table = Buffer.from(`Task\n${'Wash the curtains\n'.repeat(40_000)}`);

it('reads without keeping this thread from its work', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  const { planner, close } = await reader.read('csv', [table]);
  clearInterval(timer);
  close();
  expect(planner?.sections[0]?.activitiesCount).toBe(40_000);
  expect(turns).toBeGreaterThan(0);
});

it('hands a large file over in turns, with everything in its place', async () => {
  const rows = Array.from({ length: 30_000 }, (_, n) => `Task ${n},List ${n % 7}`);
  const bytes = Buffer.from(['Task,List', ...rows].join('\n'));
  await reader.read('csv', [bytes.subarray(0, 100)]);
  const reading = await reader.read('csv', inPieces(bytes));
  const [activities, turns] = await turnsWithin(() => handedOver(reading));
  let from = 0;
  const titles = reading.planner?.sections.map(({ activitiesCount }) =>
    activities.slice(from, (from += activitiesCount)).map(({ input }) => input['title']),
  );
  expect(titles).toEqual(
    Array.from({ length: 7 }, (_, list) =>
      Array.from({ length: Math.ceil((30_000 - list) / 7) }, (_, n) => `Task ${n * 7 + list}`),
    ),
  );
  // All at once is one, and keeps the thread for over 100 ms.
  expect(turns).toBeGreaterThan(30);
});

it('hands over no more than can be kept, however much stands in one place', async () => {
  const check = Array.from({ length: 400_000 }, (_, n) => `{"name":"${n}","state":"incomplete"}`).join();
  const board = (desc: string) =>
    Buffer.from(
      `{"name":"B","desc":"${desc}","lists":[{"id":"l","name":"L"}],
        "cards":[{"id":"c","idList":"l","name":"C"},{"id":"d","idList":"l","name":"D","desc":"${desc}"}],
        "checklists":[{"idCard":"c","checkItems":[${check}]}]}`,
    );
  const bytes = board('a'.repeat(4_000_000));
  await reader.read('csv', [Buffer.from('Task')]);
  const reading = await reader.read('trello', inPieces(bytes));
  const [first, second] = await handedOver(reading);
  expect(first?.input['checklist']).toHaveLength(1001);
  expect(second?.input['description']).toHaveLength(100_001);
  expect(reading.planner?.input['description']).toHaveLength(100_001);
});

it('gives nothing more once it is closed', async () => {
  const reading = await reader.read('csv', [table]);
  await reading.activities.next();
  reading.close();
  reading.close();
  // What was handed over by then is less than a tenth.
  expect((await handedOver(reading)).length).toBeLessThan(4000);
});

it('says what is no text, and what takes too long', async () => {
  await expect(reader.read('csv', [Buffer.from([0x50, 0x4b, 0, 0])])).rejects.toMatchObject({
    code: 'UNSUPPORTED_MEDIA_TYPE',
  });
  const { planner, problems } = await impatient.read('csv', [table]);
  expect([planner, problems]).toEqual([null, [{ line: 1, message: expect.stringContaining('too much') }]]);
});

it('takes so much memory and no more, and reads on after what would have taken more', async () => {
  const giant = Buffer.from(`[${'{},'.repeat(2_500_000)}{}]`);
  const { planner, problems } = await narrow.read('json', inPieces(giant));
  expect([planner, problems]).toEqual([null, [{ line: 1, message: expect.stringContaining('too much') }]]);
  const after = await narrow.read('csv', [Buffer.from('Task\nWash\n')]);
  expect(after.planner?.sections[0]?.activitiesCount).toBe(1);
});

it('counts against no file what those before it took, and takes so many and no more', async () => {
  const small = table.subarray(0, 150_000);
  await patient.measure(small);
  const all = Array.from({ length: 10 }, () => patient.read('csv', [small]));
  const [tenth, ...nine] = [...(await Promise.allSettled(all))].reverse();
  expect(tenth).toMatchObject({ status: 'rejected', reason: { code: 'SERVICE_UNAVAILABLE' } });
  for (const one of nine) expect(one).toMatchObject({ value: { planner: expect.any(Object) } });
});
