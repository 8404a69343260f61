import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Sets what Node has no call for (util-linux, which Debian and its images always have). */
const PROGRAM = 'chrt';

/**
 * Gives this thread the policy SCHED_IDLE of Linux (sched(7)): it runs where nothing else wants the core, and whatever wakes
 * has it at once. A low priority alone (nice 19) still gets turns of some milliseconds beside others, and the kernel counts
 * its core as taken when it looks for a free one.
 * @returns whether that was possible; elsewhere than on Linux, or without the program, all stays as it is
 */
export function runOnlyWhenIdle(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    // `<process>/task/<thread>`, as the kernel numbers them.
    const thread = basename(readlinkSync('/proc/thread-self'));
    return spawnSync(PROGRAM, ['-i', '-p', '0', thread], { stdio: 'ignore' }).status === 0;
  } catch {
    return false;
  }
}
