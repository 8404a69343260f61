import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
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
    await this.read('csv', bytes);
    const started = performance.now();
    await this.read('csv', bytes);
    this.timeoutMs = Math.ceil((performance.now() - started) * 6);
  }
}
const [reader, impatient, patient] = [new Reader(), new Impatient(), new Patient()];

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
  rmSync(folder, { recursive: true });
});

const table = Buffer.from(`Task\n${'Wash the curtains\n'.repeat(40_000)}`);

it('reads without keeping this thread from its work', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  const { planner } = await reader.read('csv', table);
  clearInterval(timer);
  expect(planner?.sections[0]?.activities).toHaveLength(40_000);
  expect(turns).toBeGreaterThan(0);
});

it('hands a large file over in turns, with everything in its place', async () => {
  const rows = Array.from({ length: 30_000 }, (_, n) => `Task ${n},List ${n % 7}`);
  const bytes = Buffer.from(['Task,List', ...rows].join('\n'));
  await reader.read('csv', bytes.subarray(0, 100));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const { planner } = await reader.read('csv', bytes);
  delay.disable();
  const titles = planner?.sections.map(({ activities }) => activities.map(({ input }) => input['title']));
  expect(titles).toEqual(
    Array.from({ length: 7 }, (_, list) =>
      Array.from({ length: Math.ceil((30_000 - list) / 7) }, (_, n) => `Task ${n * 7 + list}`),
    ),
  );
  // In milliseconds; all at once takes over 100 on a machine that does nothing else.
  expect(delay.max / 1e6).toBeLessThan(80);
});

it('says what is no text, and what takes too long', async () => {
  await expect(reader.read('csv', Buffer.from([0x50, 0x4b, 0, 0]))).rejects.toMatchObject({
    code: 'UNSUPPORTED_MEDIA_TYPE',
  });
  const { planner, problems } = await impatient.read('csv', table);
  expect([planner, problems]).toEqual([null, [{ line: 1, message: expect.stringContaining('too much') }]]);
});

it('counts against no file what those before it took, and takes so many and no more', async () => {
  const small = table.subarray(0, 150_000);
  await patient.measure(small);
  const all = Array.from({ length: 10 }, () => patient.read('csv', small));
  const [tenth, ...nine] = [...(await Promise.allSettled(all))].reverse();
  expect(tenth).toMatchObject({ status: 'rejected', reason: { code: 'SERVICE_UNAVAILABLE' } });
  for (const one of nine) expect(one).toMatchObject({ value: { planner: expect.any(Object) } });
});
