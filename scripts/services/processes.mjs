/**
 * Asking about, starting and ending operating system processes.
 * A pid alone proves nothing (it may have been given to another program since), so a process is only ever
 * signalled when its start time or its command line shows that it is ours.
 */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const linux = process.platform === 'linux';

/** True when a process with this pid exists (zombies, which only wait to be reaped, do not count). */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return !linux || statFields(pid)?.[0] !== 'Z';
}

/** What tells this process from a later one with the same pid, or undefined when there is none. */
export function identityOf(pid) {
  if (!isAlive(pid)) return undefined;
  if (linux) {
    const boot = readOrEmpty('/proc/sys/kernel/random/boot_id').trim();
    return `${boot}:${statFields(pid)?.[19]}`;
  }
  return ps(pid, 'lstart=');
}

/** The command line of a process with single blanks between its words, or '' when there is none. */
export function commandLineOf(pid) {
  return linux
    ? readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
    : (ps(pid, 'command=') ?? '');
}

/** A note that can be written to a file and later shows whether the very same process still runs. */
export function noteOf(pid) {
  return { pid, identity: identityOf(pid) };
}

export function stillRuns(note) {
  return Number.isInteger(note?.pid) && note.identity !== undefined && identityOf(note.pid) === note.identity;
}

export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Waits until the process is gone; resolves to false when it is still there after the time (ms). */
export async function waitForEnd(pid, timeout) {
  const deadline = Date.now() + timeout;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Sends `polite`, waits up to `timeout` ms, then sends `rude`. */
export async function end(pid, { polite = 'SIGTERM', rude = 'SIGKILL', timeout = 10_000 } = {}) {
  if (!isAlive(pid) || !signal(pid, polite)) return;
  if (await waitForEnd(pid, timeout)) return;
  signal(pid, rude);
  await waitForEnd(pid, 5_000);
}

/**
 * Runs a command to its end and collects what it prints; never throws for a failed command.
 * Resolves to { code, stdout, stderr }; code is -1 when the command could not be started at all.
 */
export function run(command, args, options = {}) {
  const { onSpawn, ...spawnOptions } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...spawnOptions });
    const output = { stdout: '', stderr: '' };
    child.stdout?.on('data', (chunk) => (output.stdout += chunk));
    child.stderr?.on('data', (chunk) => (output.stderr += chunk));
    child.on('error', (error) => resolve({ code: -1, ...output, stderr: output.stderr + error.message }));
    child.on('close', (code, name) => resolve({ code: code ?? -1, signal: name, ...output }));
    onSpawn?.(child);
  });
}

/** What a failed command said last, which with most programs is what went wrong. */
export function lastLine(text) {
  return text.trim().split('\n').at(-1) || 'no message';
}

/** /proc/<pid>/stat from its third field on: the second, the program's name, may itself hold blanks. */
function statFields(pid) {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function ps(pid, column) {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
