import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** The priority of a session is set ten times a second at most, on the whole machine. */
const AGAIN_MS = 150;
const TRIES = 10;

/**
 * Puts a process behind others: people wait for the API, and for most of the rest hardly ever. Linux gives each thread a
 * priority of its own, and those of V8 are there already: they collect garbage and compile. Where the system forbids it, as
 * some sandboxes do, the process runs as it is.
 * @param nice 0 to 19, as nice(1) counts
 * @param pid of this process, or of a child
 */
export async function standBack(nice: number, pid: number = process.pid): Promise<void> {
  const tasks = `/proc/${pid}/task`;
  try {
    for (const thread of existsSync(tasks) ? readdirSync(tasks).map(Number) : [pid])
      setPriority(thread, nice);
    await standBackAsSession(nice, pid);
  } catch {
    // As said above.
  }
}

/**
 * Most Linux systems share the processors among sessions first, each as much as the other, and look at the priorities of
 * threads only within one (sched(7), autogroup). A session that others are in too is not ours to put back.
 */
async function standBackAsSession(nice: number, pid: number): Promise<void> {
  const group = `/proc/${pid}/autogroup`;
  for (let tries = 1; existsSync(group) && leadsItsSession(pid); tries += 1) {
    try {
      writeFileSync(group, String(nice));
      return;
    } catch (error) {
      if (tries === TRIES || !(error instanceof Error && 'code' in error && error.code === 'EAGAIN'))
        throw error;
      await sleep(AGAIN_MS);
    }
  }
}

/** Field 6 of proc_pid_stat(5); the name before it may hold anything. */
function leadsItsSession(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(session) === pid;
}
