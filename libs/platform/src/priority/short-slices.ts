import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The shortest that the kernel takes, in nanoseconds. */
const SLICE_NS = 100_000;
/** `sched_setattr` and `sched_getattr` by their numbers (Linux's tables of system calls), for want of a name in Node. */
const CALLS: Partial<Record<NodeJS.Architecture, readonly [set: number, get: number]>> = {
  x64: [314, 315],
  arm64: [274, 275],
};
/** The number of SCHED_IDLE (sched(7)). */
const IDLE = 5;

/**
 * Sets slice and policy of each thread by sched_setattr(2), and fails where the kernel did not take it (before 6.12). The layout is
 * that of `struct sched_attr` in its first version. A slice is taken with the normal policy alone, and stays when the policy becomes another.
 */
const SET_SLICES = `
  my ($set, $get, $slice, $nice, $idle, @threads) = map { $_ + 0 } @ARGV;
  for my $thread (@threads) {
    my $attributes = pack 'L L Q l L Q Q Q', 48, 0, 0, $nice, 0, $slice, 0, 0;
    syscall($set, $thread, $attributes, 0) == 0 or exit 1;
    syscall($get, $thread, $attributes, 48, 0) == 0 or exit 1;
    (unpack 'L L Q l L Q', $attributes)[5] == $slice or exit 1;
    my $last = pack 'L L Q l L Q Q Q', 48, $idle, 0, $nice, 0, $slice, 0, 0;
    syscall($set, $thread, $last, 0) == 0 or exit 1;
  }`;

/**
 * Gives threads the policy SCHED_IDLE and the shortest slices that there are. Linux lets whoever has a core have it for a slice, some milliseconds to
 * the tick, before another that wakes there gets it, however low its priority (EEVDF, the kernel's scheduler/sched-eevdf). From
 * 6.12 on a thread may have a shorter slice; Perl can ask for that, which Debian and its images always have.
 * @param nice 0 to 19, as nice(1) counts
 * @returns whether they have both
 */
export async function takeShortSlices(threads: readonly number[], nice: number): Promise<boolean> {
  const calls = process.platform === 'linux' ? CALLS[process.arch] : undefined;
  if (!calls) return false;
  const numbers = [...calls, SLICE_NS, nice, IDLE, ...threads];
  return succeeds('perl', ['-e', SET_SLICES, ...numbers.map(String)]);
}

/** Whether a program is there and ends without complaint. */
export async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  try {
    // It throws at once where memory is short.
    await run(program, args);
    return true;
  } catch {
    return false;
  }
}
