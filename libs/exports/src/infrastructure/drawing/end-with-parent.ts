import { Worker } from 'node:worker_threads';

/** Between two looks, in milliseconds. */
const LOOK_MS = 2000;

/** What the thread runs. A process whose parent is gone is given another one. */
const WATCH = `
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, ${LOOK_MS});`;

/**
 * Ends this process when the one that started it is gone, even where the main thread hears of nothing any more: a drawing
 * that went round in circles would keep a core for ever, in a session that nobody else ends.
 */
export function endWithParent(): void {
  const limits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };
  const watch = new Worker(WATCH, { eval: true, execArgv: [], env: {}, resourceLimits: limits });
  watch.unref();
  // Without it this process draws as well.
  watch.on('error', () => undefined);
}
