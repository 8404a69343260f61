import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'almanac-ways-'));
let other: ChildProcess;

beforeEach(async () => {
  const program = `process.stdout.write('here'); setInterval(() => undefined, 1000)`;
  other = spawn(process.execPath, ['-e', program], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  if (other.stdout) await once(other.stdout, 'data');
});

afterEach(() => other.kill('SIGKILL'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Where only these programs are to be had; gives the way that was found. */
function wayBy(...programs: string[]): string {
  const path = mkdtempSync(join(folder, 'bin-'));
  for (const program of programs) {
    const place = ['/usr/bin', '/bin'].map((bin) => join(bin, program)).find((file) => existsSync(file));
    if (place) symlinkSync(place, join(path, program));
  }
  const told = `
    require(${JSON.stringify(join(__dirname, '../../../../test/setup/sources.cjs'))});
    const { giveWay } = require(${JSON.stringify(join(__dirname, 'give-way.ts'))});
    giveWay(${other.pid}).then((way) => process.stdout.write(way));`;
  return spawnSync(process.execPath, ['-e', told], { env: { PATH: path }, encoding: 'utf8' }).stdout;
}

/** Of each thread: nice (field 19 of proc_pid_stat(5)), policy (41), and the slice in ms where the kernel says so. */
function threads(): { nice: string; policy: string; slice?: string }[] {
  const tasks = `/proc/${other.pid}/task`;
  return readdirSync(tasks).map((thread) => {
    const stat = readFileSync(`${tasks}/${thread}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const sched = `${tasks}/${thread}/sched`;
    const slice = existsSync(sched)
      ? /^se\.slice +: +(\d+)/m.exec(readFileSync(sched, 'latin1'))?.[1]
      : undefined;
    return { nice: fields[19 - 3] ?? '', policy: fields[41 - 3] ?? '', ...(slice ? { slice } : {}) };
  });
}

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux('takes the shortest slices where the kernel has them', () => {
  const way = wayBy('perl', 'chrt');
  for (const thread of threads()) {
    expect(thread).toMatchObject({ nice: '19', policy: '5' });
    if (way === 'at-once' && thread.slice) expect(thread.slice).toBe('100000');
  }
  // Whatever kernel and machine: one of the two is there.
  expect(['at-once', 'only-when-idle']).toContain(way);
});

onLinux('runs only when all is idle where they cannot be had', () => {
  expect(wayBy('chrt')).toBe('only-when-idle');
  for (const thread of threads()) expect(thread).toMatchObject({ nice: '19', policy: '5' });
});

onLinux('has a low priority where nothing else can be had', () => {
  expect(wayBy()).toBe('low-priority');
  for (const thread of threads()) expect(thread).toMatchObject({ nice: '19', policy: '0' });
});
