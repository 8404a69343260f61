import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Sets what Node has no call for (util-linux, which Debian and its images always have). */
const PROGRAM = 'chrt';

/**
 * Gives all threads of a process the policy SCHED_IDLE of Linux (sched(7)): they run where nothing else wants the core. A low
 * priority alone (nice 19) still gets turns of some milliseconds beside others, and the kernel counts its core as taken when
 * it looks for a free one. In a session of its own such a process has to stand back as well, as others are compared with
 * its session and not with its threads.
 * @returns whether that was possible; elsewhere than on Linux, or without the program, all stays as it is
 */
export async function runOnlyWhenIdle(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  return run(PROGRAM, ['--all-tasks', '--idle', '--pid', '0', String(pid)]).then(
    () => true,
    () => false,
  );
}
