import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { standBack } from './stand-back';

const run = promisify(execFile);

/** As far as goes (nice(1)). */
const NICENESS = 19;
/** The shortest that the kernel takes, in nanoseconds. */
const SLICE_NS = 100_000;
/** `sched_setattr` and `sched_getattr` by their numbers (Linux's tables of system calls), for want of a name in Node. */
const CALLS: Partial<Record<NodeJS.Architecture, readonly [set: number, get: number]>> = {
  x64: [314, 315],
  arm64: [274, 275],
};

/**
 * Sets the slice of each thread by sched_setattr(2), and fails where the kernel did not take it (before 6.12). The layout is
 * that of `struct sched_attr` in its first version.
 */
const SET_SLICES = `
  my ($pid, $nice, $slice, $set, $get) = @ARGV;
  for my $task (glob "/proc/$pid/task/*") {
    my ($thread) = $task =~ /(\\d+)$/;
    my $attributes = pack 'L L Q l L Q Q Q', 48, 0, 0, $nice, 0, $slice, 0, 0;
    syscall($set + 0, $thread + 0, $attributes, 0) == 0 or exit 1;
    syscall($get + 0, $thread + 0, $attributes, 48, 0) == 0 or exit 1;
    (unpack 'L L Q l L Q', $attributes)[5] == $slice or exit 1;
  }`;

/** How a process gives way: see `giveWay`. */
export type Way = 'short-slices' | 'only-when-idle' | 'low-priority';

/**
 * Lets a process give way to all others: with all of its threads and its session (`standBack`), and, where that can be had,
 * at once. Linux lets whoever has a core have it for a slice, some milliseconds to the tick, before another that wakes there
 * gets it, however low its priority (EEVDF, the kernel's scheduler/sched-eevdf). From 6.12 on a thread may have a shorter
 * slice; Perl can ask for that, which Debian and its images always have. Elsewhere it gets the policy SCHED_IDLE (sched(7)) by
 * util-linux, which they have as well; and where that is missing too, the low priority alone.
 */
export async function giveWay(pid: number): Promise<Way> {
  await standBack(NICENESS, pid);
  if (process.platform !== 'linux') return 'low-priority';
  const calls = CALLS[process.arch];
  const slices = [pid, NICENESS, SLICE_NS, ...(calls ?? [])].map(String);
  if (calls && (await succeeds('perl', ['-e', SET_SLICES, ...slices]))) return 'short-slices';
  const idle = ['--all-tasks', '--idle', '--pid', '0', String(pid)];
  return (await succeeds('chrt', idle)) ? 'only-when-idle' : 'low-priority';
}

async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  try {
    // It throws at once where memory is short.
    await run(program, args);
    return true;
  } catch {
    return false;
  }
}
