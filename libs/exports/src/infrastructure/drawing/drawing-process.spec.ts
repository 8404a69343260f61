import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesOf, plannerDocument } from '@almanac/testing';
import { HANDWRITING_DEFAULTS, type HandwritingOptions } from '../../domain/handwriting-options';
import { PDF_DEFAULTS, type PdfOptions } from '../../domain/pdf-options';
import type { PlannerDocument } from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress } from '../../domain/planner-writer';
import { HandwritingPlannerWriter } from '../handwriting/handwriting-planner.writer';
import { PdfPlannerWriter } from '../pdf/pdf-planner.writer';
import { DrawingChild } from './drawing-child';
import { DrawingProcess } from './drawing-process';

jest.setTimeout(60_000);

const root = join(__dirname, '../../../../..');
const folder = mkdtempSync(join(tmpdir(), 'almanac-drawing-'));

/** With the file that the bundler makes of the sources, and its share of a machine that other tests keep busy. */
class Process extends DrawingProcess {
  protected override readonly file: string = join(folder, 'drawing.main.js');
  protected override readonly givesWay: boolean = false;
}
const drawing = new Process();
const pdf = drawing.writer<PdfOptions>(new PdfPlannerWriter(), (options) => ({ kind: 'pdf', options }));
const hand = drawing.writer<HandwritingOptions>(new HandwritingPlannerWriter(), (options) => ({
  ...{ kind: 'handwriting', options },
}));

beforeAll(() => {
  const outside = ['harfbuzzjs', 'linebreak', 'pdfkit', 'wawoff2', 'bcrypt', 'sharp', 'piscina'];
  // By its program: inside a test, esbuild does not know its own bytes again.
  execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    join(__dirname, 'drawing.main.ts'),
    `--outfile=${join(folder, 'drawing.main.js')}`,
    ...['--bundle', '--platform=node', '--format=cjs', '--log-level=error'],
    ...outside.flatMap((name) => [`--external:${name}`, `--external:${name}/*`]),
    `--alias:@almanac/kernel=${join(root, 'libs/kernel/src/index.ts')}`,
  ]);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(async () => {
  await drawing.onApplicationShutdown();
  rmSync(folder, { recursive: true });
});

const sections = (count: number, activities: number) =>
  Array.from({ length: count }, (_, section) => ({
    title: `Part ${section}`,
    activities: Array.from({ length: activities }, (_unused, place) => ({
      title: `${['Ask for quotes', 'Подготовить встречу'][place % 2]} (${place})`,
      description: 'Call in the **morning**.',
      status: place % 4 === 0 ? ('completed' as const) : ('pending' as const),
      blockedBy: place === 1 ? [{ section, activity: 0, title: 'Before' }] : [],
    })),
  }));
const still = (): AbortSignal => new AbortController().signal;
const silent: WritingProgress = () => Promise.resolve();

function draw<Options>(
  writer: PlannerWriter<Options>,
  document: PlannerDocument,
  options: Options,
  signal = still(),
  progress = silent,
): Promise<Buffer> {
  return bytesOf(writer.write(document, options, signal, progress));
}

/** The same planner; each section is told of as it is read, which may fail. */
function heard(whole: PlannerDocument, hear: (index: number) => void): PlannerDocument {
  return {
    ...whole,
    async *sections() {
      for await (const section of whole.sections()) {
        hear(section.index);
        yield section;
      }
    },
  };
}

it('draws the same bytes as are drawn without it, of more sections and activities than go over at once', async () => {
  for (const document of [
    plannerDocument(sections(2, 430)),
    plannerDocument(sections(70, 1)),
    plannerDocument([]),
  ]) {
    const direct = await bytesOf(new PdfPlannerWriter().write(document, PDF_DEFAULTS, still(), silent));
    expect((await draw(pdf, document, PDF_DEFAULTS)).equals(direct)).toBe(true);
    const byHand = await bytesOf(
      new HandwritingPlannerWriter().write(document, HANDWRITING_DEFAULTS, still(), silent),
    );
    expect((await draw(hand, document, HANDWRITING_DEFAULTS)).equals(byHand)).toBe(true);
  }
});

