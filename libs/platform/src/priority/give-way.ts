import { readdirSync } from 'node:fs';
import { succeeds, takeShortSlices } from './short-slices';
import { standBack } from './stand-back';

/** As far as goes (nice(1)). */
const NICENESS = 19;

/** How a process gives way: see `giveWay`. */
export type Way = 'at-once' | 'only-when-idle' | 'low-priority';

/**
 * Lets a process give way to all others: with all of its threads and its session (`standBack`), by the policy SCHED_IDLE
 * (sched(7)), which lets the kernel take its core for a free one where it looks for a place for whoever wakes, and, where that
 * can be had, at once (`takeShortSlices`). Elsewhere it gets the policy by util-linux, which Debian and its images have as
 * well; and where that is missing too, the low priority alone.
 */
export async function giveWay(pid: number): Promise<Way> {
  await standBack(NICENESS, pid);
  const threads = threadsOf(pid);
  if (threads.length === 0) return 'low-priority';
  if (await takeShortSlices(threads, NICENESS)) return 'at-once';
  const idle = ['--all-tasks', '--idle', '--pid', '0', String(pid)];
  return (await succeeds('chrt', idle)) ? 'only-when-idle' : 'low-priority';
}

/** None where it has ended, and elsewhere than on Linux. */
function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}
