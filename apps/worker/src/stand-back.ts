import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

const THREADS = '/proc/self/task';
const GROUP = '/proc/self/autogroup';

/**
 * People wait for the API, and for the worker hardly ever. Linux gives each thread a priority of its own, and those of V8
 * are there already: they collect garbage and compile. Where the system forbids it, as some sandboxes do, the worker runs
 * as it is.
 * @param nice 0 to 19, as nice(1) counts
 */
export function standBack(nice: number): void {
  const threads = existsSync(THREADS) ? readdirSync(THREADS).map(Number) : [process.pid];
  try {
    for (const thread of threads) setPriority(thread, nice);
    // Most Linux systems share the processors among sessions first, each as much as the other, and look at the priorities
    // of threads only within one (sched(7), autogroup). A session that others are in too is not ours to put back.
    if (existsSync(GROUP) && leadsItsSession()) writeFileSync(GROUP, String(nice));
  } catch {
    // As said above.
  }
}

/** Field 6 of proc_pid_stat(5); the name before it may hold anything. */
function leadsItsSession(): boolean {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(session) === process.pid;
}