it('says how far it is, and how many pages there are', async () => {
  const told: number[] = [];
  const written = pdf.write(plannerDocument(sections(2, 20)), PDF_DEFAULTS, still(), async (done, of) => {
    told.push(done);
    expect(of).toBe(40);
    // Longer than it goes on without saying so again, however fast it is.
    await new Promise((resolve) => setTimeout(resolve, 60));
  });
  await bytesOf(written);
  expect(written.pages?.()).toBeGreaterThan(2);
  expect(told.length).toBeGreaterThan(1);
  expect(told).toEqual([...told].sort((one, other) => one - other));
});

it('draws several planners in turns', async () => {
  const large = plannerDocument(sections(4, 400));
  let over = false;
  const slow = draw(pdf, large, PDF_DEFAULTS).finally(() => (over = true));
  const small = plannerDocument(sections(1, 3));
  await Promise.all([draw(pdf, small, PDF_DEFAULTS), draw(hand, small, HANDWRITING_DEFAULTS)]);
  expect(over).toBe(false);
  await slow;
});

it('fails of what reading the planner failed of, and draws on', async () => {
  const error = new Error('The snapshot is closed');
  const brokenOff = heard(plannerDocument(sections(3, 60)), (index) => {
    if (index === 1) throw error;
  });
  await expect(draw(pdf, brokenOff, PDF_DEFAULTS)).rejects.toBe(error);
  await expect(draw(pdf, plannerDocument(sections(1, 2)), PDF_DEFAULTS)).resolves.toBeInstanceOf(Buffer);
});

it('ends with the signal, reads no more, and draws on', async () => {
  const stop = new AbortController();
  let read = 0;
  const counted = heard(plannerDocument(sections(20, 150)), () => {
    read += 1;
    if (read === 3) stop.abort(new Error('Nobody wants it any more'));
  });
  await expect(draw(pdf, counted, PDF_DEFAULTS, stop.signal)).rejects.toThrow();
  const then = read;
  await draw(pdf, plannerDocument(sections(1, 60)), PDF_DEFAULTS);
  expect(read).toBe(then);
});

it('waits for whoever reads: nothing is drawn ahead but what goes over at once', async () => {
  let read = 0;
  const counted = heard(plannerDocument(sections(40, 100)), () => {
    read += 1;
  });
  const { content } = pdf.write(counted, PDF_DEFAULTS, still(), silent);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(read).toBe(0);
  await once(content, 'readable');
  content.read();
  // While others are drawn it would get on, section by section, and come to the last one of its second pass.
  for (let before = 0; read > before;) {
    before = read;
    await draw(pdf, plannerDocument(sections(4, 60)), PDF_DEFAULTS);
  }
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(40 + 40);
  content.destroy();
});

