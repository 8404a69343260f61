/** What processes have cost so far, from /proc (Linux; elsewhere nothing is known). */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own tick. */
const MICROSECONDS_PER_TICK = 10_000;

/** CPU time of a process with all its threads, in microseconds; undefined where it cannot be known. */
export function cpuOf(pid) {
  const fields = statOf(pid);
  return fields && (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
}

/** Microseconds that the main thread of a process has spent in its own code, and in the kernel for it. */
export function mainThreadOf(pid) {
  const fields = statOf(`${pid}/task/${pid}`);
  return fields && [11, 12].map((index) => Number(fields[index]) * MICROSECONDS_PER_TICK);
}

/** CPU time of a process with its children, living and dead, in microseconds: PostgreSQL has a process for each connection. */
export function cpuOfTree(pid) {
  const fields = statOf(pid);
  if (!fields) return undefined;
  let ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  for (const name of readdirSync('/proc')) {
    const child = /^\d+$/.test(name) ? statOf(name) : undefined;
    if (child && Number(child[1]) === pid) ticks += Number(child[11]) + Number(child[12]);
  }
  return ticks * MICROSECONDS_PER_TICK;
}

/** CPU time that all processors together have been busy with since the machine started, in microseconds. */
export function cpuOfMachine() {
  try {
    const [user, nice, system, , , irq, softIrq, steal] = /^cpu +(.*)$/m
      .exec(readFileSync('/proc/stat', 'utf8'))[1]
      .split(' ')
      .map(Number);
    return (user + nice + system + irq + softIrq + steal) * MICROSECONDS_PER_TICK;
  } catch {
    return undefined;
  }
}

/** The process that started this one. */
export function parentOf(pid) {
  return Number(statOf(pid)?.[1]);
}

/** Memory in MiB that the process holds in RAM. */
export const memoryOf = (pid) => memory(pid, 'VmRSS');

/**
 * The most memory in MiB that the process has ever held in RAM, and with it the most of each process that it has started and
 * that is still there, although hardly all of them held it at one time. The files that such a one has mapped are Node's own,
 * as they are here: the same pages, which count once, as they do against the limit of a container.
 */
export function peakMemoryOfFamily(pid) {
  const own = memory(pid, 'VmHWM');
  const others = childrenOf(pid).map((child) => memory(child, 'VmHWM') - memory(child, 'RssFile'));
  return own && others.reduce((sum, peak) => sum + peak, own);
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function memory(pid, figure) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = new RegExp(`^${figure}:\\s+(\\d+)`, 'm').exec(status)?.[1];
    return kilobytes && Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}

/** /proc/<pid>/stat from its third field on: the second, the program's name, may itself hold blanks. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