/** The processes that this one has started, and that are still there. */
const children = (): number[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
const isThere = (pid: number): boolean => existsSync(`/proc/${pid}`);
/** Resolves once it is gone; the time limit of the test ends what stays. */
async function gone(pid: number): Promise<void> {
  while (isThere(pid)) await sleep(10);
}
/** What the kernel says of a thread, beginning with its state: field 3 of proc_pid_stat(5) is the first. */
const statOf = (path: string): string[] => {
  const line = readFileSync(`${path}/stat`, 'latin1');
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
};

/** A process that draws, and the number by which the system knows it. */
async function begun(options: Partial<Pick<Variant, 'givesWay' | 'patienceMs'>> = {}) {
  const own = Object.assign(new Variant(), options);
  const writer = own.writer<PdfOptions>(new PdfPlannerWriter(), (of) => ({ kind: 'pdf', options: of }));
  const before = children();
  await draw(writer, plannerDocument(sections(1, 1)), PDF_DEFAULTS);
  const [pid = 0] = children().filter((child) => !before.includes(child));
  expect(pid).toBeGreaterThan(0);
  return { own, writer, pid };
}

class Variant extends Process {
  override givesWay = false;
  override idleMs = 60_000;
  override patienceMs = 60_000;
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a process that draws', () => {
  it('gives way to all others, with all of its threads and its session', async () => {
    const { own, pid } = await begun({ givesWay: true });
    const threads = readdirSync(`/proc/${pid}/task`).map((thread) => statOf(`/proc/${pid}/task/${thread}`));
    expect(threads.length).toBeGreaterThan(1);
    // Nice is field 19. How else it gives way is the matter of its own test (give-way.spec.ts).
    expect(new Set(threads.map((fields) => fields[19 - 3]))).toEqual(new Set(['19']));
    const group = `/proc/${pid}/autogroup`;
    // Of those without the right to do it at any time the kernel takes it ten times a second.
    while (existsSync(group) && / nice (?!19\n)/.test(readFileSync(group, 'utf8'))) await sleep(10);
    expect(statOf('/proc/self')[19 - 3]).not.toBe('19');
    await own.onApplicationShutdown();
  });

  it('knows no setting', async () => {
    const { own, pid } = await begun();
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
    expect(
      names.map((entry) => entry.split('=', 1)[0]).filter((name) => !name?.startsWith('NODE_CHANNEL')),
    ).toEqual([]);
    await own.onApplicationShutdown();
  });

  it('fails what it has in hand where it is killed, and another draws on', async () => {
    const { own, writer, pid } = await begun();
    const killed = heard(plannerDocument(sections(3, 60)), (index) => {
      if (index === 1) process.kill(pid, 'SIGKILL');
    });
    await expect(draw(writer, killed, PDF_DEFAULTS)).rejects.toThrow('SIGKILL');
    await expect(draw(writer, plannerDocument(sections(1, 2)), PDF_DEFAULTS)).resolves.toBeInstanceOf(Buffer);
    await own.onApplicationShutdown();
  });

  it('is ended with a drawing that does not end by itself, and another draws on', async () => {
    const { own, writer, pid } = await begun({ patienceMs: 50 });
    const stop = new AbortController();
    const stuck = heard(plannerDocument(sections(3, 60)), (index) => {
      if (index !== 1) return;
      process.kill(pid, 'SIGSTOP');
      stop.abort(new Error('Nobody wants it any more'));
    });
    await expect(draw(writer, stuck, PDF_DEFAULTS, stop.signal)).rejects.toThrow();
    await gone(pid);
    await expect(draw(writer, plannerDocument(sections(1, 2)), PDF_DEFAULTS)).resolves.toBeInstanceOf(Buffer);
    await own.onApplicationShutdown();
  });

  it('draws on where a service is told to stop with all of its processes', async () => {
    const { own, writer, pid } = await begun();
    const told = heard(plannerDocument(sections(3, 60)), () => {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(pid, signal);
    });
    await expect(draw(writer, told, PDF_DEFAULTS)).resolves.toBeInstanceOf(Buffer);
    expect(isThere(pid)).toBe(true);
    await own.onApplicationShutdown();
  });

  it('goes when it has had nothing to do for a while, and at the end of the program', async () => {
    const { own, writer, pid } = await begun();
    own.idleMs = 20;
    const { pid: other, own: kept } = await begun();
    await kept.onApplicationShutdown();
    expect(isThere(other)).toBe(false);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    const before = children();
    await draw(writer, plannerDocument(sections(1, 1)), PDF_DEFAULTS);
    while (children().some((child) => !before.includes(child))) await sleep(10);
  });

  it('says of what it ended, to whoever wants it to draw after that, too', async () => {
    const child = new DrawingChild(join(folder, 'drawing.main.js'), 60_000, false);
    process.kill(child.pid ?? 0, 'SIGKILL');
    const { sections: _, ...planner } = plannerDocument([]);
    const task = { kind: 'pdf' as const, options: PDF_DEFAULTS, planner };
    const reply = () => Promise.reject(new Error('It calls for nothing'));
    await expect(child.draw(task, reply, still())).rejects.toThrow('SIGKILL');
    await expect(child.draw(task, reply, still())).rejects.toThrow('SIGKILL');
  });

  it('ends where the one that started it was gone before it could look', async () => {
    const other = String(process.pid + 1);
    const child = fork(join(folder, 'drawing.main.js'), [other], { serialization: 'advanced' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });

  it.each([
    ['while it does nothing', ''],
    ['while it goes round in circles', `setTimeout(() => { for (;;); }, 100)`],
  ])('ends with the one that started it, even where that is killed, %s', async (_, before) => {
    const preload = join(folder, 'before.js');
    writeFileSync(preload, before);
    const program = `
      const { fork } = require('node:child_process');
      const file = ${JSON.stringify(join(folder, 'drawing.main.js'))};
      const execArgv = ['--require', ${JSON.stringify(preload)}];
      const options = { detached: true, serialization: 'advanced', execArgv };
      const child = fork(file, [String(process.pid)], options);
      setTimeout(() => process.stdout.write(String(child.pid)), 500);`;
    const starter = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(starter.stdout, 'data')) as [Buffer];
    const pid = Number(said);
    expect(isThere(pid)).toBe(true);
    starter.kill('SIGKILL');
    await gone(pid);
  });
});
